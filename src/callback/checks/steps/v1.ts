import type { Step } from '../model.ts';

/**
 * The life of an instance in the V1 family, with the variants the console's debugger asks for.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649478.html
 */
export const v1Steps: readonly Step[] = [
  {
    id: 'LIFE-NEW',
    activity: 'newInstance',
    creates: true,
    title: { en: 'a purchase creates an instance', zh: '新购商品开通实例' },
  },
  {
    id: 'LIFE-NEW-MINIMAL',
    activity: 'newInstance',
    createsAnother: true,
    title: {
      en: 'a purchase with nothing but the mandatory parameters creates an instance',
      zh: '仅带必选参数的新购也能开通实例',
    },
    values: (probe) => {
      const optional = probe.activity('newInstance').request.filter((field) => !field.required);
      const absent = Object.fromEntries(optional.map(({ name }) => [name, undefined]));
      return { ...absent, testFlag: '1', orderId: anotherOrder(probe.id(12)) };
    },
  },
  {
    id: 'LIFE-NEW-TRIAL',
    activity: 'newInstance',
    createsAnother: true,
    severity: 'warning',
    title: { en: 'a trial creates an instance', zh: '试用商品开通实例' },
    values: (probe) => ({ trialFlag: '1', orderId: anotherOrder(probe.id(12)) }),
  },
  {
    id: 'LIFE-QUERY',
    activity: 'queryInstance',
    title: { en: 'the instance can be queried', zh: '可以查询实例信息' },
  },
  {
    id: 'LIFE-RENEW',
    again: true,
    activity: 'refreshInstance',
    title: { en: 'a renewal without productId succeeds', zh: '不带 productId 的续费成功' },
    values: () => ({ productId: undefined, trialToFormal: undefined }),
  },
  {
    id: 'LIFE-RENEW-PRODUCT',
    needs: 'LIFE-RENEW',
    activity: 'refreshInstance',
    title: {
      en: 'a renewal with another productId (the period changed) succeeds',
      zh: '带 productId（变更周期）的续费成功',
    },
    values: () => ({ productId: '00301-666666-0--1', trialToFormal: undefined }),
  },
  {
    id: 'LIFE-TRIAL-TO-FORMAL',
    needs: 'LIFE-RENEW',
    activity: 'refreshInstance',
    title: { en: 'a trial becomes a paid instance', zh: '试用转正成功' },
    values: () => ({ trialToFormal: '1' }),
  },
  {
    id: 'LIFE-UNRENEW',
    needs: 'LIFE-RENEW',
    activity: 'refreshInstance',
    title: { en: 'a renewal is taken back (negative amount)', zh: '退续费成功（金额为负）' },
    values: () => ({ orderAmount: '-100', trialToFormal: undefined }),
  },
  {
    id: 'LIFE-FREEZE',
    activity: 'instanceStatus',
    title: { en: 'the instance is frozen', zh: '冻结实例成功' },
    values: () => ({ instanceStatus: 'FREEZE' }),
  },
  {
    id: 'LIFE-UNFREEZE',
    needs: 'LIFE-FREEZE',
    activity: 'instanceStatus',
    title: { en: 'the instance is unfrozen (NORMAL)', zh: '解冻实例成功（NORMAL）' },
    values: () => ({ instanceStatus: 'NORMAL' }),
  },
  {
    id: 'LIFE-UPGRADE',
    again: true,
    activity: 'upgrade',
    title: { en: 'the instance is upgraded', zh: '实例升级成功' },
  },
  {
    id: 'LIFE-EXPIRE',
    again: true,
    activity: 'expireInstance',
    group: 'end',
    title: { en: 'the instance expires', zh: '实例过期处理成功' },
  },
  {
    id: 'LIFE-RELEASE',
    again: true,
    activity: 'releaseInstance',
    group: 'end',
    title: { en: 'the instance is released', zh: '实例释放成功' },
  },
];

/** An order id in the shape KooGallery gives them. */
export function anotherOrder(suffix: string): string {
  return `CS${suffix.toUpperCase()}`;
}
