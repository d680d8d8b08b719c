import { inProgress, success } from '../../codes/callback.ts';
import { decryptField, encryptField } from '../../signing/sensitive-field.ts';
import type { JsonObject } from '../../text/json.ts';
import { utcMillis } from '../protocols/time.ts';
import { existingInstance, existingInstances, instanceOfOrder, isReady, release } from './instances.ts';
import { type Call, type Family, Refusal, type Result, text } from './model.ts';
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
  upgrade,
  instanceStatus,
  queryInstance,
  getLicense,
  refreshLicense: refreshInstance,
  expireLicense: expireInstance,
  releaseLicense: releaseInstance,
};

function newInstance(call: Call): Result {
  readBuyer(call);
  // A period order holds one product; a pay-per-use order holds several, each with an instance of its own.
  const instance = instanceOfOrder(call, 'v1', text(call.values, 'orderId'), text(call.values, 'productId'));
  if (!isReady(instance, call.options.now())) return { resultCode: inProgress, instanceId: instance.id };
  return { resultCode: success, instanceId: instance.id, ...access(instance, call) };
}

function refreshInstance(call: Call): Result {
  existingInstance(call).expireTime = text(call.values, 'expireTime');
  return { resultCode: success };
}

function expireInstance(call: Call): Result {
  existingInstance(call).status = 'frozen';
  return { resultCode: success };
}

function releaseInstance(call: Call): Result {
  release(call);
  return { resultCode: success };
}

function upgrade(call: Call): Result {
  // A set: the same upgrade order again changes nothing, and is a success again.
  existingInstance(call).upgrades.add(text(call.values, 'orderId'));
  return { resultCode: success };
}

function instanceStatus(call: Call): Result {
  existingInstance(call).status = text(call.values, 'instanceStatus') === 'FREEZE' ? 'frozen' : 'active';
  return { resultCode: success };
}

function queryInstance(call: Call): Result {
  const now = call.options.now();
  const instances = existingInstances(call);
  const info = instances.map((instance) => ({
    instanceId: instance.id,
    ...(isReady(instance, now) && {
      appInfo: access(instance, call).appInfo,
      ...(isMetered(instance) && { usageInfo: [{ usageValue: 0, statisticalTime: utcMillis(now) }] }),
    }),
  }));
  if (!instances.some((instance) => isReady(instance, now))) return { resultCode: inProgress };
  return { resultCode: success, encryptType: encryptType(call), info };
}

function getLicense(call: Call): Result {
  readBuyer(call);
  const instance = instanceOfOrder(call, 'v1-license', text(call.values, 'orderId'));
  if (!isReady(instance, call.options.now())) return { resultCode: inProgress, instanceId: instance.id };
  // The same order gets the same licence again.
  return { resultCode: success, instanceId: instance.id, license: `LICENSE-${instance.id}` };
}

/** What the buyer needs to log in; user name and password travel encrypted, each with an IV of its own. */
function access(instance: Instance, call: Call): { encryptType: string; appInfo: JsonObject } {
  const { key, options } = call;
  const encrypted = (plain: string) =>
    encryptField(key, plain, { bits: options.encryptBits, iv: options.id().slice(-16) });
  return {
    encryptType: encryptType(call),
    appInfo: {
      frontEndUrl: 'https://app.example.com/login',
      adminUrl: 'https://app.example.com/admin',
      userName: encrypted(instance.userName),
      password: encrypted(instance.password),
      memo: '首次登录后请修改初始密码。',
    },
  };
}

function encryptType({ options }: Call): string {
  return options.encryptBits === 256 ? '1' : '2';
}

/** A real merchant creates the buyer's account with these; here they only have to be readable. */
function readBuyer({ values, key, options }: Call): void {
  for (const name of ['mobilePhone', 'email']) {
    const encrypted = text(values, name);
    if (encrypted !== '' && !decryptField(key, encrypted, options.encryptBits).ok) {
      throw new Refusal('000002', {
        en: `${name} does not decrypt as AES-${options.encryptBits} with the access key`,
        zh: `${name} 无法用访问密钥按 AES-${options.encryptBits} 解密`,
      });
    }
  }
}

/** Pay-per-use instances and packages tell how much was used. */
function isMetered({ chargingMode }: Instance): boolean {
  return chargingMode === '0' || chargingMode === '5';
}
