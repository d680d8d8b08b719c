import { decryptField, encryptField } from '../../signing/sensitive-field.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import {
  appInfo,
  createInstance,
  existingInstance,
  queryInstances,
  releaseInstance,
  setFrozen,
  updateStatus,
  upgradeInstance,
} from './instances.ts';
import { type Call, type Handlers, Rejection, type Result, stringValue } from './model.ts';
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

function newInstance(call: Call): Result {
  assertReadableContact(call);
  // A period order has one product; a pay-per-use order may have several, each with its own instance.
  const orderKey = ['v1', stringValue(call.values, 'orderId'), stringValue(call.values, 'productId')];
  return createInstance(call, orderKey, (instance) => {
    // The order is completed by this response.
    startMetering(instance, call.now);
    return { encryptType: encryptType(call), appInfo: encryptedAppInfo(instance, call) };
  });
}

function getLicense(call: Call): Result {
  assertReadableContact(call);
  // A repeated order gets the same licence.
  return createInstance(call, ['v1-license', stringValue(call.values, 'orderId')], ({ id }) => ({
    license: `LICENSE-${id}`,
  }));
}

/** V1 has no call that unfreezes an expired instance: the renewal does. */
function renewInstance(call: Call): Result {
  const instance = existingInstance(call);
  setFrozen(instance, false, call.now);
  instance.expireTime = stringValue(call.values, 'expireTime');
  return {};
}

function expireInstance(call: Call): Result {
  setFrozen(existingInstance(call), true, call.now);
  return {};
}

function queryInstance(call: Call): Result {
  const describe = (instance: Instance) => ({
    appInfo: encryptedAppInfo(instance, call),
    ...usageInfo(instance, call.now),
  });
  return queryInstances(call, describe, { encryptType: encryptType(call) });
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

/**
 * Asserts that the contact data, with which a real merchant creates the buyer's account, can be decrypted.
 *
 * @throws Rejection 000002
 */
function assertReadableContact({ values, key, options: { encryptBits: bits } }: Call): void {
  for (const field of ['mobilePhone', 'email']) {
    const encrypted = stringValue(values, field);
    if (encrypted === '' || decryptField(key, encrypted, bits).ok) continue;
    throw new Rejection(
      '000002',
      both('{field} cannot be decrypted with AES-{bits} and the access key', { field, bits }),
    );
  }
}
