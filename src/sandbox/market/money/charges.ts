import { compareDecimals, type Decimal, formatDecimal, sumDecimals } from '../../../text/decimal.ts';
import { beijingTimeAfter, day, hour } from '../model/calendar.ts';
import type { Amount, Price } from '../model/model.ts';
import { decimalOf } from './amounts.ts';
import { usageCost } from './prices.ts';

/** Time during which records of an hour may still be reported. */
const hourlyDelay = 2 * hour;
/** Hour in Beijing at which the bills of days are written. */
const dailyHour = 1;

type Cycle = NonNullable<Price['cycle']>;

/**
 * Returns the end of the billing cycle in which a record ends. Hours are those of the clock; a day is 24 hours from the
 * start of use.
 *
 * @param start of use, in milliseconds since 1970
 * @see https://www.huaweicloud.com/s/JW15c3FsOOi3n215c3FsNeivreazleeahOWMuuWIqyU/t_30_p_3/JeS6keWVhuW6lyU
 */
export function cycleEnd(endedAt: number, start: number, cycle: Cycle): number {
  const length = cycle === 'day' ? day : hour;
  const origin = cycle === 'day' ? start : 0;
  const first = Math.floor((start - origin) / length) + 1;
  return origin + Math.max(first, Math.ceil((endedAt - origin) / length)) * length;
}

/**
 * Returns when the bill of a cycle is written.
 *
 * @param end of the cycle
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function billTime(end: number, cycle: Cycle): number {
  return cycle === 'day' ? beijingTimeAfter(end, dailyHour) : end + hourlyDelay;
}

/** Returns the cycle that a record arriving now is charged with: its own, or the next one without a bill. */
export function chargedCycle(endedAt: number, start: number, cycle: Cycle, now: number): number {
  const own = cycleEnd(endedAt, start, cycle);
  if (billTime(own, cycle) > now) return own;
  const length = cycle === 'day' ? day : hour;
  let end = cycleEnd(now, start, cycle) - 3 * length;
  while (billTime(end, cycle) <= now) end += length;
  return end;
}

export interface Usage {
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly usage: string;
  /** Keys of the packages that it is taken from, in this order. */
  readonly packages: readonly number[];
}

/** The charge for the usage of a cycle. Numbers of units are decimal numbers. */
export interface Charge {
  readonly usage: string;
  /** Taken from packages. */
  readonly deducted: string;
  /** Over the quota of a package that stops before excess: not charged. */
  readonly overdrawn: string;
  readonly amount: Amount;
}

export interface ChargeOptions {
  readonly price: Price;
  /** Usage over the quota of the packages is not charged. */
  readonly stopsBeforeExcess: boolean;
  /** Remaining quotas of packages by key; they are reduced. */
  readonly quotas: Map<number, Decimal>;
}

const zero: Decimal = { units: 0n, scale: 0 };

/** Charges usage: first the quota of packages, then the price. */
export function charge(usages: readonly Usage[], options: ChargeOptions): Charge {
  const { price, stopsBeforeExcess, quotas } = options;
  let [total, deducted, overdrawn, charged] = [zero, zero, zero, zero];
  let amount = 0;
  for (const { usage, packages } of usages) {
    const used = decimalOf(usage);
    const rest = deduct(used, packages, quotas);
    total = sumDecimals([total, used]);
    deducted = sumDecimals([deducted, subtract(used, rest)]);
    if (rest.units === 0n) continue;
    if (stopsBeforeExcess) {
      overdrawn = sumDecimals([overdrawn, rest]);
      continue;
    }
    amount = bounded(amount + usageCost(price, formatDecimal(charged), formatDecimal(rest)));
    charged = sumDecimals([charged, rest]);
  }
  return { usage: plain(total), deducted: plain(deducted), overdrawn: plain(overdrawn), amount };
}

/** Takes usage from packages. @returns the rest */
function deduct(used: Decimal, packages: readonly number[], quotas: Map<number, Decimal>): Decimal {
  let rest = used;
  for (const key of packages) {
    const left = quotas.get(key) ?? zero;
    const part = compareDecimals(left, rest) < 0 ? left : rest;
    if (part.units <= 0n) continue;
    quotas.set(key, subtract(left, part));
    rest = subtract(rest, part);
  }
  return rest;
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return sumDecimals([a, { ...b, units: -b.units }]);
}

/** Formats a number without trailing zeros. */
export function plain(number: Decimal): string {
  const text = formatDecimal(number);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Limits an amount to what the state can store. */
export function bounded(amount: Amount): Amount {
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, amount));
}
