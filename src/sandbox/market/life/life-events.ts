import { activityCall } from '../../../lifecycle/activities.ts';
import { expiryOf, hasBegun, next } from '../../../lifecycle/life.ts';
import type {
  Callback,
  Kind,
  Life,
  LifeEvent,
  Order as OrderIds,
  Refusal,
} from '../../../lifecycle/model.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import { afterRelease } from '../kit/unbind.ts';
import { beijingTimeAfter, beijingTimeBefore, day } from '../model/calendar.ts';
import { type Context, noteState, notify } from '../model/context.ts';
import { overdueTimes } from '../model/grace-retention.ts';
import type { Amount, BaseProtocol, Connection, Instance, Period, Price } from '../model/model.ts';
import { findConnection, instanceOf, orderOf, putInstance } from '../model/records.ts';
import { defaultSettings, type Settings } from '../model/settings.ts';
import { formatInCents } from '../money/amounts.ts';
import { findBuyer } from '../orders/buyers.ts';
import { productName } from '../orders/catalogue.ts';
import { publishInstance } from '../orders/published.ts';
import { callbackValues } from '../outbox/callback-values.ts';
import { dropWaiting, enqueue, queueOf } from '../outbox/delivery-queue.ts';

export interface Deal {
  readonly amount: Amount;
  readonly price?: Price;
  readonly period?: Period;
  readonly quantity?: number;
  readonly givenBack?: OrderIds;
  readonly wanted?: JsonObject;
}

type Happened =
  | { readonly ok: true; readonly instance: Instance }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Applies an event to an instance: updates its life, puts due callbacks into the outbox, and schedules what follows.
 *
 * @param instance as the act has changed it already, or its key
 */
export function applyLifeEvent(
  context: Context,
  instance: Instance | number,
  event: LifeEvent,
  deal?: Deal,
): Happened {
  const before = typeof instance === 'number' ? instanceOf(context.database, instance) : instance;
  const step = next(before.life, event, context.now);
  if (!step.ok) return step;
  const after = settleOverdue(before, step.life, context.now);
  keepInstance(context, after);
  noteState(context, before.life, after);
  const hasEnded = after.life.stage === 'released' || after.life.stage === 'failed';
  if (hasEnded) dropWaiting(context, queueOf(after.key), 'ended');
  sendDue(context, after, step.due, deal);
  scheduleLife(context, after);
  return { ok: true, instance: after };
}

/** Stores an instance, and publishes it to the open API. */
export function keepInstance({ database }: Context, instance: Instance): void {
  putInstance(database, instance);
  publishInstance(database, instance);
}

function settleOverdue(instance: Instance, life: Life, now: number): Instance {
  const { overdueSince, ...rest } = instance;
  const isFrozen = life.frozenFor.length > 0;
  const times = {
    ...(isFrozen && { frozenAt: instance.life.frozenFor.length > 0 ? (instance.frozenAt ?? now) : now }),
    ...(life.stage === 'released' && { releasedAt: now }),
  };
  if (!life.overdue) return { ...rest, life, ...times };
  const since = overdueSince ?? (life.overdue === 'expired' ? (expiryOf(life) ?? now) : now);
  return { ...rest, life, ...times, overdueSince: since };
}

export const baseProtocols: Readonly<Record<Kind['product'], readonly BaseProtocol[]>> = {
  saas: ['v1', 'v2'],
  'online-license': ['online-license'],
  'license-code': ['license-code'],
};

/** Puts callbacks into the outbox. A disconnected product gets none. */
export function sendDue(
  context: Context,
  instance: Instance,
  callbacks: readonly Callback[],
  deal?: Deal,
): void {
  const connection = findConnection(context.database, instance.product);
  if (!connection) return;
  for (const callback of callbacks) {
    const protocol =
      callback.type === 'notify'
        ? (['order-notify'] as const).find((id) => connection.protocols.includes(id))
        : // Of no other kind, should the product have been connected anew.
          baseProtocols[instance.life.kind.product].find((id) => connection.protocols.includes(id));
    // Polls follow from the reply to the creation.
    if (!protocol || callback.type === 'query' || !isSent(context, connection, callback)) continue;
    const call = activityCall(callback, protocol, instance.life.kind);
    if (!call || connection.without.includes(call.activity)) {
      if (callback.type === 'freeze') noteUntoldFreeze(context, instance);
      continue;
    }
    if (callback.type === 'release' && instance.instanceId === undefined && instance.license === undefined)
      continue;
    const order = orderOfCallback(callback);
    enqueue(context, {
      queue: queueOf(instance.key, callback.type === 'notify'),
      instance: instance.key,
      product: instance.product,
      protocol,
      activity: call.activity,
      cause: callback.type,
      values: callbackValues(protocol, call, callFacts(context, connection, instance, callback, deal)),
      ...(order !== undefined && { order }),
      ...(deal?.wanted && { wanted: deal.wanted }),
    });
  }
  if (callbacks.some(({ type }) => type === 'release')) afterRelease(context, instance);
}

function noteUntoldFreeze(context: Context, { key }: Instance): void {
  const text = both(
    'No callback of this product tells a freeze: the callback server takes the instance as usable',
  );
  context.note({ type: 'state', state: 'frozen', text }, key);
}

