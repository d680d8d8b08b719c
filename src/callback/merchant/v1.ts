import { inProgress, success } from '../../codes/callback.ts';
import { decryptField, encryptField } from '../../signing/sensitive-field.ts';
import type { JsonObject } from '../../text/json.ts';
import { utcMillis } from '../protocols/time.ts';
import { existingInstances, instanceOfOrder, isReady, releaseInstance, withInstance } from './instances.ts';
import { type Call, type Family, isRefusal, type Refusal, type Result, refusal, text } from './model.ts';
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

function newInstance(call: Call): Result | Refusal {
  // A period order holds one product; a pay-per-use order holds several, each with an instance of its own.
  return open(call, ['v1', text(call.values, 'orderId'), text(call.values, 'productId')], (instance) =>
    access(instance, call),
  );
}

function getLicense(call: Call): Result | Refusal {
  // The same order gets the same licence again.
  return open(call, ['v1-license', text(call.values, 'orderId')], ({ id }) => ({ license: `LICENSE-${id}` }));
}

function open(
  call: Call,
  orderKey: readonly string[],
  contents: (instance: Instance) => JsonObject,
): Result | Refusal {
  const instance = refuseBuyer(call) ?? instanceOfOrder(call, ...orderKey);
  if (isRefusal(instance)) return instance;
  const { id: instanceId } = instance;
  if (!isReady(instance, call.options.now())) return { resultCode: inProgress, instanceId };
  return { resultCode: success, instanceId, ...contents(instance) };
}

function refreshInstance(call: Call): Result | Refusal {
  return withInstance(call, (instance) => {
    instance.expireTime = text(call.values, 'expireTime');
  });
}

function expireInstance(call: Call): Result | Refusal {
  return withInstance(call, (instance) => {
    instance.status = 'frozen';
  });
}

function upgrade(call: Call): Result | Refusal {
  // A set: the same upgrade order again changes nothing, and is a success again.
  return withInstance(call, ({ upgrades }) => upgrades.add(text(call.values, 'orderId')));
}

function instanceStatus(call: Call): Result | Refusal {
  return withInstance(call, (instance) => {
    instance.status = text(call.values, 'instanceStatus') === 'FREEZE' ? 'frozen' : 'active';
  });
}

function queryInstance(call: Call): Result | Refusal {
  const now = call.options.now();
  const instances = existingInstances(call);
  if (isRefusal(instances)) return instances;
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
function refuseBuyer({ values, key, options }: Call): Refusal | undefined {
  const unreadable = ['mobilePhone', 'email'].find((name) => {
    const encrypted = text(values, name);
    return encrypted !== '' && !decryptField(key, encrypted, options.encryptBits).ok;
  });
  return unreadable === undefined
    ? undefined
    : refusal('000002', {
        en: `${unreadable} does not decrypt as AES-${options.encryptBits} with the access key`,
        zh: `${unreadable} 无法用访问密钥按 AES-${options.encryptBits} 解密`,
      });
}

/** Pay-per-use instances and packages tell how much was used. */
function isMetered({ chargingMode }: Instance): boolean {
  return chargingMode === '0' || chargingMode === '5';
}
