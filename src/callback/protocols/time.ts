import { beijingOffset } from '../../text/beijing-time.ts';
import { day } from '../../text/duration.ts';

/** `yyyyMMddHHmmssSSS` in UTC. */
export function utcMillis(time: Date): string {
  return time.toISOString().replace(/\D/g, '');
}

/** `yyyyMMddHHmmssSSS` in UTC+8. */
export function cnMillis(time: Date): string {
  return utcMillis(new Date(time.getTime() + beijingOffset));
}

/** `yyyyMMddHHmmss` in UTC. */
export function utcSeconds(time: Date): string {
  return utcMillis(time).slice(0, 14);
}

/** `yyyyMMddHHmmss` in UTC+8. */
export function cnSeconds(time: Date): string {
  return cnMillis(time).slice(0, 14);
}

/** `2023-10-27 10:30:15 z`: UTC, as in getLicenseAsync. */
export function utcText(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} z`;
}

export function addDays(time: Date, days: number): Date {
  return new Date(time.getTime() + days * day);
}

/** Whether a text is a valid time `yyyyMMddHHmmssSSS` (not 30 February). */
export function isMillisText(text: string): boolean {
  const [, year, month, date, hours, minutes, seconds, millis] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(text) ?? [];
  const time = new Date(`${year}-${month}-${date}T${hours}:${minutes}:${seconds}.${millis}Z`);
  // Date converts 30 February to 2 March, so compare the formatted result.
  return !Number.isNaN(time.getTime()) && utcMillis(time) === text;
}
