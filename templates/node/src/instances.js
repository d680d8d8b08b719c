// koo:if instances
// Instances: what a buyer gets for an order. KooGallery repeats calls: a repeated one must succeed and change nothing.
import { Refusal } from './refusal.js';
// koo:if v1
import { decryptField, encryptField } from './signing.js';
// koo:end
import { isDebugging, textOf } from './values.js';

/**
 * Returns the instance of an order, and creates it at the first call.
 *
 * @param {import('./callbacks.js').Call} call
 * @param {string} orderItem the item of the order: the product in V1, the order line in V2
 * @param {{ customerId: string, chargingMode: string, expireTime: string, purchase: object }} bought
 * @param {{ mobilePhone: string, email: string }} contact
 */
function createInstance(call, orderItem, bought, contact) {
  const { values, store, now } = call;
  const id = crypto.randomUUID();
  const instance = store.createInstance({
    ...bought,
    id,
    orderId: textOf(values, 'orderId'),
    orderItem,
    status: 'active',
    isTest: isDebugging(values),
    // koo:if v1 v2
    password: crypto.randomUUID(),
    // koo:end
    createdAt: now,
  });
  if (instance.id === id) provision(call, instance, contact);
  return instance;
}

/**
 * YOUR CODE: set up what the buyer gets. Debugging calls (of the seller console and koo) come here, too, with
 * instance.isTest. A call is repeated after an error or a crash: orderId and orderItem are the same then. The customer is
 * instance.customerId, the specification instance.purchase.skuCode, if it is known.
 *
 * This is inside the transaction: what call.store writes, in tables of your own, too, is stored together with the
 * instance. Only record slow work here, and do it later. Until it is done, newInstance returns
 * { resultCode: '000004', instanceId: instance.id }, so that the instance is stored, and queryInstance
 * { resultCode: '000004' } if none of its instances is ready, or only the instanceId of one that is not. A Refusal would
 * roll the instance back, and KooGallery could not ask for it.
 */
function provision(_call, _instance, _contact) {}

/** Finds an instance. Those of debugging calls stay available, because saved cases run in any order. */
export function findAvailable(store, id) {
  const instance = store.findInstance(id);
  return instance && (instance.status !== 'released' || instance.isTest) ? instance : undefined;
}

export function existingInstance({ values, store }) {
  const instance = findAvailable(store, textOf(values, 'instanceId'));
  if (!instance) throw noInstance();
  return instance;
}

function noInstance() {
  return new Refusal('000003', 'the instance does not exist');
}

export function releaseInstance(call) {
  // A released instance can be released again.
  const instance = call.store.findInstance(textOf(call.values, 'instanceId'));
  if (!instance) throw noInstance();
  // YOUR CODE: delete what the buyer had, as far as your terms say so.
  // koo:if kit
  // Its tenants, applications, users and departments stay in the tables until you delete them.
  // koo:end
  setStatus(call, instance, 'released');
  return {};
}

function setStatus(call, instance, status) {
  // koo:if period on-demand
  // YOUR CODE: let no user in while the instance is frozen.
  // koo:end
  call.store.saveInstance({ ...instance, status });
  // koo:if on-demand
  // Only usable instances are billed.
  if (status === 'active') startMetering(call, instance);
  else call.store.stopMetering(instance.id, call.now);
  // koo:end
}
// koo:if on-demand

/** @param chargingMode 0 is pay-per-use; '' if orders are not queried: this product is sold on demand */
function startMetering({ store, now }, { id, chargingMode, isTest }) {
  if (['', '0'].includes(chargingMode) && !isTest) store.startMetering(id, now);
}
// koo:end
// koo:if period on-demand

/** Merges a renewal or an upgrade into the purchase: values that it does not name stay. */
function changedPurchase(purchase, change = {}) {
  const named = Object.entries(change).filter(([, value]) => value !== '' && value?.length !== 0);
  return { ...purchase, ...Object.fromEntries(named) };
}
// koo:end
// koo:if v1 v2

/** Describes the existing instances of a comma-separated list; refuses with 000003 if there is none. */
function queryInstances(call, describe) {
  const instances = textOf(call.values, 'instanceId')
    .split(',')
    .map((id) => findAvailable(call.store, id))
    .filter((instance) => instance !== undefined);
  if (instances.length === 0) throw noInstance();
  // koo:if on-demand
  // The order is complete, and billing starts, once KooGallery knows that the instance is ready.
  for (const instance of instances) {
    if (instance.status === 'active') startMetering(call, instance);
  }
  // koo:end
  return instances.map((instance) => ({
    instanceId: instance.id,
    appInfo: describe(instance),
    // koo:if on-demand
    usageInfo: [call.store.usageOf(instance.id, call.now)],
    // koo:end
  }));
}

/** Login data for the buyer, with an initial password that the memo asks the buyer to change. */
function appInfo({ password }, { frontEndUrl }) {
  return { frontEndUrl, userName: 'admin', password, memo: '首次登录后请修改密码。' };
}
// koo:if period

/** Upgrades an instance once, even if the order is repeated. */
function upgradeInstance(call, change) {
  const instance = existingInstance(call);
  if (call.store.addAppliedOrder(instance.id, textOf(call.values, 'orderId'))) {
    // YOUR CODE: change what the buyer has.
    call.store.saveInstance({ ...instance, purchase: changedPurchase(instance.purchase, change) });
  }
  return {};
}
// koo:end
// koo:end
// koo:if v1

