import { both } from '../../text/translate.ts';
import { mockProduct } from '../protocols/v2-fields.ts';
import type { Step } from './model.ts';

/**
 * The life of an instance in the V2 base protocol. Order ids are the `MOCK…` ones that the order API answers:
 * a merchant that looks its orders up would rightly refuse any other.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export const v2Steps: readonly Step[] = [
  { id: 'LIFE-NEW', activity: 'newInstance', creates: true, title: both('A purchase creates an instance') },
  { id: 'LIFE-QUERY', activity: 'queryInstance', title: both('The instance can be queried') },
  ...renewals(),
  {
    id: 'LIFE-RENEW-CHANGE',
    needs: 'LIFE-RENEW',
    activity: 'refreshInstance',
    severity: 'warning',
    title: both('A renewal with a changed specification succeeds'),
    values: () => ({ scene: 'RENEWAL_CHANGE', ...order('MOCKMONTYCHANGE') }),
  },
  ...status(),
  {
    id: 'LIFE-UPGRADE',
    repeatable: true,
    activity: 'upgradeInstance',
    title: both('The instance is upgraded'),
  },
  {
    id: 'LIFE-CHANGE-CHECK',
    activity: 'changeInstanceCheck',
    title: both('The check of a change on renewal succeeds'),
    // ASCII text and sorted keys. Another check covers other nested objects.
    values: () => ({
      productInfo: {
        linearValue: 50,
        productId: mockProduct.productId,
        productName: 'MOCK product',
        skuCode: mockProduct.skuCode,
      },
    }),
  },
  release(),
];

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649282.html */
export const onlineLicenseSteps: readonly Step[] = [
  { id: 'LIFE-NEW', activity: 'newInstance', creates: true, title: both('A purchase creates an instance') },
  {
    id: 'LIFE-LICENSE',
    repeatable: true,
    activity: 'getLicenseAsync',
    title: both('An application for a licence succeeds'),
  },
  ...renewals(),
  ...status(),
  release(),
];

function order(orderId: string) {
  return { orderId, orderLineId: `${orderId}-000001` };
}

function renewals(): Step[] {
  return [
    {
      id: 'LIFE-RENEW',
      repeatable: true,
      activity: 'refreshInstance',
      title: both('A renewal succeeds'),
      values: () => ({ scene: 'RENEWAL', ...order('MOCKMONTYRENEW') }),
    },
    {
      id: 'LIFE-TRIAL-TO-FORMAL',
      needs: 'LIFE-RENEW',
      activity: 'refreshInstance',
      title: both('A trial becomes a paid instance'),
      values: () => ({ scene: 'TRIAL_TO_FORMAL', ...order('MOCKMONTYTRIALTOFORMAL') }),
    },
    {
      id: 'LIFE-UNRENEW',
      needs: 'LIFE-RENEW',
      activity: 'refreshInstance',
      title: both('A renewal is cancelled'),
      values: () => ({ scene: 'UNSUBSCRIBE_RENEWAL_PERIOD', ...order('MOCKMONTYUNSUBSCRIBE') }),
    },
  ];
}

function status(): Step[] {
  return [
    {
      id: 'LIFE-FREEZE',
      activity: 'updateInstanceStatus',
      title: both('The instance is frozen'),
      values: () => ({ status: 'FREEZE' }),
    },
    {
      id: 'LIFE-UNFREEZE',
      needs: 'LIFE-FREEZE',
      activity: 'updateInstanceStatus',
      title: both('The instance is unfrozen'),
      values: () => ({ status: 'UNFREEZE' }),
    },
  ];
}

function release(): Step {
  return {
    id: 'LIFE-RELEASE',
    repeatable: true,
    activity: 'releaseInstance',
    group: 'end',
    title: both('The instance is released'),
  };
}
