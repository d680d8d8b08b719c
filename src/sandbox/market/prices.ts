import { createHash } from 'node:crypto';
import type { ChargingMode, Product, Sku, Trial } from '../../seller/contract.ts';
import { compareDecimals, type Decimal, sumDecimals } from '../../text/decimal.ts';
import { type Amount, decimalOf, multiply, shareInCents, sumProducts } from './money.ts';

/** A part of a stepped price. */
export interface Band {
  /** Usage up to here, inclusive; absent in the last band. */
  readonly upTo?: string;
  /** Of one unit. */
  readonly amount: Amount;
}

/** A price of a specification. KooGallery's `productId` in callbacks and orders is the id of a price. */
export interface Price {
  readonly priceId: string;
  readonly skuCode: string;
  readonly charging: ChargingMode;
  /** What one costs: a unit of the quantity attribute where there is one, a unit of usage, else the whole. */
  readonly amount: Amount;
  /** Of a price by period; `day` is that of a trial, too. */
  readonly period?: { readonly type: 'year' | 'month' | 'day'; readonly number: number };
  /** What is metered, of pay-per-use. */
  readonly item?: string;
  /** How often pay-per-use is charged. */
  readonly cycle?: 'hour' | 'day';
  /** `step`: each part of the usage at the price of its band; `tier`: all of a record at the price of one. */
  readonly mode?: 'fixed' | 'step' | 'tier';
  /** Ascending; of `step` and `tier`. */
  readonly bands?: readonly Band[];
  /** The usage that a package includes. */
  readonly included?: string;
}

/** How long a package of pay-per-use lasts. */
export const packagePeriod = { type: 'month', number: 1 } as const;

/** What a price has before it belongs to a specification. */
export type PriceTerms = Omit<Price, 'priceId' | 'skuCode'>;

const yuan = 1_000_000;

/** The prices of a specification for which none are set. */
const usualPrices: Readonly<Record<ChargingMode, readonly PriceTerms[]>> = {
  PERIOD: [
    { charging: 'PERIOD', amount: 100 * yuan, period: { type: 'year', number: 1 } },
    { charging: 'PERIOD', amount: 10 * yuan, period: { type: 'month', number: 1 } },
  ],
  ONE_TIME: [{ charging: 'ONE_TIME', amount: 500 * yuan }],
  ON_DEMAND: [{ charging: 'ON_DEMAND', amount: yuan / 2, item: 'usage', cycle: 'hour', mode: 'fixed' }],
  ON_DEMAND_PKG: [{ charging: 'ON_DEMAND_PKG', amount: 80 * yuan, included: '100' }],
};

/** Gives terms to a specification. The same ones get the same id in every sandbox. */
export function priceOf(productId: string, skuCode: string, terms: PriceTerms): Price {
  const digest = createHash('sha256')
    .update([productId, skuCode, termsKey(terms)].join('\n'))
    .digest('hex');
  const digits = BigInt(`0x${digest.slice(0, 16)}`) % 10n ** 18n;
  return { priceId: `OFFI${String(digits).padStart(18, '0')}`, skuCode, ...terms };
}

/** What tells the prices of a specification apart. */
export function termsKey({ charging, period, item = '' }: PriceTerms): string {
  return [charging, period ? `${period.number}${period.type}` : item].join(' ');
}

/**
 * All prices of a product: a specification has its own for each way to charge, or else the usual ones. A trial costs
 * nothing.
 *
 * @param set the prices that were set for the product
 */
export function pricesOf(
  { product_id, skus }: Product,
  trials: Readonly<Record<string, Trial>>,
  set: readonly Price[] = [],
): readonly Price[] {
  return skus.flatMap((sku) => {
    if (sku.trial !== undefined) return trialPrices(product_id, sku, trials);
    return sku.charging_modes.flatMap((charging) => {
      const own = set.filter((price) => price.skuCode === sku.sku_code && price.charging === charging);
      const usual = usualPrices[charging].map((terms) => priceOf(product_id, sku.sku_code, terms));
      return own.length > 0 ? own : usual;
    });
  });
}

