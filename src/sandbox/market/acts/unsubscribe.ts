import type { LifeEvent } from '../../../lifecycle/model.ts';
import { given } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { keepInstance } from '../life/life-events.ts';
import { type Context, notify } from '../model/context.ts';
import type { Instance, Order } from '../model/model.ts';
import { connectionOf, findInstance, orderOf, ordersOf } from '../model/records.ts';
import { formatAmount, parseAmount } from '../money/amounts.ts';
import { offeredPrices } from '../money/prices.ts';
import { finishOrder } from '../orders/orders.ts';
import { giveBackStock, unsubscriptionsOf } from '../rules/purchase-facts.ts';
import { refusalError } from '../rules/refusals.ts';
import { unsubscriptionRefusal } from '../rules/renewal.ts';
import { pay } from './buy.ts';
import { assertIdle, assertPossible, factsOf, happen, type LaterOrder, orderFor } from './renew.ts';

/**
 * The buyer unsubscribes, or gives the last renewal back.
 *
 * @throws KooError (business, `ACT_REFUSED`)
 * @see https://www.huaweicloud.com/s/JWNkbumdmeaAgWh0dHBz6K-35rGC5YyF55qE5L2c55SoJQ/t_30_p_9/JeS6keWVhuW6lyU
 */
export function unsubscribe(context: Context, command: CommandOf<'unsubscribe'>): void {
  const found = findInstance(context.database, command.instance);
  if (command.renewal) {
    giveBack(context, found);
    return;
  }
  const { database, now } = context;
  const { awaitsAcceptance, ...instance } = found;
  const { life, product, buyer } = instance;
  const { supervised } = connectionOf(database, product);
  const agreed = command.amount === undefined ? undefined : parseAmount(command.amount);
  const orders = standingOrders(context, instance);
  const paid = orders.reduce((sum, { amount }) => sum + amount, 0);
  const refusal = unsubscriptionRefusal(
    {
      life,
      supervision: supervised ? (awaitsAcceptance ? 'running' : 'ended') : undefined,
      paid,
      agreed,
      earlier: unsubscriptionsOf(database, buyer, now),
    },
    now,
  );
  if (refusal) throw refusalError(refusal, 'ACT_REFUSED');
  // A supervised order is unsubscribed before it is completed.
  if (awaitsAcceptance) finishOrder(context, life.purchase.id, 'completed');
  else assertIdle(context, instance);
  const purchase = orderOf(database, life.purchase.id);
  const payment = purchase?.payment ?? instance.payment;
  const order = refundOrder(context, instance, { expiresAt: now, amount: -(agreed ?? paid), payment });
  if (agreed === undefined) for (const one of orders) pay(context, buyer, one.payment, -one.amount);
  else {
    pay(context, buyer, payment, -agreed);
    const text = both('The buyer asks to unsubscribe for {amount} yuan: the seller agrees', {
      amount: formatAmount(agreed),
    });
    notify(context, 'seller', 'unsubscription-to-approve', text, instance.key);
  }
  giveBackStock(database, product, purchase?.sku ?? instance.sku);
  happen(context, instance, { type: 'unsubscribe', order, negotiated: agreed !== undefined });
}

/** Returns the orders that are in force for an instance, the purchase first, without refunded renewals. */
function standingOrders({ database }: Context, instance: Instance): readonly Order[] {
  const terms = new Set(instance.life.terms.map(({ order }) => order.id));
  return ordersOf(database, instance).filter(({ id, type, status }) => {
    if (type === 'RENEW') return terms.has(id);
    return type !== 'UNSUBSCRIBE' && (status !== 'failed' || type === 'TRIAL_TO_FORMAL');
  });
}

function refundOrder(
  context: Context,
  instance: Instance,
  terms: Pick<LaterOrder, 'expiresAt' | 'amount' | 'payment'>,
) {
  const { price, period, quantity } = instance;
  return orderFor(context, instance, { type: 'UNSUBSCRIBE', price, period, quantity, ...terms });
}

/** Gives back the last renewal, which has not begun, for its full price. */
function giveBack(context: Context, instance: Instance): void {
  const { life, buyer } = instance;
  const none = { id: '', line: '' };
  assertIdle(context, instance);
  assertPossible(context, life, { type: 'give-back', order: none });
  const renewal = life.terms.at(-1);
  const restored = life.terms.at(-2);
  if (!renewal || !restored) throw new TypeError('a renewal that was not refused');
  const { amount: paid = 0, payment = instance.payment } = orderOf(context.database, renewal.order.id) ?? {};
  const order = refundOrder(context, instance, { expiresAt: restored.expiresAt, amount: -paid, payment });
  pay(context, buyer, payment, -paid);
  const given: LifeEvent = { type: 'give-back', order };
  const after = happen(context, instance, given, { amount: -paid, givenBack: renewal.order });
  keepInstance(context, withoutLastRenewal(context, after));
}

/** Returns the instance as it was before a renewal that is given back; a later upgrade stays. */
function withoutLastRenewal(context: Context, instance: Instance): Instance {
  const { sku = instance.sku, quantity } = standingOrders(context, instance).at(-1) ?? {};
  const { period, payment = instance.payment } =
    orderOf(context.database, instance.life.terms.at(-1)?.order.id ?? '') ?? {};
  const [price = instance.price] = offeredPrices(factsOf(context, instance).prices, sku, period);
  return { ...instance, sku, price, payment, ...given({ period, quantity }) };
}
