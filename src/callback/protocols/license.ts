import { both } from '../../text/translate.ts';
import {
  type ActivityDefinition,
  defineProtocol,
  instanceId,
  optionalField,
  requiredField,
  testFlag,
} from './fields.ts';
import type { Protocol } from './model.ts';
import {
  accessGuide,
  commonCodes,
  idempotencyRules,
  instanceCodes,
  retryRules,
  sameForAllSales,
} from './rules.ts';
import { addDays, utcText } from './time.ts';
import { newInstance, refreshInstance, releaseInstance, updateInstanceStatus } from './v2.ts';
import { changedProduct, expireTime, scene, sceneOrder, status, unsubscription } from './v2-fields.ts';
import { v2Base } from './wire-v2.ts';

const onlineActivities: readonly ActivityDefinition[] = [
  // The table of this protocol has no 000101 to 000107.
  { ...newInstance, resultCodes: [...commonCodes, '000100'] },
  {
    name: 'getLicenseAsync',
    title: both('Apply for a licence'),
    source: accessGuide('zh-cn_topic_0070649255'),
    request: [
      instanceId,
      requiredField('effectiveTime', both('Start of the licence, UTC (format known only from the example)'), {
        maxLength: 32,
        format: 'utc-text',
        sample: ({ now }) => utcText(now),
      }),
      optionalField('expireTime', both('End of the licence, UTC; required for period products'), {
        maxLength: 32,
        format: 'utc-text',
        alwaysWith: ['1'],
        sample: ({ now, sale }) => (sale === 'period' ? utcText(addDays(now, 365)) : null),
      }),
      requiredField('eventId', both('KooGallery serial number of the application'), {
        maxLength: 64,
        sample: ({ id }) => id(),
      }),
      optionalField('deviceFingerprint', both('Fingerprint or hardware code of the device'), {
        maxLength: 1024,
        // A server may reject an application without it with 000903.
        alwaysWith: ['1', '3'],
        sample: '8f14e45fceea167a5a36dedd4bea2543',
      }),
      testFlag,
    ],
    need: sameForAllSales('required'),
    idempotency: both(
      'Recognise a repeated application by eventId and deviceFingerprint, and return the same licence.',
    ),
    retry: retryRules.v2Unknown,
    resultCodes: [...instanceCodes, '000900', '000901', '000902', '000903'],
  },
  {
    ...refreshInstance,
    request: refreshInstance.request.map((field) =>
      field.name === 'scene' ? scene(['TRIAL_TO_FORMAL', 'RENEWAL', 'UNSUBSCRIBE_RENEWAL_PERIOD']) : field,
    ),
  },
  updateInstanceStatus,
  releaseInstance,
];

/**
 * Online licences: the V2 base protocol with one additional interface. The merchant uploads the licence later with the
 * open API.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649282.html
 */
export const onlineLicense: Protocol = defineProtocol({
  ...v2Base(),
  id: 'online-license',
  code: 'OL',
  title: both('Online licences'),
  source: accessGuide('zh-cn_topic_0070649282'),
  keyClass: 'base',
  activities: onlineActivities,
});

const license = requiredField(
  'license',
  both(
    'Licence code issued by KooGallery. The merchant knows only the codes of its customers, so set an existing one',
  ),
  { maxLength: 64, sample: ({ id }) => `PL${id(30).toUpperCase()}` },
);

const codeActivity = {
  need: sameForAllSales('optional'),
  idempotency: idempotencyRules.license,
  retry: retryRules.licenseCode,
  resultCodes: instanceCodes,
} as const;

const codeActivities: readonly ActivityDefinition[] = [
  {
    ...codeActivity,
    name: 'refreshLicenseCode',
    title: both('Update a licence code'),
    source: accessGuide('zh-cn_topic_0070649167'),
    request: [
      scene(['RENEWAL', 'UNSUBSCRIBE_RENEWAL_PERIOD']),
      ...sceneOrder,
      license,
      changedProduct,
      expireTime,
      testFlag,
    ],
    idempotency: idempotencyRules.licenseChange,
  },
  {
    ...codeActivity,
    name: 'updateLicenseCodeStatus',
    title: both('Update the status of a licence code'),
    source: accessGuide('zh-cn_topic_0070649168'),
    request: [license, status, testFlag],
  },
  {
    ...codeActivity,
    name: 'releaseLicenseCode',
    title: both('Release a licence code'),
    source: accessGuide('zh-cn_topic_0070649169'),
    request: [license, ...unsubscription, testFlag],
  },
];

/**
 * Licence codes 2.0: KooGallery issues the codes, and all callbacks are optional. 000003 means an unknown
 * code.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649189.html
 */
export const licenseCode: Protocol = defineProtocol({
  ...v2Base(),
  id: 'license-code',
  code: 'LC',
  title: both('Licence codes 2.0'),
  source: accessGuide('zh-cn_topic_0070649189'),
  keyClass: 'license',
  activities: codeActivities,
});
