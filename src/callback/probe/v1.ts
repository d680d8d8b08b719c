import { both } from '../../text/translate.ts';
import { chargingModes } from '../protocols/samples.ts';
import type { Overrides, Probe, Step } from './model.ts';

/**
 * The life of a licence, which is tested only with `--require`. It comes first, because a product with licences may
 * have no instances.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649153.html
 */
const licenseSteps: readonly Step[] = [
  { id: 'LIFE-LICENSE', needs: 'AUTH-RIGHT', activity: 'getLicense', title: both('An order gets a licence') },
  {
    id: 'LIFE-LICENSE-RENEW',
    needs: 'LIFE-LICENSE',
    repeatable: true,
    activity: 'refreshLicense',
    title: both('The licence is renewed'),
    values: (probe) => ({ instanceId: licenseOf(probe).instanceId }),
  },
  {
    id: 'LIFE-LICENSE-EXPIRE',
    needs: 'LIFE-LICENSE',
    repeatable: true,
    activity: 'expireLicense',
    group: 'end',
    title: both('The licence expires'),
    values: licenseOf,
  },
  {
    id: 'LIFE-LICENSE-RELEASE',
    needs: 'LIFE-LICENSE',
    repeatable: true,
    activity: 'releaseLicense',
    group: 'end',
    title: both('The licence is released'),
    values: licenseOf,
  },
];

/** The instance and the order of the licence. */
function licenseOf(probe: Probe): Overrides {
  const issued = probe.memory.steps.get('V1-LIFE-LICENSE');
  return { instanceId: issued?.reply?.json?.instanceId, orderId: issued?.values.orderId };
}

/**
 * The life of an instance in the V1 protocol, with the variants the console's debugger asks for.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649478.html
 */
export const v1Steps: readonly Step[] = [
  ...licenseSteps,
  { id: 'LIFE-NEW', activity: 'newInstance', creates: true, title: both('A purchase creates an instance') },
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
  { id: 'LIFE-QUERY', activity: 'queryInstance', title: both('The instance can be queried') },
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
  { id: 'LIFE-UPGRADE', repeatable: true, activity: 'upgrade', title: both('The instance is upgraded') },
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
