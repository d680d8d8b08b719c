import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import { aesEncrypt, decryptField, encryptField } from '../../../../src/signing/sensitive-field.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import type { Handle, Mistake, ReferenceMerchant } from '../model.ts';
import {
  answering,
  isAuthentic,
  jsonOf,
  onCall,
  onReply,
  onSuccess,
  othersArrive,
  read,
  refuseRepeats,
  result,
  text,
  withBody,
  withMembers,
  withRenamedInstances,
} from '../wrap.ts';

const creating: readonly ProtocolId[] = ['v1', 'v2', 'online-license'];

/** Changes the reply to a creation from the second time on that an order comes. */
function onRepeatedOrder(change: (json: JsonObject) => JsonObject) {
  return (reference: ReferenceMerchant): Handle => {
    const seen = new Set<string>();
    return async (request) => {
      const reply = await reference.handle(request);
      const { activity, values } = read(request, reference);
      if (activity !== 'newInstance' || jsonOf(reply.body).resultCode !== '000000') return reply;
      const order = text(values, 'orderId');
      if (seen.has(order)) return withBody(reply, JSON.stringify(change(jsonOf(reply.body))), reference);
      seen.add(order);
      return reply;
    };
  };
}

/** Stores an instance under its buyer, so that the second one violates a unique key. */
export function failingForOtherOrders(reference: ReferenceMerchant): Handle {
  let first: string | undefined;
  return async (request) => {
    const { activity, values } = read(request, reference);
    if (activity !== 'newInstance' || !isAuthentic(request, reference)) return reference.handle(request);
    const order = text(values, 'orderId');
    if (order === '') return reference.handle(request);
    first ??= order;
    if (order === first) return reference.handle(request);
    return result('000005', reference, 'UNIQUE constraint failed: accounts.customer_id');
  };
}

/** Looks for the order, thinks a while, and creates: two calls at the same time both find nothing. */
function racing(reference: ReferenceMerchant): Handle {
  const stored = new Map<string, string>();
  const thinking = new Map<string, () => void>();
  const foundNothing = new Set<string>();
  const inner = withRenamedInstances((instanceId, { values }) => {
    const order = text(values, 'orderId');
    const own = foundNothing.has(text(values, 'businessId')) ? undefined : stored.get(order);
    const name = own ?? `${instanceId.slice(0, 24)}${crypto.randomUUID().slice(0, 8)}`;
    stored.set(order, name);
    return name;
  })(reference);
  return async (request) => {
    const { activity, values } = read(request, reference);
    const order = text(values, 'orderId');
    if (activity === 'newInstance' && !stored.has(order) && isAuthentic(request, reference)) {
      foundNothing.add(text(values, 'businessId'));
      thinking.get(order)?.();
      await Promise.race([othersArrive(), new Promise<void>((resolve) => thinking.set(order, resolve))]);
    }
    return inner(request);
  };
}

/** Rejects the second of two calls at the same time, and then creates another instance for the order. */
function lockedThenAnew(reference: ReferenceMerchant): Handle {
  const inFlight = new Set<string>();
  const collided = new Set<string>();
  const names = new Map<string, string>();
  const inner = withRenamedInstances((instanceId, { values }) => {
    const order = text(values, 'orderId');
    const known = names.get(order);
    const name = known && collided.has(order) ? crypto.randomUUID() : (known ?? instanceId);
    names.set(order, name);
    return name;
  })(reference);
  return async (request) => {
    const { activity, values } = read(request, reference);
    if (activity !== 'newInstance' || !isAuthentic(request, reference)) return inner(request);
    const order = text(values, 'orderId');
    if (inFlight.has(order)) {
      collided.add(order);
      return result('000005', reference, 'locked');
    }
    inFlight.add(order);
    await othersArrive();
    return inner(request).finally(() => inFlight.delete(order));
  };
}

function encryptedId(id: string): string {
  const iv = crypto.randomUUID().replaceAll('-', '').slice(0, 16);
  return (
    iv + aesEncrypt(Buffer.alloc(16, 1), Buffer.from(iv), Buffer.from(id.slice(0, 15))).toString('base64')
  );
}

