import { mockProduct } from '../../protocols/v2-fields.ts';
import type { Step } from '../model.ts';

/**
 * The life of an instance in the V2 base protocol. Order ids are the `MOCK…` ones that the order API answers:
 * a merchant that looks its orders up would rightly refuse any other.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export const v2Steps: readonly Step[] = [
  {
    id: 'LIFE-NEW',
    activity: 'newInstance',
    creates: true,
    title: { en: 'a purchase creates an instance', zh: '新购商品开通实例' },
  },
  {
    id: 'LIFE-QUERY',
    activity: 'queryInstance',
    title: { en: 'the instance can be queried', zh: '可以查询实例信息' },
  },
  ...renewals(),
  {
    id: 'LIFE-RENEW-CHANGE',
    needs: 'LIFE-RENEW',
    activity: 'refreshInstance',
    severity: 'warning',
    title: { en: 'a renewal with a change of the specification succeeds', zh: '续费变更成功' },
    values: () => ({ scene: 'RENEWAL_CHANGE', ...order('MOCKMONTYCHANGE') }),
  },
  ...status(),
  {
    id: 'LIFE-UPGRADE',
    again: true,
    activity: 'upgradeInstance',
    title: { en: 'the instance is upgraded', zh: '实例升级成功' },
  },
  {
    id: 'LIFE-CHANGE-CHECK',
    activity: 'changeInstanceCheck',
    title: { en: 'whether the instance can be changed on renewal is answered', zh: '续费变更校验成功' },
    // Plain text and keys in order: what else a nested object can hold is a check of its own.
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
  {
    id: 'LIFE-NEW',
    activity: 'newInstance',
    creates: true,
    title: { en: 'a purchase creates an instance', zh: '新购商品开通实例' },
  },
  {
    id: 'LIFE-LICENSE',
    again: true,
    activity: 'getLicenseAsync',
    title: { en: 'a licence can be applied for', zh: '可以申请 License' },
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
      again: true,
      activity: 'refreshInstance',
      title: { en: 'a renewal succeeds', zh: '续费成功' },
      values: () => ({ scene: 'RENEWAL', ...order('MOCKMONTYRENEW') }),
    },
    {
      id: 'LIFE-TRIAL-TO-FORMAL',
      needs: 'LIFE-RENEW',
      activity: 'refreshInstance',
      title: { en: 'a trial becomes a paid instance', zh: '试用转正成功' },
      values: () => ({ scene: 'TRIAL_TO_FORMAL', ...order('MOCKMONTYTRIALTOFORMAL') }),
    },
    {
      id: 'LIFE-UNRENEW',
      needs: 'LIFE-RENEW',
      activity: 'refreshInstance',
      title: { en: 'a renewal is taken back', zh: '退续费成功' },
      values: () => ({ scene: 'UNSUBSCRIBE_RENEWAL_PERIOD', ...order('MOCKMONTYUNSUBSCRIBE') }),
    },
  ];
}

function status(): Step[] {
  return [
    {
      id: 'LIFE-FREEZE',
      activity: 'updateInstanceStatus',
      title: { en: 'the instance is frozen', zh: '冻结实例成功' },
      values: () => ({ status: 'FREEZE' }),
    },
    {
      id: 'LIFE-UNFREEZE',
      needs: 'LIFE-FREEZE',
      activity: 'updateInstanceStatus',
      title: { en: 'the instance is unfrozen', zh: '解冻实例成功' },
      values: () => ({ status: 'UNFREEZE' }),
    },
  ];
}

function release(): Step {
  return {
    id: 'LIFE-RELEASE',
    again: true,
    activity: 'releaseInstance',
    group: 'end',
    title: { en: 'the instance is released', zh: '实例释放成功' },
  };
}
