import { matches } from '../../callback/exploration/scenario/scenario.ts';
import { stateOf } from '../../lifecycle/life.ts';
import { listOf, type OpenApi } from '../../openapi/model.ts';
import { queryOrder } from '../../openapi/orders.ts';
import { type JsonObject, type JsonValue, objectOf } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import type { Entry } from '../market/model/journal.ts';
import { findInstance, orderOf } from '../market/model/records.ts';
import { formatAmount } from '../market/money/amounts.ts';
import { findBuyer } from '../market/orders/buyers.ts';
import { type Database, sql } from '../state/database.ts';
import type { Difference, Expectations } from './model.ts';
import { resolve, resolveAll } from './symbols.ts';

interface Ended {
  readonly database: Database;
  readonly api: OpenApi;
  readonly entries: readonly Entry[];
  /** Business time, ISO 8601. */
  readonly end: string;
}

export async function compareFacts(expect: Expectations, ended: Ended): Promise<Difference[]> {
  const { database, entries, end } = ended;
  const differences: Difference[] = [];
  const compare = (subject: string, name: string, wanted: JsonValue, seen: JsonValue | undefined) => {
    const isSame = wanted === null ? seen === undefined || seen === null : matches(seen, wanted);
    if (isSame) return;
    const [expectedText, seenText] = [textOf(wanted), seen === undefined ? '–' : textOf(seen)];
    differences.push({
      kind: 'fact',
      at: end,
      subject,
      text: both('{subject}: {name} is {seen}, expected {wanted}', {
        subject,
        name,
        seen: seenText,
        wanted: expectedText,
      }),
      expected: expectedText,
      seen: seenText,
    });
  };
  for (const [symbol, wanted] of Object.entries(expect.orders)) {
    const facts = await orderFacts(resolve(database, symbol), ended);
    for (const [name, value] of Object.entries(resolveAll(database, wanted)))
      compare(symbol, name, value, facts[name]);
  }
  for (const [symbol, state] of Object.entries(expect.instances)) {
    const { life } = findInstance(database, resolve(database, symbol));
    compare(symbol, 'state', state, stateOf(life).name);
  }
  for (const [buyer, balance] of Object.entries(expect.balances))
    compare(buyer, 'balance', balance, formatAmount(findBuyer(database, buyer)?.balance ?? 0));
  for (const [symbol, stock] of Object.entries(expect.stock)) {
    const { product, sku } = findInstance(database, resolve(database, symbol));
    const row = sql(database)`SELECT available - sold AS n FROM product_stock
      WHERE product_id = ${product} AND sku_code = ${sku}`.get();
    compare(symbol, 'stock', stock, Number(row?.n));
  }
  for (const [symbol, license] of Object.entries(expect.licenses)) {
    const row = sql(database)`SELECT characters FROM events WHERE id = ${resolve(database, symbol)}`.get();
    compare(symbol, 'license', license, row ? String(row.characters) : undefined);
  }
  for (const [kind, count] of Object.entries(expect.notices)) {
    const seen = entries.filter((entry) => entry.type === 'notice' && entry.kind === kind).length;
    compare(kind, 'count', count, seen);
  }
  return differences;
}

/** Returns the flattened response of the order query; `status` is that of the marketplace, `lines` their number. */
async function orderFacts(id: string, { api, database }: Ended): Promise<JsonObject> {
  const order = orderOf(database, id);
  if (!order) return {};
  const info = objectOf((await queryOrder(api, { orderId: id })).orderInfo);
  const lines = listOf(info.orderLine).map(objectOf);
  const line = lines[0] ?? {};
  const { orderLine: _, ...outer } = info;
  return {
    ...outer,
    ...line,
    ...objectOf(listOf(line.productInfo)[0]),
    lines: lines.length,
    status: order.status,
  };
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
