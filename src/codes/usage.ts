import { advice } from './advice.ts';
import { accessPage, codeFamily, openApi } from './entry.ts';

const corrected = {
  en: 'Correct the record (koo usage check) and push it again.',
  zh: '请修正话单（koo usage check）后重新推送。',
};
const counted = {
  en: 'Nothing: the record is there already.',
  zh: '无需处理：该话单已存在。',
};

/**
 * What KooGallery says about single records. 008 does not exist.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export const usageRecordCodes = codeFamily(
  'usage-record',
  {
    http: [],
    occurs: openApi('usagePush'),
    sources: [accessPage('zh-cn_topic_0070649410')],
  },
  [
    {
      code: '001',
      meaning: { en: 'the instance does not exist', zh: '实例不存在' },
      next: {
        en: 'Check instance_id: it is the one your server answered newInstance with.',
        zh: '请检查 instance_id：应为您的服务在 newInstance 中返回的实例 ID。',
      },
    },
    {
      code: '002',
      meaning: { en: 'the time format is wrong', zh: '时间格式错误' },
      cause: {
        en: "Times are written yyyyMMdd'T'HHmmss'Z', in UTC.",
        zh: "时间格式应为 yyyyMMdd'T'HHmmss'Z'，UTC 时间。",
      },
      next: corrected,
    },
    {
      code: '003',
      meaning: { en: 'the usage value is wrong', zh: '使用量错误' },
      cause: {
        en: 'usage_value is more than 0 and has four decimals at most.',
        zh: 'usage_value 须大于 0，最多 4 位小数。',
      },
      next: corrected,
    },
    {
      code: '004',
      meaning: { en: 'the unique id of the record is missing', zh: '话单唯一标识缺失' },
      cause: { en: 'metering_sn is mandatory.', zh: 'metering_sn 为必选。' },
      next: corrected,
    },
    {
      code: '005',
      meaning: { en: 'the unique id of the record was used before', zh: '话单唯一标识重复' },
      cause: {
        en: 'A record with this metering_sn was accepted before.',
        zh: '此前已接收过相同 metering_sn 的话单。',
      },
      actor: 'nobody',
      repeat: 'done',
      next: {
        en: 'Nothing when it is the same record sent again; give another record an id of its own.',
        zh: '重复推送同一话单时无需处理；若是另一条话单，请使用新的唯一标识。',
      },
    },
    {
      code: '006',
      meaning: { en: 'the product has been delisted', zh: '商品已下架' },
      actor: 'seller',
      next: { en: 'Look at the product in the seller console.', zh: '请在卖家中心查看该商品。' },
    },
    {
      code: '007',
      meaning: { en: 'the record is too old', zh: '话单时间过期' },
      next: {
        en: 'Push usage in real time, or else within two hours.',
        zh: '请实时推送用量，最迟在两小时内推送。',
      },
    },
    {
      code: '009',
      meaning: { en: 'the instance does not belong to this merchant', zh: '实例不属于该服务商' },
      actor: 'seller',
      next: {
        en: 'Push it with the keys of the seller who published the product.',
        zh: '请使用发布该商品的商家的密钥推送。',
      },
    },
    {
      code: '010',
      meaning: { en: 'the record is a duplicate: it was sent before', zh: '话单重复' },
      actor: 'nobody',
      repeat: 'done',
      next: counted,
    },
    {
      code: '011',
      meaning: { en: 'the time range is wrong', zh: '时间范围不合法' },
      cause: {
        en: 'begin_time may not be before the start of the resource.',
        zh: 'begin_time 不得早于资源的开始时间。',
      },
      next: corrected,
    },
    {
      code: '012',
      meaning: { en: 'the instance is not pay-per-use', zh: '实例不是按需类型' },
      next: {
        en: 'Push usage for pay-per-use instances only.',
        zh: '只对按需实例推送话单。',
      },
    },
    {
      code: '013',
      meaning: {
        en: 'the resource is in an abnormal state; send the record again later',
        zh: '资源状态异常，请稍后重新推送',
      },
      repeat: 'later',
      next: { en: 'Push the record again later.', zh: '请稍后重新推送该话单。' },
    },
  ],
);

/**
 * Codes of the new usage interface as a whole; its page is published in parts only.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export const usagePushCodes = codeFamily(
  'usage-push',
  {
    http: [],
    occurs: openApi('usagePush'),
    sources: [accessPage('zh-cn_topic_0070649410')],
  },
  [
    {
      code: '94060001',
      http: [500],
      message: { en: 'System error!' },
      meaning: { en: 'internal error of the usage service', zh: '话单服务系统错误' },
      actor: 'huawei',
      repeat: 'later',
      next: advice.later,
    },
    {
      code: '94060002',
      http: [401],
      message: { en: 'Auth failed!' },
      meaning: { en: 'authentication failed', zh: '鉴权失败' },
      cause: {
        en: 'The header signature is not that of the body, ts and nonce: its key is the access key of the base interfaces.',
        zh: '请求头 signature 与 body、ts、nonce 不符：其密钥为基础接口的访问密钥。',
      },
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
  ],
);
