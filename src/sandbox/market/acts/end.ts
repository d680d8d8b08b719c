import { KooError } from '../../../errors/koo-error.ts';
import { expiryOf } from '../../../lifecycle/life.ts';
import type { LifeEvent } from '../../../lifecycle/model.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../commands.ts';
import type { Context } from '../context.ts';
import { deliveryOf, restart } from '../deliveries.ts';
import type { Amount, Instance } from '../model.ts';
import { parseAmount } from '../money.ts';
import { lineId, placeOrder } from '../orders.ts';
import { giveBackStock, unsubscriptionsOf } from '../purchase-facts.ts';
import { refusalError, refuse } from '../refusals.ts';
import { unsubscriptionRefusal } from '../renewal.ts';
import { connectionOf, findInstance, orderOf } from '../state.ts';
import { pay } from './buy.ts';
import { assertIdle, assertPossible, happen, orderFor } from './renew.ts';

/** Something happens to an instance that needs no order. */
function event(type: 'find-violation' | 'lift-violation' | 'close' | 'view') {
  return (context: Context, command: { readonly instance: string }): void => {
    const instance = findInstance(context.database, command.instance);
    happen(context, instance, { type });
  };
}

/** The operator finds a violation, or lifts it. */
export const freeze = event('find-violation');
export const unfreeze = event('lift-violation');

/** The buyer closes a pay-per-use resource. */
export const close = event('close');

/** The buyer opens the resource details: the merchant is asked for the credentials again. */
export const view = event('view');

/**
 * The period ends now instead of at its date; grace and retention follow by the clock, or are skipped.
 *
 * @throws KooError (business, `ACT_REFUSED`)
 */
export function expire(context: Context, command: CommandOf<'expire'>): void {
  const { database, now } = context;
  const found = findInstance(database, command.instance);
  const { life } = found;
  const isPast = (expiryOf(life) ?? 0) <= now;
  const last = life.terms.at(-1);
  // Renewals that have not begun end with it.
  const terms = last && !isPast ? [{ ...last, expiresAt: now }] : life.terms;
  let instance: Instance = { ...found, life: { ...life, terms } };
  if (!life.overdue) instance = happen(context, instance, { type: 'expire' });
  const until = command.until ?? 'grace';
  if (until === 'grace') return;
  if (!instance.life.frozenFor.includes('expired'))
    instance = happen(context, instance, { type: 'end-grace' });
  if (until === 'released') happen(context, instance, { type: 'end-retention' });
}

/**
 * The buyer unsubscribes, or gives the last renewal back.
 *
 * @throws KooError (business, `ACT_REFUSED`)
 * @see https://www.huaweicloud.com/s/JWNkbumdmeaAgWh0dHBz6K-35rGC5YyF55qE5L2c55SoJQ/t_30_p_9/JeS6keWVhuW6lyU
 */
export function unsubscribe(context: Context, command: CommandOf<'unsubscribe'>): void {
  const instance = findInstance(context.database, command.instance);
  if (command.renewal) {
    giveBack(context, instance);
    return;
  }
  const { database, now } = context;
  const { life, product, buyer, payment, sku } = instance;
  const { supervised } = connectionOf(database, product);
  const agreed = command.amount === undefined ? undefined : parseAmount(command.amount);
  const refusal = unsubscriptionRefusal(
    {
      life,
      supervision: supervised ? (instance.awaitsAcceptance ? 'running' : 'ended') : undefined,
      paid: instance.paid,
      agreed,
      earlier: unsubscriptionsOf(database, buyer, now),
    },
    now,
  );
  if (refusal) throw refusalError(refusal, 'ACT_REFUSED');
  // A supervised order is unsubscribed before it is completed.
  if (!instance.awaitsAcceptance) assertIdle(context, instance);
  const refund = agreed ?? instance.paid + renewalsPaid(context, instance);
  const order = orderFor(context, instance, {
    type: 'UNSUBSCRIBE',
    price: instance.price,
    period: instance.period,
    quantity: instance.quantity,
    expiresAt: now,
    amount: -refund,
  });
  pay(context, buyer, payment, -refund);
  giveBackStock(database, product, sku);
  happen(context, instance, { type: 'unsubscribe', order, negotiated: agreed !== undefined });
}

