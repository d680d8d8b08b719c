import { both } from '../../../text/translate.ts';
import { type Database, type Row, sql } from '../../state/database.ts';
import type { Context } from '../model/context.ts';
import type { Delivery, DeliveryState } from '../model/model.ts';
import { finishOrder } from '../orders/orders.ts';

export type NewDelivery = Omit<Queued, 'id' | 'state' | 'startedAt' | 'attempts' | 'restarted'>;

/** Returns the queue of an instance; notifications have one of their own. */
export function queueOf(instance: number, isNotification = false): string {
  return isNotification ? `${instance} notify` : String(instance);
}

/** Appends a callback to its queue. @returns its id */
export function enqueue(context: Context, { queue, delay = 0, ...facts }: NewDelivery): number {
  const { database, now } = context;
  const isFirst = !sql(database)`SELECT 1 FROM market_deliveries WHERE queue = ${queue}
      AND state IN ('queued', 'active') LIMIT 1`.exists();
  const { instance, product, order } = facts;
  const { lastInsertRowid } = sql(database)`INSERT INTO market_deliveries (queue, instance, product, order_id,
    state, started_at, attempts, document) VALUES (${queue}, ${instance ?? null}, ${product},
    ${order ?? null}, ${isFirst ? 'active' : 'queued'}, ${isFirst ? now : null}, 0,
    ${JSON.stringify({ ...facts, ...(delay > 0 && { delay }) })})`.run();
  const id = Number(lastInsertRowid);
  if (isFirst) context.schedule('attempt', id, now + delay);
  return id;
}

/** A delivery with the facts that only the queue needs. */
export interface Queued extends Delivery {
  /** Milliseconds until the first attempt, from when it is the head of its queue. */
  readonly delay?: number;
  /** The state before the seller sent it again. */
  readonly restarted?: DeliveryState;
}

export function deliveryOf(database: Database, id: number): Queued | undefined {
  const row = sql(database)`SELECT * FROM market_deliveries WHERE id = ${id}`.get();
  return row && readDelivery(row);
}

export function deliveriesOfOrder(database: Database, order: string): Queued[] {
  return sql(database)`SELECT * FROM market_deliveries WHERE order_id = ${order} ORDER BY id`
    .all()
    .map(readDelivery);
}

export function deliveriesOfInstance(database: Database, instance: number): Queued[] {
  return sql(database)`SELECT * FROM market_deliveries WHERE instance = ${instance} ORDER BY id`
    .all()
    .map(readDelivery);
}

function readDelivery(row: Row): Queued {
  const facts = JSON.parse(String(row.document)) as Omit<Queued, 'id' | 'queue' | 'state' | 'attempts'>;
  return {
    ...facts,
    id: Number(row.id),
    queue: String(row.queue),
    state: String(row.state) as DeliveryState,
    attempts: Number(row.attempts),
    ...(row.started_at !== null && { startedAt: Number(row.started_at) }),
  };
}

/** Ends a delivery, and starts the next one of its queue. */
export function settle(context: Context, delivery: Queued, state: DeliveryState): void {
  const { database, now } = context;
  const { queue } = delivery;
  end(context, delivery, state);
  const row = sql(database)`SELECT * FROM market_deliveries WHERE queue = ${queue}
    AND state IN ('queued', 'active') ORDER BY id LIMIT 1`.get();
  if (!row || row.state === 'active') return;
  const next = readDelivery(row);
  sql(database)`UPDATE market_deliveries SET state = 'active', started_at = ${now}
    WHERE id = ${next.id}`.run();
  context.schedule('attempt', next.id, now + (next.delay ?? 0));
}

function end({ database }: Context, delivery: Queued, state: DeliveryState): void {
  const { restarted, ...facts } = withoutColumns(delivery);
  // A delivery that had succeeded before stays so.
  const final = restarted === 'succeeded' ? restarted : state;
  sql(database)`UPDATE market_deliveries SET state = ${final}, document = ${JSON.stringify(facts)}
    WHERE id = ${delivery.id}`.run();
}

export function isOpen(database: Database, id: number): boolean {
  const state = deliveryOf(database, id)?.state;
  return state === 'queued' || state === 'active';
}

export function dropProduct(context: Context, product: string): void {
  const queues = sql(context.database)`SELECT queue FROM market_deliveries
    WHERE product = ${product} AND state IN ('queued', 'active') GROUP BY queue ORDER BY min(id)`.all();
  for (const { queue } of queues) dropWaiting(context, String(queue), 'disconnected');
}

/** Drops the pending deliveries of a queue, since the instance or the connection has ended. */
export function dropWaiting(context: Context, queue: string, reason: 'ended' | 'disconnected'): void {
  const { database } = context;
  const waiting = sql(database)`SELECT * FROM market_deliveries WHERE queue = ${queue}
    AND state IN ('queued', 'active') ORDER BY id`
    .all()
    .map(readDelivery);
  for (const delivery of waiting) {
    const { id, activity, instance, cause, order } = delivery;
    end(context, delivery, 'dropped');
    context.cancel('attempt', id);
    // Its period is paid; a purchase and an upgrade fail at their deadline.
    if (cause === 'refresh' && order !== undefined) finishOrder(context, order, 'completed');
    const text =
      reason === 'ended'
        ? both('{activity} is not sent any more: the instance has ended', { activity })
        : both('{activity} is not sent any more: the product is disconnected', { activity });
    context.note({ type: 'dropped', delivery: id, activity, text }, instance);
  }
}

/** Sends a delivery once more, now. One that has succeeded stays so. */
export function restart(context: Context, delivery: Queued): void {
  const { database, now } = context;
  const { id, state } = delivery;
  const document = JSON.stringify({ ...withoutColumns(delivery), restarted: delivery.restarted ?? state });
  sql(database)`UPDATE market_deliveries SET state = 'active', document = ${document} WHERE id = ${id}`.run();
  context.cancel('attempt', id);
  context.schedule('attempt', id, now);
}

function withoutColumns({ id: _1, queue: _2, state: _3, attempts: _4, startedAt: _5, ...facts }: Queued) {
  return facts;
}
