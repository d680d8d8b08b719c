import { both } from '../../text/translate.ts';
import type { ConfigurationPatch, Product, PurchaseLimit, Sku } from '../contract.ts';
import { wholeProduct } from '../values.ts';
import type { Known } from './audience.ts';
import { type Fault, fault, shown, under } from './catalogue.ts';
import { unknownSku } from './users.ts';

/** Validates changes of purchase limits, by specification or for the whole product. */
export function limitFaults(
  limits: NonNullable<ConfigurationPatch['purchase_limits']>,
  { product }: Known,
): Fault[] {
  return Object.entries(limits).flatMap(([key, limit]) => {
    const form = limit === null ? [] : limitFormFaults(limit);
    const place = product ? limitPlaceFaults(key, limit, product) : [];
    return [...form, ...place].map(under([key]));
  });
}

function limitFormFaults(limit: PurchaseLimit): Fault[] {
  const { once_per_customer: once, max_quantity: max, again_after_expiry: again } = limit;
  const found: Fault[] = [];
  if ((once === true) === (max !== undefined)) {
    found.push(fault('limit-one-kind', [], both('give either once_per_customer or max_quantity, not both')));
  }
  if (again !== undefined && once !== true) {
    const message = both('again_after_expiry requires once_per_customer');
    found.push(fault('limit-again-after-expiry', ['again_after_expiry'], message));
  }
  if (max !== undefined && !(Number.isSafeInteger(max) && max >= 1)) {
    const message = both('must be a whole number of at least 1, not {max}', { max: shown(max) });
    found.push(fault('limit-max-quantity', ['max_quantity'], message));
  }
  return found;
}

function limitPlaceFaults(key: string, limit: PurchaseLimit | null, product: Product): Fault[] {
  const skus = product.skus.filter(({ sku_code }) => key === wholeProduct || sku_code === key);
  if (key !== wholeProduct && skus.length === 0) return [unknownSku(key, product, [])];
  if (limit === null) return [];
  const found: Fault[] = [];
  const payPerUse = skus.find(({ charging_modes }) => charging_modes.includes('ON_DEMAND'));
  if (payPerUse) {
    const message = both('specification {skuCode} is sold pay-per-use', { skuCode: payPerUse.sku_code });
    found.push(fault('limit-pay-per-use', [], message));
  }
  const counted = ({ quantity_attribute }: Sku) => quantity_attribute !== undefined;
  if (limit.max_quantity !== undefined && !skus.some(counted)) {
    const code = key === wholeProduct ? product.product_id : key;
    const message = both('{code} is not sold by a quantity attribute', { code });
    found.push(fault('limit-quantity-attribute', ['max_quantity'], message));
  }
  return found;
}