/** Mistakes in how an order becomes an instance. */
export const creation: readonly Mistake[] = [
  {
    id: 'id-is-business-id',
    title: { en: 'uses businessId as the instance id', zh: '把 businessId 当作 instanceId' },
    protocols: creating,
    make: withRenamedInstances((_id, { values }) => text(values, 'businessId')),
    caughtBy: 'IDEMP-NEW',
  },
  {
    id: 'one-instance-for-all-orders',
    title: { en: 'returns one instance for all orders of a buyer', zh: '同一买家的所有订单返回同一个实例' },
    protocols: creating,
    make: withRenamedInstances(() => 'the-instance-of-the-buyer'),
    caughtBy: 'IDEMP-NEW-OTHER',
  },
  {
    id: 'one-order-alone',
    title: { en: 'fails for every order but the first', zh: '仅首个订单成功，其他订单均出错' },
    protocols: ['v2', 'online-license'],
    make: failingForOtherOrders,
    caughtBy: 'IDEMP-NEW-OTHER',
    also: ['IDEMP-NEW-PARALLEL'],
  },
  {
    id: 'new-id-each-call',
    title: { en: 'creates a new instance id on every call', zh: '同一订单每次调用都生成新的 instanceId' },
    protocols: creating,
    make: withRenamedInstances(() => crypto.randomUUID()),
    caughtBy: 'IDEMP-NEW',
  },
  {
    id: 'id-encrypted-anew',
    title: {
      en: 'returns the instance id encrypted with a new IV each time',
      zh: 'instanceId 为随机 IV 的 AES 密文，每次都不同',
    },
    protocols: creating,
    make: withRenamedInstances(encryptedId),
    caughtBy: 'IDEMP-NEW',
    hint: /encrypts instanceId.*plain text/,
  },
  {
    id: 'repeated-order-refused',
    title: { en: 'rejects a repeated order', zh: '重复订单返回错误' },
    protocols: creating,
    make: onRepeatedOrder(() => ({ resultCode: '000005', resultMsg: 'order already exists' })),
    caughtBy: 'IDEMP-NEW',
  },
  {
    id: 'repeated-order-000103',
    title: {
      en: 'rejects a repeated order with 000103 (already bought)',
      zh: '重复订单返回 000103（不可重复购买）',
    },
    protocols: ['v1'],
    make: onRepeatedOrder((json) =>
      withMembers({ resultCode: '000103', resultMsg: 'bought' }, { instanceId: json.instanceId }),
    ),
    caughtBy: 'IDEMP-NEW',
  },
  {
    id: 'app-info-once',
    title: { en: 'returns appInfo only the first time', zh: '重复新购的响应缺少 appInfo' },
    protocols: ['v1'],
    make: onRepeatedOrder((json) => withMembers(json, { appInfo: undefined })),
    caughtBy: 'IDEMP-NEW-REPLY',
    also: ['REPLY-FIELDS'],
  },
  {
    id: 'new-password-each-call',
    title: { en: 'returns another password on every call', zh: '同一订单每次返回不同的密码' },
    protocols: ['v1'],
    make: onSuccess((json, _call, { key }) => {
      const iv = crypto.randomUUID().replaceAll('-', '').slice(0, 16);
      const password = encryptField(key, crypto.randomUUID(), { bits: 256, iv });
      return json.appInfo
        ? withMembers(json, { appInfo: withMembers(json.appInfo as JsonObject, { password }) })
        : undefined;
    }),
    caughtBy: 'IDEMP-NEW-REPLY',
  },
  {
    id: 'race',
    title: {
      en: 'creates two instances for concurrent calls of one order',
      zh: '同一订单并发到达时开通两个实例',
    },
    protocols: creating,
    make: racing,
    caughtBy: 'IDEMP-NEW-PARALLEL',
  },
  {
    id: 'lock-then-another-instance',
    title: {
      en: 'rejects one of two concurrent calls of an order, then creates another instance for it',
      zh: '同一订单并发到达时拒绝其一，之后重试又开通另一个实例',
    },
    protocols: creating,
    make: lockedThenAnew,
    caughtBy: 'IDEMP-NEW-PARALLEL',
    also: ['CONC-CHANGES'],
  },
  {
    id: 'one-instance-for-two-products',
    title: {
      en: 'creates one instance for two products of a pay-per-use order',
      zh: '同一按需订单的两个产品只开通一个实例',
    },
    protocols: ['v1'],
    options: { sale: 'on-demand' },
    make: onCall((call) =>
      call.activity === 'newInstance' && call.values.productId !== undefined
        ? { ...call, values: withMembers(call.values, { productId: '00301-666666-0--0' }) }
        : call,
    ),
    caughtBy: 'IDEMP-NEW-PRODUCTS',
  },
  {
    id: 'never-ready',
    title: { en: 'creates in the background and never finishes', zh: '异步开通后实例始终未就绪' },
    protocols: creating,
    merchant: { asyncMs: 3_600_000 },
    make: (reference) => reference.handle,
    caughtBy: 'LIFE-NEW',
    hint: /ready/,
  },
  {
    id: 'background-without-id',
    title: {
      en: 'creates in the background without returning instanceId',
      zh: '异步开通（000004）时不返回 instanceId',
    },
    protocols: ['v2'],
    merchant: { asyncMs: 30 },
    make: onReply((reply, reference) => {
      const json = jsonOf(reply.body);
      return json.resultCode === '000004' && json.instanceId
        ? withBody(reply, JSON.stringify(withMembers(json, { instanceId: undefined })), reference)
        : reply;
    }),
    caughtBy: 'REPLY-FIELDS',
  },
  {
    id: 'license-each-time',
    title: { en: 'issues a new licence for a repeated order', zh: '重复的订单重新签发 License' },
    protocols: ['v1'],
    options: { require: ['getLicense'] },
    make: onSuccess((json, { activity }) =>
      activity === 'getLicense' ? { ...json, license: crypto.randomUUID() } : undefined,
    ),
    caughtBy: 'IDEMP-LICENSE',
  },
  {
    id: 'license-refused',
    title: { en: 'has no getLicense, which the user requires', zh: '未提供用户要求的 getLicense' },
    protocols: ['v1'],
    options: { require: ['getLicense'] },
    make: answering(({ activity }, reference) =>
      activity === 'getLicense' ? result('000002', reference) : undefined,
    ),
    caughtBy: 'LIFE-LICENSE',
  },
  ...['orderAmount', 'mobilePhone', 'chargingMode'].map(
    (name): Mistake => ({
      id: `${name}-demanded`,
      title: { en: `demands ${name}, which is optional`, zh: `强制要求可选参数 ${name}` },
      protocols: ['v1'],
      make: answering(({ activity, values }, reference) =>
        activity === 'newInstance' && values[name] === undefined
          ? result('000002', reference, `${name} is empty`)
          : undefined,
      ),
      caughtBy: 'LIFE-NEW-MINIMAL',
      hint: new RegExp(`requires ${name}, which is optional`),
    }),
  ),
  {
    id: 'past-expiry-refused',
    title: { en: 'rejects an expireTime in the past', zh: '拒绝已过期的 expireTime' },
    protocols: ['v1'],
    make: answering(({ activity, values }, reference) =>
      activity === 'newInstance' && text(values, 'expireTime') !== '' && text(values, 'expireTime') < now()
        ? result('000002', reference, 'expireTime is in the past')
        : undefined,
    ),
    caughtBy: 'SEM-PAST-EXPIRY',
  },
  {
    id: 'trial-refused',
    title: { en: 'rejects a trial', zh: '拒绝试用订单' },
    protocols: ['v1'],
    make: answering(({ values }, reference) =>
      values.trialFlag === '1' ? result('000005', reference, 'no trial') : undefined,
    ),
    caughtBy: 'LIFE-NEW-TRIAL',
  },
  {
    id: 'creation-fails',
    title: { en: 'fails in the creation', zh: '新购接口本身失败' },
    protocols: creating,
    make: answering(({ activity }, reference) =>
      activity === 'newInstance' ? result('000005', reference, 'table orders does not exist') : undefined,
    ),
    caughtBy: 'LIFE-NEW',
  },
  {
    id: 'mobile-decrypted-with-other-bits',
    title: {
      en: 'decrypts mobilePhone with another key length than the product has',
      zh: '解密 mobilePhone 的位数与商品配置不一致',
    },
    protocols: ['v1'],
    merchant: { encryptBits: 128 },
    options: { encrypt: 256 },
    make: (reference) => reference.handle,
    caughtBy: 'LIFE-NEW',
    hint: /AES-128.*--encrypt aes128/,
  },
  {
    id: 'mobile-decryption-crashes',
    title: {
      en: 'crashes on mobilePhone that is encrypted with the other key length',
      zh: '解密 mobilePhone 的位数不一致时抛异常，返回 HTTP 500',
    },
    protocols: ['v1'],
    merchant: { encryptBits: 128 },
    options: { encrypt: 256 },
    make: answering(({ values }, { key }) => {
      const read = decryptField(key, text(values, 'mobilePhone'), 128);
      if (values.mobilePhone !== undefined && !read.ok) throw new TypeError('bad decrypt');
      return undefined;
    }),
    caughtBy: 'LIFE-NEW',
    also: ['REPLY-STATUS'],
    hint: /AES-128.*--encrypt aes128/,
  },
  {
    id: 'email-refused',
    title: { en: 'rejects a purchase with an email address', zh: '拒绝带邮箱的新购请求' },
    protocols: ['v1'],
    make: answering(({ activity, values }, reference) =>
      activity === 'newInstance' && values.email !== undefined
        ? result('000102', reference, 'the email address is taken')
        : undefined,
    ),
    caughtBy: 'LIFE-NEW',
    hint: /succeeds without email\./,
  },
  {
    id: 'business-id-taken-for-used',
    title: { en: 'rejects a businessId that it has seen before', zh: '拒绝出现过的 businessId' },
    protocols: creating,
    make: refuseRepeats(({ activity, values }) =>
      activity === 'newInstance' ? text(values, 'businessId') : undefined,
    ),
    caughtBy: 'REPLAY-CASES',
  },
];

function now(): string {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14);
}
