import { both } from '../../text/translate.ts';
import type { Configuration, Product, StockAdjustment } from '../contract.ts';
import { maxStockDelta, maxStockNote } from '../limits.ts';
import { type Fault, fault, shown } from './catalogue.ts';
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
  if (code !== undefined && !product.skus.some(({ sku_code }) => sku_code === code))
    return [...found, unknownSku(code, product, ['sku_code'])];
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
