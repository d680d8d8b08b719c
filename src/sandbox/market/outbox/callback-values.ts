import { protocolOf } from '../../../callback/protocols/index.ts';
import type { Activity, Protocol, ProtocolId } from '../../../callback/protocols/model.ts';
import { cnSeconds, utcSeconds, utcText } from '../../../callback/protocols/time.ts';
import type { ActivityCall, LifeProtocol } from '../../../lifecycle/activities.ts';
import { expiryOf } from '../../../lifecycle/life.ts';
import type { Charging, Order as OrderIds } from '../../../lifecycle/model.ts';
import type { JsonObject, JsonValue } from '../../../text/json.ts';
import type { Amount, Connection, Instance, Period, Price } from '../model/model.ts';
import { formatAmount } from '../money/amounts.ts';

export interface CallFacts {
  readonly connection: Connection;
  readonly instance: Instance;
  readonly buyer: {
    readonly id: string;
    readonly name: string;
    readonly mobile?: string;
    readonly email?: string;
  };
  /** The price of the order; for a change, the new one. */
  readonly price: Price;
  readonly productName: string;
  /**
   * Amount of the order that the call carries: for a release that of the purchase; negative for a renewal given back.
   */
  readonly amount: Amount;
  readonly period?: Period;
  /** The quantity attribute after the order. */
  readonly quantity?: number;
  /** The renewal order that is given back, for connections whose callbacks carry it. */
  readonly givenBack?: OrderIds;
  /** Fingerprint of the device that a licence is for. */
  readonly deviceFingerprint?: string;
}

const chargingModes = {
  'on-demand': '0',
  period: '1',
  'one-time': '3',
  package: '5',
} as const satisfies Record<Charging, string>;

type Values = (call: ActivityCall, facts: CallFacts) => Readonly<Record<string, JsonValue | undefined>>;

/**
 * Returns the field values of a callback, without those that are new at each attempt and without `testFlag`. Sensitive
 * values are in plain text: they are encrypted when the callback is sent.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export function callbackValues(protocol: LifeProtocol, call: ActivityCall, facts: CallFacts): JsonObject {
  const valuesOf = (protocol === 'v1' ? v1 : v2)[call.activity];
  if (!valuesOf) throw new Error(`no values for ${call.activity} of ${protocol}`);
  const values = Object.entries({ ...valuesOf(call, facts), ...call.values });
  return Object.fromEntries(values.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

/** Finds an activity of a protocol; an online licence is queried as an instance of V2. */
export function activityOf(
  id: ProtocolId,
  name: string,
): { readonly protocol: Protocol; readonly activity: Activity } {
  const protocol = protocolOf(id === 'online-license' && name === 'queryInstance' ? 'v2' : id);
  const activity = protocol.activities.find((one) => one.name === name);
  if (!activity) throw new Error(`no ${name} in ${id}`);
  return { protocol, activity };
}

/**
 * Returns the values that are new at each attempt: `businessId`.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649427.html
 */
export function freshValues(protocol: ProtocolId, activity: string, uuid: () => string): JsonObject {
  const { request } = activityOf(protocol, activity).activity;
  return request.some(({ name }) => name === 'businessId') ? { businessId: uuid() } : {};
}

const v1: Readonly<Record<string, Values>> = {
  newInstance: (call, facts) => {
    const { connection, instance, buyer, price, amount } = facts;
    const isTrial = call.values.trialFlag === '1' || instance.life.trial;
    const isProvisionedLater = connection.supervised && connection.settings.provision === 'after-acceptance';
    return {
      customerId: buyer.id,
      customerName: cut(buyer.name),
      ...(connection.contacts && { mobilePhone: buyer.mobile, email: buyer.email }),
      orderId: idsOf(call).id,
      skuCode: price.skuCode,
      productId: price.priceId,
      trialFlag: isTrial ? '1' : undefined,
      expireTime: expireTime(call.expiresAt ?? instance.life.terms[0]?.expiresAt, connection),
      chargingMode: chargingModes[instance.life.kind.charging],
      saasExtendParams: extendParams(instance),
      [connection.settings.v1_quantity]: facts.quantity?.toString(),
      ...(!isTrial && periodOf(facts)),
      orderAmount: yuan(amount),
      provisionType: isProvisionedLater ? '2' : '1',
    };
  },
  queryInstance: ofInstance,
  refreshInstance: (call, facts) => ({
    orderId: changeOrder(call, facts).id,
    ...ofInstance(call, facts),
    expireTime: expireTime(call.expiresAt, facts.connection),
    ...periodOf(facts),
    orderAmount: yuan(facts.amount),
  }),
  upgrade: (call, facts) => ({
    ...ofInstance(call, facts),
    orderId: idsOf(call).id,
    skuCode: facts.price.skuCode,
    productId: facts.price.priceId,
    [facts.connection.settings.v1_quantity]: facts.quantity?.toString(),
  }),
  expireInstance: (call, facts) => ({ ...ofInstance(call, facts), orderId: idsOf(call).id }),
  instanceStatus: ofInstance,
  releaseInstance: (call, facts) => ({
    ...ofInstance(call, facts),
    orderId: idsOf(call).id,
    orderAmount: yuan(facts.amount),
  }),
};

