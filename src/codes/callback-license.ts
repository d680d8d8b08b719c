import { licenceApplication, onlineLicensePage } from './callback-places.ts';
import type { CodeRow } from './entry.ts';

const noEnglish = {
  en: 'Huawei publishes it in Chinese only.',
  zh: '华为云只公布了中文说明。',
};

/** Why a buyer's application for a licence is refused. */
export const licenceRows: readonly CodeRow[] = [
  {
    code: '000900',
    message: { zh: '该实例当前生效订单可用License额度不足' },
    meaning: {
      en: 'the licence quota of the current order is used up',
      zh: '该实例当前生效订单可用 License 额度不足',
    },
    next: { en: 'The buyer has to order more licences.', zh: '需由买家增购 License。' },
  },
  {
    code: '000901',
    message: { zh: '请在当前订单有效日期区间内申请License' },
    meaning: {
      en: 'apply for the licence within the validity of the current order',
      zh: '请在当前订单有效日期区间内申请 License',
    },
    next: {
      en: 'The buyer has to apply while the order is valid.',
      zh: '需由买家在订单有效期内申请。',
    },
  },
  {
    code: '000902',
    message: { zh: '包周期License必须输入失效日期' },
    meaning: { en: 'a period licence needs an expiry date', zh: '包周期 License 必须输入失效日期' },
    cause: {
      en: 'getLicenseAsync came without expireTime, which period products need.',
      zh: 'getLicenseAsync 未带 expireTime，包周期商品必须有该字段。',
    },
    next: { en: 'The buyer has to enter the expiry date.', zh: '需由买家填写失效日期。' },
  },
  {
    code: '000903',
    message: { zh: '申请License必须输入设备指纹或硬件识别编码' },
    meaning: {
      en: 'a licence needs a device fingerprint or hardware code',
      zh: '申请 License 必须输入设备指纹或硬件识别编码',
    },
    cause: {
      en: 'getLicenseAsync came without deviceFingerprint.',
      zh: 'getLicenseAsync 未带 deviceFingerprint。',
    },
    next: {
      en: 'The buyer has to enter the device fingerprint.',
      zh: '需由买家填写设备指纹或硬件识别编码。',
    },
  },
].map((row) => ({
  ...row,
  actor: 'buyer' as const,
  occurs: licenceApplication,
  sources: [onlineLicensePage],
  notes: [noEnglish],
}));
