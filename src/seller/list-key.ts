import type { ListRef } from './model.ts';

/** A list's name in a map. */
export function listKey({ list, sku_code }: ListRef): string {
  return sku_code === undefined ? list : `${list}/${sku_code}`;
}
