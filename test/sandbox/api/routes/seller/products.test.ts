import { expect, test } from 'vitest';
import { defaultSeed, readSeed, storeSeed } from '../../../../../src/sandbox/seed/seed.ts';
import { sandboxBuyer } from '../../../../../src/sandbox/state/accounts.ts';
import { transaction } from '../../../../../src/sandbox/state/database.ts';
import { configurationOf, findProduct } from '../../../../../src/sandbox/state/products.ts';
import { resetStore } from '../../../../../src/sandbox/store.ts';
import { patchFaults } from '../../../../../src/seller/rules/rules.ts';
import { post, send, start, temporaryFolder } from '../../../harness.ts';
import {
  accountId,
  ask,
  board,
  data,
  inspect,
  migration,
  office,
  offSale,
  others,
  patch,
  requestId,
  sku,
  studio,
  user,
  versionOf,
} from './seller.ts';

test('the default products: each kind of sale, and none of another seller', async () => {
  const sandbox = await start();
  const listed = data(await ask(sandbox, 'GET', '/products'));
  expect(listed.total_count).toBe(7);
  const products = listed.products as unknown as readonly {
    product_id: string;
    skus: { charging_modes: string[]; trial?: string }[];
  }[];
  const modes = products.flatMap(({ skus }) => skus.flatMap(({ charging_modes }) => charging_modes));
  expect(new Set(modes)).toEqual(new Set(['PERIOD', 'ONE_TIME', 'ON_DEMAND', 'ON_DEMAND_PKG']));
  expect(products.flatMap(({ skus }) => skus.flatMap(({ trial }) => trial ?? []))).toEqual([
    'published',
    'draft',
  ]);
  expect(products.map(({ product_id }) => product_id)).not.toContain(others);
});

test('products come by page and by status', async () => {
  const sandbox = await start();
  const ids = async (query: Record<string, string>) => {
    const page = data(await ask(sandbox, 'GET', '/products', { query }));
    return [
      page.total_count,
      (page.products as { product_id: string }[]).map((one) => one.product_id.slice(-2)),
    ];
  };
  expect(await ids({ offset: '0', limit: '3' })).toEqual([7, ['60', '61', '62']]);
  expect(await ids({ offset: '6', limit: '3' })).toEqual([7, ['66']]);
  expect(await ids({ offset: '9' })).toEqual([7, []]);
  expect(await ids({ status: 'off_sale' })).toEqual([1, ['66']]);
  expect(await ids({ status: 'draft' })).toEqual([0, []]);
});

test.each([
  ['/products', { limit: '0' }],
  ['/products', { limit: '101' }],
  ['/products', { limit: 'x' }],
  ['/products', { offset: '-1' }],
  ['/products', { status: 'sold' }],
  ['/products', { page: '1' }],
  [`/products/${office}`, { a: 'b' }],
  [`/products/${office}/configuration`, { a: 'b' }],
  ['/attributes', { a: 'b' }],
  [`/products/${office}/specified-users`, {}],
  [`/products/${office}/specified-users`, { list: 'buyers' }],
  [`/products/${office}/specified-users`, { list: 'audience', limit: '1001' }],
  [`/products/${office}/specified-users`, { list: 'audience', sku_code: '' }],
])('%s with %j is malformed', async (path, query) => {
  const sandbox = await start();
  const { status, json } = await ask(sandbox, 'GET', path, { query });
  expect([status, json.error_code]).toEqual([400, 'MKT.0101']);
});

test('a parameter given twice is malformed; so is a body that is no JSON, or of another type', async () => {
  const sandbox = await start();
  const path = '/api/mkp-openapi-public/global/v1';
  const twice = await send(sandbox, `${path}/products?limit=1&limit=2`);
  expect([twice.status, twice.json.error_code]).toEqual([400, 'MKT.0101']);
  const url = `${path}/products/${office}/stock/adjustments`;
  const right = { delta: 1, note: 'n', request_id: 'r', sku_code: sku(1) };
  for (const sending of [
    { body: '{' },
    { body: '[]' },
    { body: JSON.stringify(right), headers: [['Content-Type', 'text/plain']] as const },
  ]) {
    const { status, json } = await send(sandbox, url, sending);
    expect([status, json.error_code]).toEqual([400, 'MKT.0101']);
  }
  expect((await post(sandbox, url, right)).status).toBe(200);
});