/**
 * SaaS access V1.0: calls contain what was bought, replies contain encrypted login data.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 */
export const v1 = {
  newInstance(call) {
    const { values } = call;
    const contact = {
      mobilePhone: decryptContact(call, 'mobilePhone'),
      email: decryptContact(call, 'email'),
    };
    const bought = {
      customerId: textOf(values, 'customerId'),
      chargingMode: textOf(values, 'chargingMode'),
      expireTime: textOf(values, 'expireTime'),
      purchase: purchaseV1(values),
    };
    // An order of several pay-per-use products has one instance for each.
    const instance = createInstance(call, textOf(values, 'productId'), bought, contact);
    // koo:if on-demand
    if (instance.status === 'active') startMetering(call, instance);
    // koo:end
    return { instanceId: instance.id, encryptType: encryptType(call), appInfo: appInfoV1(instance, call) };
  },

  queryInstance(call) {
    const info = queryInstances(call, (instance) => appInfoV1(instance, call));
    return { encryptType: encryptType(call), info };
  },

  releaseInstance,
  // koo:if period on-demand

  /**
   * A renewal unfreezes an expired instance, because V1 has no other call for that. An order renews once: V1 has no time
   * limit, so anyone who has read the address in a log can send it again.
   */
  refreshInstance(call) {
    const instance = existingInstance(call);
    if (!call.store.addAppliedOrder(instance.id, textOf(call.values, 'orderId'))) return {};
    const purchase = changedPurchase(instance.purchase, purchaseV1(call.values));
    setStatus(call, { ...instance, expireTime: textOf(call.values, 'expireTime'), purchase }, 'active');
    return {};
  },

  expireInstance(call) {
    setStatus(call, existingInstance(call), 'frozen');
    return {};
  },
  // koo:end
  // koo:if period

  upgrade(call) {
    return upgradeInstance(call, purchaseV1(call.values));
  },
  // koo:end
  // koo:if on-demand

  instanceStatus(call) {
    const isFrozen = textOf(call.values, 'instanceStatus') === 'FREEZE';
    setStatus(call, existingInstance(call), isFrozen ? 'frozen' : 'active');
    return {};
  },
  // koo:end
};

/** Reads what was bought, without the buyer's contact, which only the set-up needs. */
function purchaseV1(values) {
  const names = [
    'productId',
    'skuCode',
    'amount',
    'diskSize',
    'bandWidth',
    'periodType',
    'periodNumber',
    'saasExtendParams',
  ];
  return Object.fromEntries(
    names.map((name) => [name, textOf(values, name)]).filter(([, value]) => value !== ''),
  );
}

/** Decrypts `mobilePhone` or `email` of the buyer; '' if the product does not ask for it. */
function decryptContact({ values, key, settings }, name) {
  const encrypted = textOf(values, name);
  if (encrypted === '') return '';
  const plain = decryptField(key, encrypted, settings.encryptBits);
  if (plain === undefined) throw new Refusal('000002', `${name} cannot be decrypted`);
  return plain;
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html */
function appInfoV1(instance, { key, settings }) {
  const { userName, password, ...info } = appInfo(instance, settings);
  const encrypt = (text) => encryptField(key, text, settings.encryptBits);
  return { ...info, userName: encrypt(userName), password: encrypt(password) };
}

function encryptType({ settings }) {
  return settings.encryptBits === 256 ? '1' : '2';
}
// koo:end
// koo:if v2

/**
 * SaaS access V2.0. Replies are neither encrypted nor signed.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html
 */
export const v2 = {
  newInstance,

  queryInstance(call) {
    return { info: queryInstances(call, (instance) => appInfo(instance, call.settings)) };
  },

  releaseInstance,
  // koo:if period on-demand
  refreshInstance,
  updateInstanceStatus,
  // koo:end
  // koo:if period

  upgradeInstance(call) {
    return upgradeInstance(call, call.order?.purchase);
  },

  changeInstanceCheck(call) {
    existingInstance(call);
    // YOUR CODE: refuse a product (productInfo) that the instance cannot be changed to on renewal.
    return {};
  },
  // koo:end
};
// koo:end
// koo:if v2 online-license

/** The order, if there is no access to the open API. */
const unknownOrder = {
  customerId: '',
  chargingMode: '',
  expireTime: '',
  purchase: {},
  mobilePhone: '',
  email: '',
};

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html */
export function newInstance(call) {
  const { values, order } = call;
  const { mobilePhone, email, ...bought } = order ?? unknownOrder;
  const instance = createInstance(call, textOf(values, 'orderLineId'), bought, { mobilePhone, email });
  return { instanceId: instance.id };
}
// koo:if period on-demand

/** A renewal, the end of a trial, a cancelled renewal. The order only has an estimated end: use that of the call. */
export function refreshInstance(call) {
  const { values, store, order } = call;
  const instance = existingInstance(call);
  const purchase = changedPurchase(instance.purchase, order?.purchase);
  store.saveInstance({ ...instance, expireTime: textOf(values, 'expireTime'), purchase });
  return {};
}

export function updateInstanceStatus(call) {
  const isFrozen = textOf(call.values, 'status') === 'FREEZE';
  setStatus(call, existingInstance(call), isFrozen ? 'frozen' : 'active');
  return {};
}
// koo:end
// koo:end
// koo:end
