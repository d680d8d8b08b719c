import { advice } from './advice.ts';
import { accessPage, codeFamily, openApi } from './entry.ts';

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
