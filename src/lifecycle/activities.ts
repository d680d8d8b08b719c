import type { Callback, Kind, Order, Scene } from './model.ts';

/** Protocols that take part in a life; those of the kit do not. */
export type LifeProtocol = 'v1' | 'v2' | 'online-license' | 'license-code' | 'order-notify';

/** A callback as one protocol sends it. */
export interface ActivityCall {
  readonly activity: string;
  /** Values of enumerated fields, such as `scene` and `status`. */
  readonly values: Readonly<Record<string, string>>;
  /** The order that the call carries; only some protocols have a field for its line. */
  readonly order?: Order;
  /** The new expiry, in milliseconds since 1970. */
  readonly expiresAt?: number;
  /** Whether the amount is negative. */
  readonly refund?: boolean;
}

/** Translates a callback for one protocol; `undefined` if the protocol does not send it. */
type Row<T extends Callback['type']> = (
  callback: Extract<Callback, { type: T }>,
  kind: Kind,
) => ActivityCall | undefined;

/** A callback without a row is not sent. */
type Table = { readonly [T in Callback['type']]?: Row<T> };

/**
 * V1: an expiry has its own call, all other freezes are a status. A period instance that was frozen for its expiry is
 * not unfrozen by a status: the renewal is the news.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649055.html
 */
const v1: Table = {
  create: ({ order, trial, expiresAt }) => ({
    activity: 'newInstance',
    values: trial ? { trialFlag: '1' } : {},
    order,
    ...(expiresAt !== undefined && { expiresAt }),
  }),
  refresh: ({ scene, order, expiresAt, productId }) => {
    if (scene === 'RENEWAL_CHANGE') return undefined;
    const values = {
      ...(scene === 'TRIAL_TO_FORMAL' && { trialToFormal: '1' }),
      ...(productId !== undefined && { productId }),
    };
    const refund = scene === 'UNSUBSCRIBE_RENEWAL_PERIOD';
    return { activity: 'refreshInstance', values, order, expiresAt, ...(refund && { refund }) };
  },
  upgrade: ({ order }) => ({ activity: 'upgrade', values: {}, order }),
  freeze: ({ reason, purchase }, { charging }) => {
    if (charging === 'one-time') return undefined;
    if (reason === 'expired' && charging === 'period')
      return { activity: 'expireInstance', values: {}, order: purchase };
    return { activity: 'instanceStatus', values: { instanceStatus: 'FREEZE' } };
  },
  unfreeze: ({ reason }, { charging }) => {
    if (charging === 'one-time' || (reason === 'expired' && charging === 'period')) return undefined;
    return { activity: 'instanceStatus', values: { instanceStatus: 'NORMAL' } };
  },
  // The order of the purchase, also after an unsubscription.
  release: ({ purchase }) => ({ activity: 'releaseInstance', values: {}, order: purchase }),
  show: ({ purchase }, { charging }) =>
    charging === 'on-demand' || charging === 'package'
      ? { activity: 'queryInstance', values: {} }
      : { activity: 'newInstance', values: {}, order: purchase },
};

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649429.html */
const v2: Table = {
  create: ({ order }) => ({ activity: 'newInstance', values: {}, order }),
  query: () => ({ activity: 'queryInstance', values: {} }),
  refresh: refreshOf('refreshInstance'),
  'check-change': () => ({ activity: 'changeInstanceCheck', values: {} }),
  upgrade: ({ order }) => ({ activity: 'upgradeInstance', values: {}, order }),
  freeze: statusOf('updateInstanceStatus', 'FREEZE'),
  unfreeze: statusOf('updateInstanceStatus', 'UNFREEZE'),
  release: releaseOf('releaseInstance'),
  show: () => ({ activity: 'queryInstance', values: {} }),
};

/**
 * Online licences have no query, no change of the specification, and a call for the licence itself.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649282.html
 */
const onlineLicense: Table = {
  create: ({ order }) => ({ activity: 'newInstance', values: {}, order }),
  refresh: refreshOf('refreshInstance'),
  freeze: statusOf('updateInstanceStatus', 'FREEZE'),
  unfreeze: statusOf('updateInstanceStatus', 'UNFREEZE'),
  release: releaseOf('releaseInstance'),
  'issue-license': ({ eventId }) => ({ activity: 'getLicenseAsync', values: { eventId } }),
};

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649167.html */
const licenseCode: Table = {
  refresh: refreshOf('refreshLicenseCode'),
  freeze: statusOf('updateLicenseCodeStatus', 'FREEZE'),
  unfreeze: statusOf('updateLicenseCodeStatus', 'UNFREEZE'),
  release: releaseOf('releaseLicenseCode'),
};

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0000002091799153.html */
const orderNotify: Table = { notify: ({ order }) => ({ activity: 'orderNotify', values: {}, order }) };

const tables: Readonly<Record<LifeProtocol, Table>> = {
  v1,
  v2,
  'online-license': onlineLicense,
  'license-code': licenseCode,
  'order-notify': orderNotify,
};

/** Returns the call of a protocol for a callback; `undefined` if the protocol does not send it. */
export function activityCall(
  callback: Callback,
  protocol: LifeProtocol,
  kind: Kind,
): ActivityCall | undefined {
  // Each row takes the callback of its own type, which the compiler cannot relate to the key.
  const row = tables[protocol][callback.type] as Row<Callback['type']> | undefined;
  return row?.(callback, kind);
}

function refreshOf(activity: string): Row<'refresh'> {
  const withoutChange: readonly Scene[] = ['TRIAL_TO_FORMAL', 'RENEWAL', 'UNSUBSCRIBE_RENEWAL_PERIOD'];
  const withoutTrial: readonly Scene[] = ['RENEWAL', 'UNSUBSCRIBE_RENEWAL_PERIOD'];
  return ({ scene, order, expiresAt, productId }, { product }) => {
    const isKnown =
      product === 'saas' || (product === 'license-code' ? withoutTrial : withoutChange).includes(scene);
    if (!isKnown) return undefined;
    const values = { scene, ...(productId !== undefined && { productId }) };
    return { activity, values, order, expiresAt };
  };
}

/** One-time SaaS has no status. */
function statusOf(
  activity: string,
  status: string,
): (callback: Callback, kind: Kind) => ActivityCall | undefined {
  return (_callback, { product, charging }) =>
    product === 'saas' && charging === 'one-time' ? undefined : { activity, values: { status } };
}

/** Carries the order of the unsubscription, if there was one. */
function releaseOf(activity: string): Row<'release'> {
  return ({ unsubscription }) => ({ activity, values: {}, ...(unsubscription && { order: unsubscription }) });
}
