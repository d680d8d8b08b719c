import type { Product } from './model.ts';

/** A specification for people: its name, where it is known, and its code. */
export function skuLabel(code: string, product: Product | undefined): string {
  const name = product?.skus.find(({ sku_code }) => sku_code === code)?.name;
  return name === undefined ? code : `${name} (${code})`;
}
