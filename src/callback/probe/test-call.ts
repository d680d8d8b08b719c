import { given } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { mockOrderIds } from '../protocols/mock-orders.ts';
import type { Protocol, ProtocolId, Values } from '../protocols/model.ts';
import type { Memory, Overrides, Probe } from './model.ts';
import { isAccepted } from './response.ts';
import { missingLicenseCode } from './steps.ts';

/** The call that the authentication checks use: every merchant offers it, and it can be repeated. */
export interface TestCall {
  readonly activity: string;
  /** The check that this call succeeds. */
  readonly needs: string;
  readonly overrides: (probe: Probe) => Overrides;
  /** Describes the input that the user must give before koo can make this call. */
  readonly missingInput?: (probe: Probe) => Localized | undefined;
  /** Two activities that take the same parameters: the signature of the first must not open the second. */
  readonly pair?: readonly [signed: string, sent: string];
}

const instance: Pick<TestCall, 'activity' | 'needs' | 'overrides'> = {
  activity: 'newInstance',
  needs: 'LIFE-NEW',
  overrides: sameOrder,
};

const tenant: TestCall = {
  activity: 'tenantSync',
  needs: 'TENANT-ADD',
  overrides: (probe) => ({ ...ownInstance(probe, 'tenantSync'), flag: 1 }),
};

const testCalls: Readonly<Record<ProtocolId, TestCall>> = {
  v1: { ...instance, pair: ['expireInstance', 'releaseInstance'] },
  'v1-kit': tenant,
  v2: { ...instance, pair: ['queryInstance', 'releaseInstance'] },
  'v2-kit': tenant,
  'license-code': {
    activity: 'refreshLicenseCode',
    needs: 'LIFE-RENEW',
    overrides: () => ({ scene: 'RENEWAL', ...mockOrderIds('MOCKMONTYRENEW') }),
    missingInput: missingLicenseCode,
    pair: ['updateLicenseCodeStatus', 'releaseLicenseCode'],
  },
  'online-license': { ...instance, pair: ['updateInstanceStatus', 'releaseInstance'] },
  'order-notify': { activity: 'orderNotify', needs: 'LIFE-NOTIFY', overrides: () => ({}) },
};

export function testCallOf(protocol: Protocol): TestCall {
  return testCalls[protocol.id];
}

/**
 * Milliseconds that the server takes to create an instance: the quickest of the creations so far, since the first call
 * of a server that has just started takes longer. `undefined` before the first.
 */
export function creationMs({ created, otherCreations }: Memory): number | undefined {
  if (!created) return undefined;
  const durations = [created.exchange, ...otherCreations].flatMap(({ outcome }) =>
    outcome.answered ? outcome.response.durationMs : [],
  );
  return durations.length === 0 ? undefined : Math.min(...durations);
}

/** Milliseconds from which a creation is slow. */
const slowMs = 2_000;

/**
 * The call on the instance that the test call is replaced with when a creation takes seconds, since some twenty checks
 * make it one after another.
 */
export function slowCreationSubstitute({ protocol, memory }: Probe): Exchange | undefined {
  const { activity } = testCallOf(protocol);
  const duration = creationMs(memory);
  if (activity !== 'newInstance' || duration === undefined || duration < slowMs) return undefined;
  return [`${protocol.code}-LIFE-QUERY`, `${protocol.code}-LIFE-RENEW`]
    .flatMap((id) => memory.steps.get(id) ?? [])
    .find(isAccepted);
}

/** The exchange that is made again instead of the test call, where that call fails in the lifecycle or is slow. */
function substitute(probe: Probe): Exchange | undefined {
  const { protocol, memory } = probe;
  const { activity, needs } = testCallOf(protocol);
  const step = memory.steps.get(`${protocol.code}-${needs}`);
  if (memory.created || (step && isAccepted(step))) return slowCreationSubstitute(probe);
  return memory.plain?.activity.name === activity ? undefined : memory.plain;
}

/**
 * The activity of the test call. When that call fails in the lifecycle, the activity that showed that the server
 * accepts correct signatures.
 */
export function testActivity(probe: Probe): string {
  return substitute(probe)?.activity.name ?? testCallOf(probe.protocol).activity;
}

/** Values of the test call with `overrides`. */
export function testCallValues(probe: Probe, overrides: Overrides = {}): Values {
  const { activity, overrides: own } = testCallOf(probe.protocol);
  const values = substitute(probe)?.values ?? probe.values(activity, own(probe));
  return withOverrides(values, overrides);
}

/** The order with which the instance was created: repeating it creates no further instances. */
function sameOrder(probe: Probe): Overrides {
  const { orderId, orderLineId, productId } = probe.memory.created?.exchange.values ?? {};
  return given({ orderId, orderLineId, productId });
}

/** Values of a call on the instance that the life created, with `overrides`. */
export function instanceValues(probe: Probe, activity: string, overrides: Overrides = {}): Values {
  return withOverrides(probe.values(activity, ownInstance(probe, activity)), overrides);
}

/** The ID of the instance of the lifecycle, if the activity takes one, and the values of its purchase. */
export function ownInstance(probe: Probe, activity: string): Overrides {
  const { memory } = probe;
  const isKit = probe.protocol.keyClass === 'kit';
  const created = isKit ? probe.base?.memory.created : memory.created;
  if (isKit) memory.kitInstance ??= created?.instanceId ?? probe.id();
  const instanceId = memory.kitInstance ?? created?.instanceId;
  const { request } = probe.activity(activity);
  const takes = instanceId !== undefined && request.some(({ name }) => name === 'instanceId');
  const bought = created ? request.filter(({ ofPurchase }) => ofPurchase) : [];
  return {
    ...(takes && { instanceId }),
    ...Object.fromEntries(bought.map(({ name }) => [name, created?.exchange.values[name]])),
  };
}

/** Values with overrides; `undefined` removes a value. */
export function withOverrides(values: Values, overrides: Overrides): Values {
  return given({ ...values, ...overrides });
}
