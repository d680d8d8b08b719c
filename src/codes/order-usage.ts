import { advice, throttled } from './advice.ts';
import { accessPage, codeFamily, openApi } from './entry.ts';

const orderPage =
  'https://www.huaweicloud.com/guide/productsdesc-bms_0dff4d8a9ede975f6674698a8064dbbesupport0.html';
const usagePage = accessPage('zh-cn_topic_0070649186');
const usageCalls = openApi('usagePush', 'usagePushOld');

/**
 * Codes of order query and usage push.
 *
 * @see https://www.huaweicloud.com/guide/productsdesc-bms_0dff4d8a9ede975f6674698a8064dbbesupport0.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649186.html (usage)
 */
export const orderUsageCodes = codeFamily(
  'order-usage',
  {
    http: [200],
    occurs: openApi('orderQuery', 'usagePush', 'usagePushOld'),
    sources: [orderPage, usagePage],
  },
  [
    {
      code: 'MKT.0000',
      message: { en: 'Success.' },
      meaning: { en: 'succeeded', zh: '成功' },
      actor: 'nobody',
      repeat: 'done',
      next: advice.nothing,
    },
    {
      code: 'MKT.0999',
      cause: {
        en: 'An error inside KooGallery.',
        zh: '云商店内部出错。',
      },
      http: [500],
      message: { en: 'System internal error.' },
      meaning: { en: 'internal error of KooGallery', zh: '云商店系统内部错误' },
      actor: 'huawei',
      repeat: 'later',
      next: advice.later,
    },
    {
      code: 'MKT.0100',
      http: [500],
      message: { en: 'Failure of input parameter' },
      meaning: {
        en: 'a parameter is out of range, illegal or in a wrong format',
        zh: '参数取值超出范围、非法或格式错误',
      },
      next: advice.parameters,
    },
    {
      code: 'MKT.0101',
      http: [400],
      message: { en: 'Invalid parameter' },
      meaning: { en: 'a parameter is unknown, surplus or missing', zh: '参数未知、多余或缺失' },
      next: advice.parameters,
    },
    {
      code: 'MKT.0102',
      occurs: usageCalls,
      sources: [usagePage],
      http: [400],
      message: { en: 'Invalid body sign' },
      meaning: { en: 'the signature of the body is wrong', zh: '请求体签名错误' },
      next: {
        en: 'Check the access key of the base interfaces: it is neither AK nor SK.',
        zh: '请检查基础接口的访问密钥（Key 值）：它既不是 AK 也不是 SK。',
      },
    },
    {
      code: 'MKT.0199',
      http: [400],
      message: { en: 'Request parameter error' },
      meaning: { en: 'the request is wrong', zh: '请求参数错误' },
      next: advice.parameters,
    },
    {
      code: 'MKT.0150',
      cause: {
        en: 'The order, instance or product was not published by the seller whose AK/SK signed the call.',
        zh: '订单、实例或商品不属于签名所用 AK/SK 的商家。',
      },
      http: [401],
      message: { en: 'Illegal operation' },
      meaning: { en: 'not allowed: it belongs to another seller', zh: '非法操作：不属于该商家' },
      actor: 'seller',
      next: advice.ownership,
      permission: true,
    },
    {
      code: 'MKT.0151',
      cause: {
        en: 'The AK/SK belongs to an account that is no seller on this site.',
        zh: 'AK/SK 所属账号在本站点不是商家。',
      },
      http: [401],
      message: { en: 'No authority' },
      meaning: { en: 'not allowed: the account is not a seller', zh: '没有权限：该账号不是商家' },
      actor: 'seller',
      next: advice.ownership,
      permission: true,
    },
    {
      code: 'MKT.0154',
      http: [401],
      message: { en: 'Illegal token' },
      meaning: { en: 'authentication failed', zh: '鉴权失败' },
      next: advice.credential,
      permission: true,
    },
    {
      code: 'MKT.0250',
      occurs: openApi('orderQuery'),
      sources: [orderPage],
      notes: [
        {
          en: 'How many requests are allowed is not published.',
          zh: '允许的请求频率未公布。',
        },
      ],
      http: [406],
      message: { en: 'Access frequency overlimit' },
      meaning: { en: 'too many requests', zh: '访问频率超过限制' },
      cause: throttled,
      repeat: 'later',
      next: advice.slower,
    },
    {
      code: 'MKT.9001',
      notes: [
        {
          en: "With HTTP 404 it is of koo's own contract for seller configuration: the product or attribute does not exist.",
          zh: 'HTTP 状态码为 404 时，属于 koo 自有的商品配置契约：商品或属性不存在。',
        },
      ],
      http: [500],
      message: { en: 'Instance ID not found.' },
      meaning: { en: 'the instance does not exist', zh: '实例 ID 不存在' },
      next: {
        en: 'Check the instance id: it is the one your server answered newInstance with.',
        zh: '请检查实例 ID：应为您的服务在 newInstance 中返回的实例 ID。',
      },
    },
    {
      code: 'MKT.9002',
      notes: [
        {
          en: 'The message is spelt so: "enties".',
          zh: '原文拼写如此：“enties”。',
        },
      ],
      http: [500],
      message: { en: 'Invalid usage enties.' },
      meaning: { en: 'usage records are invalid', zh: '话单数据不合法' },
      next: { en: 'Check the records with koo usage check.', zh: '请用 koo usage check 检查话单。' },
    },
    {
      code: 'MKT.9003',
      notes: [
        {
          en: 'Conflict: the page on orders names 100 records, the page on usage 1000.',
          zh: '冲突：订单接口文档写 100 条，话单接口文档写 1000 条。',
        },
      ],
      http: [500],
      message: { en: 'Usage records extends size limit.' },
      meaning: { en: 'too many usage records in one request', zh: '单次话单数量超过限制' },
      next: {
        en: 'Send fewer records at once: Huawei names 1000, in another place 100.',
        zh: '请减少单次话单数量：华为云文档写 1000 条，另一处写 100 条。',
      },
    },
    {
      code: 'MKT.9004',
      http: [500],
      message: { en: 'Record beginTime extends Limit.' },
      meaning: { en: 'the usage began more than 21 days ago', zh: '话单开始时间超过 21 天' },
      next: {
        en: 'It can no longer be charged; push usage within two hours.',
        zh: '已无法计费；请在用量产生后两小时内推送。',
      },
    },
    {
      code: 'MKT.9005',
      occurs: openApi('orderQuery'),
      sources: [orderPage],
      notes: [
        {
          en: 'It is named only where extra_info is described; its message and status are not published.',
          zh: '仅在 extra_info 的说明中提到，未公布消息和状态码。',
        },
      ],
      http: [],
      meaning: { en: 'a code that Huawei mentions and does not explain', zh: '华为云提及但未说明的结果码' },
      actor: 'huawei',
      next: advice.ask,
    },
  ],
);
