import { afterAll, describe, expect, test } from 'vitest';
import type { AudienceSetting } from '../../../../../src/seller/contract.ts';
import type { JsonObject } from '../../../../../src/text/json.ts';
import { document } from '../../../../seller/api/contract.ts';
import { start, temporaryFolder } from '../../../harness.ts';
import {
  accountId,
  ask,
  board,
  everything,
  office,
  offSale,
  others,
  patch,
  sku,
  speech,
  studio,
  user,
} from './seller.ts';

const enumeration = (code: string, values: unknown, more: object = {}) => ({
  code,
  type: 'enumeration',
  name: { en: 'X', zh: 'X' },
  values,
  ...more,
});
const quantity = (more: object) => ({
  code: 'size',
  type: 'quantity',
  name: { en: 'Size', zh: '大小' },
  min: 1,
  max: 5,
  step: 1,
  ...more,
});
const audience = (product: AudienceSetting, skus: Record<string, AudienceSetting | null> = {}) => ({
  audience: { product, skus },
});
const onList = (list: string, add: readonly object[], more: object = {}) => ({
  users: [{ list, add, remove: [], ...more }],
});

/** Each rule, broken once by a patch of a product: what is sent, and the field that is named. */
const byPatch: readonly (readonly [rule: string, product: string, change: object, at: string])[] = [
  [
    'user-name-required',
    office,
    onList('audience', [{ ...user(1), account_name: '' }]),
    'users[0].add[0].account_name',
  ],
  [
    'user-id-required',
    office,
    onList('audience', [{ ...user(1), account_id: '' }]),
    'users[0].add[0].account_id',
  ],
  [
    'user-conflict',
    office,
    onList('audience', [user(1), { ...user(1), account_name: 'other' }]),
    'users[0].add[1].account_name',
  ],
  [
    'user-added-and-removed',
    office,
    onList('audience', [user(1)], { remove: [accountId(1)] }),
    'users[0].remove[0]',
  ],
  [
    'users-max',
    office,
    onList('audience', [], { remove: Array.from({ length: 10_001 }, (_, index) => accountId(index)) }),
    'users',
  ],
  ['list-credit-line-sku', office, onList('credit_line', [], { sku_code: sku(1) }), 'users[0].sku_code'],
  ['list-trial-sku', office, onList('trial', []), 'users[0].sku_code'],
  ['sku-unknown', office, { purchase_limits: { [sku(77)]: null } }, `purchase_limits.${sku(77)}`],
  [
    'audience-sku-type',
    board,
    { audience: { skus: { [sku(8)]: { type: 'individual' } } } },
    `audience.skus.${sku(8)}.type`,
  ],
  [
    'audience-locked',
    office,
    audience({ type: 'specified' }, { [sku(1)]: { type: 'all' } }),
    `audience.skus.${sku(1)}.type`,
  ],
  ['audience-associated-required', office, audience({ type: 'associated' }), 'audience.product.associated'],
  [
    'audience-associated-only',
    office,
    audience({ type: 'all', associated: [board] }),
    'audience.product.associated',
  ],
  [
    'audience-associated-own',
    office,
    audience({ type: 'associated', associated: [others] }),
    'audience.product.associated[0]',
  ],
  [
    'audience-associated-same-product',
    office,
    { audience: { skus: { [sku(1)]: { type: 'associated', associated: [sku(8)] } } } },
    `audience.skus.${sku(1)}.associated[0]`,
  ],
  [
    'limit-pay-per-use',
    speech,
    { purchase_limits: { '*': { once_per_customer: true } } },
    'purchase_limits.*',
  ],
  [
    'limit-one-kind',
    office,
    { purchase_limits: { '*': { once_per_customer: true, max_quantity: 1 } } },
    'purchase_limits.*',
  ],
  [
    'limit-again-after-expiry',
    office,
    { purchase_limits: { '*': { max_quantity: 1, again_after_expiry: true } } },
    'purchase_limits.*.again_after_expiry',
  ],
  [
    'limit-max-quantity',
    office,
    { purchase_limits: { '*': { max_quantity: 0 } } },
    'purchase_limits.*.max_quantity',
  ],
  [
    'limit-quantity-attribute',
    board,
    { purchase_limits: { [sku(11)]: { max_quantity: 1 } } },
    `purchase_limits.${sku(11)}.max_quantity`,
  ],
  ['trial-saas', studio, { trial: { [sku(7)]: { days: 7, open_to: 'all' } } }, `trial.${sku(7)}`],
  ['trial-published', board, { trial: { [sku(12)]: { days: 7, open_to: 'all' } } }, `trial.${sku(12)}`],
  ['trial-days', office, { trial: { [sku(3)]: { days: 2, open_to: 'all' } } }, `trial.${sku(3)}.days`],
  ['trial-days-fixed', office, { trial: { [sku(3)]: { days: 30, open_to: 'all' } } }, `trial.${sku(3)}.days`],
  ['attribute-code', office, { attributes: [enumeration(' ', ['a'])] }, 'attributes[0].code'],
  ['attribute-preset', office, { attributes: [enumeration('os', ['a'])] }, 'attributes[0].code'],
  [
    'attribute-preset-name',
    office,
    { attributes: [enumeration('x', ['a'], { name: { en: 'mode', zh: 'X' } })] },
    'attributes[0].name.en',
  ],
  [
    'attribute-once',
    office,
    { attributes: [enumeration('x', ['a']), enumeration('x', ['b'])] },
    'attributes[1].code',
  ],
  [
    'attribute-name',
    office,
    { attributes: [enumeration('x', ['a'], { name: { en: 'X', zh: '' } })] },
    'attributes[0].name.zh',
  ],
  ['attribute-values', office, { attributes: [enumeration('x', [])] }, 'attributes[0].values'],
  [
    'attribute-values-max',
    office,
    {
      attributes: [
        enumeration(
          'x',
          Array.from({ length: 11 }, (_, index) => `v${index}`),
        ),
      ],
    },
    'attributes[0].values',
  ],
  ['attribute-quantity', office, { attributes: [quantity({ max: 0 })] }, 'attributes[0].max'],
];

