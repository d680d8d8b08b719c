import { beijingOffset } from '../../text/beijing-time.ts';
import { day } from '../../text/duration.ts';

/** The period of an amount: a day, `YYYY-MM-DD`, or a month, `YYYY-MM`. */
export type Granularity = 'day' | 'month';

/** The day in Beijing: koo's months and days of the billing service are those of Beijing. */
export function dayOf(now: Date): string {
  return new Date(now.getTime() + beijingOffset).toISOString().slice(0, 10);
}

/** The month of a day; returns a month unchanged. */
export function monthOf(period: string): string {
  return period.slice(0, 7);
}

/** Whether a text is a month or a day that exists, from the year 2000 on. */
export function isPeriod(text: string, granularity: Granularity): boolean {
  if (granularity === 'month') return /^2\d{3}-(0[1-9]|1[0-2])$/.test(text);
  return /^2\d{3}-\d\d-\d\d$/.test(text) && addDays(text, 0) === text;
}

/** Adds months to a month; a negative number subtracts. */
export function addMonths(month: string, count: number): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + count, 1))
    .toISOString()
    .slice(0, 7);
}

/** Adds days to a day; a negative number subtracts. Empty for a day that does not exist. */
export function addDays(date: string, count: number): string {
  const time = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(time) ? '' : new Date(time + count * day).toISOString().slice(0, 10);
}

/** How many months a month is after another. */
export function monthsBetween(from: string, to: string): number {
  const index = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
  return index(to) - index(from);
}

export function daysOf(month: string): readonly string[] {
  const first = `${month}-01`;
  const count = (Date.parse(`${addMonths(month, 1)}-01`) - Date.parse(first)) / day;
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}

/** The months that two days or months enclose. */
export function monthsFrom(from: string, to: string): readonly string[] {
  const first = monthOf(from);
  return Array.from({ length: Math.max(0, monthsBetween(first, monthOf(to)) + 1) }, (_, index) =>
    addMonths(first, index),
  );
}

/**
 * Whether the original cost of a month can still change: it is complete after 12:00 on the 4th of the next month.
 *
 * @see https://support.huaweicloud.com/api-oce/costm_00014.html
 */
export function isOpenMonth(month: string, now: Date): boolean {
  const complete = Date.parse(`${addMonths(month, 1)}-04T12:00:00Z`) - beijingOffset;
  return now.getTime() <= complete;
}
