import type { JsonObject, JsonValue } from '../../text/json.ts';

/** A value as text; `''` when it is absent. Numbers may have come as numbers or as text. */
export function text(values: JsonObject, name: string): string {
  const value = values[name] ?? '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Objects of a list, which comes as JSON or as text that holds JSON; its form was validated before. */
export function objects(value: JsonValue | undefined): readonly JsonObject[] {
  const list: unknown = typeof value === 'string' && value !== '' ? JSON.parse(value) : value;
  return Array.isArray(list) ? list : list ? [list as JsonObject] : [];
}

/** `testFlag` 1: the seller console is debugging, no buyer is behind it. */
export function isDebugging(values: JsonObject): boolean {
  return text(values, 'testFlag') === '1';
}
