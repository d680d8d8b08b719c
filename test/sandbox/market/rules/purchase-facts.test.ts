import { assert, describe, expect, it, onTestFinished, test } from 'vitest';
import { begin, next } from '../../../../src/lifecycle/life.ts';
import type { Kind, Life, LifeEvent, Step } from '../../../../src/lifecycle/model.ts';
import type { Connection, Instance, OrderType } from '../../../../src/sandbox/market/model/model.ts';
import { putConnection, putInstance, putOrder } from '../../../../src/sandbox/market/model/records.ts';
import { defaultSettings } from '../../../../src/sandbox/market/model/settings.ts';
import { parsePriceFlag, setPrices } from '../../../../src/sandbox/market/money/price-flag.ts';
import { priceOf } from '../../../../src/sandbox/market/money/prices.ts';
import { type Buyer, buyerFor } from '../../../../src/sandbox/market/orders/buyers.ts';
import { type PurchaseRequest, purchaseRefusal } from '../../../../src/sandbox/market/rules/purchase.ts';
import {
  giveBackStock,
  purchaseFacts,
  saleFacts,
  takeStock,
  unsubscriptionsOf,
} from '../../../../src/sandbox/market/rules/purchase-facts.ts';
import type { SaleFacts } from '../../../../src/sandbox/market/rules/sale.ts';
import { sandboxSeller } from '../../../../src/sandbox/state/accounts.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import {
  createUserWriter,
  findProduct,
  putProduct,
  putStock,
  type Settings,
} from '../../../../src/sandbox/state/products.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import { temporaryFolder } from '../../harness.ts';

const office = 'OFFI758576253042421760';
const speech = 'OFFI758576253042421762';
const pack = 'OFFI758576253042421763';
const board = 'OFFI758576253042421765';
const sku = (number: number) => `da9b4d34-5295-46a7-92d4-${String(number).padStart(12, '0')}`;
const now = Date.parse('2026-06-01T02:00:00Z');
const day = 24 * 3_600_000;
const saas: Kind = { product: 'saas', charging: 'period' };

async function open(): Promise<Database> {
  const database = openStore(await temporaryFolder());
  onTestFinished(() => database.close());
  return database;
}

function connect(database: Database, product: string, more: Partial<Connection> = {}): Connection {
  const connection: Connection = {
    product,
    seller: sandboxSeller.id,
    url: 'http://127.0.0.1:8080/saasproduce',
    protocols: ['v2'],
    encrypt: 256,
    supervised: false,
    contacts: false,
    parameters: [],
    without: [],
    prices: [],
    settings: defaultSettings,
    ...more,
  };
  putConnection(database, connection, {});
  return connection;
}

let keys = 0;

interface Bought {
  readonly product?: string;
  readonly sku?: string;
  readonly kind?: Kind;
  readonly trial?: boolean;
  readonly events?: readonly LifeEvent[];
  readonly expiresAt?: number;
  readonly releasedAt?: number;
}

/** Puts an instance into the state that a buyer has bought. */
function bought(database: Database, buyer: Buyer, what: Bought = {}): Instance {
  const { product = office, kind = saas, trial = false, events = [{ type: 'created' }] } = what;
  keys += 1;
  const order = { id: `O${keys}`, line: `O${keys}-000001` };
  const isTimed = kind.charging === 'period';
  const { expiresAt = now + 100 * day } = what;
  let step: Step = begin(kind, { order, trial, ...(isTimed && { expiresAt }) }, now - day);
  for (const event of events) {
    assert(step.ok);
    step = next(step.life, event, event.type === 'expire' ? expiresAt : now - day);
  }
  assert(step.ok);
  const life: Life = step.life;
  const skuCode = what.sku ?? sku(1);
  const instance: Instance = {
    key: keys,
    resource: `resource-${keys}`,
    product,
    sku: skuCode,
    price: priceOf(product, skuCode, { amount: 0 }),
    buyer: buyer.id,
    life,
    parameters: [],
    payment: 'balance',
    paid: 0,
    ...(what.releasedAt !== undefined && { releasedAt: what.releasedAt }),
  };
  putInstance(database, instance);
  return instance;
}

function ordered(
  database: Database,
  buyer: Buyer,
  type: OrderType,
  status: 'completed' | 'failed' = 'completed',
) {
  keys += 1;
  const facts = {
    product: office,
    sku: sku(3),
    instances: [keys],
    amount: 0,
    payment: 'balance',
    createdAt: now,
  } as const;
  putOrder(database, { id: `CS${keys}`, type, status, buyer: buyer.id, ...facts }, keys);
}

function configure(database: Database, product: string, changed: Partial<Settings>): void {
  const stored = findProduct(database, product)!;
  putProduct(database, { ...stored, settings: { ...stored.settings, ...changed } });
}

const request: PurchaseRequest = {
  skuCode: sku(1),
  trial: false,
  period: { type: 'year', number: 1 },
  parameters: {},
  payment: 'balance',
  direct: false,
};

