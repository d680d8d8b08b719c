import { expiryOf, hasBegun, stateOf } from '../../../lifecycle/life.ts';
import type { Charging, FreezeReason, Product, State } from '../../../lifecycle/model.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { type Database, type Row, sql } from '../../state/database.ts';
import { type Bill, billsOf } from '../life/bills.ts';
import type { Entry, EntryFacts } from '../model/journal.ts';
import type { Cause, Instance, Order, OrderType } from '../model/model.ts';
import { findInstance } from '../model/records.ts';
import { formatAmount } from '../money/amounts.ts';
import { type Buyer, findBuyer } from '../orders/buyers.ts';

/** An instance or a licence code; its JSON form is a contract. */
export interface ListedInstance {
  /** The merchant's ID; `null` until the server has returned it. */
  readonly instance: string | null;
  /** ID of the resource, as the buyer sees it. */
  readonly resource: string;
  /** The order it was bought with. */
  readonly order: string;
  readonly orderLine: string;
  readonly product: string;
  readonly sku: string;
  /** ID of the price: the productId of callbacks and orders. */
  readonly price: string;
  /** Account name of the buyer. */
  readonly buyer: string;
  readonly kind: Product;
  readonly charging: Charging;
  readonly trial: boolean;
  readonly state: State['name'];
  /** Why it is frozen. */
  readonly frozenFor: readonly FreezeReason[];
  /** ISO 8601; `null` if it does not expire. */
  readonly expiresAt: string | null;
  readonly license: string | null;
  readonly quantity: number | null;
  /** Deliveries that KooGallery gave up on, so that your server was not told; they wait for koo sandbox resend. */
  readonly notTold: readonly number[];
}

/** An order; its JSON form is a contract. */
export interface ListedOrder {
  readonly order: string;
  readonly type: OrderType;
  readonly status: Order['status'];
  readonly product: string;
  readonly sku: string;
  /** Account name of the buyer. */
  readonly buyer: string;
  /** What was paid, in yuan; negative for a refund. */
  readonly amount: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly completedAt: string | null;
  /** What its instances are called: the merchant's IDs, else the licence codes or the order lines. */
  readonly instances: readonly string[];
}

export const stateWords: Readonly<Record<State['name'], Localized>> = {
  creating: both('creating'),
  active: both('active'),
  grace: both('grace period'),
  frozen: both('frozen'),
  released: both('released'),
  failed: both('failed'),
};

export interface ListLimit {
  /** Maximum number of items; the latest ones, in ascending order. */
  readonly limit: number;
}

export function listInstances(database: Database, { limit }: ListLimit): ListedInstance[] {
  const listed = instancesOf(database);
  return sql(database)`SELECT document FROM market_instances ORDER BY key DESC LIMIT ${limit}`
    .documents<Instance>()
    .reverse()
    .map(listed);
}

/** Criteria of a search; absent or empty ones do not matter. */
export interface InstanceFilter {
  readonly product?: string | undefined;
  /** Account name or ID. */
  readonly buyer?: string | undefined;
  readonly state?: string | undefined;
  /** Part of one of its IDs: of the merchant, the resource, the order or the licence code. */
  readonly text?: string | undefined;
}

export interface FoundInstance extends ListedInstance {
  readonly key: number;
}

/** The state of an instance in SQL, equal to `stateOf`. */
const stateColumn = `CASE WHEN stage <> 'live' THEN stage
  WHEN json_array_length(document, '$.life.frozenFor') > 0 THEN 'frozen'
  WHEN document ->> '$.life.overdue' IS NOT NULL THEN 'grace' ELSE 'active' END`;

/**
 * Returns a page of the instances that match a filter, the latest first, and their total number.
 *
 * @param pageOf the page, which depends on how many there are
 */
