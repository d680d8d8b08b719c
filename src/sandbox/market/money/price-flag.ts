import { type KooError, usageError } from '../../../errors/koo-error.ts';
import type { ChargingMode, Product } from '../../../seller/contract.ts';
import { chargingWords } from '../../../seller/words.ts';
import { compareDecimals } from '../../../text/decimal.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Amount, Price } from '../model/model.ts';
import { decimalOf, formatAmount, parseAmount } from './amounts.ts';
import { chargingOf, type PriceTerms, packagePeriod, priceOf, termsKey } from './prices.ts';

type Band = NonNullable<Price['bands']>[number];

/** A price as a flag sets it, for one specification or for all with that charging mode. */
export interface PriceSetting {
  readonly skuCode?: string;
  readonly terms: PriceTerms;
}

/**
 * Parses the value of `--price`: `year=100`, `3month=27`, `once=500`, `package=80/100`, `calls=0.5/hour`,
 * `calls=step:0.3@3,0.2/day`; `SKU:` before it limits it to one specification.
 *
 * @throws KooError (usage, `INVALID_PRICE`)
 */
export function parsePriceFlag(text: string): PriceSetting {
  const { sku, what, value } =
    /^(?:(?<sku>[\w.-]{1,64}):)?(?<what>[^=:]+)=(?<value>.+)$/.exec(text)?.groups ?? {};
  if (what === undefined || value === undefined)
    throw invalidPrice(text, both('expected what is sold, an equals sign and an amount'));
  return { ...(sku !== undefined && { skuCode: sku }), terms: termsOf(text, what, value) };
}

function termsOf(text: string, what: string, value: string): PriceTerms {
  const [, number = '1', type] = /^([1-9]\d{0,2})?(year|month|day)$/.exec(what) ?? [];
  if (type === 'year' || type === 'month' || type === 'day')
    return { amount: cents(text, value), period: { type, number: Number(number) } };
  if (what === 'once') return { amount: cents(text, value) };
  if (what === 'package') return packageTerms(text, value);
  if (!/^\p{L}[\p{L}\p{N}_.-]{0,63}$/u.test(what)) {
    throw invalidPrice(
      text,
      both('the name of a billing item begins with a letter, and has letters, digits, . - _ only'),
    );
  }
  return usageTerms(text, what, value);
}

function packageTerms(text: string, value: string): PriceTerms {
  const [, amount = '', included = ''] = /^([^/]+)\/([^/]+)$/.exec(value) ?? [];
  if (!isPositive(included))
    throw invalidPrice(text, both('a package is an amount, a slash and the usage that it includes'));
  return { amount: cents(text, amount), period: packagePeriod, included };
}

function usageTerms(text: string, item: string, value: string): PriceTerms {
  const [, mode = 'fixed', list = '', cycle = 'hour'] =
    /^(?:(step|tier):)?([^/:]+)(?:\/(hour|day))?$/.exec(value) ?? [];
  const bands = list.split(',').map((band) => bandOf(text, band));
  const isBanded = mode === 'step' || mode === 'tier';
  if (!isBanded && (bands.length > 1 || bands[0]?.upTo !== undefined))
    throw invalidPrice(text, both('several bands need `step:` or `tier:` before them'));
  if (isBanded) assertAscending(text, bands);
  return {
    amount: bands[0]?.amount ?? 0,
    item,
    cycle: cycle === 'day' ? 'day' : 'hour',
    mode: mode === 'step' || mode === 'tier' ? mode : 'fixed',
    ...(isBanded && { bands }),
  };
}

function bandOf(text: string, band: string): Band {
  const [price = '', upTo, ...rest] = band.split('@');
  if (rest.length > 0 || (upTo !== undefined && !isPositive(upTo)))
    throw invalidPrice(text, both('a band is an amount, and for all but the last one @ and where it ends'));
  return { amount: amountOf(text, price), ...(upTo !== undefined && { upTo }) };
}

