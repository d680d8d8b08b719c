import { begin } from '../../../lifecycle/life.ts';
import type { Callback, Order as OrderIds } from '../../../lifecycle/model.ts';
import type { Product } from '../../../seller/contract.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { sql } from '../../state/database.ts';
import { completed } from '../life/creation.ts';
import { applyLifeEvent, keepInstance, scheduleLife, sendDue, settleArrears } from '../life/life-events.ts';
import { beijingDay, expiryAfter, parsePeriod } from '../model/calendar.ts';
import type { Context } from '../model/context.ts';
import type { Amount, Connection, Instance, Payment, Period, Price } from '../model/model.ts';
import { connectionOf, findInstance, instanceOf, nextKey, orderOf } from '../model/records.ts';
import { orderDeadline } from '../model/retry-schedule.ts';
import { bounded } from '../money/charges.ts';
import { chargingOf, orderAmount } from '../money/prices.ts';
import { type Buyer, buyerFor, findBuyer, putBuyer } from '../orders/buyers.ts';
import { kindOf, productOf } from '../orders/catalogue.ts';
import { finishOrder, lineId, moveExpiry, type NewLine, placeOrder } from '../orders/orders.ts';
import { newLicenseCode } from '../orders/published.ts';
import { queueOf } from '../outbox/delivery-queue.ts';
import { type PurchaseRequest, purchaseRefusal } from '../rules/purchase.ts';
import { purchaseFacts, saleFacts, takeStock } from '../rules/purchase-facts.ts';
import { lifeRefusal, refusalError, refuse } from '../rules/refusals.ts';
import { assertOffer, type Offer, type SaleFacts, skuOf } from '../rules/sale.ts';
import { tradingOf } from '../rules/trading.ts';

/**
 * A buyer orders and pays: checks the rules, places the order, creates the instances of its lines, and sends the
 * callbacks.
 *
 * @throws KooError (business, `PURCHASE_REFUSED`) with the text for the buyer; nothing has changed then
 */
export function buy(context: Context, command: CommandOf<'buy'>): void {
  for (let index = 0; index < (command.count ?? 1); index += 1) buyOne(context, command);
}

function buyOne(context: Context, command: CommandOf<'buy'>): void {
  const { database, now } = context;
  productOf(database, command.product);
  const connection = connectionOf(database, command.product);
  const buyer = buyerFor(database, command.buyer);
  putBuyer(database, buyer);
  const sale = saleFacts(database, connection, buyer, tradingOf(database, command.product));
  const skuCode = command.sku ?? defaultSku(sale.product, command.trial === true);
  const period = command.trial
    ? undefined
    : command.period
      ? parsePeriod(command.period)
      : defaultPeriod(skuCode, sale);
  const { trial = false, quantity, parameters = {}, pay: payment = 'balance', direct = false } = command;
  const request = { skuCode, trial, period, quantity, parameters, payment, direct };
  const facts = purchaseFacts(database, request, connection, sale, now);
  const refusal =
    purchaseRefusal(request, facts) ?? (trial && command.autoRenew !== undefined ? notRenewed : undefined);
  if (refusal) throw refusalError(refusal);
  const { offer } = assertOffer(request, facts);
  pay(context, buyer.id, payment, offer.amount);
  takeStock(database, command.product, skuCode);
  order(context, connection, { offer, buyer, trial, payment, parameters, autoRenew: command.autoRenew });
}

const notRenewed = refuse(
  'TRIAL',
  both('A trial is not renewed automatically.'),
  both('Leave --auto-renew out.'),
);

/** The first specification that is, or is not, a trial. */
function defaultSku({ skus }: Product, isTrial: boolean): string {
  return (skus.find(({ trial }) => (trial !== undefined) === isTrial) ?? skus[0])?.sku_code ?? '';
}

/** A year, or else the first period for which the specification is sold. */
function defaultPeriod(skuCode: string, { prices, product }: SaleFacts): Period | undefined {
  if (!skuOf(skuCode, product)?.charging_modes.includes('PERIOD')) return undefined;
  const own = prices.filter((price) => price.skuCode === skuCode && chargingOf(price) === 'PERIOD');
  return (own.find(({ period }) => period?.type === 'year') ?? own[0])?.period;
}

/** Takes money from a buyer; a negative amount is a refund. */
export function pay(context: Context, buyerId: string, payment: Payment, amount: Amount): void {
  const { database } = context;
  const buyer = findBuyer(database, buyerId);
  if (!buyer || amount === 0) return;
  const fund = ({ balance: 'balance', 'credit-line': 'creditLine', coupon: 'coupon' } as const)[payment];
  putBuyer(database, { ...buyer, [fund]: bounded(buyer[fund] - amount) });
  settleArrears(context, buyerId);
}

interface Deal extends Pick<PurchaseRequest, 'payment' | 'parameters'> {
  readonly offer: Offer;
  readonly buyer: Buyer;
  readonly trial: boolean;
  readonly autoRenew: number | undefined;
}

/**
 * Pay-per-use has an instance for each billing item, and a package order one for each package; everything else has one.
 */
function linePrices({ prices, quantity = 1 }: Offer): readonly Price[] {
  const [price] = prices;
  if (!price) return [];
  return chargingOf(price) === 'ON_DEMAND_PKG' ? Array.from({ length: quantity }, () => price) : prices;
}

