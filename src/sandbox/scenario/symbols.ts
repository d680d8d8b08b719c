import { isObject, type JsonObject, type JsonValue } from '../../text/json.ts';
import { connections } from '../market/model/records.ts';
import { parsePriceFlag } from '../market/money/price-flag.ts';
import { termsKey } from '../market/money/prices.ts';
import { connectedPrices } from '../market/orders/catalogue.ts';
import type { Database } from '../state/database.ts';

/**
 * Resolves a symbol: `O1` is the first order, `O1-000001` its first line, `I1` the first instance that was bought, `L1`
 * its licence code, `E1` the first licence event, `price:year` a price. Any other text stands for itself.
 */
export function resolve(database: Database, text: string): string {
  const [, letter, number, line = ''] = /^([OILE])([1-9]\d{0,5})(-\d{6})?$/.exec(text) ?? [];
  const [, price] = /^price:(.+)$/.exec(text) ?? [];
  if (price !== undefined) return priceId(database, price) ?? text;
  if (letter === undefined || (line !== '' && letter !== 'O')) return text;
  const found = database.prepare(queries[letter] ?? '').get(Number(number))?.id;
  return found === undefined || found === null ? text : `${String(found)}${line}`;
}

const queries: Readonly<Record<string, string>> = {
  O: 'SELECT id FROM market_orders WHERE number = ?',
  // Also before the merchant has returned an instance id.
  I: 'SELECT coalesce(instance_id, license, resource) AS id FROM market_instances WHERE key = ?',
  L: 'SELECT license AS id FROM market_instances WHERE key = ?',
  E: 'SELECT id FROM events WHERE instance IS NOT NULL ORDER BY instance, number LIMIT 1 OFFSET ? - 1',
};

/** Finds the first price with such terms: `year`, `3month`, `once`, the name of a billing item. */
function priceId(database: Database, what: string): string | undefined {
  const key = termsKey(parsePriceFlag(`${what}=1`).terms);
  return connections(database)
    .flatMap((connection) => connectedPrices(database, connection))
    .find((price) => termsKey(price) === key)?.priceId;
}

export function resolveAll(database: Database, object: JsonObject): JsonObject {
  const inner = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return resolve(database, value);
    if (Array.isArray(value)) return value.map(inner);
    return isObject(value) ? resolveAll(database, value) : value;
  };
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, inner(value)]));
}
