import { describe, expect, it } from 'vitest';
import type {
  Attribute,
  AudienceSetting,
  Configuration,
  ConfigurationPatch,
  Product,
  PurchaseLimit,
  StockAdjustment,
  UserChange,
} from '../../../src/seller/contract.ts';
import {
  attributeFaults,
  type Fault,
  patchFaults,
  type RuleId,
  rules,
  stockFaults,
  userChangeFaults,
  userFaults,
} from '../../../src/seller/rules/rules.ts';
import { configuration, edition, hw, product, seats } from '../world.ts';

const ownProducts = new Set(['OFFI1', 'OFFI2']);

const patch = (input: unknown, now: Partial<Configuration> = {}, of: Product = product) =>
  patchFaults(input as ConfigurationPatch, {
    product: of,
    configuration: { ...configuration, ...now },
    ownProducts,
  });
const users = (change: Partial<UserChange>) =>
  userChangeFaults({ list: 'audience', add: [], remove: [], ...change }, product);
const audience = (setting: unknown) => patch({ audience: { product: setting } });
const skuAudience = (setting: unknown, type: AudienceSetting['type'] = 'all') =>
  patch({ audience: { skus: { std: setting } } }, { audience: { type, skus: {} } });
const limit = (key: string, setting: PurchaseLimit | null) => patch({ purchase_limits: { [key]: setting } });
const trial = (key: string, setting: unknown, of = product) => patch({ trial: { [key]: setting } }, {}, of);
const stock = (input: Partial<StockAdjustment>, of: Product = product) =>
  stockFaults(
    { sku_code: 'std', delta: 1, note: 'more', request_id: 'r', ...input },
    { product: of, configuration },
  );
const attribute = (input: unknown, action: 'create' | 'update' | 'remove' = 'create') =>
  attributeFaults(input as Attribute, { attributes: configuration.attributes, action });
const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    account_name: `hw${index + 10_000}`,
    account_id: index.toString(16).padStart(32, '0'),
  }));
const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
const once: PurchaseLimit = { once_per_customer: true };

/** Rules of which a document alone can be in breach; they are tested with the document. */
const ofDocuments = [
  'stock-read-only',
  'audience-type',
  'credit-cash-coupon',
  'credit-line',
  'trial-open-to',
  'attribute-type',
] as const satisfies readonly RuleId[];

type ValidatedRow = Exclude<RuleId, (typeof ofDocuments)[number]>;

