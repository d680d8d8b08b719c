import { expect, it } from 'vitest';
import type { Change } from '../../src/seller/change.ts';
import { changesText } from '../../src/seller/change-words.ts';

const user = { account_name: 'hw12345678', account_id: '0'.repeat(32) };
const seats = { code: 'seats', type: 'quantity', name: { en: 'Seats', zh: '席位数' } } as const;

const told: readonly [Change, string, string][] = [
  [
    { kind: 'limit', after: { once_per_customer: true } },
    'purchase limit: once per customer',
    '商品限购：每个客户限购一次',
  ],
  [
    { kind: 'limit', sku: 's1', before: { max_quantity: 3 } },
    'purchase limit of s1: none',
    '商品限购（规格 s1）：不限购',
  ],
  [{ kind: 'audience', after: { type: 'specified' } }, 'audience: specified users', '销售对象：指定用户'],
  [
    { kind: 'audience', sku: 's1' },
    'audience of s1: the same as the product',
    '销售对象（规格 s1）：与商品相同',
  ],
  [{ kind: 'credit', setting: 'credit_line', after: 'off' }, 'credit line: off', '信用额度支付：关闭'],
  [
    { kind: 'trial', sku: 't1', after: { days: 15, open_to: 'all' } },
    'trial of t1: 15 days, all users',
    'SaaS试用（规格 t1）：15 天，全部用户',
  ],
  [
    { kind: 'users', list: 'credit_line', add: [user], remove: [] },
    'users of the credit line: 1 to add, 0 to remove',
    '可使用信用额度支付的指定用户：添加 1，移除 0',
  ],
  [
    { kind: 'attribute', code: 'seats', after: { ...seats, min: 1, max: 9, step: 2 } },
    'attribute seats: quantity, 1 to 9, step 2',
    '属性 seats：数量，1～9，步长 2',
  ],
  [{ kind: 'attribute', code: 'seats' }, 'attribute seats: deleted', '属性 seats：删除'],
  [{ kind: 'stock', delta: 5, note: 'n' }, 'stock: +5', '库存：+5'],
  [{ kind: 'stock', sku: 's1', delta: -5, note: 'n' }, 'stock of s1: -5', '库存（规格 s1）：-5'],
];

it.each(told)('tells %j', (change, en, zh) => {
  expect(changesText([change])).toEqual({ en, zh });
});

it('names a few and counts the others', () => {
  const { en, zh } = changesText(told.map(([change]) => change));
  expect(en).toMatch(/^purchase limit: once per customer; purchase limit of s1: none; .*; and 7 more$/);
  expect(zh).toMatch(/；另有 7 项$/);
});
