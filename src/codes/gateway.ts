import type { Localized } from '../text/localized.ts';
import { advice, throttled } from './advice.ts';
import { codeFamily, openApi, type StatusMeaning } from './entry.ts';

const request: Localized = {
  en: 'Check method, path, headers and body.',
  zh: '请检查请求方法、路径、请求头和请求体。',
};
const mend = { actor: 'caller', repeat: 'never', next: request } as const;
const signature: Localized = {
  en: 'Check AK, SK and the clock; --debug shows what koo signed.',
  zh: '请检查 AK、SK 和系统时间；--debug 可显示 koo 的签名内容。',
};
const permission: Localized = {
  en: 'Tick programmatic access for this IAM user, and use a key of the seller account of this site.',
  zh: '请为该 IAM 用户勾选“编程访问”，并使用本站点商家账号的密钥。',
};
const token: Localized = {
  en: 'Get new temporary credentials.',
  zh: '请重新获取临时访问密钥。',
};

function smaller(en: string, zh: string): Pick<StatusMeaning, 'actor' | 'repeat' | 'next'> {
  return { ...mend, next: { en, zh } };
}

/**
 * Codes of the API gateway in front of every Huawei Cloud service; they are sent as `APIGW.0101` or `APIG.0101`.
 *
 * @see https://www.huaweicloud.com/guide/productsdesc-bms_95d423952b27b5e735ae441f9671c608support0.html
 */
