/** JSON that a terminal shows as it is: DEL, C1 and bidi marks are escaped as well, which changes no value. */
export function toJson(value: unknown, indent?: number): string {
  return escapeControls(JSON.stringify(value, null, indent));
}

/** Escapes what JSON leaves raw inside its quotes and a terminal would obey: DEL, C1 and bidi marks. */
export function escapeControls(quoted: string): string {
  return quoted.replace(
    /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
