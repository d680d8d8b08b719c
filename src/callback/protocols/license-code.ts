import { must, reply, testFlag } from './fields.ts';
import type { Activity, Protocol } from './model.ts';
import { instanceCodes, need, retried, sameBy } from './rules.ts';
import { accessGuide } from './sources.ts';
import { changedProduct, expireTime, scene, sceneOrder, status, unsubscription } from './v2.fields.ts';
import { v2Base } from './wire-v2.ts';

const protocol = 'license-code';

const license = must(
  'license',
  'Licence code, issued by KooGallery: the merchant knows only those of his own customers, so set one that exists',
  '授权码，由云商店生成；商家只认识自己客户的授权码，请设置真实存在的值',
  { maxLength: 64, sample: ({ id }) => `PL${id(30).toUpperCase()}` },
);

const activities: readonly Activity[] = [
  {
    name: 'refreshLicenseCode',
    protocol,
    title: { en: 'Change the expiry of a licence code', zh: '更新授权码' },
    source: accessGuide('zh-cn_topic_0070649167'),
    request: [
      scene(['RENEWAL', 'UNSUBSCRIBE_RENEWAL_PERIOD']),
      ...sceneOrder,
      license,
      changedProduct,
      expireTime,
      testFlag,
    ],
    reply: reply(),
    need: need('optional'),
    idempotency: sameBy.license,
    retry: retried.licenseCode,
    resultCodes: instanceCodes,
  },
  {
    name: 'updateLicenseCodeStatus',
    protocol,
    title: { en: 'Freeze or unfreeze a licence code', zh: '更新授权码状态' },
    source: accessGuide('zh-cn_topic_0070649168'),
    request: [license, status, testFlag],
    reply: reply(),
    need: need('optional'),
    idempotency: sameBy.license,
    retry: retried.licenseCode,
    resultCodes: instanceCodes,
  },
  {
    name: 'releaseLicenseCode',
    protocol,
    title: { en: 'Release a licence code', zh: '释放授权码' },
    source: accessGuide('zh-cn_topic_0070649169'),
    request: [license, ...unsubscription, testFlag],
    reply: reply(),
    need: need('optional'),
    idempotency: sameBy.license,
    retry: retried.licenseCode,
    resultCodes: instanceCodes,
  },
];

/**
 * Licence authorisation codes 2.0: KooGallery issues the codes, all callbacks are optional. 000003 means that the
 * code is unknown.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649189.html
 */
export const licenseCode: Protocol = {
  ...v2Base(),
  id: protocol,
  code: 'LC',
  title: { en: 'Licence authorisation codes 2.0', zh: 'License 授权码 2.0' },
  source: accessGuide('zh-cn_topic_0070649189'),
  keyClass: 'license',
  activities,
};
