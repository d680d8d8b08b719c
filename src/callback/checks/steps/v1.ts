import { both } from '../../../text/translate.ts';
import { chargingModes } from '../../protocols/samples.ts';
import type { Step } from '../model.ts';

/**
 * The life of an instance in the V1 protocol, with the variants the console's debugger asks for.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649478.html
 */
export const v1Steps: readonly Step[] = [
  {
    id: 'LIFE-NEW',
    activity: 'newInstance',
    creates: true,
    title: both('A purchase creates an instance'),
  },
  {
    id: 'LIFE-NEW-MINIMAL',
    activity: 'newInstance',
    createsSecond: true,
    title: both('A purchase with only the required parameters creates an instance'),
    values: (probe) => {
      const mode = chargingModes[probe.options.sale];
      const optional = probe
        .activity('newInstance')
        .request.filter(({ required, alwaysWith }) => !required && !alwaysWith?.includes(mode));
      const absent = Object.fromEntries(optional.map(({ name }) => [name, undefined]));
      return { ...absent, testFlag: '1', orderId: newOrderId(probe.id(12)) };
    },
  },
  {
    id: 'LIFE-NEW-TRIAL',
    activity: 'newInstance',
    createsSecond: true,
    severity: 'warning',
    title: both('A trial creates an instance'),
    values: (probe) => ({ trialFlag: '1', orderId: newOrderId(probe.id(12)) }),
  },
  {
    id: 'LIFE-QUERY',
    activity: 'queryInstance',
    title: both('The instance can be queried'),
  },
  {
    id: 'LIFE-RENEW',
    repeatable: true,
    activity: 'refreshInstance',
    title: both('A renewal without productId succeeds'),
    values: () => ({ productId: undefined, trialToFormal: undefined }),
  },
  {
    id: 'LIFE-RENEW-PRODUCT',
    needs: 'LIFE-RENEW',
    activity: 'refreshInstance',
    title: both('A renewal with another productId (changed period) succeeds'),
    values: () => ({ productId: '00301-666666-0--1', trialToFormal: undefined }),
  },
  {
    id: 'LIFE-TRIAL-TO-FORMAL',
    needs: 'LIFE-RENEW',
    activity: 'refreshInstance',
    title: both('A trial becomes a paid instance'),
    values: () => ({ trialToFormal: '1' }),
  },
  {
    id: 'LIFE-UNRENEW',
    needs: 'LIFE-RENEW',
    activity: 'refreshInstance',
    title: both('A renewal is cancelled (negative amount)'),
    values: () => ({ orderAmount: '-100', trialToFormal: undefined }),
  },
  {
    id: 'LIFE-FREEZE',
    activity: 'instanceStatus',
    title: both('The instance is frozen'),
    values: () => ({ instanceStatus: 'FREEZE' }),
  },
  {
    id: 'LIFE-UNFREEZE',
    needs: 'LIFE-FREEZE',
    activity: 'instanceStatus',
    title: both('The instance is unfrozen (NORMAL)'),
    values: () => ({ instanceStatus: 'NORMAL' }),
  },
  {
    id: 'LIFE-UPGRADE',
    repeatable: true,
    activity: 'upgrade',
    title: both('The instance is upgraded'),
  },
  {
    id: 'LIFE-EXPIRE',
    repeatable: true,
    activity: 'expireInstance',
    group: 'end',
    title: both('The instance expires'),
  },
  {
    id: 'LIFE-RELEASE',
    repeatable: true,
    activity: 'releaseInstance',
    group: 'end',
    title: both('The instance is released'),
  },
];

/** A new order ID in KooGallery's format. */
export function newOrderId(suffix: string): string {
  return `CS${suffix.toUpperCase()}`;
}
