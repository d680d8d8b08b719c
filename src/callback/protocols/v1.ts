import { both } from '../../text/translate.ts';
import {
  type ActivityDefinition,
  appInfo,
  businessId,
  defineProtocol,
  encryptType,
  instanceId,
  instanceIdList,
  instanceInfo,
  optionalField,
  ownInstanceId,
  reply,
  requiredField,
  testFlag,
} from './fields.ts';
import type { Field, Protocol } from './model.ts';
import {
  accessGuide,
  commonCodes,
  guidePage,
  idempotencyRules,
  instanceCodes,
  intlAccessGuide,
  newInstanceCodes,
  retryRules,
  saasCenterGuide,
  sameForAllSales,
} from './rules.ts';
import {
  accountName,
  buyer,
  chargingMode,
  linear,
  newExpireTime,
  newInstanceFields,
  newOrderId,
  orderId,
  periodNumber,
  periodType,
  productId,
  provisionType,
  purchaseOrderId,
  refreshExpireTime,
  releaseAmount,
  renewalAmount,
  saasExtendParams,
  skuCode,
  skuSample,
} from './v1-fields.ts';
import { v1Get } from './wire-v1.ts';

/** A field whose table is no longer published; inferred from the similar SaaS interface. */
function inferred(field: Field): Field {
  return {
    ...field,
    mayBeAbsent: true,
    note: both('{note} (parameters not published, inferred)', { note: field.note }),
  };
}

const commonLicenseActivity = {
  need: sameForAllSales('none'),
  idempotency: idempotencyRules.instance,
  retry: retryRules.v1Unknown,
  resultCodes: instanceCodes,
} as const;

/** The retired licence interfaces of V1; not required for any sale mode. */
const v1LicenseActivities: readonly ActivityDefinition[] = [
  {
    ...commonLicenseActivity,
    name: 'getLicense',
    title: both('Get a licence (retired)'),
    source: accessGuide('zh-cn_topic_0070649153'),
    request: [
      buyer.customerId,
      { ...accountName, required: false },
      buyer.userId,
      buyer.userName,
      businessId,
      orderId,
      skuCode,
      productId,
      newExpireTime,
      periodType,
      periodNumber,
      chargingMode,
      ...linear.filter((field) => field.name === 'amount'),
      provisionType,
      saasExtendParams,
      testFlag,
    ],
    reply: reply(
      requiredField('instanceId', both('Instance ID (empty in older responses)'), {
        maxLength: 64,
        mayBeEmpty: true,
      }),
      requiredField('license', both('Licence')),
      // In this table, the message is mandatory.
    ).map((field) => (field.name === 'resultMsg' ? { ...field, required: true } : field)),
    idempotency: both('Recognise a repeated order by orderId, and return the same licence.'),
    retry: retryRules.v1License,
    resultCodes: commonCodes,
  },
  {
    ...commonLicenseActivity,
    name: 'refreshLicense',
    title: both('Renew a licence (retired, parameters not published)'),
    source: 'https://support.huaweicloud.com/distributed-devg-v2-imc/imc_01_0038.html',
    request: [inferred(newOrderId), inferred(instanceId), inferred(refreshExpireTime), testFlag],
  },
  {
    ...commonLicenseActivity,
    name: 'expireLicense',
    title: both('Freeze an expired licence (retired, parameters not published)'),
    source: 'https://support.huaweicloud.com/distributed-devg-v2-imc/imc_01_0038.html',
    request: [inferred(instanceId), inferred(purchaseOrderId), testFlag],
  },
  {
    ...commonLicenseActivity,
    name: 'releaseLicense',
    title: both('Release a licence (retired)'),
    source: guidePage('productsdesc-bms_d27b907e3d2bf7676b5d0a441325f07fsupport0'),
    request: [{ ...orderId, note: both('Order ID of the purchase') }, instanceId, testFlag],
  },
];

