import { beijingOffset } from '../../../text/beijing-time.ts';
import { day } from '../../../text/duration.ts';
import type { Period } from './model.ts';

export { day, hour, minute } from '../../../text/duration.ts';

/** Year, month (from 0) and day of a time in Beijing. */
function beijingDate(time: number): readonly [year: number, month: number, day: number] {
  const date = new Date(time + beijingOffset);
  return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
}

export function beijingYear(time: number): number {
  return beijingDate(time)[0];
}

/** The calendar month of a time in Beijing: `2026-03`. */
export function beijingMonth(time: number): string {
  return new Date(time + beijingOffset).toISOString().slice(0, 7);
}

export function startOfBeijingYear(year: number): number {
  return Date.UTC(year, 0, 1) - beijingOffset;
}

export function beijingDay(time: number): number {
  return beijingDate(time)[2];
}

/** The last second of a day in Beijing, 23:59:59. */
function endOfDay(year: number, month: number, date: number): number {
  return Date.UTC(year, month, date, 23, 59, 59) - beijingOffset;
}

/**
 * Returns the end of a period: 23:59:59 of the same calendar day in Beijing, years or months later; a day that the
 * month lacks becomes its last one. Days are counted.
 *
 * @param from milliseconds since 1970: the purchase, or the expiry that a renewal counts from
 * @param anchorDay day of the month to return to after a shorter month; default that of `from`
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export function expiryAfter(from: number, { type, number }: Period, anchorDay = beijingDay(from)): number {
  const [year, month, date] = beijingDate(from);
  if (type === 'day') return endOfDay(year, month, date + number);
  const months = month + (type === 'year' ? 12 * number : number);
  const daysOfMonth = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
  return endOfDay(year, months, Math.min(anchorDay, daysOfMonth));
}

/** Returns the next time after another at which it is this hour in Beijing. */
export function beijingTimeAfter(time: number, hours: number): number {
  const [year, month, date] = beijingDate(time);
  const today = Date.UTC(year, month, date, hours) - beijingOffset;
  return today > time ? today : today + day;
}

/** Returns an hour in Beijing, a number of days before the day of a time. */
export function beijingTimeBefore(time: number, days: number, hours: number): number {
  const [year, month, date] = beijingDate(time);
  return Date.UTC(year, month, date - days, hours) - beijingOffset;
}

export function daysBetween(from: number, to: number): number {
  const [a, b] = [from, to].map((time) => {
    const [year, month, date] = beijingDate(time);
    return Date.UTC(year, month, date) / day;
  });
  return (b ?? 0) - (a ?? 0);
}

/** `2026-03-02 10:00` in Beijing, for people. */
export function beijingMinute(time: number): string {
  return new Date(time + beijingOffset).toISOString().slice(0, 16).replace('T', ' ');
}

/** `yyMMddHHmm` in Beijing: the time in an order id. */
export function orderMinute(time: number): string {
  return new Date(time + beijingOffset).toISOString().replace(/\D/g, '').slice(2, 12);
}

/** Parses a period such as `1y`, `3m` or `15d`; `undefined` for any other text. */
export function parsePeriod(text: string): Period | undefined {
  const [, number, unit] = /^([1-9]\d{0,2})([ymd])$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  const type = unit === 'y' ? 'year' : unit === 'm' ? 'month' : 'day';
  return { type, number: Number(number) };
}