/** V2, online licences, licence codes and order notifications. */
const v2: Readonly<Record<string, Values>> = {
  newInstance: orderOf,
  orderNotify: orderOf,
  queryInstance: ofInstance,
  refreshInstance: (call, facts) => ({ ...refreshed(call, facts), ...ofInstance(call, facts) }),
  updateInstanceStatus: ofInstance,
  upgradeInstance: (call, facts) => ({ ...ofInstance(call, facts), ...orderOf(call) }),
  changeInstanceCheck: (call, facts) => ({
    ...ofInstance(call, facts),
    productInfo: {
      productId: facts.price.priceId,
      skuCode: facts.price.skuCode,
      ...(facts.quantity !== undefined && { linearValue: facts.quantity }),
      productName: facts.productName,
    },
  }),
  releaseInstance: (call, facts) => ({ ...ofInstance(call, facts), ...(call.order && orderOf(call)) }),
  getLicenseAsync: (call, facts) => {
    const { life, resource } = facts.instance;
    const expiresAt = expiryOf(life);
    return {
      ...ofInstance(call, facts),
      effectiveTime: utcText(new Date(life.completedAt ?? 0)),
      expireTime: expiresAt === undefined ? undefined : utcText(new Date(expiresAt)),
      // Merchants may refuse a licence without one.
      deviceFingerprint: facts.deviceFingerprint ?? resource.replaceAll('-', ''),
    };
  },
  refreshLicenseCode: (call, facts) => ({ ...refreshed(call, facts), ...ofCode(call, facts) }),
  updateLicenseCodeStatus: ofCode,
  releaseLicenseCode: (call, facts) => ({ ...ofCode(call, facts), ...(call.order && orderOf(call)) }),
};

function ofInstance(_call: ActivityCall, { instance }: CallFacts) {
  return { instanceId: instance.instanceId };
}

function ofCode(_call: ActivityCall, { instance }: CallFacts) {
  return { license: instance.license };
}

function orderOf(call: ActivityCall) {
  const { id, line } = idsOf(call);
  return { orderId: id, orderLineId: line };
}

function refreshed(call: ActivityCall, facts: CallFacts) {
  const { id, line } = changeOrder(call, facts);
  const { expiresAt } = call;
  return {
    orderId: id,
    orderLineId: line,
    expireTime: expiresAt === undefined ? undefined : utcSeconds(new Date(expiresAt)),
  };
}

function idsOf({ activity, order }: ActivityCall): OrderIds {
  if (!order) throw new Error(`${activity} without its order`);
  return order;
}

/**
 * Huawei's pages differ on the order of a renewal that is given back: it is that of the unsubscription or of the
 * renewal.
 */
function changeOrder(call: ActivityCall, { connection, givenBack }: CallFacts): OrderIds {
  return connection.settings.unrenew_order_id === 'renewal' && givenBack ? givenBack : idsOf(call);
}

function expireTime(expiresAt: number | undefined, { settings }: Connection): string | undefined {
  if (expiresAt === undefined) return undefined;
  const time = new Date(expiresAt);
  return settings.v1_expire_zone === 'utc' ? utcSeconds(time) : cnSeconds(time);
}

/** Only for period products. V1 has no period of days. */
function periodOf({ instance, period }: CallFacts) {
  const isSent = instance.life.kind.charging === 'period' && period && period.type !== 'day';
  return isSent ? { periodType: period.type, periodNumber: String(period.number) } : {};
}

/** Encodes the buyer's parameters as base64 of JSON. */
function extendParams({ parameters }: Instance): string | undefined {
  if (parameters.length === 0) return undefined;
  const list = parameters.map(({ name, value }) => ({ name, value }));
  return Buffer.from(JSON.stringify(list), 'utf8').toString('base64');
}

/** Cuts a text to 64 characters, none of them in two. */
function cut(text: string): string {
  return text.slice(0, 64).replace(/[\ud800-\udbff]$/, '');
}

/** Formats an amount with at most three decimal places, as V1 allows. */
function yuan(amount: Amount): string {
  return formatAmount(Math.round(amount / 1000) * 1000);
}