/** For each rule: what breaks it, at which path, and what comes nearest and is right. */
const cases: Readonly<Record<ValidatedRow, readonly [broken: Fault[], path: Fault['path'], legal: Fault[]]>> =
  {
    'user-name-required': [userFaults({ ...hw, account_name: ' ' }), ['account_name'], userFaults(hw)],
    'user-id-required': [
      userFaults({ ...hw, account_id: undefined }),
      ['account_id'],
      userFaults({ ...hw, account_id: '0'.repeat(32) }),
    ],
    'user-name-form': [
      userFaults({ ...hw, account_name: 'hw12' }),
      ['account_name'],
      userFaults({ ...hw, account_name: 'hid_1' }),
    ],
    'user-id-form': [
      userFaults({ ...hw, account_id: 'D'.repeat(32) }),
      ['account_id'],
      userFaults({ ...hw, account_id: 'd'.repeat(32) }),
    ],
    'user-duplicate': [
      users({ add: [hw, hw] }),
      ['add', 1, 'account_id'],
      users({ add: [hw, { ...hw, account_id: 'a'.repeat(32) }] }),
    ],
    'user-conflict': [
      users({ add: [hw, { ...hw, account_name: 'other' }] }),
      ['add', 1, 'account_name'],
      users({ add: [hw, { account_name: 'other', account_id: 'a'.repeat(32) }] }),
    ],
    'user-added-and-removed': [
      users({ add: [hw], remove: [hw.account_id] }),
      ['remove', 0],
      users({ add: [hw], remove: ['a'.repeat(32)] }),
    ],
    'users-max': [
      patch({ users: [{ list: 'audience', add: rows(10_000), remove: ['f'.repeat(32)] }] }),
      ['users'],
      patch({ users: [{ list: 'audience', add: rows(9_999), remove: ['f'.repeat(32)] }] }),
    ],
    'list-credit-line-sku': [
      users({ list: 'credit_line', sku_code: 'std' }),
      ['sku_code'],
      users({ list: 'credit_line' }),
    ],
    'list-trial-sku': [
      users({ list: 'trial', sku_code: 'std' }),
      ['sku_code'],
      users({ list: 'trial', sku_code: 'draft' }),
    ],
    'sku-unknown': [
      users({ list: 'audience', sku_code: 'constructor' }),
      ['sku_code'],
      users({ list: 'audience', sku_code: 'try' }),
    ],
    'audience-sku-type': [
      skuAudience({ type: 'individual' }, 'enterprise'),
      ['audience', 'skus', 'std', 'type'],
      skuAudience({ type: 'specified' }, 'enterprise'),
    ],
    'audience-locked': [
      skuAudience({ type: 'specified' }, 'specified'),
      ['audience', 'skus', 'std', 'type'],
      skuAudience(null, 'specified'),
    ],
    'audience-associated-required': [
      audience({ type: 'associated', associated: [] }),
      ['audience', 'product', 'associated'],
      audience({ type: 'associated', associated: ['OFFI2'] }),
    ],
    'audience-associated-only': [
      audience({ type: 'all', associated: ['OFFI2'] }),
      ['audience', 'product', 'associated'],
      audience({ type: 'all', associated: [] }),
    ],
    'audience-associated-own': [
      audience({ type: 'associated', associated: ['OFFI2', 'OFFI9'] }),
      ['audience', 'product', 'associated', 1],
      audience({ type: 'associated', associated: ['OFFI2'] }),
    ],
    'audience-associated-same-product': [
      skuAudience({ type: 'associated', associated: ['OFFI2'] }),
      ['audience', 'skus', 'std', 'associated', 0],
      skuAudience({ type: 'associated', associated: ['plain'] }),
    ],
    'stock-on-sale': [stock({}, { ...product, status: 'off_sale' }), [], stock({})],
    'stock-delta': [stock({ delta: 10_000_000 }), ['delta'], stock({ delta: 9_999_999 })],
    'stock-note': [stock({ note: ' ' }), ['note'], stock({ note: '补货' })],
    'stock-sku': [
      stockFaults({ delta: 1, note: 'n', request_id: 'r' }, { product, configuration }),
      ['sku_code'],
      stockFaults(
        { delta: 1, note: 'n', request_id: 'r' },
        {
          product: { ...product, skus: product.skus.filter(({ sku_code }) => /std|try/.test(sku_code)) },
          configuration,
        },
      ),
    ],
    'stock-not-below-sold': [stock({ delta: -990 }), ['delta'], stock({ delta: -989 })],
    'limit-pay-per-use': [limit('od', once), ['purchase_limits', 'od'], limit('pkg', once)],
    'limit-one-kind': [
      limit('std', { once_per_customer: true, max_quantity: 3 }),
      ['purchase_limits', 'std'],
      limit('std', once),
    ],
    'limit-again-after-expiry': [
      limit('std', { max_quantity: 3, again_after_expiry: true }),
      ['purchase_limits', 'std', 'again_after_expiry'],
      limit('std', { ...once, again_after_expiry: true }),
    ],
    'limit-max-quantity': [
      limit('std', { max_quantity: 0 }),
      ['purchase_limits', 'std', 'max_quantity'],
      limit('std', { max_quantity: 1 }),
    ],
    'limit-quantity-attribute': [
      limit('plain', { max_quantity: 1 }),
      ['purchase_limits', 'plain', 'max_quantity'],
      limit('plain', once),
    ],
    'trial-saas': [
      trial('try', { days: 15, open_to: 'all' }, { ...product, delivery: 'license' }),
      ['trial', 'try'],
      trial('try', { days: 15, open_to: 'all' }),
    ],
    'trial-published': [
      trial('draft', { days: 15, open_to: 'all' }),
      ['trial', 'draft'],
      trial('try', { days: 15, open_to: 'specified' }),
    ],
    'trial-days': [
      patch({ trial: { try: { days: 2, open_to: 'all' } } }, { trial: {} }),
      ['trial', 'try', 'days'],
      patch({ trial: { try: { days: 3, open_to: 'all' } } }, { trial: {} }),
    ],
    'trial-days-fixed': [
      trial('try', { days: 30, open_to: 'all' }),
      ['trial', 'try', 'days'],
      trial('try', { days: 15, open_to: 'specified' }),
    ],
    'attribute-code': [attribute({ ...edition, code: ' ' }), ['code'], attribute(edition)],
    'attribute-preset': [
      attribute({ ...edition, code: 'version' }, 'update'),
      ['code'],
      attribute({ ...edition, code: 'versions' }),
    ],
    'attribute-preset-name': [
      attribute({ ...edition, name: { en: 'Edition', zh: '版本' } }),
      ['name', 'zh'],
      attribute({ ...edition, name: { en: 'Edition', zh: '版本号' } }),
    ],
    'attribute-once': [
      patch({ attributes: [edition, edition] }),
      ['attributes', 1, 'code'],
      patch({ attributes: [edition, { ...edition, code: 'tier' }] }),
    ],
    'attribute-exists': [attribute(seats), ['code'], attribute(seats, 'update')],
    'attribute-unknown': [attribute(edition, 'remove'), ['code'], attribute(seats, 'remove')],
    'attribute-name': [
      attribute({ ...edition, name: { en: 'Edition', zh: '' } }),
      ['name', 'zh'],
      attribute({ ...edition, name: { en: 'E', zh: '版' } }),
    ],
    'attribute-values': [
      attribute({ ...edition, values: ['a', 'a'] }),
      ['values', 1],
      attribute({ ...edition, values: ['a', 'A'] }),
    ],
    'attribute-values-max': [
      attribute({ ...edition, values: values(11) }),
      ['values'],
      attribute({ ...edition, values: values(10) }),
    ],
    'attribute-quantity': [
      attribute({ ...seats, min: 5, max: 4 }, 'update'),
      ['max'],
      attribute({ ...seats, min: 5, max: 5 }, 'update'),
    ],
    'attribute-specifications': [
      patch({
        attributes: [
          { ...edition, values: values(10) },
          { ...edition, code: 'tier', values: values(10) },
          { ...edition, code: 'colour', values: values(2) },
        ],
      }),
      ['attributes'],
      patch({
        attributes: [
          { ...edition, values: values(10) },
          { ...edition, code: 'tier', values: values(10) },
        ],
      }),
    ],
  };

