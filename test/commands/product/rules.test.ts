import { describe, expect, it } from 'vitest';
import {
  board,
  fax,
  file,
  office,
  product,
  sku,
  speech,
  studio,
  tool,
  useProducts,
  writes,
} from './harness.ts';

useProducts();

type Words = Parameters<typeof product>;

const enumeration = ['--type', 'enumeration', '--name-en', 'Region', '--name-zh', '区域'];
const quantity = ['--type', 'quantity', '--name-en', 'Storage', '--name-zh', '存储'];
const eleven = Array.from({ length: 11 }, (_, index) => `v${index}`).join(',');

/** A rule, the input that the message has to name, and a command that breaks it. */
const byFlag: readonly [rule: string, input: string, words: Words][] = [
  ['sku-unknown', '--sku', ['audience set', office, 'enterprise', '--sku', 'none']],
  ['sku-unknown', '--sku', ['limit set', office, '--once', '--sku', 'none']],
  ['sku-unknown', '--sku', ['limit set', office, '--once', '--sku', '__proto__']],
  ['sku-unknown', '--sku', ['limit set', office, '--once', '--sku', 'constructor']],
  ['stock-note', '--note', ['stock add', tool, '--delta', '1', '--note', 'n'.repeat(256)]],
  [
    'stock-note',
    '--note',
    ['stock add', tool, '--delta', '1', '--note', 'n'.repeat(256), '--request-id', 'again'],
  ],
  ['sku-unknown', '--sku', ['limit clear', office, '--sku', 'none']],
  ['sku-unknown', '--sku', ['audience set', office, 'inherit', '--sku', 'none']],
  ['sku-unknown', '--sku', ['trial set', office, '--open-to', 'specified', '--sku', 'none']],
  ['sku-unknown', '--sku', ['stock add', office, '--delta', '1', '--note', 'n', '--sku', 'none']],
  ['sku-unknown', '--sku', ['stock get', office, '--sku', 'none']],
  ['audience-sku-type', 'TYPE', ['audience set', board, 'individual', '--sku', sku(8)]],
  ['audience-locked', 'TYPE', ['audience set', studio, 'all', '--sku', sku(7)]],
  ['audience-associated-required', '--associated', ['audience set', office, 'associated']],
  ['audience-associated-only', '--associated', ['audience set', office, 'all', '--associated', tool]],
  [
    'audience-associated-own',
    '--associated',
    ['audience set', office, 'associated', '--associated', 'OFFI758576253042421799'],
  ],
  [
    'audience-associated-same-product',
    '--associated',
    ['audience set', office, 'associated', '--sku', sku(1), '--associated', sku(4)],
  ],
  ['stock-on-sale', 'ID', ['stock add', fax, '--delta', '1', '--note', 'n']],
  ['stock-delta', '--delta', ['stock add', tool, '--delta', '0', '--note', 'n']],
  ['stock-delta', '--delta', ['stock add', tool, '--delta', '10000000', '--note', 'n']],
  ['stock-note', '--note', ['stock add', tool, '--delta', '1', '--note', ' ']],
  ['stock-sku', '--sku', ['stock add', office, '--delta', '1', '--note', 'n']],
  ['stock-not-below-sold', '--delta', ['stock add', tool, '--delta=-998', '--note', 'n', '--yes']],
  ['limit-pay-per-use', 'ID', ['limit set', speech, '--once']],
  [
    'limit-again-after-expiry',
    '--again-after-expiry',
    ['limit set', office, '--max', '3', '--again-after-expiry'],
  ],
  ['limit-max-quantity', '--max', ['limit set', office, '--max', '0']],
  ['limit-quantity-attribute', '--max', ['limit set', tool, '--max', '3']],
  ['trial-saas', 'ID', ['trial set', studio, '--open-to', 'all']],
  ['trial-saas', '--sku', ['trial set', studio, '--open-to', 'all', '--sku', sku(7)]],
  ['trial-published', '--sku', ['trial set', board, '--open-to', 'specified']],
  ['trial-published', '--sku', ['trial set', office, '--open-to', 'specified', '--sku', sku(1)]],
  ['trial-days', '--days', ['trial set', office, '--days', '2']],
  ['trial-days', '--days', ['trial set', office, '--days', '181']],
  ['trial-days-fixed', '--days', ['trial set', office, '--days', '16']],
  ['attribute-code', 'CODE', ['attribute add', ' ', ...enumeration, '--values', 'a']],
  ['attribute-preset', 'CODE', ['attribute add', 'os', ...enumeration, '--values', 'a']],
  ['attribute-preset', 'CODE', ['attribute update', 'os', '--values', 'a']],
  ['attribute-preset', 'CODE', ['attribute remove', 'os', '--yes']],
  [
    'attribute-preset-name',
    '--name-en',
    [
      'attribute add',
      'x',
      '--type',
      'enumeration',
      '--name-en',
      'appName',
      '--name-zh',
      '名',
      '--values',
      'a',
    ],
  ],
  ['attribute-exists', 'CODE', ['attribute add', 'seats', ...enumeration, '--values', 'a']],
  ['attribute-code', 'CODE', ['attribute add', '..', ...enumeration, '--values', 'a']],
  ['attribute-unknown', 'CODE', ['attribute update', 'none', '--name-en', 'x']],
  ['attribute-unknown', 'CODE', ['attribute remove', 'none', '--yes']],
  ['attribute-name', '--name-zh', ['attribute update', 'seats', '--name-zh', ' ']],
  ['attribute-values', '--values', ['attribute add', 'region', ...enumeration, '--values', 'a,a']],
  ['attribute-values', '--values', ['attribute add', 'region', ...enumeration]],
  ['attribute-values-max', '--values', ['attribute add', 'region', ...enumeration, '--values', eleven]],
  [
    'attribute-quantity',
    '--max',
    ['attribute add', 'storage', ...quantity, '--min', '5', '--max', '1', '--step', '1'],
  ],
  [
    'attribute-quantity',
    '--step',
    ['attribute add', 'storage', ...quantity, '--min', '1', '--max', '5', '--step', '0'],
  ],
];