export const gatewayCodes = codeFamily(
  'gateway',
  {
    http: [],
    occurs: openApi(
      'orderQuery',
      'usagePush',
      'usagePushOld',
      'eventUpload',
      'licenseActivate',
      'licenseQuery',
      'licenseStats',
    ),
    sources: [
      'https://www.huaweicloud.com/guide/productsdesc-bms_95d423952b27b5e735ae441f9671c608support0.html',
    ],
    aliases: (code) => [code.replace('APIGW', 'APIG')],
  },
  [
    {
      code: 'APIGW.0101',
      http: [404],
      meaning: { en: 'the API does not exist, or the method is wrong', zh: 'API 不存在或请求方法错误' },
      next: request,
    },
    {
      code: 'APIGW.0103 APIGW.0104 APIGW.0105',
      http: [500],
      meaning: {
        en: 'the backend, plug-in or configuration of the API is missing',
        zh: 'API 的后端、插件或配置缺失',
      },
      actor: 'huawei',
      next: advice.ask,
    },
    {
      code: 'APIGW.0106',
      http: [400],
      meaning: { en: 'the request cannot be mapped to the backend', zh: '编排错误' },
      next: request,
    },
    {
      code: 'APIGW.0201',
      byStatus: [
        { http: 400, meaning: { en: 'the request is malformed', zh: '请求格式错误' }, ...mend },
        {
          http: 413,
          meaning: { en: 'the body is larger than 12 MB', zh: '请求体超过 12 MB' },
          ...smaller('Send a smaller body.', '请减小请求体。'),
        },
        {
          http: 414,
          meaning: { en: 'the address is longer than 32 KB', zh: 'URI 超过 32 KB' },
          ...smaller('Shorten the address.', '请缩短 URI。'),
        },
        {
          http: 494,
          meaning: {
            en: 'a header is larger than 32 KB, or all of them than 128 KB',
            zh: '单个请求头超过 32 KB，或全部请求头超过 128 KB',
          },
          ...smaller('Send smaller headers.', '请减小请求头。'),
        },
        ...[500, 502, 504].map((http) => ({
          http,
          meaning: { en: 'a problem with the backend', zh: '后端问题' },
          actor: 'huawei' as const,
          repeat: 'later' as const,
          next: advice.later,
        })),
      ],
      notes: [
        {
          en: 'One code for several troubles: the HTTP status tells them apart.',
          zh: '同一结果码对应多种问题，需结合 HTTP 状态码区分。',
        },
      ],
      http: [400, 413, 414, 494, 500, 502, 504],
      meaning: {
        en: 'the request is too large or malformed, or the backend did not answer',
        zh: '请求过大或格式错误，或后端无响应',
      },
      repeat: 'later',
      next: {
        en: 'With 400, 413, 414 or 494 mend the request, which must not be repeated as it is; with 500, 502 or 504 try again later.',
        zh: '400、413、414、494 时请修正请求，原样重试无效；500、502、504 时请稍后重试。',
      },
    },
    {
      code: 'APIGW.0204',
      http: [400],
      meaning: { en: 'the TLS version is not supported', zh: '不支持该 TLS 版本' },
      next: request,
    },
    {
      code: 'APIGW.0301',
      message: { en: 'Incorrect IAM authentication information' },
      cause: {
        en:
          'The message goes on: "verify aksk signature fail" (wrong SK, or what was signed is not what was sent), ' +
          '"Get secretKey failed" (unknown AK), "signature expired" (clock skew of more than 15 minutes), ' +
          '"decrypt token fail" (security token), "AK access failed to reach the limit, forbidden" (locked for a ' +
          'while after too many failures).',
        zh:
          '消息后半部分说明原因：“verify aksk signature fail”（SK 错误，或签名内容与发送内容不一致）、' +
          '“Get secretKey failed”（AK 不存在）、“signature expired”（时钟偏差超过 15 分钟）、' +
          '“decrypt token fail”（临时令牌）、“AK access failed to reach the limit, forbidden”（失败次数过多，暂时锁定）。',
      },
      http: [401],
      meaning: {
        en: 'the IAM authentication (AK/SK, signature or token) is wrong',
        zh: 'IAM 认证信息（AK/SK、签名或令牌）错误',
      },
      next: signature,
      permission: true,
    },
    {
      code: 'APIGW.0302 APIGW.0304 APIGW.0306 APIGW.0310 APIGW.0401 APIGW.0402 APIGW.0404 APIGW.0802',
      http: [403],
      meaning: {
        en: 'not authorised for this API, project, address or region',
        zh: '没有该 API、项目、IP 或区域的访问权限',
      },
      actor: 'seller',
      next: permission,
      permission: true,
    },
    {
      code: 'APIGW.0303 APIGW.0305 APIGW.0311',
      http: [401],
      meaning: { en: 'the authentication is wrong', zh: '认证信息错误' },
      next: signature,
      permission: true,
    },
    {
      code: 'APIGW.0307',
      http: [401],
      meaning: { en: 'the token must be renewed', zh: '令牌需要更新' },
      next: token,
      permission: true,
    },
    {
      code: 'APIGW.0308',
      http: [429],
      meaning: { en: 'too many requests', zh: '请求过于频繁（已被流控）' },
      cause: throttled,
      repeat: 'later',
      next: advice.slower,
    },
    {
      code: 'APIGW.0501',
      notes: [
        {
          en: 'A buyer of an API product meets it when the calls that were bought are used up.',
          zh: 'API 类商品的买家在购买的调用次数用完时会遇到。',
        },
      ],
      http: [405],
      meaning: { en: 'the quota of calls is used up', zh: '调用次数已用完' },
      actor: 'buyer',
      next: {
        en: 'Whoever bought the API product has to buy more calls.',
        zh: '需由 API 类商品的买家增购调用次数。',
      },
    },
    {
      code: 'APIGW.0502',
      http: [405],
      meaning: { en: 'the app is frozen', zh: '应用已被冻结' },
      actor: 'seller',
      next: { en: 'Unfreeze it in the console.', zh: '请在控制台解冻。' },
    },
    {
      code: 'APIGW.0601 APIGW.0605 APIGW.0606 APIGW.0608 APIGW.0609 APIGW.0611 APIGW.0612 APIGW.0705',
      http: [500],
      meaning: { en: 'internal error of the gateway', zh: '网关内部错误' },
      actor: 'huawei',
      repeat: 'later',
      next: advice.later,
    },
    {
      code: 'APIGW.0602 APIGW.0607 APIGW.1009',
      http: [400],
      meaning: { en: 'the request, protocol or app key is wrong', zh: '请求、协议或 AppKey 错误' },
      next: request,
    },
    {
      code: 'APIGW.0610',
      http: [502],
      meaning: { en: 'the gateway finds no backend', zh: '网关找不到后端' },
      actor: 'huawei',
      repeat: 'later',
      next: advice.later,
    },
    {
      code: 'APIGW.0613',
      http: [503],
      meaning: { en: 'IAM is not available', zh: 'IAM 服务不可用' },
      actor: 'huawei',
      repeat: 'later',
      next: advice.later,
    },
  ],
);