test('an unknown product, another seller’s, and an account that is no seller', async () => {
  const sandbox = await start();
  const paths = (id: string) => [`/products/${id}`, `/products/${id}/configuration`];
  for (const path of paths('OFFI1')) {
    const { status, json } = await ask(sandbox, 'GET', path);
    expect([status, json.error_code]).toEqual([404, 'MKT.9001']);
    expect(json.error_msg).toBe('Not found: product OFFI1 does not exist');
  }
  for (const path of paths(others)) {
    const { status, json } = await ask(sandbox, 'GET', path);
    expect([status, json.error_code]).toEqual([401, 'MKT.0150']);
  }
  for (const path of [...paths(office), '/products', '/attributes']) {
    const { status, json } = await ask(sandbox, 'GET', path, { credential: sandboxBuyer.credential });
    expect([status, json.error_code]).toEqual([401, 'MKT.0151']);
  }
});

test('stock: by specification, once for a request id, not below what is sold', async () => {
  const sandbox = await start();
  const version = await versionOf(sandbox, office);
  const path = `/products/${office}/stock/adjustments`;
  const body = { sku_code: sku(1), delta: -100, note: '盘点', request_id: requestId() };
  expect(data(await ask(sandbox, 'POST', path, { body }))).toEqual({ available: 899 });
  expect(data(await ask(sandbox, 'POST', path, { body }))).toEqual({ available: 899 });
  const other = await ask(sandbox, 'POST', path, { body: { ...body, delta: -101 } });
  expect([other.status, other.json.error_code]).toEqual([400, 'MKT.0199']);
  // 120 are sold.
  const below = { ...body, request_id: requestId(), delta: -780 };
  const refused = await ask(sandbox, 'POST', path, { body: below });
  expect(refused.json.error_msg).toContain('delta (stock-not-below-sold)');
  // What was refused is not remembered: its id is free.
  expect(data(await ask(sandbox, 'POST', path, { body: { ...below, delta: -779 } }))).toEqual({
    available: 120,
  });
  const { stock } = data(await ask(sandbox, 'GET', `/products/${office}/configuration`));
  expect(stock).toMatchObject({ [sku(1)]: { available: 120, sold: 120 }, [sku(2)]: { available: 999 } });
  expect(await versionOf(sandbox, office)).toBe(version);
});

test('stock of the only specification, and of a product that is not on sale', async () => {
  const sandbox = await start();
  const body = { delta: 1, note: 'n', request_id: requestId() };
  const adjust = (id: string) => ask(sandbox, 'POST', `/products/${id}/stock/adjustments`, { body });
  expect(data(await adjust(migration))).toEqual({ available: 1000 });
  expect((await adjust(office)).json.error_msg).toContain('stock-sku');
  expect((await adjust(offSale)).json.error_msg).toContain('stock-on-sale');
});

test('attributes: preset, made, replaced, removed, each of a seller', async () => {
  const sandbox = await start();
  const codes = async () =>
    (data(await ask(sandbox, 'GET', '/attributes')).attributes as { code: string }[]).map(({ code }) => code);
  const before = ['appName', 'version', 'os', 'mode', 'edition', 'seats'];
  expect(await codes()).toEqual(before);
  const region = { code: 'region', type: 'enumeration', name: { en: 'Region', zh: '区域' }, values: ['cn'] };
  expect(data(await ask(sandbox, 'POST', '/attributes', { body: region }))).toEqual(region);
  // Again after a lost answer.
  expect(data(await ask(sandbox, 'POST', '/attributes', { body: region }))).toEqual(region);
  const wider = { ...region, values: ['cn', 'ap'] };
  const taken = await ask(sandbox, 'POST', '/attributes', { body: wider });
  expect(taken.json.error_msg).toContain('code (attribute-exists)');
  expect(data(await ask(sandbox, 'PUT', '/attributes/region', { body: wider }))).toEqual(wider);
  const elsewhere = await ask(sandbox, 'PUT', '/attributes/seats', { body: wider }).catch(
    (error: Error) => error,
  );
  // The document cannot say that both codes are one.
  expect(elsewhere).toBeInstanceOf(Error);
  expect(await codes()).toEqual(['appName', 'version', 'os', 'mode', 'edition', 'region', 'seats']);
  expect(data(await ask(sandbox, 'DELETE', '/attributes/region'))).toEqual({ code: 'region' });
  expect(await codes()).toEqual(before);
  for (const [method, body] of [['DELETE'], ['PUT', region]] as const) {
    const { status, json } = await ask(sandbox, method, '/attributes/region', { body });
    expect([status, json.error_code]).toEqual([404, 'MKT.9001']);
  }
});

