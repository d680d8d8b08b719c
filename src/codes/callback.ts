import type { Localized } from '../text/localized.ts';
import {
  abroadPage,
  allPages,
  commonRows,
  creation,
  everywhere,
  jointPage,
  licenceApplication,
  onlineLicensePage,
  v1Page,
  v2Page,
} from './callback-common.ts';
import { type CodeEntry, type CodeRow, codeFamily } from './entry.ts';

/** The pages of 000101 to 000107, and what they leave open. */
const business = { actor: 'seller', occurs: creation, sources: [v1Page, jointPage, v2Page] } as const;
const whichCall: Localized = {
  en: 'The pages name no interface that answers it; koo expects it of newInstance.',
  zh: '文档未说明由哪个接口返回；koo 认为用于 newInstance。',
};
const notAbroad: Localized = {
  en: 'The lists of the international and the European site end with 000100.',
  zh: '国际站和欧洲站的结果码列表只到 000100。',
};
const sameOrder: Localized = {
  en: 'Answer the same order again with 000000 and the same instanceId; refuse only another order.',
  zh: '同一订单的重复请求应返回 000000 和相同的 instanceId；只拒绝新的订单。',
};
/** Result codes with which a request counts as accepted; 000004 only where provisioning may be asynchronous. */
export const success = '000000';
export const inProgress = '000004';

const noEnglish = {
  en: 'Huawei publishes it in Chinese only.',
  zh: '华为云只公布了中文说明。',
};

/** Why a buyer's application for a licence is refused. */
const licenceRows: readonly CodeRow[] = [
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

/**
 * Result codes a merchant's server answers with, as published.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649057.html (V1)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649114.html (V1, joint operation)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649421.html (V2)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649288.html (online licence, 0009xx)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649189.html (licence code)
 */
export const callbackCodes: readonly CodeEntry[] = codeFamily(
  'callback',
  { http: [200], occurs: everywhere, sources: allPages },
  [
    ...commonRows,
    {
      code: '000100',
      message: { en: 'No instance resource can be allocated.', zh: '无可用实例资源分配' },
      meaning: { en: 'no instance resource can be allocated', zh: '无可用实例资源分配' },
      actor: 'seller',
      next: {
        en: 'Make resources available: newInstance is repeated for hours, then the order is unsubscribed.',
        zh: '请准备好资源：newInstance 会在数小时内重试，之后订单自动退订。',
      },
      occurs: [...creation, { in: 'online-license', calls: ['newInstance'] }],
      sources: [v1Page, jointPage, v2Page, abroadPage, onlineLicensePage],
    },
    {
      ...business,
      code: '000101',
      message: { en: 'Mobile number not specified or already exists', zh: '手机号为空或重复' },
      meaning: { en: 'mobile number not specified or already exists', zh: '手机号为空或重复' },
      cause: {
        en: 'mobilePhone is optional: V1 sends it only when the product was published with that option, V2 never.',
        zh: 'mobilePhone 为可选：V1 仅在发布商品时勾选了该选项才传，V2 不传。',
      },
      next: {
        en: 'Do not demand mobilePhone; answer the same order again with the same instanceId.',
        zh: '请勿强制要求 mobilePhone；同一订单应返回相同的 instanceId。',
      },
      notes: [
        {
          en: 'Conflict: Huawei\'s V2 sample answers it when clientSecret of applicationSync cannot be decrypted ("something wrong with appSecret").',
          zh: '冲突：华为云 V2 示例在 applicationSync 的 clientSecret 解密失败时返回此码（“something wrong with appSecret”）。',
        },
        whichCall,
        notAbroad,
      ],
    },
    {
      ...business,
      code: '000102',
      message: { en: 'Email address not specified or already exists', zh: '邮箱号为空或重复' },
      meaning: { en: 'email address not specified or already exists', zh: '邮箱号为空或重复' },
      cause: {
        en: 'email is optional: V1 sends it only when the product was published with that option, V2 never.',
        zh: 'email 为可选：V1 仅在发布商品时勾选了该选项才传，V2 不传。',
      },
      next: {
        en: 'Do not demand email; answer the same order again with the same instanceId.',
        zh: '请勿强制要求 email；同一订单应返回相同的 instanceId。',
      },
      notes: [whichCall, notAbroad],
    },
    {
      ...business,
      code: '000103',
      message: { en: 'Product already purchased', zh: '该商品不可重复购买' },
      meaning: { en: 'product already purchased', zh: '该商品不可重复购买' },
      next: sameOrder,
      notes: [whichCall, notAbroad],
    },
    {
      ...business,
      code: '000104',
      message: { en: 'Internal service error', zh: '该商品内部服务异常' },
      meaning: { en: 'internal service error of the product', zh: '该商品内部服务异常' },
      repeat: 'later',
      next: { en: 'Look into the log of the product.', zh: '请查看该商品的服务日志。' },
      notes: [whichCall, notAbroad],
    },
    {
      ...business,
      code: '000105',
      message: { en: 'Account has already subscribed to benefits', zh: '该账号已购买权益,无法再开通' },
      meaning: {
        en: 'the account has already subscribed to the benefits',
        zh: '该账号已购买权益，无法再开通',
      },
      next: sameOrder,
      notes: [whichCall, notAbroad],
    },
    {
      ...business,
      code: '000106',
      message: { en: 'Product resources sold out.', zh: '该商品资源已售罄' },
      meaning: { en: 'product resources sold out', zh: '该商品资源已售罄' },
      next: {
        en: 'Provide resources, and keep the stock in the seller console (库存管理) to what there is.',
        zh: '请补充资源，并使卖家中心“库存管理”中的库存与实际一致。',
      },
      notes: [whichCall, notAbroad],
    },
    {
      ...business,
      code: '000107',
      message: { en: 'SaaS email domain already exists.', zh: '该SaaS邮箱域名重复' },
      meaning: { en: 'the SaaS email domain already exists', zh: '该 SaaS 邮箱域名重复' },
      next: {
        en: 'The buyer has to order with another email domain.',
        zh: '需由买家改用其他邮箱域名下单。',
      },
      actor: 'buyer',
      notes: [whichCall, notAbroad],
    },
    ...licenceRows,
  ],
);

/** Meanings of the result codes of callbacks. */
export const callbackResultCodes: Readonly<Record<string, Localized>> = Object.fromEntries(
  callbackCodes.map(({ code, meaning }) => [code, meaning]),
);
