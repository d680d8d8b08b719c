import { kitCanonicalShown, kitSignature } from '../../src/signing/v2.ts';
import { access, code, exampleKey, list, quoted, run, type SigningPage, table, text } from './page.ts';

const payload =
  '{"domainName":"https://example.tenantaccount.com","flag":1,"instanceId":"huaiweitest123456","name":"huaiweitest","orderId":"CS1906666666ABCDE","tenantCode":"huawei","tenantId":"68cbc86abc2018ab880d92f36422fa0e","testFlag":0,"timeStamp":"20220413093539534"}';
const timestamp = '1680508066618';
const nonce = '50D83FDECAED6CCD8EF597F2A577950527928BA287D04E6036E92B2806FD17DA';
const input = { key: exampleKey, payload, timestamp, nonce };
const signature = kitSignature(input);

export const v2Kit: SigningPage = {
  name: 'v2-kit',
  title: { en: 'V2 signature, kit interfaces', zh: 'V2 签名（Kit 接口）' },
  use: { en: 'requests of the joint-operation kit: headers', zh: '联营 SaaS 同步接口的请求头' },
  blocks: (t) => [
    t(
      'The kit interfaces of joint-operation products (`/produceAPI/v2/…`) carry the signature in headers, and the body goes in as it is.',
      '联营商品的 Kit 接口（`/produceAPI/v2/…`）把签名放在请求头中，且请求体不先做哈希。',
    ),
    text(
      'payload = body as compact JSON, top-level keys ascending, null values left out\nx-sign  = hex( HMAC-SHA256( accessKey, accessKey + nonce + timestamp + payload ) )\n          with x-timestamp (milliseconds) and x-nonce',
    ),
    list(
      t(
        "The key is the one of the kit's class, not that of the base interfaces.",
        '使用联营 SaaS 同步接口类别的密钥，而不是基础接口的密钥。',
      ),
      t('One HMAC, not two.', '只有一次 HMAC，不是两次。'),
      t(
        '`timeStamp` in the body is another thing: UTC+8, `yyyyMMddHHmmssSSS`.',
        '请求体中的 `timeStamp` 是另一回事：东八区，格式 `yyyyMMddHHmmssSSS`。',
      ),
    ),
    t('## Worked example', '## 示例'),
    text(payload),
    table(
      [t('what', '内容'), t('value', '值')],
      [
        [t('access key', '访问密钥'), code(exampleKey)],
        [code('x-timestamp'), code(timestamp)],
        [code('x-nonce'), code(nonce)],
        [code('x-sign'), code(signature)],
      ],
    ),
    t('The text that is signed:', '待签名文本：'),
    text(kitCanonicalShown(input)),
    t('With openssl:', '使用 openssl：'),
    run(
      [
        `key=${exampleKey}`,
        `printf %s "$key"${nonce}${timestamp}${quoted(payload)} |\n  openssl dgst -sha256 -hmac "$key" | sed 's/.* //' | tr a-f A-F`,
      ].join('\n'),
      signature,
    ),
    t('With koo:', '使用 koo：'),
    run(
      `export KOO_KIT_KEY=${exampleKey}\nnpx koo callback sign --protocol v2-kit --timestamp ${timestamp} --nonce ${nonce} ${quoted(payload)} --query "parts[?name=='x-sign'].value | [0]"`,
      signature,
    ),
    t('## Where it goes wrong', '## 常见错误'),
    list(
      t('The body was hashed first, as for the base interfaces.', '像基础接口那样先对请求体做了 HMAC。'),
      t('The base key was used.', '使用了基础接口的密钥。'),
      t(
        'The full path was registered in the console: KooGallery appends it itself.',
        '在控制台登记了完整子路径：云商店会自行追加。',
      ),
    ),
  ],
  sources: [access('zh-cn_topic_0070649476'), access('zh-cn_topic_0070649433')],
};
