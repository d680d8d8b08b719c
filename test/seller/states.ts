import type { Configuration, ListRef, Product, SpecifiedUser } from '../../src/seller/contract.ts';
import { type LiveState, listKey } from '../../src/seller/plan.ts';

/** A SaaS product with two specifications, one of them by seats, and a published trial. */
export const product: Product = {
  product_id: 'P1',
  name: { en: 'Cloud Office', zh: '云办公' },
  delivery: 'saas',
  status: 'on_sale',
  skus: [
    { sku_code: 's1', name: 'Standard', charging_modes: ['PERIOD'], quantity_attribute: 'seats' },
    { sku_code: 's2', name: 'Professional', charging_modes: ['PERIOD'] },
    { sku_code: 't1', name: 'Trial', charging_modes: ['PERIOD'], trial: 'published' },
  ],
};

export const configuration: Configuration = {
  product_id: 'P1',
  version: '7',
  audience: { type: 'all', skus: { s2: { type: 'enterprise' } } },
  credit: { cash_coupon: 'on', credit_line: 'off' },
  stock: { s1: { available: 999, sold: 3 } },
  purchase_limits: { s1: { once_per_customer: true } },
  trial: { t1: { days: 15, open_to: 'all' } },
  attributes: [
    { code: 'seats', type: 'quantity', name: { en: 'Seats', zh: '席位数' }, min: 1, max: 500, step: 1 },
  ],
  user_counts: [],
};

export function user(number: number, name = `buyer-${number}`): SpecifiedUser {
  return { account_name: name, account_id: number.toString(16).padStart(32, '0') };
}

/** A state with some of its configuration replaced, and lists of users. */
export function stateWith(
  changed: Partial<Configuration> = {},
  lists: readonly (readonly [ListRef, readonly SpecifiedUser[]])[] = [],
): LiveState {
  return {
    product_id: 'P1',
    product,
    configuration: {
      ...configuration,
      user_counts: lists.map(([ref, users]) => ({ ...ref, count: users.length })),
      ...changed,
    },
    lists: new Map(
      lists.map(([ref, users]) => [listKey(ref), new Map(users.map((one) => [one.account_id, one]))]),
    ),
  };
}