function callFacts(
  { database }: Context,
  connection: Connection,
  instance: Instance,
  callback: Callback,
  deal?: Deal,
) {
  const buyer = findBuyer(database, instance.buyer);
  const price = deal?.price ?? instance.price;
  const period = deal?.period ?? instance.period;
  const quantity = deal?.quantity ?? instance.quantity;
  return {
    connection,
    instance,
    buyer: buyer ?? { id: instance.buyer, name: instance.buyer },
    price,
    productName: productName(database, instance.product, price),
    // A release carries the price of the purchase.
    amount: callback.type === 'release' ? instance.paid : (deal?.amount ?? instance.paid),
    ...(period && { period }),
    ...(quantity !== undefined && { quantity }),
    ...(deal?.givenBack && { givenBack: deal.givenBack }),
  };
}

/** Returns the order that is completed by the callback, or fails with it. */
function orderOfCallback(callback: Callback): string | undefined {
  const settles = callback.type === 'create' || callback.type === 'refresh' || callback.type === 'upgrade';
  return settles ? callback.order.id : undefined;
}

/** Whether a setting lets the callback be sent. */
function isSent({ database }: Context, { settings }: Connection, callback: Callback): boolean {
  if (callback.type !== 'notify' || settings.notify_orders === 'all') return true;
  return orderOf(database, callback.order.id)?.type === 'NEW';
}

/** Hour in Beijing at which renewals are charged. */
const autoRenewalHour = 3;

/** Days before an expiry at which the buyer is reminded. */
const reminderDays = [7, 3, 1] as const;

const scheduled = ['expire', 'end-grace', 'end-retention', 'remind', 'auto-renew'] as const;

export function scheduleLife(context: Context, instance: Instance): void {
  const { database, now } = context;
  const { key, life } = instance;
  for (const type of scheduled) context.cancel(type, key);
  if (life.stage !== 'live' || !hasBegun(life)) return;
  const expiry = expiryOf(life);
  const ends = overdueEnds(database, instance, instance.overdueSince ?? now);
  if (!life.overdue) {
    if (expiry !== undefined) context.schedule('expire', key, expiry);
  } else if (!life.frozenFor.includes(life.overdue)) {
    context.schedule('end-grace', key, ends.grace);
  } else {
    context.schedule('end-retention', key, ends.retention);
  }
  if (expiry === undefined) return;
  const reminder = reminderDays.map((days) => expiry - days * day).find((time) => time > now);
  if (!life.overdue && reminder !== undefined) context.schedule('remind', key, reminder);
  if (instance.autoRenew === undefined) return;
  const { auto_renew_lead } = settingsOf(database, instance);
  const first = beijingTimeBefore(expiry, Number(auto_renew_lead), autoRenewalHour);
  context.schedule('auto-renew', key, first > now ? first : beijingTimeAfter(now, autoRenewalHour));
}

/** Returns when grace and retention end, for an instance that is overdue since a time. */
export function overdueEnds(
  database: Database,
  instance: Instance,
  since: number,
): { readonly grace: number; readonly retention: number } {
  const { buyer, life } = instance;
  const settings = settingsOf(database, instance);
  const level = findBuyer(database, buyer)?.level ?? 'V0';
  const { grace, retention } = overdueTimes(level, life.kind.charging, settings);
  const isToldAtOnce = life.overdue !== 'arrears' && settings.freeze_at === 'expiry';
  return { grace: isToldAtOnce ? since : since + grace, retention: since + grace + retention };
}

function settingsOf(database: Database, { product }: Instance): Settings {
  return findConnection(database, product)?.settings ?? defaultSettings;
}

/**
 * Applies a change of a balance: the buyer's pay-per-use instances become overdue in arrears, and are not overdue
 * otherwise. Call it after every change of a balance.
 *
 * @param buyerId account id
 * @see https://www.huaweicloud.com/s/JVZQTue9keWFsyDnm5HmjqfnirbmgIEl/t_30_p_8/JeS6keWVhuW6lyU
 */
export function settleArrears(context: Context, buyerId: string): void {
  const buyer = findBuyer(context.database, buyerId);
  if (!buyer) return;
  const isInArrears = buyer.balance < 0;
  const changed = meteredInstances(context, buyerId).filter(
    ({ life }) => isInArrears === (life.overdue === undefined),
  );
  if (changed.length === 0) return;
  if (isInArrears) {
    const text = both('The account {name} is in arrears: its balance is {balance} yuan', {
      name: buyer.name,
      balance: formatInCents(buyer.balance),
    });
    notify(context, 'buyer', 'arrears', text);
  }
  for (const { key } of changed)
    applyLifeEvent(context, key, { type: isInArrears ? 'fall-into-arrears' : 'pay-arrears' });
}

function meteredInstances({ database }: Context, buyerId: string): readonly Instance[] {
  return sql(database)`SELECT document FROM market_instances WHERE buyer = ${buyerId}
    AND stage = 'live' AND json_extract(document, '$.life.kind.charging') = 'on-demand'
    ORDER BY key`.documents<Instance>();
}
