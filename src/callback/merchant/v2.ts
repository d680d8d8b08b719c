import { success } from '../../codes/callback.ts';
import {
  appInfo,
  createInstance,
  queryInstances,
  refreshInstance,
  releaseInstance,
  updateInstance,
  updateStatus,
  upgradeInstance,
} from './instances.ts';
import { type Call, type Handlers, type Rejection, type Result, stringValue } from './model.ts';
import { compositeKey } from './state.ts';

/**
 * The base interfaces of SaaS access V2.0. The request says which order it is about and no more: a real merchant
 * asks the order API for product, period and buyer. Nothing is encrypted here, and the reply is not signed.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html
 */
export const v2: Handlers = {
  newInstance,
  queryInstance,
  refreshInstance,
  updateInstanceStatus,
  releaseInstance,
  upgradeInstance,
  changeInstanceCheck,
};

export function newInstance(call: Call): Result | Rejection {
  return createInstance(call, [
    'v2',
    stringValue(call.values, 'orderId'),
    stringValue(call.values, 'orderLineId'),
  ]);
}

function queryInstance(call: Call): Result | Rejection {
  return queryInstances(call, ({ userName, password }) => ({ appInfo: appInfo(userName, password) }));
}

export function updateInstanceStatus(call: Call): Result | Rejection {
  return updateStatus(call, 'status');
}

/** Whether the instance may be changed to another product on renewal; here any may. */
function changeInstanceCheck(call: Call): Result | Rejection {
  return updateInstance(call, () => {});
}

/**
 * The notice that an order was paid, for any kind of product. It says which order and no more: answer at once, then
 * ask the order API for the rest.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html
 */
export const orderNotify: Handlers = { orderNotify: recordNotification };

function recordNotification({ values, state }: Call): Result {
  // A set: the same notice again changes nothing, and is a success again.
  state.notified.add(compositeKey(stringValue(values, 'orderId'), stringValue(values, 'orderLineId')));
  return { resultCode: success };
}
