/**
 * Parses the time of a usage record, `yyyyMMdd'T'HHmmss'Z'` in UTC, to milliseconds since 1970; `undefined` for
 * anything else, also for a day that does not exist.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function meteringTime(text: string): number | undefined {
  if (text.length !== 16 || text[8] !== 'T' || text[15] !== 'Z') return undefined;
  return orderTime(text.slice(0, 8) + text.slice(9, 15));
}

/** Parses the time of an order or a licence, `yyyyMMddHHmmss` in UTC, to milliseconds since 1970. */
export function orderTime(text: string): number | undefined {
  if (!/^\d{14}$/.test(text)) return undefined;
  const part = (from: number, to: number) => Number(text.slice(from, to));
  const year = part(0, 4);
  const month = part(4, 6);
  const day = part(6, 8);
  const hour = part(8, 10);
  const minute = part(10, 12);
  const second = part(12, 14);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (daysOfMonth[month - 1] ?? 0);
  const exists = year > 99 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
  return exists ? Date.UTC(year, month - 1, day, hour, minute, second) : undefined;
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Formats `yyyyMMddHHmmss` in UTC. */
export function formatOrderTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$|\D/g, '');
}

/** Formats the time of usage records, `yyyyMMdd'T'HHmmss'Z'`. */
export function formatMeteringTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+|[-:]/g, '');
}