export function searchInstances(
  database: Database,
  { product = '', buyer = '', state = '', text = '' }: InstanceFilter,
  pageOf: (total: number) => { readonly offset: number; readonly limit: number },
): { readonly total: number; readonly instances: readonly FoundInstance[] } {
  const conditions = [
    product && 'product = :product',
    buyer && 'buyer = :buyer',
    state && `${stateColumn} = :state`,
    text &&
      `(instr(lower(coalesce(instance_id, '')), :text) OR instr(lower(line), :text)
        OR instr(lower(resource), :text) OR instr(lower(coalesce(license, '')), :text))`,
  ].filter((condition) => condition !== '');
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const values = {
    ...(product && { product }),
    ...(buyer && { buyer: findBuyer(database, buyer)?.id ?? buyer }),
    ...(state && { state }),
    ...(text && { text: text.toLowerCase() }),
  };
  const listed = instancesOf(database);
  const count = database.prepare(`SELECT count(*) AS count FROM market_instances ${where}`).get(values);
  const total = Number(count?.count);
  const { offset, limit } = pageOf(total);
  const rows = database
    .prepare(
      `SELECT key, document FROM market_instances ${where} ORDER BY key DESC LIMIT :limit OFFSET :offset`,
    )
    .all({ ...values, limit, offset });
  return {
    total,
    instances: rows.map(({ key, document }) => ({
      key: Number(key),
      ...listed(JSON.parse(String(document)) as Instance),
    })),
  };
}

/** @throws KooError like {@link findInstance} */
export function describeInstance(database: Database, text: string): ListedInstance {
  return instancesOf(database)(findInstance(database, text));
}

/** Returns the journal of an instance. @throws KooError like {@link findInstance} */
export function instanceJournal(database: Database, text: string): Entry[] {
  return journalOf(database, findInstance(database, text).key, -1);
}

/** Returns the latest entries about an instance, in order; a negative limit means all. */
export function journalOf(database: Database, key: number, limit: number): Entry[] {
  return sql(database)`SELECT id, at, instance, document FROM market_journal WHERE instance = ${key}
    ORDER BY id DESC LIMIT ${limit}`
    .all()
    .reverse()
    .map(toEntry);
}

export function toEntry({ id, at, instance, document }: Row): Entry {
  const facts = JSON.parse(String(document)) as EntryFacts;
  return { ...facts, id: Number(id), at: Number(at), instance: Number(instance) };
}

function instancesOf(database: Database): (instance: Instance) => ListedInstance {
  const nameOf = buyerNames(database);
  const givenUp = givenUpDeliveries(database);
  return (instance) => {
    const {
      key,
      life,
      price,
      license = null,
      quantity = null,
      product,
      sku,
      resource,
      instanceId,
    } = instance;
    const state = stateOf(life);
    const expiry = hasBegun(life) ? expiryOf(life) : undefined;
    return {
      instance: instanceId ?? null,
      resource,
      order: life.purchase.id,
      orderLine: life.purchase.line,
      product,
      sku,
      price: price.priceId,
      buyer: nameOf(instance.buyer),
      kind: life.kind.product,
      charging: life.kind.charging,
      trial: life.trial,
      state: state.name,
      frozenFor: state.name === 'frozen' ? state.reasons : [],
      expiresAt: isoTime(expiry),
      license,
      quantity,
      notTold: (givenUp.get(key) ?? [])
        .filter(({ cause }) => matters[state.name].includes(cause))
        .map(({ id }) => id),
    };
  };
}

/** The callbacks that the server must have been told in a state. */
const matters: Readonly<Record<State['name'], readonly Cause[]>> = {
  creating: ['create', 'query'],
  active: ['refresh', 'upgrade', 'unfreeze'],
  grace: ['refresh', 'upgrade', 'unfreeze'],
  frozen: ['refresh', 'upgrade', 'freeze'],
  released: ['release'],
  failed: ['release'],
};

