import { expiryOf } from '../../../lifecycle/life.ts';
import type { JsonObject } from '../../../text/json.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { keepInstance } from '../life/life-events.ts';
import { day, daysBetween } from '../model/calendar.ts';
import type { Context } from '../model/context.ts';
import type { Instance, Order, Period } from '../model/model.ts';
import { findInstance } from '../model/records.ts';
import { orderDeadline } from '../model/retry-schedule.ts';
import { orderAmount, upgradeFee } from '../money/prices.ts';
import { finishOrder } from '../orders/orders.ts';
import { deliveriesOfOrder, settle } from '../outbox/delivery-queue.ts';
import { lifeRefusal, refusalError } from '../rules/refusals.ts';
import { upgradeRefusal } from '../rules/renewal.ts';
import { offerOf, quantityFor } from '../rules/sale.ts';
import { pay } from './buy.ts';
import {
  assertAllowed,
  assertIdle,
  assertPossible,
  dealOf,
  factsOf,
  happen,
  isSent,
  orderFor,
} from './renew.ts';

/**
 * Upgrades to a larger size or a better specification at once. The expiry stays.
 *
 * @throws KooError (business) `PURCHASE_REFUSED`, `ACT_REFUSED`
 * @see https://support.huaweicloud.com/intl/zh-cn/sp-marketplace/zh-cn_topic_0212192789.html
 */
export function upgrade(context: Context, command: CommandOf<'upgrade'>): void {
  const { database, now } = context;
  const instance = findInstance(database, command.instance);
  assertIdle(context, instance);
  assertPossible(context, instance.life, { type: 'upgrade', order: instance.life.purchase });
  const { period, payment } = instance;
  const expiry = expiryOf(instance.life);
  if (!period || expiry === undefined) throw refusalError(lifeRefusal('kind', 'upgrade'), 'ACT_REFUSED');
  const facts = factsOf(context, instance);
  const before = { skuCode: instance.sku, quantity: instance.quantity };
  const skuCode = command.sku ?? instance.sku;
  const quantity = command.quantity ?? quantityFor(skuCode, instance.quantity, facts);
  const after = { skuCode, period, quantity };
  const offer = offerOf(after, facts);
  const [price] = offer?.prices ?? [];
  const days = { period: periodDays(expiry, period), remaining: daysBetween(now, expiry) };
  const running = orderAmount(instance.price, { period, quantity: instance.quantity });
  const fee = offer ? upgradeFee(running, offer.amount, days) : 0;
  assertAllowed(upgradeRefusal({ ...after, payment, now: before, fee }, facts));
  if (!offer || !price) throw new TypeError('an offer that was not refused');
  pay(context, instance.buyer, payment, fee);
  const order = orderFor(context, instance, {
    type: 'CHANGE',
    price,
    period,
    quantity: offer.quantity,
    expiresAt: expiry,
    amount: fee,
    listAmount: offer.amount,
    payment,
  });
  const wanted: JsonObject = {
    sku: after.skuCode,
    price: price.priceId,
    ...(offer.quantity !== undefined && { quantity: offer.quantity }),
  };
  const upgradedInstance = happen(
    context,
    instance,
    { type: 'upgrade', order },
    { ...dealOf({ ...offer, amount: fee }, price), wanted },
  );
  if (isSent(context, order.id)) {
    // Behind the callback, whose last attempt may be due at the same time.
    context.schedule('order-deadline', order.id, now + orderDeadline);
    return;
  }
  upgraded(context, upgradedInstance, wanted);
  finishOrder(context, order.id, 'completed');
}

/** Days of the running period, which ends at the expiry. */
function periodDays(expiry: number, { type, number }: Period): number {
  if (type === 'day') return number;
  const months = type === 'year' ? 12 * number : number;
  // Counted back from the expiry, since months differ in length.
  const began = new Date(expiry);
  began.setUTCMonth(began.getUTCMonth() - months);
  return Math.max(1, Math.round((expiry - began.getTime()) / day));
}

export function upgraded(context: Context, instance: Instance, wanted: JsonObject): void {
  const { prices } = factsOf(context, instance);
  const price = prices.find(({ priceId }) => priceId === wanted.price) ?? instance.price;
  const quantity = typeof wanted.quantity === 'number' ? wanted.quantity : undefined;
  const { quantity: _, ...upgradedInstance } = instance;
  keepInstance(context, {
    ...upgradedInstance,
    sku: String(wanted.sku),
    price,
    ...(quantity !== undefined && { quantity }),
  });
}

/** The merchant has not upgraded the instance in time: the fee is refunded, and the instance stays as it was. */
export function failUpgrade(context: Context, { id, amount }: Order, [instance]: readonly Instance[]): void {
  if (!instance) return;
  pay(context, instance.buyer, instance.payment, -amount);
  for (const delivery of deliveriesOfOrder(context.database, id)) {
    context.cancel('attempt', delivery.id);
    if (delivery.state === 'active' || delivery.state === 'queued') settle(context, delivery, 'given-up');
  }
}
