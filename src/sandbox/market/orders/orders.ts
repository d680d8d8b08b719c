import { given } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import type { OrderInfo } from '../../state/orders.ts';
import { formatOrderTime } from '../../state/times.ts';
import { type Context, notify } from '../model/context.ts';
import type { Instance, Order, Price } from '../model/model.ts';
import { orderOf, putOrder } from '../model/records.ts';
import { formatAmount } from '../money/amounts.ts';
import { chargingOf } from '../money/prices.ts';
import { findBuyer } from './buyers.ts';
import { productName, productOf } from './catalogue.ts';
import { type OrderLineFacts, orderDocument } from './order-documents.ts';

export interface NewLine
  extends Pick<OrderLineFacts, 'period' | 'quantity' | 'expiresAt' | 'listAmount' | 'paidAmount'> {
  readonly instance: number;
  readonly price: Price;
  readonly parameters?: Instance['parameters'];
}

export interface NewOrder extends Pick<Order, 'type' | 'product' | 'buyer' | 'status' | 'payment'> {
  readonly lines: readonly NewLine[];
}

/** Returns the id of a line; lines are numbered from 1. */
export function lineId(order: string, index: number): string {
  return `${order}-${String(index + 1).padStart(6, '0')}`;
}

/** Stores an order, which the order query finds at once. */
export function placeOrder(context: Context, order: NewOrder, ids = context.orderId()): Order {
  const { database, now } = context;
  const { lines, ...facts } = order;
  const { type, product, buyer, status } = facts;
  const [{ period, quantity } = {}] = lines;
  const document = orderDocument({
    id: ids.id,
    type,
    createdAt: now,
    lines: lines.map(({ instance: _, price, ...line }, index) => ({
      ...line,
      id: lineId(ids.id, index),
      charging: chargingOf(price),
      priceId: price.priceId,
      skuCode: price.skuCode,
      productName: productName(database, product, price),
      parameters: line.parameters ?? [],
    })),
    buyer: findBuyer(database, buyer) ?? { id: buyer, name: buyer, type: 'enterprise' },
  });
  sql(database)`INSERT INTO orders VALUES (${ids.id}, ${productOf(database, product).seller},
    ${JSON.stringify(document)})`.run();
  const placed: Order = {
    ...facts,
    id: ids.id,
    sku: lines[0]?.price.skuCode ?? '',
    instances: lines.map(({ instance }) => instance),
    amount: lines.reduce((sum, { paidAmount }) => sum + paidAmount, 0),
    ...given({ period, quantity }),
    createdAt: now,
    ...(status === 'completed' && { completedAt: now }),
  };
  putOrder(database, placed, ids.number);
  noteOrder(context, placed);
  return placed;
}

/** Updates the expiry of all lines of a purchase in the order query. */
export function moveExpiry(database: Database, orderId: string, expiresAt: number): void {
  const document = sql(database)`SELECT document FROM orders WHERE id = ${orderId}`.document<OrderInfo>();
  if (!document) return;
  const expireTime = formatOrderTime(new Date(expiresAt));
  const orderLine = document.orderLine.map((line) => ({ ...line, expireTime }));
  sql(database)`UPDATE orders SET document = ${JSON.stringify({ ...document, orderLine })}
    WHERE id = ${orderId}`.run();
}

/** Completes or fails an order that is still processing. */
export function finishOrder(context: Context, id: string, status: 'completed' | 'failed'): Order | undefined {
  const order = orderOf(context.database, id);
  if (order?.status !== 'processing') return undefined;
  const finished = { ...order, status, ...(status === 'completed' && { completedAt: context.now }) };
  putOrder(context.database, finished);
  context.cancel('order-deadline', id);
  noteOrder(context, finished);
  const [instance] = order.instances;
  if (status === 'failed') {
    const text = both('Order {id} failed: the callback server did not deliver. The buyer is refunded', {
      id,
    });
    notify(context, 'seller', 'order-failed', text, instance);
    notify(context, 'buyer', 'order-failed', text, instance);
  } else {
    notify(context, 'buyer', 'order-completed', both('Order {id} is completed', { id }), instance);
  }
  return finished;
}

/**
 * Marks the order of a V1 refresh that was given up as failed until the refresh is sent again. Nothing is refunded, and
 * the expiry stays moved.
 *
 * @see https://support.huaweicloud.com/intl/zh-cn/accessg-marketplace/zh-cn_topic_0182376880.html
 */
export function failUntilResent(context: Context, id: string): void {
  const order = orderOf(context.database, id);
  if (order?.status !== 'processing') return;
  const failed: Order = { ...order, status: 'failed' };
  putOrder(context.database, failed);
  noteOrder(context, failed);
  const text = both('Order {id} counts as failed until its callback is sent again. It is not refunded', {
    id,
  });
  notify(context, 'seller', 'order-failed', text, order.instances[0]);
}

/** Completes the order of a callback that has arrived, also after {@link failUntilResent}. */
export function completeOrder(context: Context, id: string): void {
  const order = orderOf(context.database, id);
  if (order?.status === 'failed') putOrder(context.database, { ...order, status: 'processing' });
  finishOrder(context, id, 'completed');
}

function noteOrder(context: Context, { id, type, status, amount, instances }: Order): void {
  const text = both('Order {id} ({type}, {status}): {amount} yuan', {
    id,
    type,
    status,
    amount: formatAmount(amount),
  });
  context.note(
    { type: 'order', order: id, orderType: type, status, amount: formatAmount(amount), text },
    instances[0],
  );
}
