import { KooError } from '../../../errors/koo-error.ts';
import { expiryOf } from '../../../lifecycle/life.ts';
import { both } from '../../../text/translate.ts';
import type { Database } from '../../store.ts';
import type { CommandOf } from '../commands.ts';
import type { Context } from '../context.ts';
import { deliveryOf, type Queued, restart } from '../delivery/deliveries.ts';
import type { Instance } from '../model.ts';
import { lineId, placeOrder } from '../orders/orders.ts';
import { giveBackStock } from '../rules/purchase-facts.ts';
import { refusalError, refuse } from '../rules/refusals.ts';
import { connectionOf, findInstance, orderOf } from '../state.ts';
import { pay } from './buy.ts';
import { assertBegun, happen } from './renew.ts';

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
  assertBegun(found);
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
  if (until === 'frozen') return;
  // Behind the attempt of the freeze, which a release would drop.
  context.cancel('end-retention', instance.key);
  context.schedule('end-retention', instance.key, now);
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
    payment: first.payment,
  });
  pay(context, first.buyer, first.payment, -amount);
  giveBackStock(database, first.product, first.sku);
  for (const [index, instance] of instances.entries()) {
    const refund = { id, line: lineId(id, index) };
    const returned = instance.instanceId !== undefined;
    // A line that was delivered goes with the others.
    const isLive = instance.life.stage === 'live';
    happen(
      context,
      instance,
      isLive ? { type: 'revoke', refund } : { type: 'creation-failed', refund, returned },
    );
  }
}

/**
 * The seller sends a delivery again.
 *
 * @throws KooError like {@link assertResendable}
 */
export function resend(context: Context, { delivery }: CommandOf<'resend'>): void {
  restart(context, assertResendable(context.database, delivery));
}

/**
 * Refuses to send again what is still attempted, or of no use any more.
 *
 * @throws KooError (usage) `UNKNOWN_DELIVERY`, `DELIVERY_UNDER_WAY`, `NOT_CONNECTED`; (business, `ACT_REFUSED`)
 */
export function assertResendable(database: Database, id: number): Queued {
  const delivery = deliveryOf(database, id);
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
  connectionOf(database, delivery.product);
  const order = delivery.order === undefined ? undefined : orderOf(database, delivery.order);
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
  return delivery;
}
