import { expiryOf, hasBegun, next } from '../../../lifecycle/life.ts';
import type { Life, LifeEvent } from '../../../lifecycle/model.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { sql } from '../../state/database.ts';
import { applyLifeEvent, type Deal } from '../life/life-events.ts';
import { beijingDay, expiryAfter, parsePeriod } from '../model/calendar.ts';
import { type Context, notify } from '../model/context.ts';
import type { Amount, Instance, OrderType, Payment, Period, Price } from '../model/model.ts';
import { connectionOf, findConnection, findInstance } from '../model/records.ts';
import { chargingOf } from '../money/prices.ts';
import { buyerFor } from '../orders/buyers.ts';
import { finishOrder, lineId, type NewLine, placeOrder } from '../orders/orders.ts';
import { saleFacts } from '../rules/purchase-facts.ts';
import { actRefused, lifeRefusal, type Refusal, refusalError, refuse } from '../rules/refusals.ts';
import { renewalRefusal } from '../rules/renewal.ts';
import { assertOffer, type Offer, type SaleFacts } from '../rules/sale.ts';
import { tradingOf } from '../rules/trading.ts';
import { pay } from './buy.ts';

export interface Wanted {
  readonly sku: string;
  readonly period: Period;
  readonly quantity?: number | undefined;
  readonly payment: Payment;
}

/**
 * Renews an instance; a trial becomes formal.
 *
 * @throws KooError (business) `PURCHASE_REFUSED`, `ACT_REFUSED`
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649429.html
 */
export function renew(context: Context, command: CommandOf<'renew'>): void {
  const instance = findInstance(context.database, command.instance);
  assertIdle(context, instance);
  assertBegun(instance);
  assertRepeated(instance, command);
  const { life } = instance;
  const facts = factsOf(context, instance);
  const sku = command.sku ?? (life.trial ? formalSku(facts, instance) : instance.sku);
  const period = (command.period && parsePeriod(command.period)) || usualPeriod(facts, instance, sku);
  // A trial becomes the smallest quantity for which the specification is sold.
  const quantity = life.trial ? command.quantity : instance.quantity;
  extend(context, instance, facts, { sku, period, quantity, payment: command.pay ?? instance.payment });
}

/**
 * Refuses a renewal or expiry before the period of a licence code has begun with its activation.
 *
 * @throws KooError (business, `ACT_REFUSED`)
 */
export function assertBegun({ life }: Instance): void {
  if (!hasBegun(life)) throw refusalError(notActivated, 'ACT_REFUSED');
}

/** The sandbox's own decision: there is no period yet that a renewal could follow. */
const notActivated = refuse(
  'STATE',
  both('The licence code has not been activated: its period begins with the activation.'),
  both('Claim it with `koo sandbox license --claim`, and let the server activate it.'),
);

/** A trial may become anything; a renewal changes nothing. */
function assertRepeated({ life, sku, quantity }: Instance, command: CommandOf<'renew'>): void {
  const isOther = (command.sku ?? sku) !== sku || (command.quantity ?? quantity) !== quantity;
  if (life.trial || !isOther) return;
  throw actRefused(
    'QUANTITY',
    both('A renewal repeats the specification and the quantity.'),
    both('They change with the renewal in `koo sandbox change`, and at once in `koo sandbox upgrade`.'),
  );
}

/** The first specification of the product that is sold by period. */
function formalSku({ product }: SaleFacts, { sku }: Instance): string {
  const formal = product.skus.find(
    ({ trial, charging_modes }) => trial === undefined && charging_modes.includes('PERIOD'),
  );
  return formal?.sku_code ?? sku;
}

export function usualPeriod({ prices }: SaleFacts, { period, life }: Instance, sku: string): Period {
  if (period && !life.trial) return period;
  const periods = prices.flatMap((price) => (price.skuCode === sku && price.period) || []);
  const own = periods.filter(({ type }) => type !== 'day');
  return own.find(({ type }) => type === 'year') ?? own[0] ?? { type: 'year', number: 1 };
}

export function factsOf({ database }: Context, { product, buyer }: Instance): SaleFacts {
  return saleFacts(
    database,
    connectionOf(database, product),
    buyerFor(database, buyer),
    tradingOf(database, product),
  );
}

/** Allows one order of a resource at a time. @throws KooError (business, `ACT_REFUSED`) */
export function assertIdle(context: Context, instance: Instance): void {
  const refusal = busyRefusal(context, instance);
  if (refusal) throw refusalError(refusal, 'ACT_REFUSED');
}

/** Returns why another order of the resource has to wait. */
function busyRefusal({ database }: Context, { key, buyer, product }: Instance): Refusal | undefined {
  const row = sql(database)`SELECT o.id FROM market_orders o, json_each(o.document, '$.instances') e
    WHERE o.buyer = ${buyer} AND o.product = ${product} AND o.status = 'processing'
    AND e.value = ${key} LIMIT 1`.get();
  if (!row) return undefined;
  const id = String(row.id);
  return refuse(
    'STATE',
    both('Order {id} of this resource is still being processed.', { id }),
    both('See its deliveries: koo sandbox deliveries --instance {id}', { id }),
  );
}

/** Refuses an act that the life does not allow, before anything is ordered. */
export function assertPossible(context: Context, life: Life, event: LifeEvent): void {
  const step = next(life, event, context.now);
  if (!step.ok) throw refusalError(lifeRefusal(step.refusal, event.type), 'ACT_REFUSED');
}

