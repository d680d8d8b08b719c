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
import { compositeKey, type Instance } from './state.ts';

/**
 * The instance of an order: the one that was opened for it before, else a new one; or a refusal: 000100, 000103,
 * 000105. Nothing is awaited between looking and storing, so two calls at the same time get the same instance; with a
 * database, a unique index on the order does this.
 *
 * @param orderKey what makes the order the same order
 * @param contents what the answer holds beside the id, once the instance is ready
 */
export function createInstance(
  call: Call,
  orderKey: readonly string[],
  contents: (instance: Instance) => JsonObject = () => ({}),
): Result | Rejection {
  const { state } = call;
  const key = compositeKey(...orderKey);
  const known = state.instances.get(state.orders.get(key) ?? '');
  const refused = known ? undefined : rejectPurchase(call);
  if (refused) return refused;
  const instance = known ?? buildInstance(call);
  state.instances.set(instance.id, instance);
  state.orders.set(key, instance.id);
  const { id: instanceId } = instance;
  if (!isReady(instance, call.options.now())) return { resultCode: inProgress, instanceId };
  return { resultCode: success, instanceId, ...contents(instance) };
}

function buildInstance({ values, options }: Call): Instance {
  return {
    id: options.id(),
    orderId: stringValue(values, 'orderId'),
    productId: stringValue(values, 'productId'),
    customerId: stringValue(values, 'customerId'),
    chargingMode: stringValue(values, 'chargingMode'),
    test: isDebugging(values),
    userName: 'admin',
    password: options.id(),
    readyAt: options.now().getTime() + options.asyncMs,
    status: 'active',
    expireTime: stringValue(values, 'expireTime'),
    upgrades: new Set(),
    licenses: new Map(),
  };
}

function rejectPurchase({ values, options, state: { instances } }: Call): Rejection | undefined {
  if (options.stock !== undefined && instances.size >= options.stock) {
    return rejection('000100', both('no instances are left'));
  }
  const customerId = stringValue(values, 'customerId');
  if (!options.oncePerAccount || !customerId) return undefined;
  const owned = [...instances.values()].filter(
    (instance) => instance.customerId === customerId && instance.status !== 'released',
  );
  if (owned.some(({ productId }) => productId === stringValue(values, 'productId'))) {
    return rejection('000103', both('the account has already bought this product'));
  }
  if (owned.length === 0) return undefined;
  return rejection('000105', both('the account already has the benefits of another product'));
}

/** Whether it is there; until then newInstance and queryInstance answer 000004. */
function isReady({ readyAt }: Instance, now: Date): boolean {
  return readyAt <= now.getTime();
}

const unknownInstance = rejection('000003', both('the instance does not exist'));

/** The instance a call is about; a refusal (000003) when there is none, or when it is released. */
export function existingInstance({ values, state }: Call): Instance | Rejection {
  const instance = state.instances.get(stringValue(values, 'instanceId'));
  return !instance || isUnavailable(instance) ? unknownInstance : instance;
}

/** Does something to the instance a call is about. */
export function updateInstance(call: Call, act: (instance: Instance) => void): Result | Rejection {
  const instance = existingInstance(call);
  if (isRejection(instance)) return instance;
  act(instance);
  return { resultCode: success };
}

/** Saved debugging cases are replayed in any order, so a debugging instance stays callable after its release. */
function isUnavailable(instance: Instance): boolean {
  return instance.status === 'released' && !instance.test;
}

/** Releases an instance; once more is a success again. */
export function releaseInstance({ values, state }: Call): Result | Rejection {
  const instance = state.instances.get(stringValue(values, 'instanceId'));
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
): Result | Rejection {
  const now = call.options.now();
  const instances = stringValue(call.values, 'instanceId')
    .split(',')
    .flatMap((id) => call.state.instances.get(id) ?? [])
    .filter((instance) => !isUnavailable(instance));
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
export function refreshInstance(call: Call): Result | Rejection {
  return updateInstance(call, (instance) => {
    instance.expireTime = stringValue(call.values, 'expireTime');
  });
}

/** @param field the name of the parameter that says what the status is to be */
export function updateStatus(call: Call, field: string): Result | Rejection {
  return updateInstance(call, (instance) => {
    instance.status = stringValue(call.values, field) === 'FREEZE' ? 'frozen' : 'active';
  });
}

export function upgradeInstance(call: Call): Result | Rejection {
  // A set: the same upgrade order again changes nothing, and is a success again.
  return updateInstance(call, ({ upgrades }) => upgrades.add(stringValue(call.values, 'orderId')));
}
