import type { ListRef, Product } from '../../../seller/contract.ts';
import { choiceForList, countUsers, type LiveState } from '../../../seller/plan.ts';
import { skuLabel } from '../../../seller/words.ts';
import { both, type Localized } from '../../../text/translate.ts';

/** The page of a list of specified users. */
export function userListPath(product: string, { list, sku_code }: ListRef): string {
  const query = new URLSearchParams({ product, list, ...(sku_code !== undefined && { sku: sku_code }) });
  return `/users?${query}`;
}

export function listsOf({ skus }: Product): readonly ListRef[] {
  return [
    { list: 'audience' },
    ...skus.flatMap(({ sku_code, trial }): ListRef[] => (trial ? [] : [{ list: 'audience', sku_code }])),
    { list: 'credit_line' },
    ...skus.flatMap(({ sku_code, trial }): ListRef[] => (trial ? [{ list: 'trial', sku_code }] : [])),
  ];
}

/** The name of a list: the right that its users have. */
export function listTitle({ list, sku_code: sku }: ListRef, product: Product): Localized {
  if (list === 'credit_line') return both('May pay with the credit line');
  if (sku === undefined) return both('May buy the product');
  const label = skuLabel(sku, product);
  return list === 'trial' ? both('May try {label}', { label }) : both('May buy {label}', { label });
}

/** Whether the users on a list count: the setting that it belongs to is for specified users. */
export function isInForce(ref: ListRef, { configuration }: LiveState): boolean {
  return choiceForList(ref, configuration) === 'specified';
}

export function usersOn({ configuration }: LiveState, ref: ListRef): number {
  return countUsers(configuration, ref);
}
