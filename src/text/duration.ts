/** In milliseconds. */
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

const units = { d: day, h: hour, m: minute, s: second } as const;

/** `30d`, `1d12h` */
export const durationPattern = /^(\d{1,6}[dhms])+$/;

/** The milliseconds of a {@link durationPattern}; `undefined` for any other text. */
export function parseDuration(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * units[unit as keyof typeof units],
    0,
  );
}

/** The shortest text that {@link parseDuration} reads as so many milliseconds; a fraction of a second is left out. */
export function durationText(ms: number): string {
  let left = ms;
  const parts = Object.entries(units).flatMap(([unit, size]) => {
    const number = Math.floor(left / size);
    left -= number * size;
    return number > 0 ? [`${number}${unit}`] : [];
  });
  return parts.join('') || '0s';
}

/** The period of a subscription: `1y`, `3m`, `15d`. */
export const periodPattern = /^[1-9]\d{0,2}[ymd]$/;
