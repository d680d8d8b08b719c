import { inProgress, success } from '../../codes/callback.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import {
  type Call,
  isDebugging,
  isRejection,
  type Rejection,
  type Result,
  rejection,
  stringValue,
} from './model.ts';
import { compositeKey, type Instance, type Order } from './state.ts';
import { startMetering, stopMetering } from './usage.ts';

/**
 * Returns the existing instance of an order, or creates one; rejects with 000100, 000103 or 000105. Nothing is awaited
 * between lookup and creation, so concurrent calls get the same instance; a database needs a unique index on the order.
 *
 * @param orderKey identifies the order
 * @param contents returns the other fields of the response, once the instance is ready
 */
export function createInstance(
  call: Call,
  orderKey: readonly string[],
  contents: (instance: Instance) => JsonObject = () => ({}),
): Result | Rejection {
  const { state } = call;
  const key = compositeKey(...orderKey);
  const known = state.instances.get(state.orders.get(key) ?? '');
  const rejected = known ? undefined : rejectPurchase(call);
  if (rejected) return rejected;
  const instance = known ?? buildInstance(call);
  state.instances.set(instance.id, instance);
  state.orders.set(key, instance.id);
  const { id: instanceId } = instance;
  if (!isReady(instance, call.now)) return { resultCode: inProgress, instanceId };
  return { resultCode: success, instanceId, ...contents(instance) };
}

function buildInstance({ values, options, now, order }: Call): Instance {
  const boughtValue = (name: 'productId' | 'customerId' | 'chargingMode' | 'expireTime') =>
    order?.[name] ?? stringValue(values, name);
  return {
    id: options.id(),
    orderId: stringValue(values, 'orderId'),
    productId: boughtValue('productId'),
    customerId: boughtValue('customerId'),
    chargingMode: boughtValue('chargingMode'),
    test: isDebugging(values),
    userName: 'admin',
    password: options.id(),
    readyAt: now.getTime() + options.asyncMs,
    status: 'active',
    expireTime: boughtValue('expireTime'),
    ...(order && { order }),
    usage: { periods: [], accepted: 0 },
    upgrades: new Set(),
    licenses: new Map(),
  };
}

function rejectPurchase({ values, options, order, state: { instances } }: Call): Rejection | undefined {
  if (options.stock !== undefined && instances.size >= options.stock) {
    return rejection('000100', both('no instances are left'));
  }
  const { customerId, productId: bought } = order ?? {
    customerId: stringValue(values, 'customerId'),
    productId: stringValue(values, 'productId'),
  };
  if (!options.oncePerAccount || !customerId) return undefined;
  const owned = [...instances.values()].filter(
    (instance) => instance.customerId === customerId && instance.status !== 'released',
  );
  if (owned.some(({ productId }) => productId === bought)) {
    return rejection('000103', both('the account has already bought this product'));
  }
  if (owned.length === 0) return undefined;
  return rejection('000105', both('the account already has the benefits of another product'));
}

/** Whether the instance is ready; until then, newInstance and queryInstance return 000004. */
function isReady({ readyAt }: Instance, now: Date): boolean {
  return readyAt <= now.getTime();
}

const unknownInstance = rejection('000003', both('the instance does not exist'));

/** The instance of a call; rejects with 000003 if it does not exist or is released. */
export function existingInstance({ values, state }: Call): Instance | Rejection {
  const instance = state.instances.get(stringValue(values, 'instanceId'));
  return !instance || isUnavailable(instance) ? unknownInstance : instance;
}

/** Applies `act` to the instance of a call. */
export function updateInstance(call: Call, act: (instance: Instance) => void): Result | Rejection {
  const instance = existingInstance(call);
  if (isRejection(instance)) return instance;
  act(instance);
  return { resultCode: success };
}

/** A debugging instance stays available after its release, because saved debugging cases run in any order. */
function isUnavailable(instance: Instance): boolean {
  return instance.status === 'released' && !instance.test;
}

/** Releases an instance; idempotent. */
export function releaseInstance({ values, state, now }: Call): Result | Rejection {
  const instance = state.instances.get(stringValue(values, 'instanceId'));
  if (!instance) return unknownInstance;
  instance.status = 'released';
  stopMetering(instance, now);
  return { resultCode: success };
}

/**
 * Describes the existing instances of a comma-separated list; for instances that are not ready yet, only the ID.
 * Rejects with 000003 if none exists.
 */
export function queryInstances(
  call: Call,
  describe: (instance: Instance) => JsonObject,
  rest: JsonObject = {},
): Result | Rejection {
  const { now } = call;
  const instances = stringValue(call.values, 'instanceId')
    .split(',')
    .flatMap((id) => call.state.instances.get(id) ?? [])
    .filter((instance) => !isUnavailable(instance));
  if (instances.length === 0) return unknownInstance;
  const ready = instances.filter((instance) => isReady(instance, now));
  if (ready.length === 0) return { resultCode: inProgress };
  // The order is completed, and the buyer can use the instance, once KooGallery knows that it is ready.
  for (const instance of ready) startMetering(instance, now);
  const info = instances.map((instance) => ({
    instanceId: instance.id,
    ...(isReady(instance, now) && describe(instance)),
  }));
  return { resultCode: success, ...rest, info };
}

/** Login information for the buyer. */
export function appInfo(userName: string, password: string): JsonObject {
  return {
    frontEndUrl: 'https://app.example.com/login',
    adminUrl: 'https://app.example.com/admin',
    userName,
    password,
    memo: '首次登录后请修改初始密码。',
  };
}

/** Renewal, conversion of a trial, cancelled renewal, renewal with a change: each sets a new expiry date. */
export function refreshInstance(call: Call): Result | Rejection {
  return updateInstance(call, (instance) => {
    // The order's own expiry is an estimate.
    instance.expireTime = stringValue(call.values, 'expireTime');
    applyOrder(instance, call.order);
  });
}

/** Changes an instance to what a later order says. Such an order need not repeat what the buyer entered. */
function applyOrder(instance: Instance, order: Order | undefined): void {
  if (!order) return;
  const { parameters } = order.parameters.length > 0 ? order : (instance.order ?? order);
  instance.order = { ...order, parameters };
}

/** @param field name of the parameter with the new status */
export function updateStatus(call: Call, field: string): Result | Rejection {
  return updateInstance(call, (instance) => {
    setFrozen(instance, stringValue(call.values, field) === 'FREEZE', call.now);
  });
}

/** Freezes or unfreezes an instance. A frozen instance is not used, and so not metered. */
export function setFrozen(instance: Instance, isFrozen: boolean, now: Date): void {
  instance.status = isFrozen ? 'frozen' : 'active';
  if (isFrozen) stopMetering(instance, now);
  else startMetering(instance, now);
}

export function upgradeInstance(call: Call): Result | Rejection {
  return updateInstance(call, (instance) => {
    const orderId = stringValue(call.values, 'orderId');
    // A repeated upgrade order succeeds and changes nothing.
    if (instance.upgrades.has(orderId)) return;
    instance.upgrades.add(orderId);
    applyOrder(instance, call.order);
  });
}