const stock = (id: string, more: object) => ({
  method: 'POST',
  path: `/products/${id}/stock/adjustments`,
  body: { delta: 1, note: 'n', request_id: 'r', ...more },
});

/** Rules of the other calls. */
const byCall: readonly (readonly [string, { method: string; path: string; body?: unknown }, string])[] = [
  ['stock-on-sale', stock(offSale, {}), ''],
  ['stock-delta', stock(studio, { delta: 0 }), 'delta'],
  ['stock-delta', stock(studio, { delta: 10_000_000 }), 'delta'],
  ['stock-note', stock(studio, { note: ' ' }), 'note'],
  ['stock-sku', stock(office, {}), 'sku_code'],
  ['stock-not-below-sold', stock(studio, { delta: -997 }), 'delta'],
  ['attribute-exists', { method: 'POST', path: '/attributes', body: enumeration('seats', ['a']) }, 'code'],
  ['attribute-preset', { method: 'POST', path: '/attributes', body: enumeration('mode', ['a']) }, 'code'],
  ['attribute-preset', { method: 'PUT', path: '/attributes/mode', body: enumeration('mode', ['a']) }, 'code'],
  ['attribute-preset', { method: 'DELETE', path: '/attributes/mode' }, 'code'],
];

const broken = new Set<string>();

function expectRule({ status, json }: { status: number; json: JsonObject }, rule: string, at: string): void {
  expect([status, json.error_code]).toEqual([400, 'MKT.0199']);
  expect(json.error_msg).toContain(`Request parameter error: ${at === '' ? rule : `${at} (${rule})`}: `);
  expect((json.data as { faults: object[] }).faults[0]).toMatchObject({ rule });
  broken.add(rule);
}

describe('each rule broken once, and nothing changed', () => {
  test.each(byPatch)('%s', async (rule, product, change, at) => {
    const stateFolder = await temporaryFolder();
    const sandbox = await start({ stateFolder });
    const before = everything(stateFolder);
    expectRule(await patch(sandbox, product, change), rule, at);
    expect(everything(stateFolder)).toEqual(before);
  });

  test.each(byCall)('%s by %j', async (rule, { method, path, body }, at) => {
    const stateFolder = await temporaryFolder();
    const sandbox = await start({ stateFolder });
    const before = everything(stateFolder);
    expectRule(await ask(sandbox, method, path, { body }), rule, at);
    expect(everything(stateFolder)).toEqual(before);
  });
});

afterAll(() => {
  const documented = document.components.schemas.RuleId?.enum as string[];
  expect([...broken].sort()).toEqual([...documented].sort());
});

test('an audience that a specification prevents', async () => {
  const sandbox = await start();
  await patch(sandbox, office, { audience: { skus: { [sku(1)]: { type: 'individual' } } } });
  expectRule(
    await patch(sandbox, office, audience({ type: 'enterprise' })),
    'audience-sku-type',
    'audience.product.type',
  );
  const both = await patch(sandbox, office, audience({ type: 'enterprise' }, { [sku(1)]: null }));
  expect(both.status).toBe(200);
});

test('all rules broken are told', async () => {
  const sandbox = await start();
  const change = {
    audience: { product: { type: 'associated' } },
    trial: { [sku(3)]: { days: 1, open_to: 'all' } },
    users: [{ list: 'trial', add: [], remove: [] }],
  } as const;
  const { json } = await patch(sandbox, office, change);
  expect(json.data).toMatchObject({
    faults: [
      { rule: 'audience-associated-required', path: ['audience', 'product', 'associated'] },
      { rule: 'trial-days' },
      { rule: 'trial-days-fixed' },
      {
        rule: 'list-trial-sku',
        path: ['users', 0, 'sku_code'],
        message: { zh: expect.stringContaining('名单') },
      },
    ],
  });
});
