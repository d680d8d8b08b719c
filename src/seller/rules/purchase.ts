import { both } from '../../text/translate.ts';
import type {
  Configuration,
  ConfigurationPatch,
  Product,
  PurchaseLimit,
  Sku,
  StockAdjustment,
  Trial,
} from '../contract.ts';
import { maxStockDelta, maxStockNote, trialDays, wholeProduct } from '../values.ts';
import type { Known } from './audience.ts';
import { type Fault, fault, shown, under } from './catalogue.ts';
import { unknownSku } from './users.ts';

/** Validates a change of stock. */
export function stockFaults(
  adjustment: StockAdjustment,
  { product, configuration }: { readonly product: Product; readonly configuration: Configuration },
): Fault[] {
  const { delta, sku_code: code } = adjustment;
  const { product_id: id } = product;
  const found: Fault[] = [];
  if (product.status !== 'on_sale') {
    const message = both('{product} is not on sale ({status})', { product: id, status: product.status });
    found.push(fault('stock-on-sale', [], message));
  }
  found.push(...stockFormFaults(adjustment));
  if (code !== undefined && !product.skus.some(({ sku_code }) => sku_code === code)) {
    return [...found, unknownSku(code, product, ['sku_code'])];
  }
  const sku = stockSku(product, code);
  if (sku === undefined) {
    const codes = product.skus.filter(({ trial }) => !trial).map(({ sku_code }) => sku_code);
    const message = both('{product} has several specifications; name one of {codes}', { product: id, codes });
    found.push(fault('stock-sku', ['sku_code'], message));
  } else if (isStockDelta(delta)) found.push(...soldFaults(sku, delta, configuration));
  return found;
}

/** Validates a change of stock by itself, whatever the product. */
export function stockFormFaults({ delta, note }: StockAdjustment): Fault[] {
  const found: Fault[] = [];
  if (!isStockDelta(delta)) {
    const message = both(
      'must be a whole number from -{maxStockDelta} to {maxStockDelta} other than 0, not {delta}',
      { delta: shown(delta), maxStockDelta },
    );
    found.push(fault('stock-delta', ['delta'], message));
  }
  if (note.trim() === '') {
    found.push(fault('stock-note', ['note'], both('the note is missing')));
  } else if (note.length > maxStockNote) {
    const [count, max] = [note.length, maxStockNote];
    const message = both('the note has {count} characters; at most {max} are allowed', { count, max });
    found.push(fault('stock-note', ['note'], message));
  }
  return found;
}

function isStockDelta(delta: number): boolean {
  return Number.isInteger(delta) && delta !== 0 && Math.abs(delta) <= maxStockDelta;
}

/** The specification whose stock is meant: the one named, or the only one that is sold. */
export function stockSku(product: Product, code: string | undefined): string | undefined {
  if (code !== undefined) return code;
  const sold = product.skus.filter(({ trial }) => trial === undefined);
  return sold.length === 1 ? sold[0]?.sku_code : undefined;
}

function soldFaults(sku: string, delta: number, { stock }: Configuration): Fault[] {
  const now = Object.hasOwn(stock, sku) ? stock[sku] : undefined;
  if (now === undefined || delta > 0 || now.available + delta >= now.sold) return [];
  const { available: before, sold } = now;
  const facts = { before, after: before + delta, sold };
  const message = both(
    'the stock would change from {before} to {after}, below the {sold} already sold',
    facts,
  );
  return [fault('stock-not-below-sold', ['delta'], message)];
}

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

/** Validates changes of trials, by trial specification. */
export function trialFaults(trials: NonNullable<ConfigurationPatch['trial']>, known: Known): Fault[] {
  const { product, configuration } = known;
  const present = new Map(Object.entries(configuration?.trial ?? {}));
  return Object.entries(trials).flatMap(([code, trial]) =>
    [
      ...trialFormFaults(trial),
      ...(product ? trialPlaceFaults(code, product) : []),
      ...trialDaysFaults(trial, present.get(code)),
    ].map(under([code])),
  );
}

function trialFormFaults({ days }: Trial): Fault[] {
  if (Number.isInteger(days) && days >= trialDays.min && days <= trialDays.max) return [];
  const facts = { ...trialDays, days: shown(days) };
  const message = both('{days} is not a whole number of days from {min} to {max}', facts);
  return [fault('trial-days', ['days'], message)];
}

function trialPlaceFaults(code: string, product: Product): Fault[] {
  if (product.delivery !== 'saas') {
    const { product_id: id, delivery } = product;
    const message = both('{product} is not a SaaS product ({delivery})', { product: id, delivery });
    return [fault('trial-saas', [], message)];
  }
  const sku = product.skus.find(({ sku_code }) => sku_code === code);
  if (!sku) return [unknownSku(code, product, [])];
  if (sku.trial === 'published') return [];
  const message = sku.trial
    ? both('trial specification {code} is not published', { code })
    : both('{code} is not a trial specification', { code });
  return [fault('trial-published', [], message)];
}

function trialDaysFaults({ days }: Trial, present: Trial | undefined): Fault[] {
  if (present === undefined || present.days === days) return [];
  const message = both(
    'the trial is published with {present, plural, one {# day} other {# days}}, which cannot be changed to {days}',
    { present: present.days, days: shown(days) },
  );
  return [fault('trial-days-fixed', ['days'], message)];
}
