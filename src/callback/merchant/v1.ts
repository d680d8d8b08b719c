import { decryptField, encryptField } from '../../signing/sensitive-field.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { utcMillis } from '../protocols/time.ts';
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
import { type Call, type Family, type Refusal, type Result, refusal, text } from './model.ts';
import type { Instance } from './state.ts';

/**
 * The base interfaces of SaaS access V1.0, and the licence interfaces of that time.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 */
export const v1: Family = {
  newInstance,
  refreshInstance,
  expireInstance,
  releaseInstance,
  upgrade: upgradeInstance,
  instanceStatus: (call) => updateStatus(call, 'instanceStatus'),
  queryInstance,
  getLicense,
  refreshLicense: refreshInstance,
  expireLicense: expireInstance,
  releaseLicense: releaseInstance,
};

function newInstance(call: Call): Result | Refusal {
  // A period order holds one product; a pay-per-use order holds several, each with an instance of its own.
  const orderKey = ['v1', text(call.values, 'orderId'), text(call.values, 'productId')];
  return (
    refuseBuyer(call) ??
    openInstance(call, orderKey, (instance) => ({
      encryptType: encryptType(call),
      appInfo: encryptedAppInfo(instance, call),
    }))
  );
}

function getLicense(call: Call): Result | Refusal {
  // The same order gets the same licence again.
  const license = ({ id }: Instance) => ({ license: `LICENSE-${id}` });
  return refuseBuyer(call) ?? openInstance(call, ['v1-license', text(call.values, 'orderId')], license);
}

function expireInstance(call: Call): Result | Refusal {
  return withInstance(call, (instance) => {
    instance.status = 'frozen';
  });
}

function queryInstance(call: Call): Result | Refusal {
  const statisticalTime = utcMillis(call.options.now());
  return queryInstances(
    call,
    (instance) => ({
      appInfo: encryptedAppInfo(instance, call),
      ...(isMetered(instance) && { usageInfo: [{ usageValue: 0, statisticalTime }] }),
    }),
    { encryptType: encryptType(call) },
  );
}

/** User name and password travel encrypted, each with an IV of its own. */
function encryptedAppInfo({ userName, password }: Instance, { key, options }: Call): JsonObject {
  const encrypted = (plain: string) =>
    encryptField(key, plain, { bits: options.encryptBits, iv: options.id().slice(-16) });
  return appInfo(encrypted(userName), encrypted(password));
}

function encryptType({ options }: Call): string {
  return options.encryptBits === 256 ? '1' : '2';
}

/** A real merchant creates the buyer's account with these; here they only have to be readable. */
function refuseBuyer({ values, key, options }: Call): Refusal | undefined {
  const unreadable = ['mobilePhone', 'email'].find((name) => {
    const encrypted = text(values, name);
    return encrypted !== '' && !decryptField(key, encrypted, options.encryptBits).ok;
  });
  return unreadable === undefined
    ? undefined
    : refusal(
        '000002',
        both('{field} cannot be decrypted with AES-{bits} and the access key', {
          field: unreadable,
          bits: options.encryptBits,
        }),
      );
}

/** Pay-per-use instances and packages tell how much was used. */
function isMetered({ chargingMode }: Instance): boolean {
  return chargingMode === '0' || chargingMode === '5';
}