const warnings: readonly string[] = [
  'user-name-form',
  'user-id-form',
  'user-duplicate',
  'attribute-specifications',
];

describe.each(Object.entries(cases))('%s', (id, [broken, path, legal]) => {
  it('reports what breaks it, with its source, and nothing else', () => {
    expect(broken.map(({ rule }) => rule)).toEqual([id]);
    expect(broken[0]?.path).toEqual(path);
    expect(broken[0]?.severity).toBe(warnings.includes(id) ? 'warning' : 'error');
    expect(broken[0]?.source).toMatch(/^https:\/\/|^docs\/api\//);
    expect(broken[0]?.message.zh).toMatch(/\p{Script=Han}/u);
  });

  it('accepts the closest valid case', () => {
    expect(legal).toEqual([]);
  });
});

it('has a sentence and a source for every rule, and a case', () => {
  expect(Object.keys(rules).sort()).toEqual([...Object.keys(cases), ...ofDocuments].sort());
  for (const { title } of Object.values(rules)) {
    expect(title.en).toMatch(/\.$/);
    expect(title.zh).toMatch(/。$/);
  }
});

describe('audience levels', () => {
  it('are validated as both will be, together', () => {
    const skus = { std: { type: 'individual' } } as const;
    const now = { audience: { type: 'all', skus } } as const;
    expect(patch({ audience: { product: { type: 'enterprise' } } }, now)).toMatchObject([
      { rule: 'audience-sku-type', path: ['audience', 'product', 'type'] },
    ]);
    expect(patch({ audience: { product: { type: 'specified' } } }, now)).toMatchObject([
      { rule: 'audience-locked', path: ['audience', 'product', 'type'] },
    ]);
    expect(patch({ audience: { product: { type: 'specified' }, skus: { std: null } } }, now)).toEqual([]);
  });

  it.each([
    ['all', ['all', 'enterprise', 'individual', 'specified', 'associated']],
    ['enterprise', ['enterprise', 'specified', 'associated']],
    ['individual', ['individual', 'specified', 'associated']],
    ['specified', []],
    ['associated', []],
  ] as const)('%s allows specifications %j', (type, allowed) => {
    const legal = (['all', 'enterprise', 'individual', 'specified', 'associated'] as const).filter(
      (own) =>
        skuAudience({ type: own, ...(own === 'associated' && { associated: ['plain'] }) }, type).length === 0,
    );
    expect(legal).toEqual(allowed);
  });
});

describe('purchase limits of the whole product', () => {
  it('are not for a product with a pay-per-use specification', () => {
    expect(limit('*', once).map(({ rule }) => rule)).toEqual(['limit-pay-per-use']);
    const without = { ...product, skus: product.skus.filter(({ sku_code }) => sku_code !== 'od') };
    expect(patch({ purchase_limits: { '*': { max_quantity: 2 } } }, {}, without)).toEqual([]);
  });

  it('can be taken away everywhere', () => {
    expect(limit('*', null)).toEqual([]);
    expect(limit('od', null)).toEqual([]);
    expect(limit('none', null)).toMatchObject([{ rule: 'sku-unknown' }]);
  });
});

it('judges what needs no product without one', () => {
  const found = patchFaults(
    {
      audience: { skus: { any: { type: 'associated' } } },
      purchase_limits: { any: {} },
      trial: { any: { days: 181, open_to: 'all' } },
      users: [{ list: 'audience', sku_code: 'any', add: [hw], remove: [] }],
      attributes: [edition],
    },
    {},
  );
  expect(found.map(({ rule }) => rule)).toEqual([
    'audience-associated-required',
    'limit-one-kind',
    'trial-days',
  ]);
});

it.each([0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, -10_000_000])(
  'refuses a change of stock by %s',
  (delta) => {
    expect(stock({ delta })).toMatchObject([{ rule: 'stock-delta' }]);
  },
);

it('judges no decrease of a stock that is not known', () => {
  const [unknown, known] = [{ ...configuration, stock: {} }, configuration];
  const decrease = { sku_code: 'std', delta: -9999, note: 'less', request_id: 'r' };
  expect(stockFaults(decrease, { product, configuration: unknown })).toEqual([]);
  expect(stockFaults(decrease, { product, configuration: known })).toMatchObject([
    { rule: 'stock-not-below-sold' },
  ]);
});

it('is not misled by names such as constructor', () => {
  expect(patch({ trial: { constructor: { days: 15, open_to: 'all' } } })).toMatchObject([
    { rule: 'sku-unknown' },
  ]);
  expect(stock({ sku_code: 'toString', delta: -1 })).toMatchObject([{ rule: 'sku-unknown' }]);
});

it('judges 10 000 users in one pass', () => {
  expect(users({ add: rows(10_000) })).toEqual([]);
});
