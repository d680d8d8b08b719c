/**
 * Makes a reader of metering times, `yyyyMMdd'T'HHmmss'Z'` in UTC: milliseconds since 1970; `undefined` for anything
 * else, also for a day that does not exist. It remembers the last day, for there are few of them in many records.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function createTimeReader(): (text: string) => number | undefined {
  let day = '';
  let midnight: number | undefined;
  return (text) => {
    if (text.length !== 16 || text[8] !== 'T' || text[15] !== 'Z') return undefined;
    const hours = twoDigits(text, 9);
    const minutes = twoDigits(text, 11);
    const seconds = twoDigits(text, 13);
    // Not a number is not less either.
    if (!(hours < 24 && minutes < 60 && seconds < 60)) return undefined;
    if (day === '' || !text.startsWith(day)) {
      day = text.slice(0, 8);
      midnight = readDay(day);
    }
    return midnight === undefined ? undefined : midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  };
}

/** NaN for what are no digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function readDay(text: string): number | undefined {
  if (!/^\d{8}$/.test(text)) return undefined;
  const time = Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}T00:00:00Z`);
  // 30 February has become a day of March.
  return Number.isNaN(time) || new Date(time).getUTCDate() !== Number(text.slice(6)) ? undefined : time;
}

/** A time as metering records write it. */
export function meteringTime(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
