import type { Part } from './model.ts';

/** An overview of the signature schemes. */
export const signing: readonly Part[] = [
  {
    heading: { en: 'WHAT KOOGALLERY SENDS', zh: '云商店发出的请求' },
    text: {
      en: 'The access key is the one of the interface class in the seller console: base, kit, licence and general interfaces each have their own.',
      zh: '访问密钥为卖家中心“密钥管理”中对应接口类别的密钥：基础接口、联营 Kit 接口、License 接口和通用接口各用各的密钥。',
    },
    rows: [
      [
        'v1',
        {
          en: 'authToken in the query: base64 of HMAC-SHA256 over the sorted parameters, key access key + timeStamp.',
          zh: '查询参数 authToken：对排序后的参数做 HMAC-SHA256 再做 base64，密钥为“访问密钥 + timeStamp”。',
        },
      ],
      [
        'v1-kit',
        {
          en: 'authToken in a header, over the properties of the body that are not blank.',
          zh: '请求头 authToken：对请求体中的非空属性计算，算法同上。',
        },
      ],
      [
        'v2, license-code, online-license, order-notify',
        {
          en: 'signature in the query: HMAC-SHA256 in hexadecimal over access key + nonce + timestamp + HMAC-SHA256 of the body as sorted JSON.',
          zh: '查询参数 signature：对“访问密钥 + nonce + timestamp + 请求体（按名称排序的 JSON）的 HMAC-SHA256”再做 HMAC-SHA256，结果为十六进制。',
        },
      ],
      [
        'v2-kit',
        {
          en: 'x-sign in a header, with x-timestamp and x-nonce: one HMAC-SHA256.',
          zh: '请求头 x-sign，另有 x-timestamp 和 x-nonce：只做一次 HMAC-SHA256。',
        },
      ],
    ],
  },
  {
    heading: { en: 'WHAT YOUR SERVER ANSWERS', zh: '商家服务器的应答' },
    text: {
      en: 'V1 answers carry the header Body-Sign: base64 of HMAC-SHA256 over the bytes of the body as they are sent, key access key. The pages on V2 ask for no signature of the answer.',
      zh: 'V1 的应答带有响应头 Body-Sign：以访问密钥为密钥，对实际发出的应答体字节做 HMAC-SHA256 再做 base64。V2 的文档未要求对应答签名。',
    },
  },
  {
    heading: { en: 'WHAT YOU SEND TO THE OPEN API', zh: '商家调用开放接口' },
    text: {
      en: 'AK and SK sign every call by SDK-HMAC-SHA256 in the header Authorization. A push of usage has a signature of its own on top, made with the access key.',
      zh: '每个调用都用 AK/SK 按 SDK-HMAC-SHA256 签名，放在请求头 Authorization 中。推送话单时另有一个由访问密钥生成的签名。',
    },
  },
  {
    heading: { en: 'WHEN A SIGNATURE IS REFUSED', zh: '签名被拒绝时' },
    text: {
      en: 'verify tries the known mistakes on a captured call and says which of them was made. The clock counts: V2 calls are good for 60 s, calls of the open API for 15 minutes.',
      zh: 'verify 会用已知的常见错误逐一比对抓取到的请求，指出是哪一种。时钟也会有影响：V2 请求 60 秒内有效，开放接口调用 15 分钟内有效。',
    },
    commands: ['koo callback verify request.txt', 'koo callback sign @body.json --protocol v2', 'koo doctor'],
  },
];