const factsOf = (
  database: Database,
  connection: Connection,
  buyer: Buyer,
  more: Partial<PurchaseRequest> = {},
  trading?: SaleFacts['trading'],
) =>
  purchaseFacts(
    database,
    { ...request, ...more },
    connection,
    saleFacts(database, connection, buyer, trading),
    now,
  );

test('reads product, settings, prices, attributes, stock and parameters', async () => {
  const database = await open();
  const { product } = findProduct(database, office)!;
  const connection = connect(database, office, {
    prices: setPrices(product, [parsePriceFlag('year=7')]),
    parameters: [{ name: 'domain', required: true }],
  });
  const buyer = buyerFor(database, 'koo-buyer');
  const facts = factsOf(database, connection, buyer, {}, 'frozen');
  expect(facts).toMatchObject({ product, trading: 'frozen', isPublic: true, buyer, hasPayPerUse: false });
  expect(facts.prices.map(({ amount }) => amount)).toEqual([7_000_000, 7_000_000, 0]);
  expect(facts.attributes.map(({ code }) => code)).toContain('seats');
  expect(facts.stock).toEqual({ [sku(1)]: 999 - 120 });
  expect(facts.parameters).toEqual([{ name: 'domain', required: true }]);
  expect([...facts.lists, ...facts.owned, ...facts.earlier]).toEqual([]);
});

test('koo users add decides about the next purchase', async () => {
  const database = await open();
  const connection = connect(database, office);
  configure(database, office, { audience: { type: 'specified', skus: {} } });
  const refusal = () =>
    purchaseRefusal(request, factsOf(database, connection, buyerFor(database, 'koo-late')))?.code;
  expect(refusal()).toBe('AUDIENCE');
  const id = 'c0ffee00c0ffee00c0ffee00c0ffee00';
  const change = (act: 'add' | 'remove') => {
    const writer = createUserWriter(database, office, { list: 'audience' }, new Date(now));
    if (act === 'add') writer.add({ account_id: id, account_name: 'koo-late' });
    else writer.remove(id);
    writer.finish();
  };
  change('add');
  expect(refusal()).toBeUndefined();
  change('remove');
  expect(refusal()).toBe('AUDIENCE');
});

test('knows the lists that a buyer is on, of the product alone', async () => {
  const database = await open();
  const buyer = buyerFor(database, 'koo-listed');
  const add = (
    product: string,
    list: 'audience' | 'credit_line' | 'trial',
    sku_code?: string,
    id = buyer.id,
  ) => {
    const ref = { list, ...(sku_code !== undefined && { sku_code }) };
    const writer = createUserWriter(database, product, ref, new Date(now));
    writer.add({ account_id: id, account_name: 'koo-listed' });
    writer.finish();
  };
  add(office, 'audience', sku(1));
  add(office, 'trial', sku(3));
  add(office, 'credit_line', undefined, 'f'.repeat(32));
  add(board, 'audience');
  const { lists } = saleFacts(database, connect(database, office), buyer);
  expect([...lists].sort()).toEqual([`audience/${sku(1)}`, `trial/${sku(3)}`]);
});

describe('stock', () => {
  it('is taken and given back by one, and never more was sold than there is', async () => {
    const database = await open();
    const connection = connect(database, office);
    const buyer = buyerFor(database, 'koo-buyer');
    putStock(database, office, sku(1), { available: 1, sold: 0 });
    const refusal = () => purchaseRefusal(request, factsOf(database, connection, buyer))?.code;
    expect(refusal()).toBeUndefined();
    takeStock(database, office, sku(1));
    expect(refusal()).toBe('STOCK');
    giveBackStock(database, office, sku(1));
    expect(refusal()).toBeUndefined();
    giveBackStock(database, office, sku(1));
    expect(factsOf(database, connection, buyer).stock).toEqual({ [sku(1)]: 1 });
    expect(factsOf(database, connection, buyer, { skuCode: sku(2) }).stock).toEqual({ [sku(2)]: 968 });
  });
});

