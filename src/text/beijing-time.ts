import { hour } from './duration.ts';

/** Beijing is 8 hours ahead of UTC, without daylight saving time. */
export const beijingOffset = 8 * hour;

/** A time in Beijing, as KooGallery shows it: `2026-03-02 18:59:59`. */
export function beijingTime(time: string | number): string {
  const ms = typeof time === 'number' ? time : Date.parse(time);
  return new Date(ms + beijingOffset).toISOString().slice(0, 19).replace('T', ' ');
}