/** What the form of the command line refuses before a rule could. */
const byForm: readonly [code: string, words: Words][] = [
  ['INVALID_VALUE', ['audience set', office, 'everyone']],
  ['INVALID_PRODUCT_ID', ['get', '']],
  ['INVALID_PRODUCT_ID', ['audience set', 'x; touch y', 'all']],
  ['INVALID_REQUEST_ID', ['stock add', tool, '--delta', '1', '--note', 'n', '--request-id', 'a b']],
  ['MISSING_FLAG', ['audience set', office, 'inherit']],
  ['INVALID_VALUE', ['credit set', office, '--cash-coupon', 'all']],
  ['INVALID_VALUE', ['credit set', office, '--credit-line', 'on']],
  ['MISSING_FLAG', ['credit set', office]],
  ['FLAG_CONFLICT', ['limit set', office, '--once', '--max', '3']],
  ['MISSING_FLAG', ['limit set', office]],
  ['INVALID_VALUE', ['trial set', office, '--open-to', 'nobody']],
  ['MISSING_FLAG', ['trial set', office]],
  ['MISSING_FLAG', ['stock add', tool, '--delta', '1']],
  ['INVALID_VALUE', ['stock add', tool, '--delta', 'many', '--note', 'n']],
  ['INVALID_VALUE', ['attribute add', 'x', '--type', 'text', '--name-en', 'x', '--name-zh', 'x']],
  ['MISSING_FLAG', ['attribute add', 'x', '--type', 'enumeration', '--name-en', 'x']],
  ['MISSING_FLAG', ['attribute add', 'x', ...quantity, '--min', '1']],
  ['FLAG_CONFLICT', ['attribute add', 'x', ...enumeration, '--min', '1']],
  ['FLAG_CONFLICT', ['attribute update', 'seats', '--values', 'a']],
];

describe('a rule broken by a flag', () => {
  it.each(byFlag)('%s, at %s', async (rule, input, words) => {
    const ran = await product(...words);
    expect(ran).toMatchObject({ exitCode: 2, code: 'RULE_BROKEN', stdout: '' });
    const start = input === 'ID' ? '(?!ID)' : `${input}(: | must be )`;
    expect(ran.message).toMatch(new RegExp(`^ *${start}.*\\(${rule}\\)$`, 'm'));
    expect(ran.facts?.message.zh).toContain(rule);
    expect(writes()).toEqual([]);
  });

  it.each(byForm)('%s', async (code, words) => {
    expect(await product(...words)).toMatchObject({ exitCode: 2, code, stdout: '' });
    expect(writes()).toEqual([]);
  });
});

/** A rule, the line that the message has to name, and a document that breaks it. */
const byFile: readonly [rule: string, line: number, document: string][] = [
  ['missing-key', 1, 'version: "1"\n'],
  ['unknown-key', 2, `product: ${office}\ncredits: {}\n`],
  ['duplicate-key', 3, `product: ${office}\ncredit: {}\ncredit: {}\n`],
  ['wrong-value', 1, 'product: "x; touch y"\n'],
  ['wrong-value', 2, `product: ${office}\npurchase_limits: []\n`],
  ['users-file', 2, `product: ${office}\naudience: { users: { file: none.csv } }\n`],
  ['sku-unknown', 3, `product: ${office}\npurchase_limits:\n  none: { once_per_customer: true }\n`],
  [
    'audience-associated-own',
    2,
    `product: ${office}\naudience: { type: associated, associated: [${tool}, OFFI758576253042421799] }\n`,
  ],
];

describe('a rule broken by a document', () => {
  it.each(byFile)('%s, in line %i', async (rule, line, document) => {
    const path = file('product.yaml', document);
    for (const words of [
      ['diff', '-f', path],
      ['apply', '-f', path, '--yes'],
      ['apply', '-f', path, '--dry-run'],
    ] as Words[]) {
      const ran = await product(...words);
      expect(ran).toMatchObject({ exitCode: 2, code: 'INVALID_DOCUMENT', stdout: '' });
      expect(ran.message).toMatch(new RegExp(`product\\.yaml:${line}:\\d+: .*\\(${rule}\\)$`, 'm'));
    }
    expect(writes()).toEqual([]);
  });

  it('tells all faults at once, in JSON too', async () => {
    const path = file(
      'product.yaml',
      `product: ${office}\ncredit: { cash_coupon: maybe }\naudience: { typ: all }\n`,
    );
    const ran = await product('apply', '-f', path, '--yes');
    expect(ran.document).toMatchObject({
      error: {
        exitCode: 2,
        details: {
          file: path,
          faults: [
            { line: 2, rule: 'credit-cash-coupon', path: ['credit', 'cash_coupon'] },
            { line: 3, rule: 'unknown-key' },
          ],
        },
      },
    });
  });

  it('names the line of a file of users', async () => {
    file('buyers.csv', `account_name,account_id\nhw12345678,\n`);
    const path = file('product.yaml', `product: ${office}\naudience: { users: { file: buyers.csv } }\n`);
    const ran = await product('apply', '-f', path, '--yes');
    expect(ran).toMatchObject({ exitCode: 2, code: 'INVALID_DOCUMENT' });
    expect(ran.message).toMatch(/^buyers\.csv:2:1: .*\(user-id-required\)$/m);
    expect(writes()).toEqual([]);
  });
});
