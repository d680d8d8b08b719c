import type { LifeEvent } from '../../../lifecycle/model.ts';
import type { CommandOf } from '../commands.ts';
import type { Context } from '../context.ts';
import type { Amount, Instance } from '../model.ts';
import { parseAmount } from '../money.ts';
import { giveBackStock, unsubscriptionsOf } from '../purchase-facts.ts';
import { refusalError } from '../refusals.ts';
import { unsubscriptionRefusal } from '../renewal.ts';
import { connectionOf, findInstance, orderOf } from '../state.ts';
import { pay } from './buy.ts';
import { assertIdle, assertPossible, happen, orderFor } from './renew.ts';

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
