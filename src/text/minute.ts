/** A time in ISO 8601 to the minute, for people: `2026-01-31 08:00`. */
export function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
