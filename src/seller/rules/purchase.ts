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

/** Judges a change of stock. */
export function stockFaults(
  adjustment: StockAdjustment,
  { product, configuration }: { readonly product: Product; readonly configuration: Configuration },
): Fault[] {
  const { delta, sku_code: code } = adjustment;
  const found: Fault[] = [];
  if (product.status !== 'on_sale') {
    found.push(
      fault('stock-on-sale', [], {
        en: `${product.product_id} is not on sale (${product.status})`,
        zh: `商品 ${product.product_id} 不在销售状态（${product.status}）`,
      }),
    );
  }
  found.push(...stockFormFaults(adjustment));
  if (code !== undefined && !product.skus.some(({ sku_code }) => sku_code === code)) {
    return [...found, unknownSku(code, product, ['sku_code'])];
  }
  const sku = stockSku(product, code);
  if (sku === undefined) {
    const codes = product.skus.filter(({ trial }) => !trial).map(({ sku_code }) => sku_code);
    found.push(
      fault('stock-sku', ['sku_code'], {
        en: `${product.product_id} has several specifications, name one: ${codes.join(', ')}`,
        zh: `商品 ${product.product_id} 有多个规格，请指明其一：${codes.join('、')}`,
      }),
    );
  } else if (isStockDelta(delta)) found.push(...soldFaults(sku, delta, configuration));
  return found;
}

/** Judges a change of stock by itself, whatever the product. */
export function stockFormFaults({ delta, note }: StockAdjustment): Fault[] {
  const found: Fault[] = [];
  if (!isStockDelta(delta)) {
    found.push(
      fault('stock-delta', ['delta'], {
        en: `${shown(delta)} is not a whole number from -${maxStockDelta} to ${maxStockDelta} other than 0`,
        zh: `${shown(delta)} 不是 -${maxStockDelta} 到 ${maxStockDelta} 之间的非零整数`,
      }),
    );
  }
  if (note.trim() === '') {
    found.push(fault('stock-note', ['note'], { en: 'the note is missing', zh: '缺少补货说明' }));
  } else if (note.length > maxStockNote) {
    const message = {
      en: `the note has ${note.length} characters; up to ${maxStockNote} are allowed`,
      zh: `补货说明有 ${note.length} 个字符，最多 ${maxStockNote} 个`,
    };
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
  return [
    fault('stock-not-below-sold', ['delta'], {
      en: `${now.available} ${delta} gives ${now.available + delta}, less than the ${now.sold} already sold`,
      zh: `${now.available} ${delta} 后为 ${now.available + delta}，低于已售数量 ${now.sold}`,
    }),
  ];
}

/** Judges changes of purchase limits, by specification or for the whole product. */
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
    found.push(
      fault('limit-one-kind', [], {
        en: 'needs once_per_customer or max_quantity, and not both',
        zh: '应填写 once_per_customer 或 max_quantity，二者选其一',
      }),
    );
  }
  if (again !== undefined && once !== true) {
    found.push(
      fault('limit-again-after-expiry', ['again_after_expiry'], {
        en: 'again_after_expiry goes with once_per_customer',
        zh: 'again_after_expiry 须与 once_per_customer 同时使用',
      }),
    );
  }
  if (max !== undefined && !(Number.isSafeInteger(max) && max >= 1)) {
    found.push(
      fault('limit-max-quantity', ['max_quantity'], {
        en: `${shown(max)} is not a whole number from 1`,
        zh: `${shown(max)} 不是不小于 1 的整数`,
      }),
    );
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
    found.push(
      fault('limit-pay-per-use', [], {
        en: `specification ${payPerUse.sku_code} is sold pay-per-use`,
        zh: `规格 ${payPerUse.sku_code} 为按需计费`,
      }),
    );
  }
  const counted = ({ quantity_attribute }: Sku) => quantity_attribute !== undefined;
  if (limit.max_quantity !== undefined && !skus.some(counted)) {
    const what = key === wholeProduct ? product.product_id : key;
    found.push(
      fault('limit-quantity-attribute', ['max_quantity'], {
        en: `${what} is not sold by a quantity attribute`,
        zh: `${what} 没有数量属性`,
      }),
    );
  }
  return found;
}

/** Judges changes of trials, by trial specification. */
export function trialFaults(trials: NonNullable<ConfigurationPatch['trial']>, known: Known): Fault[] {
  const { product, configuration } = known;
  return Object.entries(trials).flatMap(([code, trial]) =>
    [
      ...trialFormFaults(trial),
      ...(product ? trialPlaceFaults(code, product) : []),
      ...(configuration?.trial && Object.hasOwn(configuration.trial, code)
        ? trialDaysFaults(trial, configuration.trial[code])
        : []),
    ].map(under([code])),
  );
}

function trialFormFaults({ days }: Trial): Fault[] {
  if (Number.isInteger(days) && days >= trialDays.min && days <= trialDays.max) return [];
  return [
    fault('trial-days', ['days'], {
      en: `${shown(days)} is not a whole number of days from ${trialDays.min} to ${trialDays.max}`,
      zh: `${shown(days)} 不是 ${trialDays.min}～${trialDays.max} 之间的整数天数`,
    }),
  ];
}

function trialPlaceFaults(code: string, product: Product): Fault[] {
  if (product.delivery !== 'saas') {
    return [
      fault('trial-saas', [], {
        en: `${product.product_id} is not a SaaS product (${product.delivery})`,
        zh: `商品 ${product.product_id} 不是 SaaS 类商品（${product.delivery}）`,
      }),
    ];
  }
  const sku = product.skus.find(({ sku_code }) => sku_code === code);
  if (!sku) return [unknownSku(code, product, [])];
  if (sku.trial === 'published') return [];
  return [
    fault('trial-published', [], {
      en: sku.trial ? `trial specification ${code} is not published` : `${code} is not a trial specification`,
      zh: sku.trial ? `试用规格 ${code} 尚未发布` : `${code} 不是试用规格`,
    }),
  ];
}

function trialDaysFaults({ days }: Trial, present: Trial | undefined): Fault[] {
  if (present === undefined || present.days === days) return [];
  return [
    fault('trial-days-fixed', ['days'], {
      en: `the trial is published with ${present.days} days, which cannot become ${shown(days)}`,
      zh: `试用已按 ${present.days} 天发布，不能改为 ${shown(days)} 天`,
    }),
  ];
}
