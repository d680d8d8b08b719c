const form = /^(\d{4})(0[1-9]|1[0-2])([0-2]\d|3[01])T([01]\d|2[0-3])([0-5]\d)([0-5]\d)Z$/;

/**
 * A metering time, `yyyyMMdd'T'HHmmss'Z'` in UTC, in milliseconds since 1970; `undefined` for anything else, also
 * for a day that does not exist.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function readMeteringTime(text: string): number | undefined {
  const parts = form.exec(text);
  if (!parts) return undefined;
  const day = Number(parts[3]);
  const time = Date.UTC(
    Number(parts[1]),
    Number(parts[2]) - 1,
    day,
    Number(parts[4]),
    Number(parts[5]),
    Number(parts[6]),
  );
  // 30 February has become a day of March.
  return new Date(time).getUTCDate() === day ? time : undefined;
}

/** A time as metering records write it. */
export function meteringTime(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
