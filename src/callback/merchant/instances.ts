import { inProgress, success } from '../../codes/callback.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { type Call, isDebugging, isRefusal, type Refusal, type Result, refusal, text } from './model.ts';
import { type Instance, keyOf } from './state.ts';

/**
 * The instance of an order: the one that was opened for it before, else a new one; or a refusal: 000100, 000103,
 * 000105. Nothing is awaited between looking and storing, so two calls at the same time get the same instance; with a
 * database, a unique index on the order does this.
 *
 * @param orderKey what makes the order the same order
 * @param contents what the answer holds beside the id, once the instance is ready
 */
export function openInstance(
  call: Call,
  orderKey: readonly string[],
  contents: (instance: Instance) => JsonObject = () => ({}),
): Result | Refusal {
  const { state } = call;
  const key = keyOf(...orderKey);
  const known = state.instances.get(state.orders.get(key) ?? '');
  const refused = known ? undefined : refusePurchase(call);
  if (refused) return refused;
  const instance = known ?? open(call);
  state.instances.set(instance.id, instance);
  state.orders.set(key, instance.id);
  const { id: instanceId } = instance;
  if (!isReady(instance, call.options.now())) return { resultCode: inProgress, instanceId };
  return { resultCode: success, instanceId, ...contents(instance) };
}

function open({ values, options }: Call): Instance {
  return {
    id: options.id(),
    orderId: text(values, 'orderId'),
    productId: text(values, 'productId'),
    customerId: text(values, 'customerId'),
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

function refusePurchase({ values, options, state: { instances } }: Call): Refusal | undefined {
  if (options.stock !== undefined && instances.size >= options.stock) {
    return refusal('000100', both('no instances are left'));
  }
  const customerId = text(values, 'customerId');
  if (!options.oncePerAccount || !customerId) return undefined;
  const owned = [...instances.values()].filter(
    (instance) => instance.customerId === customerId && instance.status !== 'released',
  );
  if (owned.some(({ productId }) => productId === text(values, 'productId'))) {
    return refusal('000103', both('the account has already bought this product'));
  }
  if (owned.length === 0) return undefined;
  return refusal('000105', both('the account already has the benefits of another product'));
}

/** Whether it is there; until then newInstance and queryInstance answer 000004. */
function isReady({ readyAt }: Instance, now: Date): boolean {
  return readyAt <= now.getTime();
}

const unknownInstance = refusal('000003', both('the instance does not exist'));

/** The instance a call is about; a refusal (000003) when there is none, or when it is released. */
export function existingInstance({ values, state }: Call): Instance | Refusal {
  const instance = state.instances.get(text(values, 'instanceId'));
  return !instance || isGone(instance) ? unknownInstance : instance;
}

/** Does something to the instance a call is about. */
export function withInstance(call: Call, act: (instance: Instance) => void): Result | Refusal {
  const instance = existingInstance(call);
  if (isRefusal(instance)) return instance;
  act(instance);
  return { resultCode: success };
}

/** Saved debugging cases are replayed in any order, so a debugging instance stays callable after its release. */
function isGone(instance: Instance): boolean {
  return instance.status === 'released' && !instance.test;
}

/** Releases an instance; once more is a success again. */
export function releaseInstance({ values, state }: Call): Result | Refusal {
  const instance = state.instances.get(text(values, 'instanceId'));
  if (!instance) return unknownInstance;
  instance.status = 'released';
  return { resultCode: success };
}

/**
 * Tells about the instances of a comma-separated list that exist; of those that are not ready yet the id alone. The
 * unknown ones are left out; when none exists, that is a refusal (000003).
 */
export function queryInstances(
  call: Call,
  describe: (instance: Instance) => JsonObject,
  rest: JsonObject = {},
): Result | Refusal {
  const now = call.options.now();
  const instances = text(call.values, 'instanceId')
    .split(',')
    .flatMap((id) => call.state.instances.get(id) ?? [])
    .filter((instance) => !isGone(instance));
  if (instances.length === 0) return unknownInstance;
  if (!instances.some((instance) => isReady(instance, now))) return { resultCode: inProgress };
  const info = instances.map((instance) => ({
    instanceId: instance.id,
    ...(isReady(instance, now) && describe(instance)),
  }));
  return { resultCode: success, ...rest, info };
}

/** What the buyer needs to log in. */
export function appInfo(userName: string, password: string): JsonObject {
  return {
    frontEndUrl: 'https://app.example.com/login',
    adminUrl: 'https://app.example.com/admin',
    userName,
    password,
    memo: '首次登录后请修改初始密码。',
  };
}

/** Renewal, trial to paid, renewal taken back, renewal with a change: each gives a new expiry date. */
export function refreshInstance(call: Call): Result | Refusal {
  return withInstance(call, (instance) => {
    instance.expireTime = text(call.values, 'expireTime');
  });
}

/** @param field the name of the parameter that says what the status is to be */
export function updateStatus(call: Call, field: string): Result | Refusal {
  return withInstance(call, (instance) => {
    instance.status = text(call.values, field) === 'FREEZE' ? 'frozen' : 'active';
  });
}

export function upgradeInstance(call: Call): Result | Refusal {
  // A set: the same upgrade order again changes nothing, and is a success again.
  return withInstance(call, ({ upgrades }) => upgrades.add(text(call.values, 'orderId')));
}
