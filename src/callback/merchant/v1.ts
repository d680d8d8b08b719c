import { decryptField, encryptField } from '../../signing/sensitive-field.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import {
  appInfo,
  createInstance,
  queryInstances,
  releaseInstance,
  setFrozen,
  updateInstance,
  updateStatus,
  upgradeInstance,
} from './instances.ts';
import { type Call, type Handlers, type Rejection, type Result, rejection, stringValue } from './model.ts';
import type { Instance } from './state.ts';
import { startMetering, usageInfo } from './usage.ts';

/**
 * The base interfaces of SaaS access V1.0 and its licence interfaces.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 */
export const v1: Handlers = {
  newInstance,
  refreshInstance: renewInstance,
  expireInstance,
  releaseInstance,
  upgrade: upgradeInstance,
  instanceStatus: (call) => updateStatus(call, 'instanceStatus'),
  queryInstance,
  getLicense,
  refreshLicense: renewInstance,
  expireLicense: expireInstance,
  releaseLicense: releaseInstance,
};

function newInstance(call: Call): Result | Rejection {
  // A period order has one product; a pay-per-use order may have several, each with its own instance.
  const orderKey = ['v1', stringValue(call.values, 'orderId'), stringValue(call.values, 'productId')];
  return (
    rejectBuyer(call) ??
    createInstance(call, orderKey, (instance) => {
      // The order is completed by this response.
      startMetering(instance, call.now);
      return { encryptType: encryptType(call), appInfo: encryptedAppInfo(instance, call) };
    })
  );
}

function getLicense(call: Call): Result | Rejection {
  // A repeated order gets the same licence.
  const license = ({ id }: Instance) => ({ license: `LICENSE-${id}` });
  return (
    rejectBuyer(call) ?? createInstance(call, ['v1-license', stringValue(call.values, 'orderId')], license)
  );
}

/** V1 has no call that unfreezes an expired instance: the renewal does. */
function renewInstance(call: Call): Result | Rejection {
  return updateInstance(call, (instance) => {
    setFrozen(instance, false, call.now);
    instance.expireTime = stringValue(call.values, 'expireTime');
  });
}

function expireInstance(call: Call): Result | Rejection {
  return updateInstance(call, (instance) => setFrozen(instance, true, call.now));
}

function queryInstance(call: Call): Result | Rejection {
  return queryInstances(
    call,
    (instance) => ({
      appInfo: encryptedAppInfo(instance, call),
      ...usageInfo(instance, call.now),
    }),
    { encryptType: encryptType(call) },
  );
}

/** User name and password are encrypted, each with its own IV. */
function encryptedAppInfo({ userName, password }: Instance, { key, options }: Call): JsonObject {
  const encrypted = (plain: string) =>
    encryptField(key, plain, { bits: options.encryptBits, iv: options.id().slice(-16) });
  return appInfo(encrypted(userName), encrypted(password));
}

function encryptType({ options }: Call): string {
  return options.encryptBits === 256 ? '1' : '2';
}

/** Rejects unreadable contact data, with which a real merchant creates the buyer's account. */
function rejectBuyer({ values, key, options }: Call): Rejection | undefined {
  const unreadable = ['mobilePhone', 'email'].find((name) => {
    const encrypted = stringValue(values, name);
    return encrypted !== '' && !decryptField(key, encrypted, options.encryptBits).ok;
  });
  return unreadable === undefined
    ? undefined
    : rejection(
        '000002',
        both('{field} cannot be decrypted with AES-{bits} and the access key', {
          field: unreadable,
          bits: options.encryptBits,
        }),
      );
}
