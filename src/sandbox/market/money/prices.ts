import { createHash } from 'node:crypto';
import type { ChargingMode, Product, Sku, Trial } from '../../../seller/contract.ts';
import { compareDecimals, sumDecimals } from '../../../text/decimal.ts';
import { own } from '../../../text/json.ts';
import type { Amount, Period, Price } from '../model/model.ts';
import { decimalOf, multiply, shareInCents, sumProducts } from './amounts.ts';

export type PriceTerms = Omit<Price, 'priceId' | 'skuCode'>;

/** Validity of a pay-per-use package. */
export const packagePeriod: Period = { type: 'month', number: 1 };

const yuan = 1_000_000;

const usualPrices: Readonly<Record<ChargingMode, readonly PriceTerms[]>> = {
  PERIOD: [
    { amount: 100 * yuan, period: { type: 'year', number: 1 } },
    { amount: 10 * yuan, period: { type: 'month', number: 1 } },
  ],
  ONE_TIME: [{ amount: 500 * yuan }],
  ON_DEMAND: [{ amount: yuan / 2, item: 'usage', cycle: 'hour', mode: 'fixed' }],
  ON_DEMAND_PKG: [{ amount: 80 * yuan, period: packagePeriod, included: '100' }],
};

/** Assigns terms to a specification. The same terms get the same id in every sandbox. */
export function priceOf(productId: string, skuCode: string, terms: PriceTerms): Price {
  const digest = createHash('sha256')
    .update([productId, skuCode, termsKey(terms)].join('\n'))
    .digest('hex');
  const digits = BigInt(`0x${digest.slice(0, 16)}`) % 10n ** 18n;
  return { priceId: `OFFI${String(digits).padStart(18, '0')}`, skuCode, ...terms };
}

export function chargingOf({ included, item, period }: PriceTerms): ChargingMode {
  if (included !== undefined) return 'ON_DEMAND_PKG';
  if (item !== undefined) return 'ON_DEMAND';
  return period ? 'PERIOD' : 'ONE_TIME';
}

/** Distinguishes the prices of a specification. */
export function termsKey(terms: PriceTerms): string {
  const { period, item = '' } = terms;
  return [chargingOf(terms), period ? `${period.number}${period.type}` : item].join(' ');
}

/**
 * Returns all prices of a product: for each charging mode, those that were set, or else the default ones. A trial costs
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
      const own = set.filter((price) => price.skuCode === sku.sku_code && chargingOf(price) === charging);
      const usual = usualPrices[charging].map((terms) => priceOf(product_id, sku.sku_code, terms));
      return own.length > 0 ? own : usual;
    });
  });
}

function trialPrices(productId: string, sku: Sku, trials: Readonly<Record<string, Trial>>): Price[] {
  const trial = own(trials, sku.sku_code);
  if (!trial) return [];
  return [priceOf(productId, sku.sku_code, { amount: 0, period: { type: 'day', number: trial.days } })];
}

/**
 * Returns the prices at which a specification is offered: for a period, the price with the longest period that divides
 * it; without one, all billing items, or the price of a purchase or package.
 */
export function offeredPrices(
  prices: readonly Price[],
  skuCode: string,
  period: Period | undefined,
): readonly Price[] {
  const own = prices.filter((price) => price.skuCode === skuCode);
  if (!period) {
    const [first, ...others] = own.filter((price) => chargingOf(price) !== 'PERIOD');
    return first ? [first, ...others.filter((price) => chargingOf(price) === chargingOf(first))] : [];
  }
  return own
    .filter((price) => chargingOf(price) === 'PERIOD' && price.period?.type === period.type)
    .filter((price) => period.number > 0 && period.number % (price.period?.number ?? 0) === 0)
    .sort((a, b) => (b.period?.number ?? 0) - (a.period?.number ?? 0))
    .slice(0, 1);
}

/**
 * Returns the cost of an order: the price times its periods and its quantity. Opening pay-per-use costs nothing.
 *
 * @param order `quantity` is absent where the specification has no quantity attribute
 */
export function orderAmount(
  price: Price,
  order: { readonly period?: Period | undefined; readonly quantity?: number | undefined },
): Amount {
  if (chargingOf(price) === 'ON_DEMAND') return 0;
  const periods = price.period && order.period ? order.period.number / price.period.number : 1;
  return multiply(multiply(price.amount, String(periods)), String(order.quantity ?? 1));
}

/**
 * Returns the fee of an upgrade: the difference of the prices for the remaining days, in yuan with two decimal places.
 *
 * @param before cost of the running period
 * @param after its cost with the new size or specification
 * @param days whole days of the period, and those that remain, of renewals too
 * @see https://support.huaweicloud.com/intl/zh-cn/sp-marketplace/zh-cn_topic_0212192789.html
 */
export function upgradeFee(
  before: Amount,
  after: Amount,
  days: { readonly period: number; readonly remaining: number },
): Amount {
  return Math.max(0, shareInCents(after - before, days.remaining, days.period));
}

/**
 * Returns the cost of the usage of a record, to the millionth of a yuan.
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
  const to = sumDecimals([from, used]);
  return sumProducts(
    bands.map((band, index) => {
      const [below, limit] = [decimalOf(bands[index - 1]?.upTo ?? '0'), decimalOf(band.upTo ?? '0')];
      const start = compareDecimals(from, below) < 0 ? below : from;
      const end = band.upTo === undefined || compareDecimals(to, limit) <= 0 ? to : limit;
      const part = sumDecimals([end, { ...start, units: -start.units }]);
      return { amount: band.amount, factor: part.units > 0n ? part : decimalOf('0') };
    }),
  );
}