test('the default data breaks no rule', () => {
  const seed = defaultSeed();
  for (const {
    seller,
    audience,
    credit,
    purchase_limits,
    trial,
    stock,
    users,
    ...product
  } of seed.products) {
    const attributes = seed.attributes.map(({ seller: _, ...attribute }) => attribute);
    const changes = users.map(({ users: add, ...ref }) => ({ ...ref, add, remove: [] }));
    const { skus, ...own } = audience;
    const faults = patchFaults(
      { audience: { product: own, skus }, credit, purchase_limits, trial, users: changes, attributes },
      { product },
    );
    expect(faults).toEqual([]);
    expect(seller).toMatch(/^[\da-f]{32}$/);
    expect(Object.keys(stock)).toEqual(product.skus.map(({ sku_code }) => sku_code));
  }
});

test('seeded products take the place of those with their ids, lists and all, under a newer version', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  await ask(sandbox, 'POST', `/products/${studio}/specified-users/batch-create`, {
    body: { list: 'audience', users: [user(1)] },
  });
  const before = Number(await versionOf(sandbox, studio));
  const input = {
    products: [
      {
        product_id: studio,
        name: { en: 'New', zh: '新' },
        skus: [{ sku_code: 's-1', name: 'One', charging_modes: ['PERIOD'] }],
        users: [{ list: 'audience', users: [user(5), user(6)] }],
      },
    ],
    attributes: [{ code: 'seats', type: 'quantity', name: { en: 'S', zh: 'S' }, min: 1, max: 5, step: 1 }],
  };
  inspect(stateFolder, (database) => transaction(database, () => storeSeed(database, readSeed(input))));
  const now = data(await ask(sandbox, 'GET', `/products/${studio}/configuration`));
  expect(Number(now.version)).toBe(before + 1);
  expect(now).toMatchObject({
    audience: { type: 'all', skus: {} },
    credit: { cash_coupon: 'on', credit_line: 'off' },
    stock: { 's-1': { available: 999, sold: 0 } },
    user_counts: [{ list: 'audience', count: 2 }],
  });
  expect(now.attributes).toContainEqual(expect.objectContaining({ code: 'seats', max: 5 }));
  inspect(stateFolder, resetStore);
  expect(data(await ask(sandbox, 'GET', `/products/${studio}`)).name).toMatchObject({
    en: 'Design Studio licence',
  });
});

test.each([
  [{ products: [{ product_id: 'p', name: { en: 'A', zh: 'A' } }] }, 'products.0.skus is missing'],
  [
    { products: [{ product_id: 'p', name: { en: 'A', zh: 'A' }, skus: [{ price: 1 }] }] },
    'products.0.skus.0.sku_code is missing',
  ],
  [
    { products: [{ product_id: 'p', name: { en: 'A', zh: 'A', fr: 'A' } }] },
    'unknown key products.0.name.fr',
  ],
  [
    {
      products: [
        {
          product_id: 'p',
          name: { en: 'A', zh: 'A' },
          skus: [{ sku_code: 's', name: 'S', charging_modes: ['PERIOD'] }],
          trial: { other: { days: 5 } },
        },
      ],
    },
    'products.0.trial.other: expected',
  ],
  [{ attributes: [{ code: 'a', type: 'size', name: { en: 'A', zh: 'A' } }] }, 'attributes.0.type: expected'],
])('a seed that is wrong says where: %#', (input, told) => {
  expect(() => readSeed(input)).toThrow(`invalid: ${told}`);
});

test('a configuration can be read while it is written', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  await patch(sandbox, board, { users: [{ list: 'audience', add: [user(1)], remove: [] }] });
  inspect(stateFolder, (database) => {
    const stored = findProduct(database, board);
    expect(stored && configurationOf(database, stored).user_counts).toEqual([{ list: 'audience', count: 1 }]);
  });
  expect(accountId(255)).toBe('000000000000000000000000000000ff');
});
