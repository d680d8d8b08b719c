import type { Localized } from '../text/localized.ts';
import { advice } from './advice.ts';
import { codeFamily } from './api-code.ts';

const request: Localized = {
  en: 'Check method, path, headers and body.',
  zh: '请检查请求方法、路径、请求头和请求体。',
};
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

/**
 * Codes of the API gateway in front of every Huawei Cloud service; they are sent as `APIGW.0101` or `APIG.0101`.
 *
 * @see https://www.huaweicloud.com/guide/productsdesc-bms_95d423952b27b5e735ae441f9671c608support0.html
 */
export const gatewayCodes = codeFamily('gateway', [
  {
    code: '0101',
    http: [404],
    meaning: { en: 'the API does not exist, or the method is wrong', zh: 'API 不存在或请求方法错误' },
    next: request,
  },
  {
    code: '0103 0104 0105',
    http: [500],
    meaning: {
      en: 'the backend, plug-in or configuration of the API is missing',
      zh: 'API 的后端、插件或配置缺失',
    },
    actor: 'huawei',
    next: advice.ask,
  },
  {
    code: '0106',
    http: [400],
    meaning: { en: 'the request cannot be mapped to the backend', zh: '编排错误' },
    next: request,
  },
  {
    code: '0201',
    http: [400, 413, 414, 494, 500, 502, 504],
    meaning: {
      en: 'the request is too large or malformed, or the backend did not answer',
      zh: '请求过大或格式错误，或后端无响应',
    },
    repeat: 'later',
    next: request,
  },
  {
    code: '0204',
    http: [400],
    meaning: { en: 'the TLS version is not supported', zh: '不支持该 TLS 版本' },
    next: request,
  },
  {
    code: '0301',
    http: [401],
    meaning: {
      en: 'the IAM authentication (AK/SK, signature or token) is wrong',
      zh: 'IAM 认证信息（AK/SK、签名或令牌）错误',
    },
    next: signature,
    permission: true,
  },
  {
    code: '0302 0304 0306 0310 0401 0402 0404 0802',
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
    code: '0303 0305 0311',
    http: [401],
    meaning: { en: 'the authentication is wrong', zh: '认证信息错误' },
    next: signature,
    permission: true,
  },
  {
    code: '0307',
    http: [401],
    meaning: { en: 'the token must be renewed', zh: '令牌需要更新' },
    next: token,
    permission: true,
  },
  {
    code: '0308',
    http: [429],
    meaning: { en: 'too many requests', zh: '请求过于频繁（已被流控）' },
    repeat: 'later',
    next: advice.slower,
  },
  {
    code: '0501',
    http: [405],
    meaning: { en: 'the quota of calls is used up', zh: '调用次数已用完' },
    actor: 'seller',
    next: { en: 'Buy more calls.', zh: '请购买更多调用次数。' },
  },
  {
    code: '0502',
    http: [405],
    meaning: { en: 'the app is frozen', zh: '应用已被冻结' },
    actor: 'seller',
    next: { en: 'Unfreeze it in the console.', zh: '请在控制台解冻。' },
  },
  {
    code: '0601 0605 0606 0608 0609 0611 0612 0705',
    http: [500],
    meaning: { en: 'internal error of the gateway', zh: '网关内部错误' },
    actor: 'huawei',
    repeat: 'later',
    next: advice.later,
  },
  {
    code: '0602 0607 1009',
    http: [400],
    meaning: { en: 'the request, protocol or app key is wrong', zh: '请求、协议或 AppKey 错误' },
    next: request,
  },
  {
    code: '0610',
    http: [502],
    meaning: { en: 'the gateway finds no backend', zh: '网关找不到后端' },
    actor: 'huawei',
    repeat: 'later',
    next: advice.later,
  },
  {
    code: '0613',
    http: [503],
    meaning: { en: 'IAM is not available', zh: 'IAM 服务不可用' },
    actor: 'huawei',
    repeat: 'later',
    next: advice.later,
  },
]);