function order(context: Context, connection: Connection, deal: Deal): void {
  const { database, now } = context;
  const { offer, buyer, trial, payment } = deal;
  const prices = linePrices(offer);
  const firstKey = nextKey(database);
  const isPackage = prices.some((price) => chargingOf(price) === 'ON_DEMAND_PKG');
  const quantity = isPackage ? undefined : offer.quantity;
  const parameters = Object.entries(deal.parameters).map(([name, value]) => ({ name, value }));
  const expiresAt = offer.period && expiryAfter(now, offer.period);
  const lines = prices.map((price, index): NewLine => {
    const amount = orderAmount(price, { period: offer.period, quantity });
    return {
      instance: firstKey + index,
      price,
      period: offer.period,
      quantity,
      expiresAt,
      parameters,
      listAmount: amount,
      paidAmount: amount,
    };
  });
  const ids = context.orderId();
  placeOrder(
    context,
    {
      type: trial ? 'TRIAL' : 'NEW',
      product: connection.product,
      buyer: buyer.id,
      lines,
      status: 'processing',
      payment,
    },
    ids,
  );
  const waits = connection.supervised && connection.settings.provision === 'after-acceptance';
  for (const [index, line] of lines.entries()) {
    const orderIds: OrderIds = { id: ids.id, line: lineId(ids.id, index) };
    const kind = kindOf(connection, line.price);
    const begun = begin(kind, { order: orderIds, trial, ...(expiresAt !== undefined && { expiresAt }) }, now);
    if (!begun.ok) throw refusalError(lifeRefusal(begun.refusal, 'buy'));
    const instance: Instance = {
      key: line.instance,
      resource: context.uuid(`resource ${line.instance}`),
      product: connection.product,
      sku: line.price.skuCode,
      price: line.price,
      buyer: buyer.id,
      ...(kind.product === 'license-code' && { license: newLicenseCode(context, line.instance) }),
      life: begun.life,
      ...(offer.period && { period: offer.period, anchorDay: beijingDay(now) }),
      ...(quantity !== undefined && { quantity }),
      parameters,
      payment,
      paid: line.paidAmount,
      ...(deal.autoRenew !== undefined && {
        autoRenew: deal.autoRenew === 0 ? ('unlimited' as const) : deal.autoRenew,
      }),
      ...(connection.supervised && { awaitsAcceptance: true as const }),
    };
    keepInstance(context, instance);
    const due = waits ? begun.due.filter(({ type }) => type !== 'create') : begun.due;
    sendDue(context, instance, due, { amount: line.paidAmount });
    if (!waits) provision(context, instance);
  }
  const isProcessing = orderOf(database, ids.id)?.status === 'processing';
  if (isProcessing && !waits) context.schedule('order-deadline', ids.id, now + orderDeadline);
}

/**
 * The buyer accepts a supervised order: the instance is created now, or the order is completed if it was created at
 * payment. The period counts from here.
 *
 * @throws KooError (business, `ACT_REFUSED`)
 * @see https://www.huaweicloud.com/s/JemAmueUqOacjeWKoeWZqOm6kum6n29zJQ/t_30_p_6/JeS6keWVhuW6lyU
 */
export function accept(context: Context, command: CommandOf<'accept'>): void {
  const { database, now } = context;
  const found = findInstance(database, command.instance);
  const { purchase } = found.life;
  const placed = orderOf(database, purchase.id);
  if (!found.awaitsAcceptance || placed?.status !== 'processing')
    throw refusalError(nothingToAccept, 'ACT_REFUSED');
  const expiresAt = found.period && expiryAfter(now, found.period);
  if (expiresAt !== undefined) moveExpiry(database, placed.id, expiresAt);
  for (const key of placed.instances) {
    const { awaitsAcceptance: _, ...instance } = instanceOf(database, key);
    const { life, anchorDay } = instance;
    const accepted: Instance = {
      ...instance,
      ...(anchorDay !== undefined && { anchorDay: beijingDay(now) }),
      life: {
        ...life,
        terms: expiresAt === undefined ? life.terms : [{ order: life.purchase, expiresAt }],
        ...(life.completedAt !== undefined && { completedAt: now }),
      },
    };
    keepInstance(context, accepted);
    if (life.stage !== 'creating') {
      scheduleLife(context, accepted);
      continue;
    }
    if (hasBegun(context, accepted)) continue;
    sendDue(context, accepted, [createOf(accepted)], { amount: accepted.paid });
    provision(context, accepted);
  }
  if (placed.instances.every((key) => instanceOf(database, key).life.stage !== 'creating')) {
    finishOrder(context, placed.id, 'completed');
  } else {
    context.cancel('order-deadline', placed.id);
    context.schedule('order-deadline', placed.id, now + orderDeadline);
  }
}

const nothingToAccept = refuse(
  'STATE',
  both('There is nothing to accept.'),
  both('Only orders of a product that was connected with --supervised are accepted, once.'),
);

function createOf({ life }: Instance): Callback {
  const { purchase, trial, terms } = life;
  const [term] = terms;
  return { type: 'create', order: purchase, trial, ...(term && { expiresAt: term.expiresAt }) };
}

/** Whether the merchant has been asked to create the instance. */
function hasBegun({ database }: Context, { key }: Instance): boolean {
  return sql(database)`SELECT 1 FROM market_deliveries WHERE queue = ${queueOf(key)} LIMIT 1`.exists();
}

/** Completes an order that needs no callback server. */
function provision(context: Context, instance: Instance): void {
  if (hasBegun(context, instance)) return;
  if (instance.life.stage === 'creating') {
    applyLifeEvent(context, instance, { type: 'accepted' });
    completed(context, instanceOf(context.database, instance.key));
  } else if (!instance.awaitsAcceptance) {
    finishOrder(context, instance.life.purchase.id, 'completed');
  }
}
