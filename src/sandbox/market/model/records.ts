import { usageError } from '../../../errors/koo-error.ts';
import type { Life } from '../../../lifecycle/model.ts';
import { both } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import type { Connection, ConnectionKeys, Instance, Order } from './model.ts';
import { defaultSettings } from './settings.ts';

export function findConnection(database: Database, product: string): Connection | undefined {
  const found = sql(database)`SELECT document FROM market_connections WHERE product = ${product}`;
  return found.documents<Connection>().map(withAllSettings)[0];
}

/** A connection of an earlier version has fewer settings. */
function withAllSettings(connection: Connection): Connection {
  return { ...connection, settings: { ...defaultSettings, ...connection.settings } };
}

/** @throws KooError (usage, `NOT_CONNECTED`) */
export function connectionOf(database: Database, product: string): Connection {
  const found = findConnection(database, product);
  if (found) return found;
  throw usageError(
    'NOT_CONNECTED',
    both('The product {product} is not connected to a callback server', { product }),
    both('Connect it: koo sandbox connect URL --product {product} --protocol v2', { product }),
  );
}

export function keysOf(database: Database, product: string): ConnectionKeys {
  const found = sql(database)`SELECT keys AS document FROM market_connections WHERE product = ${product}`;
  return found.document<ConnectionKeys>() ?? {};
}

export function putConnection(database: Database, connection: Connection, keys: ConnectionKeys): void {
  sql(database)`REPLACE INTO market_connections VALUES (${connection.product}, ${JSON.stringify(connection)},
    ${JSON.stringify(keys)})`.run();
}

export function connections(database: Database): Connection[] {
  const all = sql(database)`SELECT document FROM market_connections ORDER BY product`;
  return all.documents<Connection>().map(withAllSettings);
}

/** @throws TypeError for an unknown key, which is a defect */
export function instanceOf(database: Database, key: number): Instance {
  const found = sql(database)`SELECT document FROM market_instances WHERE key = ${key}`.document<Instance>();
  if (!found) throw new TypeError(`no instance ${key}`);
  return found;
}

/**
 * Finds an instance by the merchant's instance id, the id of an order or of one of its lines, the resource id or the
 * licence code.
 *
 * @throws KooError (usage) `UNKNOWN_INSTANCE`, `AMBIGUOUS_INSTANCE`
 */
export function findInstance(database: Database, text: string): Instance {
  const named = sql(database)`SELECT document FROM market_instances
    WHERE instance_id = ${text} OR order_id = ${text} OR line = ${text}
    OR resource = ${text} OR license = ${text} ORDER BY key LIMIT 11`.documents<Instance>();
  const [first, ...others] = named.length > 0 ? named : instancesOfOrder(database, text);
  if (first && others.length === 0) return first;
  if (!first) {
    throw usageError(
      'UNKNOWN_INSTANCE',
      both('The sandbox has no instance, order or licence {text}', { text }),
      both('List them with `koo sandbox instances`.'),
    );
  }
  // A merchant may give two instances one id.
  const names = [first, ...others].map(({ life }) => life.purchase.line);
  throw usageError(
    'AMBIGUOUS_INSTANCE',
    both('{text} names several instances: {names}', { text, names }),
    both('Name one of them.'),
  );
}

/** Finds the instances of an order that came after the purchase. */
function instancesOfOrder(database: Database, id: string): Instance[] {
  return sql(database)`SELECT i.document FROM market_orders o, json_each(o.document, '$.instances') e
    JOIN market_instances i ON i.key = e.value WHERE o.id = ${id} LIMIT 11`.documents<Instance>();
}

/** Returns the buyer's instances that are expired or in arrears. */
export function overdueOf(database: Database, buyer: string): Instance[] {
  return sql(database)`SELECT document FROM market_instances WHERE buyer = ${buyer}
    AND stage = 'live' AND json_extract(document, '$.life.overdue') IS NOT NULL
    ORDER BY key`.documents<Instance>();
}

export function putInstance(database: Database, instance: Instance): void {
  const { key, product, sku, buyer, resource, instanceId, license, life } = instance;
  sql(database)`REPLACE INTO market_instances VALUES (${key}, ${product}, ${sku}, ${buyer},
    ${life.purchase.id}, ${life.purchase.line}, ${resource}, ${instanceId ?? null}, ${license ?? null},
    ${life.stage satisfies Life['stage']}, ${JSON.stringify(instance)})`.run();
}

export function nextKey(database: Database): number {
  return Number(sql(database)`SELECT coalesce(max(key), 0) + 1 AS n FROM market_instances`.get()?.n);
}

export function orderOf(database: Database, id: string): Order | undefined {
  return sql(database)`SELECT document FROM market_orders WHERE id = ${id}`.document<Order>();
}

/** Returns the orders of an instance, the purchase first. */
export function ordersOf(database: Database, { key, buyer, product }: Instance): Order[] {
  return sql(database)`SELECT o.document FROM market_orders o, json_each(o.document, '$.instances') e
    WHERE o.buyer = ${buyer} AND o.product = ${product} AND e.value = ${key}
    ORDER BY o.number`.documents<Order>();
}

/** Inserts an order with its ordinal number, or updates it without one. */
export function putOrder(database: Database, order: Order, number?: number): void {
  const { id, type, status, buyer, product, sku, createdAt } = order;
  const document = JSON.stringify(order);
  if (number === undefined) {
    sql(database)`UPDATE market_orders SET status = ${status}, document = ${document} WHERE id = ${id}`.run();
    return;
  }
  sql(database)`INSERT INTO market_orders VALUES (${id}, ${number}, ${type}, ${status}, ${buyer}, ${product},
    ${sku}, ${createdAt}, ${document})`.run();
}
