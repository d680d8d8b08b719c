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
import { usageInfo } from './usage.ts';

/**
 * The base interfaces of SaaS access V2.0. The request only identifies the order: product, period and buyer
 * are those of the order API, if there is one. Nothing is encrypted, and the response is not signed.
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
  return queryInstances(call, (instance) => ({
    appInfo: appInfo(instance.userName, instance.password),
    ...usageInfo(instance, call.now),
  }));
}

export function updateInstanceStatus(call: Call): Result | Rejection {
  return updateStatus(call, 'status');
}

/** Whether the instance can be changed to another product on renewal; here always. */
function changeInstanceCheck(call: Call): Result | Rejection {
  return updateInstance(call, () => {});
}

/**
 * The notification of a paid order for any kind of product. It only identifies the order, which is
 * queried from the order API, if there is one.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html
 */
export const orderNotify: Handlers = { orderNotify: recordNotification };

function recordNotification({ values, state }: Call): Result {
  // Adding to a set is idempotent: a repeated notification succeeds and changes nothing.
  state.notified.add(compositeKey(stringValue(values, 'orderId'), stringValue(values, 'orderLineId')));
  return { resultCode: success };
}
