import { advice } from './advice.ts';
import { codeFamily } from './api-code.ts';

/**
 * Codes of order query and usage push.
 *
 * @see https://www.huaweicloud.com/guide/productsdesc-bms_0dff4d8a9ede975f6674698a8064dbbesupport0.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649186.html (usage)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html (usage, 9406…)
 */
export const orderUsageCodes = codeFamily('order-usage', [
  {
    code: 'MKT.0000',
    meaning: { en: 'succeeded', zh: '成功' },
    actor: 'nobody',
    repeat: 'done',
    next: advice.nothing,
  },
  {
    code: 'MKT.0999',
    http: [500],
    meaning: { en: 'internal error of KooGallery', zh: '云商店系统内部错误' },
    actor: 'huawei',
    repeat: 'later',
    next: advice.later,
  },
  {
    code: 'MKT.0100',
    http: [500],
    meaning: {
      en: 'a parameter is out of range, illegal or in a wrong format',
      zh: '参数取值超出范围、非法或格式错误',
    },
    next: advice.parameters,
  },
  {
    code: 'MKT.0101',
    http: [400],
    meaning: { en: 'a parameter is unknown, surplus or missing', zh: '参数未知、多余或缺失' },
    next: advice.parameters,
  },
  {
    code: 'MKT.0102',
    http: [400],
    meaning: { en: 'the signature of the body is wrong', zh: '请求体签名错误' },
    next: {
      en: 'Check the access key of the base interfaces: it is neither AK nor SK.',
      zh: '请检查基础接口的访问密钥（Key 值）：它既不是 AK 也不是 SK。',
    },
  },
  {
    code: 'MKT.0199',
    http: [400],
    meaning: { en: 'the request is wrong', zh: '请求参数错误' },
    next: advice.parameters,
  },
  {
    code: 'MKT.0150',
    http: [401],
    meaning: { en: 'not allowed: it belongs to another seller', zh: '非法操作：不属于该商家' },
    actor: 'seller',
    next: advice.ownership,
    permission: true,
  },
  {
    code: 'MKT.0151',
    http: [401],
    meaning: { en: 'not allowed: the account is not a seller', zh: '没有权限：该账号不是商家' },
    actor: 'seller',
    next: advice.ownership,
    permission: true,
  },
  {
    code: 'MKT.0154',
    http: [401],
    meaning: { en: 'authentication failed', zh: '鉴权失败' },
    next: advice.credential,
    permission: true,
  },
  {
    code: 'MKT.0250',
    http: [406],
    meaning: { en: 'too many requests', zh: '访问频率超过限制' },
    repeat: 'later',
    next: { en: 'Wait a while and send fewer requests at once.', zh: '请稍候重试，并降低请求频率。' },
  },
  {
    code: 'MKT.9001',
    http: [500],
    meaning: { en: 'the instance does not exist', zh: '实例 ID 不存在' },
    next: {
      en: 'Check the instance id: it is the one your server answered newInstance with.',
      zh: '请检查实例 ID：应为您的服务在 newInstance 中返回的实例 ID。',
    },
  },
  {
    code: 'MKT.9002',
    http: [500],
    meaning: { en: 'usage records are invalid', zh: '话单数据不合法' },
    next: { en: 'Check the records with koo usage check.', zh: '请用 koo usage check 检查话单。' },
  },
  {
    code: 'MKT.9003',
    http: [500],
    meaning: { en: 'too many usage records in one request', zh: '单次话单数量超过限制' },
    next: {
      en: 'Send fewer records at once: Huawei names 1000, in another place 100.',
      zh: '请减少单次话单数量：华为云文档写 1000 条，另一处写 100 条。',
    },
  },
  {
    code: 'MKT.9004',
    http: [500],
    meaning: { en: 'the usage began more than 21 days ago', zh: '话单开始时间超过 21 天' },
    next: {
      en: 'It can no longer be charged; push usage within two hours.',
      zh: '已无法计费；请在用量产生后两小时内推送。',
    },
  },
  {
    code: 'MKT.9005',
    http: [],
    meaning: { en: 'a code that Huawei mentions and does not explain', zh: '华为云提及但未说明的错误码' },
    actor: 'huawei',
    next: advice.ask,
  },
  {
    code: '94060001',
    http: [500],
    meaning: { en: 'internal error of the usage service', zh: '话单服务系统错误' },
    actor: 'huawei',
    repeat: 'later',
    next: advice.later,
  },
  {
    code: '94060002',
    http: [401],
    meaning: { en: 'authentication failed', zh: '鉴权失败' },
    next: {
      en: 'Check the access key of the base interfaces and the AK/SK.',
      zh: '请检查基础接口的访问密钥以及 AK/SK。',
    },
    permission: true,
  },
  {
    code: '94060004',
    http: [400],
    meaning: { en: 'a parameter is wrong', zh: '参数错误' },
    next: advice.parameters,
  },
]);
