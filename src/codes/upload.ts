import { advice } from './advice.ts';
import { accessPage, codeFamily, openApi } from './entry.ts';

/**
 * Codes of the event upload.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649352.html
 */
export const uploadCodes = codeFamily(
  'upload',
  { http: [200], occurs: openApi('eventUpload'), sources: [accessPage('zh-cn_topic_0070649352')] },
  [
    {
      code: 'CBC.0000',
      message: { en: 'Success' },
      meaning: { en: 'succeeded', zh: '成功' },
      actor: 'nobody',
      repeat: 'done',
      next: advice.nothing,
    },
    {
      code: 'CBC.0150',
      http: [403],
      message: { en: 'Illegal operation' },
      meaning: { en: 'not allowed', zh: '非法操作' },
      actor: 'seller',
      next: advice.ownership,
      permission: true,
    },
    {
      code: 'CBC.0101',
      http: [400],
      message: { en: 'Invalid parameter' },
      meaning: { en: 'a parameter is invalid', zh: '参数不合法' },
      next: advice.parameters,
    },
    {
      code: 'CBC.0999',
      http: [500],
      meaning: { en: 'internal error', zh: '系统内部错误' },
      actor: 'huawei',
      repeat: 'later',
      next: {
        en: 'It may have been carried out: look in the console before you send it again.',
        zh: '请求可能已被执行：重新发送前请先在控制台确认。',
      },
    },
    {
      code: '91381033',
      message: { en: 'License resource invalid' },
      meaning: { en: 'the licence resource is invalid', zh: 'License 资源无效' },
      actor: 'seller',
      next: {
        en: 'Check the order and the resource in the seller console.',
        zh: '请在卖家中心检查订单和资源。',
      },
    },
    {
      code: '91381034',
      message: { en: 'license apply invalid' },
      meaning: { en: 'the licence application is invalid', zh: 'License 申请无效' },
      next: {
        en: 'Check the event id: it came with getLicenseAsync.',
        zh: '请检查 eventId：它来自 getLicenseAsync 回调。',
      },
    },
    {
      code: '91381035',
      message: { en: 'license period has no remain amount' },
      meaning: {
        en: 'nothing is left of the licence quota of this period',
        zh: '该 License 周期内没有剩余额度',
      },
      actor: 'buyer',
      next: {
        en: 'The buyer has to order more licences for this period.',
        zh: '需由买家增购该周期的 License。',
      },
    },
    {
      code: '91381036',
      message: { en: 'inner error' },
      meaning: { en: 'internal error', zh: '内部错误' },
      actor: 'huawei',
      next: advice.ask,
    },
    {
      code: '91381037',
      message: { en: 'Invalid license format.' },
      meaning: { en: 'the licence has a wrong format', zh: 'License 格式不合法' },
      next: {
        en: 'Check text or file: text has 1024 characters at most.',
        zh: '请检查字符串或文件：字符串最长 1024 个字符。',
      },
    },
    {
      code: '91381038',
      message: { en: 'License apply has been denied.' },
      meaning: { en: 'the licence application has been denied', zh: 'License 申请已被拒绝' },
      actor: 'seller',
      next: {
        en: 'The application is closed; the buyer has to apply again.',
        zh: '该申请已结束；需由买家重新申请。',
      },
    },
    {
      code: '91380150',
      message: { en: 'Role permission denied.' },
      meaning: { en: 'the role is not permitted', zh: '角色没有权限' },
      actor: 'seller',
      next: advice.ownership,
      permission: true,
    },
  ],
);
