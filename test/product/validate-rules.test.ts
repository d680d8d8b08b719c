import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import ProductApply from '../../src/commands/product/apply.ts';
import ProductGet from '../../src/commands/product/get.ts';
import ProductValidate from '../../src/commands/product/validate.ts';
import { type RuleId, rules } from '../../src/seller/rules/rules.ts';
import { runCommand } from '../commands/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-rules-'));
const env = { KOO_CONFIG_DIR: join(folder, 'config'), KOO_STATE_DIR: join(folder, 'state') };
const path = join(folder, 'product.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

const id = (number: number) => `OFFI7585762530424217${number}`;
const sku = (number: number) => `da9b4d34-5295-46a7-92d4-${String(number).padStart(12, '0')}`;
const hw = 'hw12345678:d78cbac186b744899480f25bd022f468';
const attribute = (code: string, more = 'values: [a]', type = 'enumeration') =>
  `attributes: [{ code: ${code}, type: ${type}, name: { en: New, zh: 新 }, ${more} }]`;
const eleven = `values: [${Array.from({ length: 11 }, (_, index) => `v${index}`).join(', ')}]`;
const ten = `values: [${Array.from({ length: 10 }, (_, index) => `v${index}`).join(', ')}]`;

/** For each rule a document of a product of the sandbox that breaks it: the product's number, and the rest. */
const documents: Partial<Record<RuleId, readonly [product: number, text: string]>> = {
  'user-name-required': [60, 'audience: { users: [":d78cbac186b744899480f25bd022f468"] }'],
  'user-id-required': [60, 'credit: { credit_line: { users: [hw12345678] } }'],
  'user-name-form': [60, 'audience: { users: ["a b:d78cbac186b744899480f25bd022f468"] }'],
  'user-id-form': [60, 'audience: { users: ["hw12345678:D78"] }'],
  'user-duplicate': [60, `audience: { users: ["${hw}", "${hw}"] }`],
  'user-conflict': [60, `audience: { users: ["${hw}", "another${hw.slice(10)}"] }`],
  'list-trial-sku': [60, `trial: { ${sku(1)}: { days: 15, open_to: { users: [] } } }`],
  'sku-unknown': [60, `purchase_limits: { ${sku(4)}: { once_per_customer: true } }`],
  'audience-type': [60, 'audience: { type: everyone }'],
  'audience-sku-type': [65, `audience: { skus: { ${sku(8)}: { type: individual } } }`],
  'audience-locked': [64, `audience: { skus: { ${sku(7)}: { type: specified } } }`],
  'audience-associated-required': [60, 'audience: { type: associated }'],
  'audience-associated-only': [60, `audience: { type: all, associated: [${id(61)}] }`],
  'audience-associated-own': [60, `audience: { type: associated, associated: [${id(99)}] }`],
  'audience-associated-same-product': [
    60,
    `audience: { skus: { ${sku(1)}: { type: associated, associated: [${sku(4)}] } } }`,
  ],
  'credit-cash-coupon': [60, 'credit: { cash_coupon: true }'],
  'credit-line': [60, 'credit: { credit_line: on }'],
  'stock-read-only': [60, `stock: { ${sku(1)}: { available: 1000 } }`],
  'limit-pay-per-use': [62, 'purchase_limits: { "*": { once_per_customer: true } }'],
  'limit-one-kind': [60, `purchase_limits: { ${sku(1)}: { once_per_customer: true, max_quantity: 3 } }`],
  'limit-again-after-expiry': [
    60,
    `purchase_limits: { ${sku(1)}: { max_quantity: 3, again_after_expiry: true } }`,
  ],
  'limit-max-quantity': [60, `purchase_limits: { ${sku(1)}: { max_quantity: 0.5 } }`],
  'limit-quantity-attribute': [61, `purchase_limits: { ${sku(4)}: { max_quantity: 3 } }`],
  'trial-saas': [64, `trial: { ${sku(7)}: { days: 15, open_to: all } }`],
  'trial-published': [65, `trial: { ${sku(12)}: { days: 15, open_to: all } }`],
  'trial-days': [60, `trial: { ${sku(3)}: { days: 181 } }`],
  'trial-days-fixed': [60, `trial: { ${sku(3)}: { days: 16 } }`],
  'trial-open-to': [60, `trial: { ${sku(3)}: { open_to: some } }`],
  'attribute-type': [60, attribute('new', 'values: [a]', 'text')],
  'attribute-code': [60, attribute('""')],
  'attribute-preset': [60, attribute('version')],
  'attribute-preset-name': [60, attribute('new').replace('en: New', 'en: Version')],
  'attribute-once': [
    60,
    `${attribute('new').slice(0, -1)}, ${attribute('new').slice('attributes: ['.length)}`,
  ],
  'attribute-name': [60, attribute('new').replace(', zh: 新', '')],
  'attribute-values': [60, attribute('new', 'values: [a, a]')],
  'attribute-values-max': [60, attribute('new', eleven)],
  'attribute-quantity': [60, attribute('new', 'min: 2, max: 1, step: 1', 'quantity')],
  'attribute-specifications': [
    60,
    `attributes: [${['a', 'b', 'c'].map((code) => attribute(code, ten).slice('attributes: ['.length, -1)).join(', ')}]`,
  ],
};

/** Rules of what no document holds: changes of stock, calls; and what a document does of itself. */
const others = Object.keys(rules).filter((rule) => !(rule in documents));

it('has a document for every rule that one can break', () => {
  expect(others).toEqual([
    'user-added-and-removed',
    'users-max',
    'list-credit-line-sku',
    'stock-on-sale',
    'stock-delta',
    'stock-note',
    'stock-sku',
    'stock-not-below-sold',
    'attribute-exists',
    'attribute-unknown',
  ]);
});

describe.each(Object.entries(documents))('%s', (rule, [number, rest]) => {
  it('is told at its line; nothing is changed by an error', async () => {
    writeFileSync(path, `product: ${id(number)}\n# a comment\n${rest}\n`);
    const site = ['--site', 'sandbox', '--json'];
    const validated = await runCommand(ProductValidate, ['-f', path, ...site], env);
    const { valid, faults } = JSON.parse(validated.stdout);
    expect(faults).toContainEqual(expect.objectContaining({ rule, line: 3 }));
    expect(validated.exitCode).toBe(valid ? 0 : 7);
    if (valid) return;
    const before = (await runCommand(ProductGet, [id(number), ...site], env)).stdout;
    const applied = await runCommand(ProductApply, ['-f', path, '--yes', ...site], env);
    expect(applied).toMatchObject({ exitCode: 2, code: 'INVALID_DOCUMENT' });
    expect(applied.message).toMatch(new RegExp(`product\\.yaml:3:\\d+: .* \\(${rule}\\)`));
    expect((await runCommand(ProductGet, [id(number), ...site], env)).stdout).toBe(before);
  });
});
