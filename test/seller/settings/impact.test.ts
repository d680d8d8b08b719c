import { describe, expect, it } from 'vitest';
import type { PurchaseLimit } from '../../../src/seller/contract.ts';
import type { Desired } from '../../../src/seller/plan.ts';
import { describeImpact, plan } from '../../../src/seller/settings/kinds.ts';
import { stateWith, user } from '../states.ts';

const impactOn = (desired: Desired, state = stateWith()) => plan(desired, state).impact.map(({ en }) => en);

describe('the impact on buyers', () => {
  it.each<[string, Desired, RegExp]>([
    [
      'the audience narrows',
      { audience: { product: { type: 'enterprise' } } },
      /will narrow from all users to enterprise users/,
    ],
    ['the list is empty', { audience: { product: { type: 'specified' } } }, /list is empty/],
    [
      'a specification narrows',
      { audience: { skus: { s1: { type: 'individual' } } } },
      /of specification Standard \(s1\) will narrow/,
    ],
    ['coupons go off', { credit: { cash_coupon: 'off' } }, /cash coupons will no longer/],
    [
      'a limit comes',
      { purchase_limits: { '*': { once_per_customer: true } } },
      /^The purchase of the product will be limited: a customer will be able to buy only once\.$/,
    ],
    [
      'a limit is of another kind',
      { purchase_limits: { s1: { max_quantity: 5 } } },
      /^The purchase of specification Standard \(s1\) will be limited: a customer will be able to buy at most 5\.$/,
    ],
    ['the trial narrows', { trial: { t1: { open_to: 'specified' } } }, /trial of specification Trial \(t1\)/],
  ])('%s', (_, desired, text) => {
    expect(impactOn(desired)).toEqual([expect.stringMatching(text)]);
  });

  it.each<[string, Desired]>([
    ['a specification follows a wider product', { audience: { skus: { s2: null } } }],
    ['the credit line opens', { credit: { credit_line: 'all' } }],
    ['a limit goes', { purchase_limits: { s1: null } }],
    ['a limit opens', { purchase_limits: { s1: { once_per_customer: true, again_after_expiry: true } } }],
    ['users are added', { lists: [{ list: 'audience', users: [user(1)] }] }],
  ])('not when %s', (_, desired) => {
    expect(impactOn(desired)).toEqual([]);
  });

  it('names one user who is removed, and counts several', () => {
    const state = stateWith({}, [[{ list: 'credit_line' }, [user(1), user(2)]]]);
    expect(impactOn({ lists: [{ list: 'credit_line', users: [user(1)] }] }, state)).toEqual([
      'User buyer-2 will no longer be able to pay with the credit line.',
    ]);
    expect(impactOn({ lists: [{ list: 'credit_line', users: [] }] }, state)[0]).toMatch(
      /^2 users will no longer/,
    );
  });

  it('reports that a list becomes empty, and what that means while it is in force', () => {
    const emptied = (list: 'audience' | 'credit_line', changed: Parameters<typeof stateWith>[0]) =>
      impactOn({ lists: [{ list, users: [] }] }, stateWith(changed, [[{ list }, [user(1), user(2)]]]))[0];
    expect(emptied('audience', { audience: { type: 'specified', skus: {} } })).toBe(
      '2 users will no longer be able to buy the product. The list will be empty, so no one will be able to buy the product.',
    );
    expect(emptied('audience', {})).toMatch(/will be empty\.$/);
    expect(emptied('credit_line', { credit: { cash_coupon: 'on', credit_line: 'specified' } })).toMatch(
      /so no one will be able to pay with the credit line\.$/,
    );
  });

  it('narrows the credit line step by step', () => {
    const line = (credit_line: 'all' | 'specified' | 'off') =>
      stateWith({ credit: { cash_coupon: 'on', credit_line } });
    expect(impactOn({ credit: { credit_line: 'specified' } }, line('all'))).toHaveLength(1);
    expect(impactOn({ credit: { credit_line: 'off' } }, line('specified'))).toHaveLength(1);
    expect(impactOn({ credit: { credit_line: 'specified' } }, line('off'))).toEqual([]);
  });

  it('reports a tighter limit', () => {
    const state = (limit: PurchaseLimit) => stateWith({ purchase_limits: { s1: limit } });
    const max = (max_quantity: number) => ({ max_quantity });
    expect(impactOn({ purchase_limits: { s1: max(4) } }, state(max(5)))).toHaveLength(1);
    expect(impactOn({ purchase_limits: { s1: max(6) } }, state(max(5)))).toEqual([]);
    const again = { once_per_customer: true, again_after_expiry: true } as const;
    expect(impactOn({ purchase_limits: { s1: { once_per_customer: true } } }, state(again))).toHaveLength(1);
  });

  it('counts the users who are added in the same change', () => {
    const [text] = impactOn({
      audience: { product: { type: 'specified' } },
      lists: [{ list: 'audience', users: [user(1)] }],
    });
    expect(text).toMatch(/will narrow/);
    expect(text).not.toMatch(/empty/);
  });

  it('assumes the widest state where nothing is known', () => {
    const { impact: found } = plan(
      { audience: { product: { type: 'specified' } }, credit: { credit_line: 'off' } },
      { product_id: 'P1' },
    );
    expect(found.map(({ en }) => en)).toEqual([
      'The audience of the product will be specified users. Buyers outside it will no longer be able to buy.',
      expect.stringMatching(/credit line/),
    ]);
  });

  it('reports stock that decreases', () => {
    const stock = (delta: number) =>
      describeImpact([{ kind: 'stock', sku: 's1', delta, note: 'x' }], stateWith());
    expect(stock(-5)[0]?.en).toMatch(/^The stock of specification Standard \(s1\) will decrease by 5\./);
    expect(stock(5)).toEqual([]);
  });

  it('follows the product when a specification gives up a wider audience of its own', () => {
    const state = stateWith({ audience: { type: 'all', skus: { s2: { type: 'all' } } } });
    expect(impactOn({ audience: { product: { type: 'enterprise' }, skus: { s2: null } } }, state)).toEqual([
      expect.stringMatching(/^The audience of the product will narrow from all users to enterprise users/),
      expect.stringMatching(
        /of specification Professional \(s2\) will narrow from all users to enterprise users/,
      ),
    ]);
  });
});