/** What was paid for periods that have not begun. */
function renewalsPaid({ database, now }: Context, { life }: Instance): Amount {
  return life.terms
    .filter((_, index) => index > 0 && (life.terms[index - 1]?.expiresAt ?? 0) > now)
    .reduce((sum, { order }) => sum + (orderOf(database, order.id)?.amount ?? 0), 0);
}

/** The last renewal, which has not begun, is given back for all of its price. */
function giveBack(context: Context, instance: Instance): void {
  const { life, buyer, payment } = instance;
  const none = { id: '', line: '' };
  assertIdle(context, instance);
  assertPossible(context, life, { type: 'give-back', order: none });
  const renewal = life.terms.at(-1);
  const restored = life.terms.at(-2);
  if (!renewal || !restored) throw new TypeError('a renewal that was not refused');
  const paid = orderOf(context.database, renewal.order.id)?.amount ?? 0;
  const order = orderFor(context, instance, {
    type: 'UNSUBSCRIBE',
    price: instance.price,
    period: instance.period,
    quantity: instance.quantity,
    expiresAt: restored.expiresAt,
    amount: -paid,
  });
  pay(context, buyer, payment, -paid);
  const given: LifeEvent = { type: 'give-back', order };
  happen(context, instance, given, { amount: -paid, givenBack: renewal.order });
}

/**
 * An order that the merchant did not deliver fails after three hours: everything is refunded, and what he may have
 * created is released.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 */
export function failPurchase(context: Context, instances: readonly Instance[]): void {
  const [first] = instances;
  if (!first) return;
  const { database, now } = context;
  const amount = instances.reduce((sum, { paid }) => sum + paid, 0);
  const { id } = placeOrder(context, {
    type: 'UNSUBSCRIBE',
    product: first.product,
    buyer: first.buyer,
    lines: instances.map(({ key, price, period, quantity, paid }) => ({
      instance: key,
      price,
      period,
      quantity,
      expiresAt: now,
      listAmount: paid,
      paidAmount: -paid,
    })),
    status: 'completed',
  });
  pay(context, first.buyer, first.payment, -amount);
  giveBackStock(database, first.product, first.sku);
  for (const [index, instance] of instances.entries()) {
    const refund = { id, line: lineId(id, index) };
    const returned = instance.instanceId !== undefined;
    happen(context, instance, { type: 'creation-failed', refund, returned });
  }
}

/**
 * The seller sends a delivery again.
 *
 * @throws KooError (usage) `UNKNOWN_DELIVERY`, `DELIVERY_UNDER_WAY`, `NOT_CONNECTED`; (business, `ACT_REFUSED`)
 */
export function resend(context: Context, { delivery: id }: CommandOf<'resend'>): void {
  const delivery = deliveryOf(context.database, id);
  if (!delivery) {
    throw new KooError({
      category: 'usage',
      code: 'UNKNOWN_DELIVERY',
      message: both('The sandbox has no delivery {id}', { id: String(id) }),
      hint: both('List them with `koo sandbox deliveries`.'),
    });
  }
  if (delivery.state === 'queued' || delivery.state === 'active') {
    throw new KooError({
      category: 'usage',
      code: 'DELIVERY_UNDER_WAY',
      message: both('Delivery {id} is still being attempted', { id: String(id) }),
      hint: both('koo sandbox clock --next moves a virtual clock to the next attempt.'),
    });
  }
  connectionOf(context.database, delivery.product);
  const order = delivery.order === undefined ? undefined : orderOf(context.database, delivery.order);
  const isOver = order?.status === 'failed' || delivery.state === 'dropped';
  if (isOver && delivery.state !== 'succeeded') {
    throw refusalError(
      refuse(
        'ENDED',
        both('{activity} can no longer be sent: the order is refunded or the instance is released.', {
          activity: delivery.activity,
        }),
        both('Buy again: koo sandbox buy {product}', { product: delivery.product }),
      ),
      'ACT_REFUSED',
    );
  }
  restart(context, delivery);
}