const activities: readonly ActivityDefinition[] = [
  {
    name: 'newInstance',
    title: both('Purchase a product'),
    source: accessGuide('zh-cn_topic_0070649013'),
    request: [...newInstanceFields, testFlag],
    reply: reply(ownInstanceId, encryptType, appInfo),
    need: sameForAllSales('required'),
    idempotency: idempotencyRules.order,
    retry: retryRules.v1Order,
    resultCodes: newInstanceCodes,
  },
  {
    name: 'queryInstance',
    title: both('Query instances'),
    source: saasCenterGuide('saascenter_usermanual_0137'),
    request: [instanceIdList(64), testFlag],
    reply: reply(encryptType, instanceInfo(true)),
    need: { period: 'optional', 'on-demand': 'required', 'one-time': 'optional' },
    idempotency: idempotencyRules.readOnly,
    retry: retryRules.query,
    resultCodes: instanceCodes,
  },
  {
    name: 'refreshInstance',
    title: both('Renew a product'),
    source: intlAccessGuide('en-us_topic_0070649014'),
    request: [
      newOrderId,
      instanceId,
      {
        ...productId,
        required: false,
        variant: true,
        note: both('Product ID; sent if the period type changes'),
      },
      refreshExpireTime,
      optionalField(
        'trialToFormal',
        both('1 if a trial is converted to a subscription; not sent otherwise'),
        { maxLength: 2, values: ['1'], sample: '1', variant: true },
      ),
      periodType,
      periodNumber,
      renewalAmount,
      testFlag,
    ],
    // `optional` for pay-per-use is inferred, because packages are renewed.
    need: { period: 'required', 'on-demand': 'optional', 'one-time': 'none' },
    idempotency: idempotencyRules.renewal,
    retry: retryRules.v1Hour,
    resultCodes: instanceCodes,
  },
  {
    name: 'expireInstance',
    title: both('Freeze an expired instance'),
    source: accessGuide('zh-cn_topic_0070649055'),
    request: [instanceId, purchaseOrderId, testFlag],
    need: { period: 'required', 'on-demand': 'optional', 'one-time': 'none' },
    idempotency: idempotencyRules.instance,
    retry: retryRules.v1Hour,
    resultCodes: instanceCodes,
  },
  {
    name: 'instanceStatus',
    title: both('Change the status of a resource'),
    source: intlAccessGuide('en-us_topic_0070649069'),
    request: [
      instanceId,
      requiredField('instanceStatus', both('New status: FREEZE to freeze, NORMAL to unfreeze'), {
        maxLength: 32,
        values: ['FREEZE', 'NORMAL'],
        sample: 'FREEZE',
      }),
      testFlag,
    ],
    need: { period: 'none', 'on-demand': 'required', 'one-time': 'none' },
    idempotency: idempotencyRules.instance,
    retry: retryRules.v1Hour,
    resultCodes: instanceCodes,
  },
  {
    name: 'upgrade',
    title: both('Upgrade a product'),
    source: accessGuide('zh-cn_topic_0000001297828992'),
    request: [
      instanceId,
      newOrderId,
      requiredField('skuCode', both('Specification after the upgrade'), {
        maxLength: 64,
        reference: true,
        sample: skuSample,
      }),
      productId,
      ...linear,
      {
        ...saasExtendParams,
        note: both("{note} (in Huawei's example, not in its table)", { note: saasExtendParams.note }),
      },
      testFlag,
    ],
    need: { period: 'optional', 'on-demand': 'none', 'one-time': 'none' },
    idempotency: idempotencyRules.upgradeOrder,
    retry: retryRules.v1Order,
    resultCodes: instanceCodes,
  },
  {
    name: 'releaseInstance',
    title: both('Release a resource'),
    source: accessGuide('zh-cn_topic_0070649056'),
    request: [instanceId, purchaseOrderId, releaseAmount, testFlag],
    need: sameForAllSales('required'),
    idempotency: idempotencyRules.instance,
    retry: retryRules.v1Hour,
    resultCodes: instanceCodes,
  },
  ...v1LicenseActivities,
];

/**
 * SaaS access guide V1.0, base interfaces: for products listed before it was retired for new ones.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649062.html
 */
export const v1: Protocol = defineProtocol({
  ...v1Get,
  id: 'v1',
  code: 'V1',
  title: both('SaaS V1.0, base interfaces'),
  source: accessGuide('zh-cn_topic_0070649062'),
  keyClass: 'base',
  activities,
});
