import { success } from '../../codes/callback.ts';
import {
  appInfo,
  openInstance,
  queryInstances,
  refreshInstance,
  releaseInstance,
  updateStatus,
  upgradeInstance,
  withInstance,
} from './instances.ts';
import { type Call, type Family, type Refusal, type Result, text } from './model.ts';
import { keyOf } from './state.ts';

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
  return openInstance(call, ['v2', text(call.values, 'orderId'), text(call.values, 'orderLineId')]);
}

function queryInstance(call: Call): Result | Refusal {
  return queryInstances(call, ({ userName, password }) => ({ appInfo: appInfo(userName, password) }));
}

export function updateInstanceStatus(call: Call): Result | Refusal {
  return updateStatus(call, 'status');
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
