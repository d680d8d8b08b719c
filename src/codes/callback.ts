import type { Localized } from '../text/localized.ts';

/**
 * Result codes a merchant's server answers with, as published.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html (V2)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649114.html (V1, joint operation)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649288.html (online licence, 0009xx)
 */
export const callbackResultCodes: Readonly<Record<string, Localized>> = {
  '000000': { en: 'succeeded', zh: '成功' },
  '000001': { en: 'authentication failed', zh: '鉴权失败' },
  '000002': { en: 'invalid request parameter', zh: '请求参数不合法' },
  '000003': { en: 'the instance ID does not exist', zh: '实例ID不存在' },
  '000004': { en: 'the request is being processed', zh: '请求处理中' },
  '000005': { en: 'other internal error', zh: '其它服务内部错误' },
  '000100': { en: 'no instance resource can be allocated', zh: '无可用实例资源分配' },
  '000101': { en: 'mobile number not specified or already exists', zh: '手机号为空或重复' },
  '000102': { en: 'email address not specified or already exists', zh: '邮箱号为空或重复' },
  '000103': { en: 'product already purchased', zh: '该商品不可重复购买' },
  '000104': { en: 'internal service error of the product', zh: '该商品内部服务异常' },
  '000105': {
    en: 'the account has already subscribed to the benefits',
    zh: '该账号已购买权益,无法再开通',
  },
  '000106': { en: 'product resources sold out', zh: '该商品资源已售罄' },
  '000107': { en: 'the SaaS email domain already exists', zh: '该SaaS邮箱域名重复' },
  '000900': {
    en: 'the licence quota of the current order is used up',
    zh: '该实例当前生效订单可用License额度不足',
  },
  '000901': {
    en: 'apply for the licence within the validity of the current order',
    zh: '请在当前订单有效日期区间内申请License',
  },
  '000902': { en: 'a period licence needs an expiry date', zh: '包周期License必须输入失效日期' },
  '000903': {
    en: 'a licence needs a device fingerprint or hardware code',
    zh: '申请License必须输入设备指纹或硬件识别编码',
  },
};

/** Result codes with which a request counts as accepted; 000004 only where provisioning may be asynchronous. */
export const success = '000000';
export const inProgress = '000004';
