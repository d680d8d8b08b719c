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
  const time = new Date(text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z'));
  // Compares the text again, because 30 February becomes a day in March.
  const exists = text >= '0100' && !Number.isNaN(time.getTime()) && formatOrderTime(time) === text;
  return exists ? time.getTime() : undefined;
}

/** Formats `yyyyMMddHHmmss` in UTC. */
export function formatOrderTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$|\D/g, '');
}

/** Formats the time of usage records, `yyyyMMdd'T'HHmmss'Z'`. */
export function formatMeteringTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+|[-:]/g, '');
}
