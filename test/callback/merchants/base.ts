import { isObject, type JsonObject } from '../../../src/text/json.ts';
import { type Act, type Call, type Instance, type Merchant, Refusal } from './model.ts';
import { invalid, isDebugging, listOf, text, unknownInstance } from './steps.ts';

/** The acts on instances, of V1 and of V2. */
export function baseActs(merchant: Merchant): Record<string, Act> {
  const { store, steps, protocol } = merchant;
  const isV1 = protocol.id === 'v1';
  const acts: Record<string, Act> = {
    newInstance: async (call) => {
      const instance = await create(merchant, call);
      const shown = isV1 ? { encryptType: '1', appInfo: steps.appInfo(instance, call) } : {};
      return { instanceId: instance.id, ...shown };
    },

    queryInstance: async (call) => {
      const ids = text(call.values, 'instanceId').split(',');
      if (ids.length > 100) throw invalid('at most 100 instances');
      const found = await merchant.io().then(() => ids.flatMap((id) => store.instances.get(id) ?? []));
      const known = found.filter(({ released, debugging }) => !released || debugging);
      if (known.length === 0) throw unknownInstance();
      const info = known.map((instance) => ({
        instanceId: instance.id,
        appInfo: steps.appInfo(instance, call),
        ...steps.usageInfo(instance, call),
      }));
      return { ...(isV1 && { encryptType: '1' }), info };
    },

    refreshInstance: async (call) => {
      const instance = await steps.findInstance(call);
      const { values } = call;
      await renew(merchant, instance.id, instance, call);
      instance.productId = text(values, 'productId') || instance.productId;
      if (text(values, 'trialToFormal') === '1' || text(values, 'scene') === 'TRIAL_TO_FORMAL') {
        instance.trial = false;
      }
      // V1 has no call that ends a freeze: the renewal does.
      if (isV1) instance.frozen = false;
      return {};
    },

    expireInstance: async (call) => {
      const instance = await steps.findInstance(call);
      instance.frozen = true;
      return {};
    },

    updateInstanceStatus: async (call) => {
      const instance = await steps.findInstance(call);
      const status = text(call.values, 'instanceStatus') || text(call.values, 'status');
      instance.frozen = status === 'FREEZE';
      return {};
    },

    upgradeInstance: async (call) => {
      const instance = await steps.findInstance(call);
      const { values } = call;
      const order = JSON.stringify([instance.id, text(values, 'orderId'), text(values, 'orderLineId')]);
      if (store.upgrades.has(order)) return {};
      await merchant.io();
      if (instance.frozen) throw invalid('only an active instance can be upgraded');
      store.upgrades.add(order);
      instance.skuCode = text(values, 'skuCode');
      instance.amount = ['amount', 'diskSize', 'bandWidth'].map((name) => text(values, name)).join('');
      return {};
    },

    changeInstanceCheck: async (call) => {
      await steps.findInstance(call);
      const product = call.values.productInfo;
      assertNested(merchant, call, 'product', isObject(product) ? product : {});
      return {};
    },

    releaseInstance: async (call) => {
      const instance = store.instances.get(text(call.values, 'instanceId'));
      await merchant.io();
      if (!instance) throw unknownInstance();
      instance.released = true;
      return {};
    },

    getLicense: async (call) => {
      const instance = await create(merchant, call);
      return { instanceId: instance.id, license: `LICENCE-${instance.id}` };
    },

    orderNotify: async (call) => {
      const order = steps.notifyKey(call);
      await merchant.io();
      store.notified.add(order);
      return {};
    },
  };
  const aliases = {
    instanceStatus: 'updateInstanceStatus',
    upgrade: 'upgradeInstance',
    refreshLicense: 'refreshInstance',
    expireLicense: 'expireInstance',
    releaseLicense: 'releaseInstance',
  };
  for (const [name, original] of Object.entries(aliases)) acts[name] = acts[original]!;
  return acts;
}

/** The instance of an order: made at the first call, the same at every other. */
async function create(merchant: Merchant, call: Call): Promise<Instance> {
  const { store, steps, io } = merchant;
  const { values } = call;
  for (const name of ['mobilePhone', 'email']) if (text(values, name)) steps.decrypt(text(values, name));
  if (text(values, 'saasExtendParams')) readExtendParams(text(values, 'saasExtendParams'));
  const order = steps.orderKey(call);
  const known = store.instances.get(store.orders.get(order) ?? '');
  await io();
  if (known) return known;
  const isTrial = text(values, 'trialFlag') === '1';
  if (isTrial && store.trials.has(steps.trialKey(call))) {
    throw new Refusal('000105', 'the account has had its trial');
  }
  await io();
  const instance: Instance = {
    id: steps.newId(call),
    orderId: text(values, 'orderId'),
    customerId: text(values, 'customerId'),
    productId: text(values, 'productId'),
    skuCode: text(values, 'skuCode'),
    amount: ['amount', 'diskSize', 'bandWidth'].map((name) => text(values, name)).join(''),
    debugging: isDebugging(call),
    trial: isTrial,
    userName: 'admin',
    password: crypto.randomUUID(),
    frozen: false,
    released: false,
    expireTime: text(values, 'expireTime'),
  };
  store.instances.set(instance.id, instance);
  store.orders.set(order, instance.id);
  if (isTrial) store.trials.set(steps.trialKey(call), instance.id);
  return instance;
}

function readExtendParams(base64: string): void {
  try {
    listOf(Buffer.from(base64, 'base64').toString('utf8'));
  } catch {
    throw invalid('saasExtendParams cannot be read');
  }
}

/**
 * Notes a renewal by its order, or gives the last one back, once for each order.
 *
 * @param id of the instance, or the licence code
 */
export async function renew(
  { store, io }: Merchant,
  id: string,
  row: { expireTime: string },
  { values }: Call,
): Promise<void> {
  const orderId = text(values, 'orderId');
  const renewals = store.renewals.get(id) ?? [];
  await io();
  const isReturn =
    text(values, 'orderAmount').startsWith('-') || text(values, 'scene') === 'UNSUBSCRIBE_RENEWAL_PERIOD';
  if (isReturn && renewals.every(({ returnedBy }) => returnedBy !== orderId)) {
    const last = renewals.findLast(({ returnedBy }) => returnedBy === undefined);
    if (!last) throw invalid('there is no renewal to give back');
    last.returnedBy = orderId;
  }
  if (!isReturn && renewals.every((renewal) => renewal.orderId !== orderId)) {
    store.renewals.set(id, [...renewals, { orderId, previous: row.expireTime }]);
  }
  row.expireTime = text(values, 'expireTime');
}

/** Validates what is nested in a call by the parameters of `name`. */
export function assertNested(
  { params, steps }: Merchant,
  call: Call,
  name: string,
  object: JsonObject,
): void {
  for (const param of Object.values(params[name] ?? {})) {
    const value = object[param.name] ?? '';
    if (value === '' ? param.required : !steps.accepts(param, value, call)) {
      throw invalid(`${name}.${param.name} is missing or invalid`);
    }
  }
}