describe('earlier purchases', () => {
  const limited = async () => {
    const database = await open();
    configure(database, office, { purchase_limits: { '*': { once_per_customer: true } } });
    const connection = connect(database, office);
    const buyer = buyerFor(database, 'koo-buyer');
    return { database, buyer, earlier: () => factsOf(database, connection, buyer).earlier };
  };

  it('are those of the buyer and the product', async () => {
    const { database, buyer, earlier } = await limited();
    bought(database, buyerFor(database, 'koo-other'));
    bought(database, buyer, { product: board });
    expect(earlier()).toEqual([]);
    bought(database, buyer);
    expect(earlier()).toEqual([{ skuCode: sku(1), trial: false, expired: false }]);
  });

  it('count while they are created, and not when that failed, nor after an unsubscription', async () => {
    const { database, buyer, earlier } = await limited();
    const refund = { id: 'R', line: 'R-000001' };
    bought(database, buyer, { events: [{ type: 'creation-failed', refund, returned: false }] });
    bought(database, buyer, { events: [{ type: 'created' }, { type: 'unsubscribe', order: refund }] });
    bought(database, buyer, { trial: true });
    expect(earlier()).toEqual([]);
    bought(database, buyer, { events: [] });
    expect(earlier()).toHaveLength(1);
  });

  it('are expired from their expiry on, and when they are released for it', async () => {
    const { database, buyer, earlier } = await limited();
    bought(database, buyer, { expiresAt: now });
    bought(database, buyer, { expiresAt: now + 1 });
    bought(database, buyer, {
      events: [{ type: 'created' }, { type: 'expire' }, { type: 'end-grace' }, { type: 'end-retention' }],
    });
    bought(database, buyer, { kind: { product: 'saas', charging: 'one-time' } });
    expect(earlier().map(({ expired }) => expired)).toEqual([true, false, true, false]);
  });

  it('are trials, for a trial: also one that became formal, but not one that failed', async () => {
    const database = await open();
    const connection = connect(database, office);
    const buyer = buyerFor(database, 'koo-buyer');
    const trial = { skuCode: sku(3), trial: true, period: undefined };
    const earlier = () => factsOf(database, connection, buyer, trial).earlier;
    ordered(database, buyer, 'TRIAL', 'failed');
    ordered(database, buyer, 'NEW');
    ordered(database, buyerFor(database, 'koo-other'), 'TRIAL');
    expect(earlier()).toEqual([]);
    ordered(database, buyer, 'TRIAL');
    expect(earlier()).toEqual([{ skuCode: sku(3), trial: true, expired: false }]);
    expect(factsOf(database, connection, buyer).earlier).toEqual([]);
  });
});

test('an associated product or specification is owned while its resource lives', async () => {
  const database = await open();
  const connection = connect(database, office);
  const buyer = buyerFor(database, 'koo-buyer');
  const skus = { [sku(2)]: { type: 'associated', associated: [sku(1)] } } as const;
  configure(database, office, { audience: { type: 'associated', associated: [board], skus } });
  const owned = () => [...factsOf(database, connection, buyer).owned];
  const released: readonly LifeEvent[] = [
    { type: 'created' },
    { type: 'unsubscribe', order: { id: 'R', line: 'R-000001' } },
  ];
  bought(database, buyerFor(database, 'koo-other'), { product: board });
  bought(database, buyer, { product: board, events: released });
  bought(database, buyer, { product: speech });
  expect(owned()).toEqual([]);
  bought(database, buyer, { product: board });
  expect(owned()).toEqual([board]);
  bought(database, buyer, { sku: sku(1) });
  expect(owned()).toEqual([board, sku(1)]);
});

test('a package needs pay-per-use of the same seller that is open', async () => {
  const database = await open();
  const connection = connect(database, pack);
  const buyer = buyerFor(database, 'koo-buyer');
  const has = () => factsOf(database, connection, buyer, { skuCode: sku(6), period: undefined }).hasPayPerUse;
  const onDemand: Kind = { product: 'saas', charging: 'on-demand' };
  bought(database, buyer, { product: office });
  bought(database, buyer, { product: 'OFFI758576253042421799', kind: onDemand });
  bought(database, buyer, {
    product: speech,
    kind: onDemand,
    events: [{ type: 'created' }, { type: 'close' }],
  });
  bought(database, buyerFor(database, 'koo-other'), { product: speech, kind: onDemand });
  expect(has()).toBe(false);
  bought(database, buyer, { product: speech, kind: onDemand });
  expect(has()).toBe(true);
});

test('unsubscriptions without a reason are counted in the calendar year of Beijing', async () => {
  const database = await open();
  connect(database, office);
  connect(database, board, { supervised: true });
  const buyer = buyerFor(database, 'koo-buyer');
  const order = { id: 'R', line: 'R-000001' };
  const unsubscribed: readonly LifeEvent[] = [{ type: 'created' }, { type: 'unsubscribe', order }];
  const count = () => unsubscriptionsOf(database, buyer.id, now);
  const newYear = Date.parse('2025-12-31T16:00:00Z');
  bought(database, buyer, { events: unsubscribed, releasedAt: newYear - 1 });
  bought(database, buyerFor(database, 'koo-other'), { events: unsubscribed, releasedAt: now });
  bought(database, buyer, { product: board, events: unsubscribed, releasedAt: now });
  bought(database, buyer, {
    events: [{ type: 'created' }, { type: 'expire' }, { type: 'end-grace' }, { type: 'end-retention' }],
    releasedAt: now,
  });
  bought(database, buyer, {
    kind: { product: 'saas', charging: 'on-demand' },
    events: [{ type: 'created' }, { type: 'close' }],
    releasedAt: now,
  });
  bought(database, buyer);
  expect(count()).toBe(0);
  bought(database, buyer, { events: unsubscribed, releasedAt: newYear });
  bought(database, buyer, { events: unsubscribed, releasedAt: now });
  expect(count()).toBe(2);
});
