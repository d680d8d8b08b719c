import { both, type Localized } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import type { Due } from '../model/journal.ts';
import type { EventType, Instance } from '../model/model.ts';
import { instanceOf, orderOf } from '../model/records.ts';
import { deliveryOf } from '../outbox/delivery-queue.ts';

export function dueOf(database: Database, row: Readonly<Record<string, unknown>>): Due {
  const type = String(row.type) as EventType;
  const subject = String(row.subject);
  const at = new Date(Number(row.due)).toISOString();
  if (type === 'attempt') {
    const delivery = deliveryOf(database, Number(subject));
    const { activity = '', attempts = 0, instance } = delivery ?? {};
    const text = both('{activity}, attempt {number}', { activity, number: attempts + 1 });
    return { at, type, ...nameOf(database, instance), text };
  }
  return {
    at,
    type,
    ...(type !== 'order-deadline' && type !== 'probe' && nameOf(database, Number(subject))),
    text: texts[type](subject),
  };
}

export function nextDue(database: Database, limit: number): Due[] {
  return dueWithKeys(database, limit).map(({ due }) => due);
}

/** Returns the next events with the keys of their instances. */
export function dueWithKeys(
  database: Database,
  limit: number,
): { readonly due: Due; readonly key?: number }[] {
  return sql(database)`SELECT * FROM market_events ORDER BY due, sequence, id LIMIT ${limit}`
    .all()
    .map((row) => {
      const key = instanceKey(database, row);
      return { due: dueOf(database, row), ...(key !== undefined && { key }) };
    });
}

function instanceKey(database: Database, { type, subject }: Readonly<Record<string, unknown>>) {
  if (type === 'attempt') return deliveryOf(database, Number(subject))?.instance;
  if (type === 'order-deadline') return orderOf(database, String(subject))?.instances[0];
  return type === 'probe' ? undefined : Number(subject);
}

/**
 * Returns the scheduled events of an instance: those of its life, attempts of its deliveries, and deadlines of its
 * orders.
 */
export function dueOfInstance(database: Database, { key, buyer, product }: Instance): Due[] {
  return sql(database)`SELECT e.* FROM market_events e WHERE e.subject = ${String(key)}
    AND e.type IN ('expire', 'end-grace', 'end-retention', 'remind', 'auto-renew', 'bill')
    UNION ALL SELECT e.* FROM market_deliveries d JOIN market_events e
    ON e.subject = CAST(d.id AS TEXT) AND e.type = 'attempt' WHERE d.instance = ${key}
    AND d.state = 'active' UNION ALL SELECT e.* FROM market_orders o, json_each(o.document, '$.instances') i
    JOIN market_events e ON e.subject = o.id AND e.type = 'order-deadline'
    WHERE o.buyer = ${buyer} AND o.product = ${product} AND o.status = 'processing'
    AND i.value = ${key} ORDER BY due, sequence, id`
    .all()
    .map((row) => dueOf(database, row));
}

const texts: Readonly<Record<Exclude<EventType, 'attempt'>, (subject: string) => Localized>> = {
  'order-deadline': (id) => both('order {id} fails, unless it is delivered before', { id }),
  expire: () => both('the period ends'),
  'end-grace': () => both('the grace period ends: freeze'),
  'end-retention': () => both('the retention period ends: release'),
  remind: () => both('the buyer is reminded of the expiry'),
  'auto-renew': () => both('the renewal is charged automatically'),
  bill: () => both('usage is billed'),
  probe: (product) => both('the debugging cases of {product} are replayed', { product }),
};

function nameOf(database: Database, key: number | undefined): { readonly instance?: string } {
  if (key === undefined) return {};
  const { instanceId, license, life } = instanceOf(database, key);
  return { instance: instanceId ?? license ?? life.purchase.line };
}
