/** A time in Beijing, as KooGallery shows it: `2026-03-02 18:59:59`. */
export function beijingTime(time: string | number): string {
  const ms = typeof time === 'number' ? time : Date.parse(time);
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
