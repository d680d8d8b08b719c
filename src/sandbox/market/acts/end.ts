import { usageError } from '../../../errors/koo-error.ts';
import { expiryOf } from '../../../lifecycle/life.ts';
import { beijingTime } from '../../../text/beijing-time.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import type { Database } from '../../state/database.ts';
import type { Context } from '../model/context.ts';
import type { Cause, Instance } from '../model/model.ts';
import { connectionOf, findInstance, orderOf } from '../model/records.ts';
import { lineId, placeOrder } from '../orders/orders.ts';
import { deliveriesOfInstance, deliveryOf, type Queued, restart } from '../outbox/delivery-queue.ts';
import { giveBackStock } from '../rules/purchase-facts.ts';
import { actRefused } from '../rules/refusals.ts';
import { pay } from './buy.ts';
import { assertBegun, happen } from './renew.ts';

/** Creates an act that is a life event without an order. */
function event(type: 'find-violation' | 'lift-violation' | 'close' | 'view') {
  return (context: Context, command: { readonly instance: string }): void => {
    const instance = findInstance(context.database, command.instance);
    happen(context, instance, { type });
  };
}

export const freeze = event('find-violation');
export const unfreeze = event('lift-violation');

export const close = event('close');

/** The buyer opens the resource details: the merchant is asked for the credentials again. */
export const view = event('view');

/**
 * Ends the period now instead of at its date; grace and retention follow by the clock, or are skipped.
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
  if (!isPast) noteEarlyEnd(context, found);
  const until = command.until ?? 'grace';
  if (until === 'grace') return;
  if (!instance.life.frozenFor.includes('expired'))
    instance = happen(context, instance, { type: 'end-grace' });
  if (until === 'frozen') return;
  // Comes after the attempt of the freeze, which a release would drop.
  context.cancel('end-retention', instance.key);
  context.schedule('end-retention', instance.key, now);
}

/** No callback moves an expiry forward: the merchant keeps the former one until a freeze or a renewal. */
function noteEarlyEnd(context: Context, { key, life }: Instance): void {
  const expiry = expiryOf(life);
  if (expiry === undefined) return;
  const text = both(
    'The period ends now instead of at {expiry} in Beijing. No callback says so: the callback server still has the former expiry',
    { expiry: beijingTime(expiry) },
  );
  context.note({ type: 'state', state: 'grace', text }, key);
}

/**
 * Refunds an order that the merchant has not delivered within three hours, and releases its instances.
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
    // A delivered line is refunded with the others.
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
 * @throws KooError like {@link assertResendable}; (business, `ACT_REFUSED`) if a later one would be taken back
 */
export function resend(context: Context, { delivery, anyway }: CommandOf<'resend'>): void {
  const found = assertResendable(context.database, delivery);
  const later = anyway ? undefined : laterCallback(context.database, found);
  if (later) throw actRefused('LATE', overtakenText(found, later), resendHint);
  restart(context, found);
}

const resendHint = both('Send the later one again instead, or confirm it: koo sandbox resend --yes');

export function overtakenText(delivery: Queued, later: Queued): Localized {
  return both(
    '{activity} (delivery {id}) is older than {later} (delivery {laterId}), which the callback server has accepted. If it is sent again, the callback server may return to an earlier state and differ from the sandbox',
    {
      activity: delivery.activity,
      id: String(delivery.id),
      later: later.activity,
      laterId: String(later.id),
    },
  );
}

/** Callbacks that change the merchant's view of an instance. */
const changing: ReadonlySet<Cause> = new Set(['refresh', 'upgrade', 'freeze', 'unfreeze', 'release']);

/** Returns the last accepted callback that changed the instance after a delivery that changes it, too. */
export function laterCallback(database: Database, { id, cause, instance }: Queued): Queued | undefined {
  if (instance === undefined || !changing.has(cause)) return undefined;
  return deliveriesOfInstance(database, instance).findLast(
    (one) => one.id > id && one.state === 'succeeded' && changing.has(one.cause),
  );
}

/**
 * Refuses to send again a delivery that is still attempted or no longer of use.
 *
 * @throws KooError (usage) `UNKNOWN_DELIVERY`, `DELIVERY_UNDER_WAY`, `NOT_CONNECTED`; (business, `ACT_REFUSED`)
 */
export function assertResendable(database: Database, id: number): Queued {
  const delivery = deliveryOf(database, id);
  if (!delivery) {
    throw usageError(
      'UNKNOWN_DELIVERY',
      both('The sandbox has no delivery {id}', { id: String(id) }),
      both('List them with `koo sandbox deliveries`.'),
    );
  }
  if (delivery.state === 'queued' || delivery.state === 'active') {
    throw usageError(
      'DELIVERY_UNDER_WAY',
      both('Delivery {id} is still being attempted', { id: String(id) }),
      both('koo sandbox clock --next moves a virtual clock to the next attempt.'),
    );
  }
  connectionOf(database, delivery.product);
  const order = delivery.order === undefined ? undefined : orderOf(database, delivery.order);
  // The order of a refresh is not refunded.
  const isRefunded = order?.status === 'failed' && delivery.cause !== 'refresh';
  const isOver = isRefunded || delivery.state === 'dropped';
  if (isOver && delivery.state !== 'succeeded') {
    throw actRefused(
      'ENDED',
      both('{activity} can no longer be sent: the order is refunded or the instance is released.', {
        activity: delivery.activity,
      }),
      both('Buy again: koo sandbox buy {product}', { product: delivery.product }),
    );
  }
  return delivery;
}
