import {
  appInfo,
  createInstance,
  existingInstance,
  queryInstances,
  refreshInstance,
  releaseInstance,
  updateStatus,
  upgradeInstance,
} from './instances.ts';
import { type Call, type Handlers, type Result, stringValue } from './model.ts';
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
  queryInstance: (call) =>
    queryInstances(call, (instance) => ({
      appInfo: appInfo(instance.userName, instance.password),
      ...usageInfo(instance, call.now),
    })),
  refreshInstance,
  updateInstanceStatus,
  releaseInstance,
  upgradeInstance,
  changeInstanceCheck(call) {
    // Every instance can be changed to any other product on renewal.
    existingInstance(call);
    return {};
  },
};

export function newInstance(call: Call): Result {
  const { values } = call;
  return createInstance(call, ['v2', stringValue(values, 'orderId'), stringValue(values, 'orderLineId')]);
}

export function updateInstanceStatus(call: Call): Result {
  return updateStatus(call, 'status');
}

/**
 * The notification of a paid order for any kind of product. It only identifies the order, which is
 * queried from the order API, if there is one.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html
 */
export const orderNotify: Handlers = {
  orderNotify({ values, state }) {
    // Adding to a set is idempotent: a repeated notification succeeds and changes nothing.
    state.notified.add(compositeKey(stringValue(values, 'orderId'), stringValue(values, 'orderLineId')));
    return {};
  },
};