function trialPrices(productId: string, sku: Sku, trials: Readonly<Record<string, Trial>>): Price[] {
  const trial = Object.hasOwn(trials, sku.sku_code) ? trials[sku.sku_code] : undefined;
  if (!trial) return [];
  const period = { type: 'day', number: trial.days } as const;
  return [priceOf(productId, sku.sku_code, { charging: 'PERIOD', amount: 0, period })];
}

/**
 * The prices at which a specification is offered: for a period the one whose period goes into it, the longest first;
 * without one all billing items, or the price of a purchase or of a package.
 */
export function offeredPrices(
  prices: readonly Price[],
  skuCode: string,
  period: Price['period'] | undefined,
): readonly Price[] {
  const own = prices.filter((price) => price.skuCode === skuCode);
  if (!period) {
    const without = own.filter((price) => price.charging !== 'PERIOD');
    return without.filter(({ charging }) => charging === without[0]?.charging);
  }
  return own
    .filter((price) => price.charging === 'PERIOD' && goesInto(price.period, period))
    .sort((a, b) => (b.period?.number ?? 0) - (a.period?.number ?? 0))
    .slice(0, 1);
}

function goesInto(part: Price['period'], whole: NonNullable<Price['period']>): boolean {
  return (
    part !== undefined && part.type === whole.type && whole.number > 0 && whole.number % part.number === 0
  );
}

/**
 * What an order costs: the price times its periods and its quantity. Opening pay-per-use costs nothing.
 *
 * @param order `quantity` is absent where the specification has no quantity attribute
 */
export function orderAmount(
  { charging, amount, period }: Price,
  order: { readonly period?: Price['period']; readonly quantity?: number | undefined },
): Amount {
  if (charging === 'ON_DEMAND') return 0;
  const periods = period && order.period ? order.period.number / period.number : 1;
  return multiply(multiply(amount, String(periods)), String(order.quantity ?? 1));
}

/**
 * The fee of an upgrade: the difference of the prices for the days that remain, in yuan with two decimal places.
 *
 * @param before what the running period costs
 * @param after what it would have cost with the new size or specification
 * @param days whole days of the period, and those of them that remain
 * @see https://support.huaweicloud.com/intl/zh-cn/sp-marketplace/zh-cn_topic_0212192789.html
 */
export function upgradeFee(
  before: Amount,
  after: Amount,
  days: { readonly period: number; readonly remaining: number },
): Amount {
  return Math.max(0, shareInCents(after - before, Math.min(days.remaining, days.period), days.period));
}

/**
 * What the usage of a record costs, to the millionth of a yuan.
 *
 * @param before usage that was charged earlier in the accumulation of `step`
 * @param usage of the record
 * @see https://www.huaweicloud.com/s/JW15c3FsOOi3n215c3FsNeivreazleeahOWMuuWIqyU/t_30_p_3/JeS6keWVhuW6lyU
 */
export function usageCost({ amount, mode, bands = [] }: Price, before: string, usage: string): Amount {
  if (mode === undefined || mode === 'fixed') return multiply(amount, usage);
  const used = decimalOf(usage);
  if (mode === 'tier') {
    const band = bands.find(({ upTo }) => upTo === undefined || compareDecimals(used, decimalOf(upTo)) <= 0);
    return multiply(band?.amount ?? amount, usage);
  }
  const from = decimalOf(before);
  const to = add(from, used);
  return sumProducts(
    bands.map((band, index) => {
      const start = greater(from, decimalOf(bands[index - 1]?.upTo ?? '0'));
      const end = band.upTo === undefined ? to : lesser(to, decimalOf(band.upTo));
      const part = add(end, { ...start, units: -start.units });
      return { amount: band.amount, factor: part.units > 0n ? part : decimalOf('0') };
    }),
  );
}

function add(a: Decimal, b: Decimal): Decimal {
  return sumDecimals([a, b]);
}

function greater(a: Decimal, b: Decimal): Decimal {
  return compareDecimals(a, b) < 0 ? b : a;
}

function lesser(a: Decimal, b: Decimal): Decimal {
  return compareDecimals(a, b) > 0 ? b : a;
}
