import { both } from '../../text/translate.ts';
import {
  type ActivityDefinition,
  businessId,
  defineProtocol,
  instanceId,
  instanceIdList,
  instanceInfo,
  optionalField,
  ownInstanceId,
  reply,
  requiredField,
  testFlag,
} from './fields.ts';
import type { Protocol } from './model.ts';
import {
  accessGuide,
  commonCodes,
  idempotencyRules,
  instanceCodes,
  intlAccessGuide,
  newInstanceCodes,
  retryRules,
  sameForAllSales,
  userGuide,
} from './rules.ts';
import {
  changedProduct,
  instanceExpireTime,
  mockProduct,
  newOrder,
  order,
  scene,
  sceneOrder,
  status,
  unsubscription,
} from './v2-fields.ts';
import { v2Base } from './wire-v2.ts';

/** newInstance of V2 and of online licences. */
export const newInstance: ActivityDefinition = {
  name: 'newInstance',
  title: both('Create an instance'),
  source: accessGuide('zh-cn_topic_0070649427'),
  request: [...newOrder, businessId, testFlag],
  reply: reply(ownInstanceId),
  need: sameForAllSales('required'),
  idempotency: idempotencyRules.orderLine,
  retry: retryRules.v2Order,
  resultCodes: newInstanceCodes,
};

export const refreshInstance: ActivityDefinition = {
  name: 'refreshInstance',
  title: both('Update an instance'),
  source: accessGuide('zh-cn_topic_0070649429'),
  request: [
    scene(
      ['TRIAL_TO_FORMAL', 'RENEWAL', 'UNSUBSCRIBE_RENEWAL_PERIOD', 'RENEWAL_CHANGE'],
      both('Why the expiry changes (RENEWAL_CHANGE: only on the Chinese site)'),
    ),
    ...sceneOrder,
    instanceId,
    changedProduct,
    instanceExpireTime,
    testFlag,
  ],
  // The ticks are missing in the published table; `none` for one-time products is inferred.
  need: { period: 'required', 'on-demand': 'optional', 'one-time': 'none' },
  idempotency: idempotencyRules.change,
  retry: retryRules.v2Change,
  resultCodes: instanceCodes,
};

export const updateInstanceStatus: ActivityDefinition = {
  name: 'updateInstanceStatus',
  title: both('Update the status of an instance'),
  source: accessGuide('zh-cn_topic_0070649430'),
  request: [instanceId, status, testFlag],
  need: { period: 'required', 'on-demand': 'required', 'one-time': 'none' },
  idempotency: idempotencyRules.instance,
  retry: retryRules.v2Change,
  resultCodes: instanceCodes,
};

export const releaseInstance: ActivityDefinition = {
  name: 'releaseInstance',
  title: both('Release an instance'),
  source: accessGuide('zh-cn_topic_0070649431'),
  request: [instanceId, ...unsubscription, testFlag],
  need: sameForAllSales('required'),
  idempotency: idempotencyRules.instance,
  retry: retryRules.v2Unknown,
  resultCodes: instanceCodes,
};

const activities: readonly ActivityDefinition[] = [
  newInstance,
  {
    name: 'queryInstance',
    title: both('Query instances'),
    source: accessGuide('zh-cn_topic_0070649428'),
    request: [instanceIdList(100), testFlag],
    reply: reply(instanceInfo(false)),
    need: sameForAllSales('required'),
    idempotency: idempotencyRules.readOnly,
    retry: retryRules.query,
    resultCodes: instanceCodes,
  },
  refreshInstance,
  updateInstanceStatus,
  {
    name: 'upgradeInstance',
    title: both('Upgrade an instance'),
    source: intlAccessGuide('topic_0070649097'),
    request: [
      instanceId,
      ...order(() => 'MOCKMONTYCHANGE', both('ID of the new order for the upgrade')),
      testFlag,
    ],
    need: { period: 'optional', 'on-demand': 'none', 'one-time': 'none' },
    idempotency: idempotencyRules.upgradeOrder,
    retry: retryRules.v2Unknown,
    resultCodes: instanceCodes,
  },
  {
    name: 'changeInstanceCheck',
    title: both('Check a change on renewal'),
    source: userGuide('zh-cn_topic_0000002411753620'),
    request: [
      instanceId,
      requiredField(
        'productInfo',
        both('Product after the change; return a code other than 000000 to reject the change'),
        {
          type: 'object',
          sample: mockProduct,
          fields: [
            requiredField('productId', both('Product ID'), { maxLength: 64, reference: true }),
            requiredField('skuCode', both('Specification ID'), { maxLength: 64, reference: true }),
            optionalField('linearValue', both('Value of the linear attribute'), { type: 'integer' }),
            requiredField('productName', both('Product name'), { maxLength: 64, text: true }),
          ],
        },
      ),
      testFlag,
    ],
    need: { period: 'optional', 'on-demand': 'none', 'one-time': 'none' },
    idempotency: idempotencyRules.readOnly,
    retry: retryRules.v2Unknown,
    resultCodes: instanceCodes,
  },
  releaseInstance,
];

/**
 * SaaS access guide V2.0, base interfaces.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export const v2: Protocol = defineProtocol({
  ...v2Base(),
  id: 'v2',
  code: 'V2',
  title: both('SaaS V2.0, base interfaces'),
  source: accessGuide('zh-cn_topic_0070649414'),
  keyClass: 'base',
  activities,
});

/**
 * The notification after payment of any product except images; the merchant then queries the order.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002055600456.html
 */
export const orderNotify: Protocol = defineProtocol({
  ...v2Base('utf-8'),
  id: 'order-notify',
  code: 'ON',
  title: both('Order notifications'),
  source: accessGuide('zh-cn_topic_0000002091799153'),
  keyClass: 'notify',
  activities: [
    {
      name: 'orderNotify',
      title: both('Notification of a paid order'),
      source: accessGuide('zh-cn_topic_0000002091799153'),
      request: [...newOrder, { ...testFlag, required: true, note: both('1 for debugging, 0 for real data') }],
      need: sameForAllSales('required'),
      idempotency: both('Recognise a repeated notification by orderId and orderLineId; it must succeed.'),
      retry: retryRules.orderNotify,
      resultCodes: commonCodes,
    },
  ],
});
