import { inProgress, success } from '../../codes/callback.ts';
import type { JsonObject } from '../../text/json.ts';
import { existingInstances, instanceOfOrder, isReady, releaseInstance, withInstance } from './instances.ts';
import { type Call, type Family, isRefusal, type Refusal, type Result, text } from './model.ts';
import { type Instance, keyOf } from './state.ts';

/**
 * The base interfaces of SaaS access V2.0. The request says which order it is about and no more: a real merchant
 * asks the order API for product, period and buyer. Nothing is encrypted here, and the reply is not signed.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html
 */
export const v2: Family = {
  newInstance,
  queryInstance,
  refreshInstance,
  updateInstanceStatus,
  releaseInstance,
  upgradeInstance,
  changeInstanceCheck,
};

export function newInstance(call: Call): Result | Refusal {
  const instance = instanceOfOrder(
    call,
    'v2',
    text(call.values, 'orderId'),
    text(call.values, 'orderLineId'),
  );
  if (isRefusal(instance)) return instance;
  const resultCode = isReady(instance, call.options.now()) ? success : inProgress;
  return { resultCode, instanceId: instance.id };
}

function queryInstance(call: Call): Result | Refusal {
  const now = call.options.now();
  const instances = existingInstances(call);
  if (isRefusal(instances)) return instances;
  const info = instances.map((instance) => ({
    instanceId: instance.id,
    ...(isReady(instance, now) && { appInfo: access(instance) }),
  }));
  return instances.some((instance) => isReady(instance, now))
    ? { resultCode: success, info }
    : { resultCode: inProgress };
}

/** What the buyer needs to log in; V2 encrypts none of it. */
function access({ userName, password }: Instance): JsonObject {
  return {
    frontEndUrl: 'https://app.example.com/login',
    adminUrl: 'https://app.example.com/admin',
    userName,
    password,
    memo: '首次登录后请修改初始密码。',
  };
}

/** Every scene gives a new expiry date: trial to paid, renewal, renewal taken back, renewal with a change. */
export function refreshInstance(call: Call): Result | Refusal {
  return withInstance(call, (instance) => {
    instance.expireTime = text(call.values, 'expireTime');
  });
}

export function updateInstanceStatus(call: Call): Result | Refusal {
  return withInstance(call, (instance) => {
    instance.status = text(call.values, 'status') === 'FREEZE' ? 'frozen' : 'active';
  });
}

function upgradeInstance(call: Call): Result | Refusal {
  // A set: the same upgrade order again changes nothing, and is a success again.
  return withInstance(call, ({ upgrades }) => upgrades.add(text(call.values, 'orderId')));
}

/** Whether the instance may be changed to another product on renewal; here any may. */
function changeInstanceCheck(call: Call): Result | Refusal {
  return withInstance(call, () => {});
}

/**
 * The notice that an order was paid, for any kind of product. It says which order and no more: answer at once, then
 * ask the order API for the rest.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html
 */
export const orderNotify: Family = { orderNotify: take };

function take({ values, state }: Call): Result {
  // A set: the same notice again changes nothing, and is a success again.
  state.notified.add(keyOf(text(values, 'orderId'), text(values, 'orderLineId')));
  return { resultCode: success };
}
