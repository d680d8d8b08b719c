import { describe, expect, it } from 'vitest';
import type { Desired } from '../../../src/seller/plan.ts';
import { diffHeader, diffLines, diffSummary, plan } from '../../../src/seller/settings/kinds.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { configuration, product, stateWith, user } from '../states.ts';

const lines = (desired: Desired, state = stateWith()) =>
  diffLines(plan(desired, state).changes, product).map(({ text }) => text);

describe('a diff', () => {
  it('tells what is new, gone and changed, by part', () => {
    expect(
      lines({
        audience: { product: { type: 'associated', associated: ['A', 'B'] }, skus: { s2: null } },
        credit: { cash_coupon: 'off', credit_line: 'all' },
        purchase_limits: { s1: null, '*': { max_quantity: 5 } },
        trial: { t1: { open_to: 'specified' } },
        attributes: [{ ...configuration.attributes[0]!, name: { en: 'Places', zh: '席位' } }],
      }),
    ).toEqual([
      '@@ audience @@',
      '~ type: all → associated [A, B]',
      '@@ audience Professional (s2) @@',
      '~ type: enterprise → (as the product)',
      '@@ credit @@',
      '~ cash_coupon: on → off',
      '~ credit_line: off → all',
      '@@ purchase_limits Standard (s1) @@',
      '- limit: once_per_customer',
      '@@ purchase_limits @@',
      '+ limit: max_quantity 5',
      '@@ trial Trial (t1) @@',
      '~ open_to: all → specified',
      '@@ attributes @@',
      '~ seats: quantity 1..500 step 1 "Seats" "席位数" → quantity 1..500 step 1 "Places" "席位"',
    ]);
  });

  it('caps rows of users and counts the rest', () => {
    const present = stateWith({}, [[{ list: 'audience' }, [user(1), user(2)]]]);
    const users = Array.from({ length: 25 }, (_, index) => user(index + 2));
    const found = lines({ lists: [{ list: 'audience', users }] }, present);
    expect(found[0]).toBe('@@ audience.users (+24 -1) @@');
    expect(found[1]).toBe(`- buyer-1:${user(1).account_id}`);
    expect(found).toHaveLength(1 + 1 + 10 + 1);
    expect(found.at(-1)).toBe('  … 14 more to add (--json lists all)');
    useLanguage('zh');
    expect(lines({ lists: [{ list: 'audience', users }] }, present).at(-1)).toBe(
      '  ……还有 14 个待添加（--json 输出全部）',
    );
  });

  it('sums up', () => {
    const { changes } = plan(
      { credit: { cash_coupon: 'off' }, lists: [{ list: 'credit_line', users: [user(1)] }] },
      stateWith(),
    );
    expect(diffSummary(changes)).toEqual({
      en: '1 setting differs, 1 user added',
      zh: '1 项设置不同，添加 1 个用户',
    });
  });

  it('tells stock, and what it is between', () => {
    const stock = diffLines([{ kind: 'stock', sku: 's1', delta: -5, note: 'sold' }], product);
    expect(stock.map(({ text }) => text)).toEqual(['@@ stock Standard (s1) @@', '- 5 (sold)']);
    expect(diffHeader('a', 'b').map(({ text }) => text)).toEqual(['--- a', '+++ b']);
  });
});
