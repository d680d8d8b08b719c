import { inProgress } from '../../codes/callback.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { type Call, isDebugging, Rejection, type Result, stringValue } from './model.ts';
import { compositeKey, type Instance, type Order } from './state.ts';
import { startMetering, stopMetering } from './usage.ts';

/**
 * Returns the existing instance of an order, or creates one. Nothing is awaited between lookup and creation, so concurrent
 * calls get the same instance; a database needs a unique index on the order.
 *
 * @param orderKey identifies the order
 * @param contents returns the other fields of the response, once the instance is ready
 * @throws Rejection 000100, 000103 or 000105
 */
export function createInstance(
  call: Call,
  orderKey: readonly string[],
  contents: (instance: Instance) => JsonObject = () => ({}),
): Result {
  const { instances, orders } = call.state;
  const key = compositeKey(...orderKey);
  let instance = instances.get(orders.get(key) ?? '');
  if (!instance) {
    assertMayBuy(call);
    instance = buildInstance(call);
    instances.set(instance.id, instance);
    orders.set(key, instance.id);
  }
  const { id: instanceId } = instance;
  return isReady(instance, call.now)
    ? { instanceId, ...contents(instance) }
    : { resultCode: inProgress, instanceId };
}

function buildInstance(call: Call): Instance {
  const { values, options, now, order } = call;
  return {
    id: options.id(),
    orderId: stringValue(values, 'orderId'),
    productId: boughtValue(call, 'productId'),
    customerId: boughtValue(call, 'customerId'),
    chargingMode: boughtValue(call, 'chargingMode'),
    test: isDebugging(values),
    userName: 'admin',
    password: options.id(),
    readyAt: now.getTime() + (options.asyncMs ?? 0),
    status: 'active',
    expireTime: boughtValue(call, 'expireTime'),
    ...(order && { order }),
    usage: { periods: [], accepted: 0 },
    upgrades: new Set(),
    licenses: new Map(),
  };
}

/** A value of the order, or of the request if the order was not looked up. */
function boughtValue(
  { values, order }: Call,
  name: 'productId' | 'customerId' | 'chargingMode' | 'expireTime',
): string {
  return order?.[name] ?? stringValue(values, name);
}

function assertMayBuy(call: Call): void {
  const { stock, oncePerAccount } = call.options;
  const { instances } = call.state;
  if (stock !== undefined && instances.size >= stock)
    throw new Rejection('000100', both('no instances are left'));
  const customerId = boughtValue(call, 'customerId');
  if (!oncePerAccount || customerId === '') return;
  const owned = [...instances.values()].filter(
    (instance) => instance.customerId === customerId && instance.status !== 'released',
  );
  if (owned.some(({ productId }) => productId === boughtValue(call, 'productId')))
    throw new Rejection('000103', both('the account has already bought this product'));
  if (owned.length > 0)
    throw new Rejection('000105', both('the account already has the benefits of another product'));
}

/** Whether the instance is ready; until then, newInstance and queryInstance return 000004. */
function isReady({ readyAt }: Instance, now: Date): boolean {
  return readyAt <= now.getTime();
}

/** A debugging instance stays available after its release, because saved debugging cases run in any order. */
function isAvailable({ status, test }: Instance): boolean {
  return status !== 'released' || test;
}

function unknownInstance(): Rejection {
  return new Rejection('000003', both('the instance does not exist'));
}

/** The instance of a call. @throws Rejection 000003 if it does not exist or is released */
export function existingInstance(call: Call): Instance {
  const instance = findInstance(call);
  if (!instance) throw unknownInstance();
  return instance;
}

/** The instance of a call; `undefined` if it does not exist or is released. */
export function findInstance({ values, state }: Call): Instance | undefined {
  const instance = state.instances.get(stringValue(values, 'instanceId'));
  return instance && isAvailable(instance) ? instance : undefined;
}

/** Releases an instance; idempotent. */
export function releaseInstance({ values, state, now }: Call): Result {
  const instance = state.instances.get(stringValue(values, 'instanceId'));
  if (!instance) throw unknownInstance();
  instance.status = 'released';
  stopMetering(instance, now);
  return {};
}

/**
 * Describes the existing instances of a comma-separated list; for instances that are not ready yet, only the ID.
 *
 * @throws Rejection 000003 if none exists
 */
export function queryInstances(
  { values, state, now }: Call,
  describe: (instance: Instance) => JsonObject,
  rest: JsonObject = {},
): Result {
  const instances = stringValue(values, 'instanceId')
    .split(',')
    .flatMap((id) => state.instances.get(id) ?? [])
    .filter(isAvailable);
  if (instances.length === 0) throw unknownInstance();
  const ready = instances.filter((instance) => isReady(instance, now));
  if (ready.length === 0) return { resultCode: inProgress };
  // The order is completed, and the buyer can use the instance, once KooGallery knows that it is ready.
  for (const instance of ready) startMetering(instance, now);
  const info = instances.map((instance) => ({
    instanceId: instance.id,
    ...(isReady(instance, now) && describe(instance)),
  }));
  return { ...rest, info };
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

/** Sets the new expiry date of a renewal, a conversion of a trial, a cancelled renewal or a renewal with a change. */
export function refreshInstance(call: Call): Result {
  const instance = existingInstance(call);
  // The order's own expiry is an estimate.
  instance.expireTime = stringValue(call.values, 'expireTime');
  applyOrder(instance, call.order);
  return {};
}

/** Changes an instance to what a later order says. Such an order need not repeat what the buyer entered. */
function applyOrder(instance: Instance, order: Order | undefined): void {
  if (!order) return;
  const { parameters } = order.parameters.length > 0 ? order : (instance.order ?? order);
  instance.order = { ...order, parameters };
}

/** @param field name of the parameter with the new status */
export function updateStatus(call: Call, field: string): Result {
  setFrozen(existingInstance(call), stringValue(call.values, field) === 'FREEZE', call.now);
  return {};
}

/** Freezes or unfreezes an instance. A frozen instance is not used, and so not metered. */
export function setFrozen(instance: Instance, isFrozen: boolean, now: Date): void {
  instance.status = isFrozen ? 'frozen' : 'active';
  if (isFrozen) stopMetering(instance, now);
  else startMetering(instance, now);
}

/** Applies an upgrade order. A repeated one succeeds and changes nothing. */
export function upgradeInstance(call: Call): Result {
  const instance = existingInstance(call);
  const orderId = stringValue(call.values, 'orderId');
  if (!instance.upgrades.has(orderId)) applyOrder(instance, call.order);
  instance.upgrades.add(orderId);
  return {};
}
