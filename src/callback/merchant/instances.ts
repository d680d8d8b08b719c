import { type Call, isDebugging, Refusal, text } from './model.ts';
import { type Instance, keyOf } from './state.ts';

/**
 * The instance of an order: the one that was opened for it before, else a new one. Nothing is awaited between
 * looking and storing, so two calls at the same time get the same instance; with a database, a unique index on the
 * order does this.
 *
 * @throws Refusal 000100, 000103, 000105
 */
export function instanceOfOrder(call: Call, ...orderKey: readonly string[]): Instance {
  const { state } = call;
  const key = keyOf(...orderKey);
  const known = state.instances.get(state.orders.get(key) ?? '');
  if (known) return known;
  const instance = open(call);
  state.instances.set(instance.id, instance);
  state.orders.set(key, instance.id);
  return instance;
}

function open({ values, options, state }: Call): Instance {
  if (options.stock !== undefined && state.instances.size >= options.stock) {
    throw new Refusal('000100', { en: 'no instance is left', zh: '已无可用实例' });
  }
  const customerId = text(values, 'customerId');
  const productId = text(values, 'productId');
  if (options.oncePerAccount && customerId) refuseSecondPurchase(state.instances, customerId, productId);
  return {
    id: options.id(),
    orderId: text(values, 'orderId'),
    productId,
    customerId,
    chargingMode: text(values, 'chargingMode'),
    test: isDebugging(values),
    userName: 'admin',
    password: options.id(),
    readyAt: options.now().getTime() + options.asyncMs,
    status: 'active',
    expireTime: text(values, 'expireTime'),
    upgrades: new Set(),
    licenses: new Map(),
  };
}

function refuseSecondPurchase(
  instances: ReadonlyMap<string, Instance>,
  customerId: string,
  productId: string,
): void {
  const owned = [...instances.values()].filter(
    (instance) => instance.customerId === customerId && instance.status !== 'released',
  );
  if (owned.some((instance) => instance.productId === productId)) {
    throw new Refusal('000103', { en: 'the account has bought this product', zh: '该账号已购买过本商品' });
  }
  if (owned.length > 0) {
    throw new Refusal('000105', {
      en: 'the account has the benefits of another product already',
      zh: '该账号已通过其他商品获得权益',
    });
  }
}

/** Whether it is there; until then newInstance and queryInstance answer 000004. */
export function isReady({ readyAt }: Instance, now: Date): boolean {
  return readyAt <= now.getTime();
}

const unknownInstance = { en: 'the instance is not known', zh: '实例不存在' };

/**
 * The instance a call is about.
 *
 * @throws Refusal 000003 when there is none, or when it is released
 */
export function existingInstance(call: Call): Instance {
  const instance = call.state.instances.get(text(call.values, 'instanceId'));
  if (!instance || isGone(instance)) throw new Refusal('000003', unknownInstance);
  return instance;
}

/**
 * The instances of a comma-separated list that exist. The unknown ones among them are left out.
 *
 * @throws Refusal 000003 when none exists
 */
export function existingInstances({ values, state }: Call): readonly Instance[] {
  const found = text(values, 'instanceId')
    .split(',')
    .flatMap((id) => state.instances.get(id) ?? [])
    .filter((instance) => !isGone(instance));
  if (found.length === 0) throw new Refusal('000003', unknownInstance);
  return found;
}

/** Saved debugging cases are replayed in any order, so a debugging instance stays callable after its release. */
function isGone(instance: Instance): boolean {
  return instance.status === 'released' && !instance.test;
}

/**
 * Releases an instance; once more is a success again.
 *
 * @throws Refusal 000003 when there was never such an instance
 */
export function release({ values, state }: Call): void {
  const instance = state.instances.get(text(values, 'instanceId'));
  if (!instance) throw new Refusal('000003', unknownInstance);
  instance.status = 'released';
}
