import { addDays, addMonths, daysOf, monthOf, monthsBetween } from '../../../openapi/billing/periods.ts';
import { parseDecimal } from '../../../text/decimal.ts';

export const scale = 8;

export interface Recurring {
  readonly from: string;
  /** Last month; open-ended if absent. */
  readonly to?: string | undefined;
  /** `month`: used day by day. `year`: paid on the first day of the first month, and of the same month of later years. */
  readonly every: 'month' | 'year';
}

/** The amount of a seed in units of 10^-{@link scale}. */
export function unitsOf(amount: string): bigint {
  const { units, scale: places } = parseDecimal(amount) ?? { units: 0n, scale: 0 };
  return units * 10n ** BigInt(scale - places);
}

/** Spreads a recurring cost over the days of a month, up to a day. */
export function dailyUnits(
  item: Recurring,
  units: bigint,
  month: string,
  until: string,
  amortized = false,
): readonly (readonly [day: string, units: bigint])[] {
  const age = monthsBetween(item.from, month);
  if (age < 0 || (item.to !== undefined && month > item.to)) return [];
  const isYearly = item.every === 'year';
  if (isYearly && !amortized) {
    const day = `${month}-01`;
    return age % 12 === 0 && day <= until ? [[day, units]] : [];
  }
  const days = daysOf(month);
  const ofMonth = isYearly ? share(units, 12, age % 12) : units;
  return days
    .map((day, index) => [day, share(ofMonth, days.length, index)] as const)
    .filter(([day]) => day <= until);
}

/** Returns one of several equal parts of an amount; the first one takes the remainder. */
function share(units: bigint, parts: number, index: number): bigint {
  const part = units / BigInt(parts);
  return index === 0 ? units - part * BigInt(parts - 1) : part;
}

export function activeMonths({ from, to }: Recurring, first: string, last: string): readonly string[] {
  const begin = from > first ? from : first;
  const end = to !== undefined && to < last ? to : last;
  const months = [];
  for (let month = begin; month <= end; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** The last day with a cost: original costs are there within the hour, amortized ones a day later. */
export function lastDay(today: string, amortized: boolean): string {
  return amortized ? addDays(today, -1) : today;
}

/** Whether a day is in a range of days or months. */
export function isWithin(day: string, begin: string, end: string): boolean {
  return begin.length === 7 ? monthOf(day) >= begin && monthOf(day) <= end : day >= begin && day <= end;
}