/** Returns the deliveries that were given up and can be sent again, of which no later one of the kind has told. */
function givenUpDeliveries(database: Database) {
  const kind = (of: string) => `replace(${of}.document ->> 'cause', 'unfreeze', 'freeze')`;
  const found = new Map<number, { readonly id: number; readonly cause: Cause }[]>();
  const rows = database
    .prepare(
      `SELECT d.id, d.instance, d.document ->> 'cause' AS cause FROM market_deliveries d
       WHERE d.state = 'given-up' AND NOT EXISTS (SELECT 1 FROM market_deliveries later
         WHERE later.instance = d.instance AND later.id > d.id AND later.state <> 'dropped'
         AND ${kind('later')} = ${kind('d')})
       AND (d.document ->> 'cause' = 'refresh' OR NOT EXISTS (SELECT 1 FROM market_orders o
         WHERE o.id = d.order_id AND o.status = 'failed')) ORDER BY d.id`,
    )
    .all();
  for (const { id, instance, cause } of rows) {
    const key = Number(instance);
    found.set(key, [...(found.get(key) ?? []), { id: Number(id), cause: cause as Cause }]);
  }
  return found;
}

export function listOrders(database: Database, { limit }: ListLimit): ListedOrder[] {
  return sql(database)`SELECT document FROM market_orders ORDER BY number DESC LIMIT ${limit}`
    .documents<Order>()
    .reverse()
    .map(ordersOf(database));
}

export function describeOrder(database: Database, id: string): ListedOrder | undefined {
  return sql(database)`SELECT document FROM market_orders WHERE id = ${id}`
    .documents<Order>()
    .map(ordersOf(database))[0];
}

function ordersOf(database: Database): (order: Order) => ListedOrder {
  const nameOf = buyerNames(database);
  return ({ id, type, status, product, sku, buyer, amount, createdAt, completedAt, instances }) => ({
    order: id,
    type,
    status,
    product,
    sku,
    buyer: nameOf(buyer),
    amount: formatAmount(amount),
    createdAt: new Date(createdAt).toISOString(),
    completedAt: isoTime(completedAt),
    instances: instances.map((key) => instanceName(database, key) ?? String(key)),
  });
}

/** A buyer; its JSON form is a contract. */
export interface ListedBuyer {
  /** Account name. */
  readonly name: string;
  /** Account ID. */
  readonly id: string;
  readonly type: Buyer['type'];
  /** Customer level, which determines grace and retention. */
  readonly level: Buyer['level'];
  /** Yuan; negative in arrears. */
  readonly balance: string;
  readonly creditLine: string;
  /** Credit cash coupons. */
  readonly coupon: string;
}

export function listBuyers(database: Database, { limit }: ListLimit): ListedBuyer[] {
  return sql(database)`SELECT id FROM market_buyers ORDER BY name LIMIT ${limit}`
    .all()
    .flatMap(({ id }) => findBuyer(database, String(id)) ?? [])
    .map(({ name, id, type, level, balance, creditLine, coupon }) => ({
      name,
      id,
      type,
      level,
      balance: formatAmount(balance),
      creditLine: formatAmount(creditLine),
      coupon: formatAmount(coupon),
    }));
}

/** Returns the name of an instance: the merchant's id, else the licence code or the order line. */
export function instanceName(database: Database, key: number | undefined): string | null {
  if (key === undefined) return null;
  const row = sql(database)`SELECT coalesce(instance_id, license, line) AS name
    FROM market_instances WHERE key = ${key}`.get();
  return row ? String(row.name) : null;
}

function buyerNames(database: Database): (id: string) => string {
  const known = new Map<string, string>();
  return (id) => {
    const name = known.get(id) ?? findBuyer(database, id)?.name ?? id;
    known.set(id, name);
    return name;
  };
}

export function isoTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

/** A bill; its JSON form is a contract. Numbers of units and amounts in yuan are decimal numbers. */
export interface ListedBill extends Omit<Bill, 'id' | 'key' | 'amount' | 'balance'> {
  readonly bill: number;
  readonly amount: string;
  /** What the buyer had after it. */
  readonly balance: string;
}

/** @throws KooError like {@link findInstance} */
export function listBills(
  database: Database,
  { instance, limit }: ListLimit & { readonly instance?: string | undefined },
): ListedBill[] {
  const key = instance === undefined ? undefined : findInstance(database, instance).key;
  return billsOf(database, { instance: key, limit }).map(({ id, key: _, amount, balance, ...bill }) => ({
    bill: id,
    ...bill,
    amount: formatAmount(amount),
    balance: formatAmount(balance),
  }));
}