function assertAscending(text: string, bands: readonly Band[]): void {
  const ends = bands.map(({ upTo }) => upTo);
  const isAscending = ends.every((end, index) => {
    const before = ends[index - 1];
    if (end === undefined) return index === ends.length - 1;
    return before === undefined || compareDecimals(decimalOf(before), decimalOf(end)) < 0;
  });
  if (!isAscending || ends.at(-1) !== undefined)
    throw invalidPrice(text, both('the bands must ascend, and the last one has no end'));
}

function amountOf(text: string, amount: string): Amount {
  const parsed = parseAmount(amount);
  if (parsed !== undefined && parsed >= 0) return parsed;
  throw invalidPrice(text, both('{amount} is not an amount of yuan', { amount }));
}

function cents(text: string, amount: string): Amount {
  const parsed = amountOf(text, amount);
  if (parsed % 10_000 === 0) return parsed;
  throw invalidPrice(text, both('{amount} has more than two decimal places', { amount }));
}

function isPositive(text: string): boolean {
  const amount = parseAmount(text);
  return amount !== undefined && amount > 0;
}

function invalidPrice(text: string, reason: Localized): KooError {
  return usageError(
    'INVALID_PRICE',
    both('Invalid price {text}: {reason}', { text, reason }),
    both(
      'Prices are `year=100`, `3month=27`, `once=500`, `package=80/100` (for 100 units), `calls=0.5/hour` and `calls=step:0.3@3,0.2/day` (or `tier:`); `SKU:year=100` sets that of one specification.',
    ),
  );
}

/** Formats a price as {@link parsePriceFlag} reads it, without the specification: `year=100`, `calls=0.5/hour`. */
export function priceFlag(price: Price): string {
  const { amount, period, item, included, mode = 'fixed', bands = [], cycle = 'hour' } = price;
  const yuan = formatAmount(amount);
  if (included !== undefined) return `package=${yuan}/${included}`;
  if (item === undefined) {
    if (!period) return `once=${yuan}`;
    return `${period.number === 1 ? '' : period.number}${period.type}=${yuan}`;
  }
  const list = bands.map(
    (band) => `${formatAmount(band.amount)}${band.upTo === undefined ? '' : `@${band.upTo}`}`,
  );
  return `${item}=${mode === 'fixed' ? yuan : `${mode}:${list.join(',')}`}/${cycle}`;
}

/**
 * Assigns prices to the specifications of a product. A price for one specification replaces a general one, and a later
 * price an earlier one.
 *
 * @throws KooError (usage, `INVALID_PRICE`) when the product has no such specification, or is not charged in that way
 */
export function setPrices(product: Product, settings: readonly PriceSetting[]): readonly Price[] {
  const prices = new Map<string, Price>();
  const inOrder = [
    ...settings.filter(({ skuCode }) => skuCode === undefined),
    ...settings.filter(({ skuCode }) => skuCode !== undefined),
  ];
  for (const { skuCode, terms } of inOrder) {
    const charging = chargingOf(terms);
    const skus = product.skus.filter(
      (sku) => sku.trial === undefined && (skuCode === undefined || sku.sku_code === skuCode),
    );
    const charged = skus.filter(({ charging_modes }) => charging_modes.includes(charging));
    if (charged.length === 0) throw unsuitablePrice(product, skuCode, charging);
    for (const { sku_code } of charged)
      prices.set(`${sku_code} ${termsKey(terms)}`, priceOf(product.product_id, sku_code, terms));
  }
  return [...prices.values()];
}

function unsuitablePrice(product: Product, skuCode: string | undefined, charging: ChargingMode): KooError {
  const words = chargingWords[charging];
  const id = product.product_id;
  return usageError(
    'INVALID_PRICE',
    skuCode === undefined
      ? both('{id} has no specification with the charging mode {words}', { id, words })
      : both('{id} has no specification {skuCode} with the charging mode {words}', { id, skuCode, words }),
    both('Run `koo product get {id} --site sandbox` to see its specifications.', { id }),
  );
}
