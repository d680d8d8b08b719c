import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { desiredOf } from '../../../src/product/document/document.ts';
import { readDocument } from '../../../src/product/document/read.ts';
import { renderDocument } from '../../../src/product/document/write.ts';
import type { Configuration, SpecifiedUser } from '../../../src/seller/contract.ts';
import { plan } from '../../../src/seller/settings/kinds.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { product, stateWith, user } from '../../seller/states.ts';
import { runs } from '../../support/property-runs.ts';

const read = (text: string) => readDocument(text, 'x.yaml', () => Promise.reject(new Error('no file')));

it('is laid out for people, with the names of specifications', () => {
  const state = stateWith(
    {
      audience: { type: 'specified', skus: {} },
      credit: { cash_coupon: 'on', credit_line: 'specified' },
      trial: { t1: { days: 15, open_to: 'specified' } },
      attributes: [
        { code: 'os', type: 'enumeration', name: { en: 'OS', zh: '操作系统' }, values: [] },
        { code: 'edition', type: 'enumeration', name: { en: 'Edition', zh: '版别' }, values: ['1', 'on'] },
      ],
      user_counts: [
        { list: 'audience', count: 2 },
        { list: 'trial', sku_code: 's2', count: 3 },
      ],
    },
    [[{ list: 'audience' }, [user(1), user(2, '1e5')]]],
  );
  expect(renderDocument(state)).toBe(`# Cloud Office (云办公): for koo product validate, diff and apply

product: P1
version: "7"
audience:
  type: specified
  users:
    - { name: buyer-1, id: "00000000000000000000000000000001" }
    - { name: "1e5", id: "00000000000000000000000000000002" }
credit:
  cash_coupon: on
  credit_line: { users: [] }
stock:
  # read-only; change it with koo product stock add
  s1: { available: 999, sold: 3 } # Standard
purchase_limits:
  s1: { once_per_customer: true } # Standard
trial:
  t1: { days: 15, open_to: { users: [] } } # Trial (published trial)
attributes:
  # shared by all products of the seller
  - { code: edition, type: enumeration, name: { en: Edition, zh: 版别 }, values: [ "1", on ] }

# Users on lists that are not in effect (koo users list shows them):
#   trial/s2: 3
`);
  useLanguage('zh');
  const chinese = renderDocument(state);
  expect(chinese.match(/#.*/g)).toEqual([
    '# 云办公：供 koo product validate、diff、apply 使用',
    '# 只供查看，请用 koo product stock add 更改',
    '# Standard',
    '# Standard',
    '# Trial（试用规格，已发布）',
    '# 由商家的所有商品共用',
    '# 未生效名单中的用户数（可用 koo users list 查看）：',
    '#   trial/s2: 3',
  ]);
  expect(parse(chinese)).toEqual(parse(renderDocument(state)));
});

it('tells where many users are better kept', () => {
  const text = (count: number) => {
    const many = Array.from({ length: count }, (_, index) => user(index));
    const specified = { type: 'specified', skus: { s1: { type: 'specified' } } } as const;
    return renderDocument(
      stateWith(
        {
          audience: specified,
          credit: { cash_coupon: 'on', credit_line: 'specified' },
          trial: { t1: { days: 15, open_to: 'specified' } },
        },
        [
          [{ list: 'audience' }, many],
          [{ list: 'audience', sku_code: 's1' }, many],
          [{ list: 'credit_line' }, many],
          [{ list: 'trial', sku_code: 't1' }, many],
        ],
      ),
    );
  };
  expect(text(100)).not.toContain('koo users export');
  expect(text(101).match(/# or users: \{ file: buyers\.csv \}, from koo users export\n/g)).toHaveLength(4);
});

it('holds no control sequences', () => {
  const name = 'a\u001b[31m\u202eb\nproduct: other';
  const state = stateWith({}, [[{ list: 'audience' }, [user(1, name)]]]);
  const text = renderDocument({
    ...state,
    product: {
      ...product,
      name: { en: name, zh: name },
      skus: product.skus.map((sku) => ({ ...sku, name })),
    },
  });
  expect(text).not.toMatch(/[\u001b\u202e]/);
  expect(text.match(/^product:.*$/gm)).toEqual(['product: P1']);
});

it('escapes marks that reorder text, and reads them back', async () => {
  const name = 'a\u202eb';
  const state = stateWith({ audience: { type: 'specified', skus: {} } }, [
    [{ list: 'audience' }, [user(1, name)]],
  ]);
  const text = renderDocument(state);
  expect(text).not.toContain('\u202e');
  expect((await read(text)).document?.audience?.users?.[0]?.account_name).toBe(name);
});

const text = fc.oneof(
  fc.constantFrom('on', 'true', '1e31', '007', '~', '- a', 'a: b', '#x', '*', 'null', '\n', 'é 席'),
  fc.string({ minLength: 1 }),
);
const users = fc.uniqueArray(fc.record<SpecifiedUser>({ account_name: text, account_id: text }), {
  selector: ({ account_id }) => account_id,
  maxLength: 4,
});
const audience = fc.oneof(
  fc.record({ type: fc.constantFrom('all', 'enterprise', 'individual', 'specified') }),
  fc.record({ type: fc.constant('associated'), associated: fc.array(text, { minLength: 1, maxLength: 3 }) }),
);
const code = text.filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));
const limit = fc.oneof(
  fc.record(
    { once_per_customer: fc.constant(true as const), again_after_expiry: fc.boolean() },
    { requiredKeys: ['once_per_customer'] },
  ),
  fc.record({ max_quantity: fc.nat() }),
);
const name = fc.record({ en: text, zh: text });
const attribute = fc.oneof(
  fc.record({
    code: text,
    type: fc.constant('enumeration' as const),
    name,
    values: fc.array(text, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    code: text,
    type: fc.constant('quantity' as const),
    name,
    description: text,
    min: fc.nat(),
    max: fc.nat(),
    step: fc.double({ min: 0.01, max: 10, noNaN: true }),
  }),
);
const configurations = fc.record({
  audience: fc
    .tuple(audience, fc.dictionary(code, audience, { maxKeys: 3 }))
    .map(([own, skus]) => ({ ...own, skus })),
  credit: fc.record({
    cash_coupon: fc.constantFrom('on', 'off'),
    credit_line: fc.constantFrom('off', 'all', 'specified'),
  }),
  stock: fc.dictionary(code, fc.record({ available: fc.nat(), sold: fc.nat() }), { maxKeys: 2 }),
  purchase_limits: fc.dictionary(fc.oneof(code, fc.constant('*')), limit, { maxKeys: 3 }),
  trial: fc.dictionary(code, fc.record({ days: fc.nat(), open_to: fc.constantFrom('all', 'specified') }), {
    maxKeys: 2,
  }),
  attributes: fc.uniqueArray(attribute, { selector: (one) => one.code, maxLength: 3 }),
}) as fc.Arbitrary<Partial<Configuration>>;

it('is read back without a difference to what it was written from', async () => {
  await fc.assert(
    fc.asyncProperty(configurations, users, users, async (configuration, buyers, payers) => {
      const state = stateWith(configuration, [
        ...(buyers.length > 0 ? [[{ list: 'audience' }, buyers] as const] : []),
        ...(payers.length > 0 ? [[{ list: 'credit_line' }, payers] as const] : []),
      ]);
      const { document, faults } = await read(renderDocument(state));
      expect(faults).toEqual([]);
      expect(document && plan(desiredOf(document, state.configuration), state).changes).toEqual([]);
      expect(document?.version).toBe('7');
    }),
    { numRuns: runs(100) },
  );
});