export function assertAllowed(refusal: Refusal | undefined): void {
  if (refusal) throw refusalError(refusal);
}

/** Orders another period, and applies it to the life. */
export function extend(
  context: Context,
  instance: Instance,
  facts: SaleFacts,
  { sku, period, quantity, payment }: Wanted,
  isChange = false,
): void {
  const { life } = instance;
  const request = { skuCode: sku, period, quantity, payment };
  const expiry = expiryOf(life) ?? context.now;
  const expiresAt = life.trial
    ? expiryAfter(context.now, period)
    : expiryAfter(expiry, period, instance.anchorDay);
  const none = { id: '', line: '' };
  const type = life.trial ? 'formalise' : 'renew';
  assertPossible(context, life, { type, order: none, expiresAt, ...(isChange && { change: true }) });
  assertAllowed(renewalRefusal(request, facts));
  const { offer, price } = assertOffer(request, facts);
  pay(context, instance.buyer, payment, offer.amount);
  const order = orderFor(context, instance, {
    type: life.trial ? 'TRIAL_TO_FORMAL' : 'RENEW',
    price,
    period,
    quantity: offer.quantity,
    expiresAt,
    amount: offer.amount,
    payment,
  });
  // The price is sent if the type of the period changes, and for a trial that becomes formal.
  const isOther = life.trial || price.period?.type !== instance.price.period?.type;
  const { quantity: _, ...sized } = instance;
  const renewed: Instance = {
    ...sized,
    sku,
    price,
    period,
    payment,
    ...(offer.quantity !== undefined && { quantity: offer.quantity }),
    ...(life.trial && { anchorDay: beijingDay(context.now), paid: offer.amount }),
  };
  const event: LifeEvent = {
    type,
    order,
    expiresAt,
    ...(isOther && { productId: price.priceId }),
    ...(isChange && { change: true }),
  };
  happen(context, renewed, event, dealOf(offer, price));
  if (!isSent(context, order.id)) finishOrder(context, order.id, 'completed');
}

export function dealOf({ amount, period, quantity }: Offer, price: Price): Deal {
  return { amount, price, ...(period && { period }), ...(quantity !== undefined && { quantity }) };
}

/** Applies a life event that was checked before. */
export function happen(context: Context, instance: Instance, event: LifeEvent, deal?: Deal): Instance {
  const happened = applyLifeEvent(context, instance, event, deal);
  if (happened.ok) return happened.instance;
  throw refusalError(lifeRefusal(happened.refusal, event.type), 'ACT_REFUSED');
}

export interface LaterOrder extends Pick<NewLine, 'price' | 'period' | 'quantity' | 'expiresAt'> {
  readonly type: OrderType;
  readonly amount: Amount;
  /** Before discounts; the paid amount by default. */
  readonly listAmount?: Amount;
  readonly payment: Payment;
}

export function orderFor(
  context: Context,
  instance: Instance,
  { type, amount, listAmount = Math.abs(amount), payment, ...line }: LaterOrder,
) {
  const { id } = placeOrder(context, {
    type,
    product: instance.product,
    buyer: instance.buyer,
    lines: [{ ...line, instance: instance.key, listAmount, paidAmount: amount }],
    status: type === 'UNSUBSCRIBE' ? 'completed' : 'processing',
    payment,
  });
  return { id, line: lineId(id, 0) };
}

/** Whether a callback reports an order. */
export function isSent({ database }: Context, order: string): boolean {
  return sql(database)`SELECT 1 FROM market_deliveries WHERE order_id = ${order} LIMIT 1`.exists();
}

/**
 * Renews an instance automatically. Without enough money it is tried again a day later, until the resource is released.
 *
 * @see https://support.huaweicloud.com/api-oce/api_order_00022.html
 */
export function renewAutomatically(context: Context, instance: Instance): void {
  const fail = (reason: Localized) => {
    const text = both('The automatic renewal failed: {text}', { text: reason });
    notify(context, 'buyer', 'renewal-failed', text, instance.key);
  };
  if (!findConnection(context.database, instance.product)) {
    fail(both('the product is not connected to a callback server'));
    return;
  }
  const facts = factsOf(context, instance);
  const period = smallestPeriod(facts, instance);
  const { sku, quantity, payment, autoRenew } = instance;
  const refusal =
    renewalRefusal({ skuCode: sku, period, quantity, payment }, facts) ?? busyRefusal(context, instance);
  const isViolation = instance.life.frozenFor.includes('violation');
  if (refusal || isViolation) {
    fail(refusal?.text ?? both('A resource that is frozen for a violation is not renewed'));
    return;
  }
  const { autoRenew: _, ...last } = instance;
  const left = autoRenew === 'unlimited' || autoRenew === undefined ? autoRenew : autoRenew - 1;
  const renewed = left === 0 || left === undefined ? last : { ...last, autoRenew: left };
  extend(context, renewed, facts, { sku, period, quantity, payment });
}

function smallestPeriod({ prices }: SaleFacts, { sku, period, price }: Instance): Period {
  const months = ({ type, number }: Period) => (type === 'year' ? 12 * number : number);
  const periods = prices
    .filter((one) => one.skuCode === sku && chargingOf(one) === 'PERIOD')
    .flatMap((one) => one.period ?? [])
    .sort((a, b) => months(a) - months(b));
  return periods[0] ?? period ?? price.period ?? { type: 'year', number: 1 };
}
