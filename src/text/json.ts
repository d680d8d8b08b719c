import { attempt } from './attempt.ts';
import { indentJson, isNestedDeeper, maxIndented } from './json-layout.ts';
import { rawInJson } from './terminal-safe.ts';

/** A JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Whether a value is an object that is neither null nor an array. */
export function isObject(value: JsonValue | undefined): value is JsonObject;
export function isObject(value: unknown): value is Readonly<Record<string, unknown>>;
export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as an object; empty for anything else. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** An object without the values that are not given. */
export function given<T extends object>(values: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]: Exclude<T[Name], undefined>;
  };
}

/** Reads an own property of a record, never an inherited one. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The value of a JSON text; `undefined` for any other text. */
export function tryJson(text: string): unknown {
  return attempt(() => JSON.parse(text));
}

/**
 * Parses JSON and keeps the digits of every number: one that JavaScript would write differently, such as `12.50` or one of
 * more than 15 digits, becomes its text. `String()` of any number or text then is what the sender wrote.
 */
export function parseExactJson(text: string): JsonValue {
  const keepDigits = (_: string, value: unknown, { source }: { readonly source?: string } = {}) =>
    typeof value === 'number' && String(value) !== source ? source : value;
  return JSON.parse(text, keepDigits as (name: string, value: unknown) => unknown) as JsonValue;
}

/** Whether an object in valid JSON has a name twice: parsers choose one of them. */
export function repeatsNames(text: string): boolean {
  let written = 0;
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon !== undefined) written += 1;
  return written !== countNames(JSON.parse(text));
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce<number>((sum, one) => sum + countNames(one), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

/**
 * Serialises JSON that is safe for a terminal: DEL, C1 and invisible marks are escaped as well, which changes no value.
 *
 * @param indent of a level; values that are nested very deeply are on the line of their parent
 */
export function toJson(value: unknown, indent?: 2): string {
  const json = JSON.stringify(value);
  if (indent === undefined) return escapeControls(json);
  const isDeep = isNestedDeeper(json, maxIndented);
  return escapeControls(isDeep ? indentJson(json).text : JSON.stringify(value, null, indent));
}

/** Escapes the control characters that JSON leaves raw in strings: DEL, C1 and invisible marks. */
export function escapeControls(quoted: string): string {
  return quoted.replace(rawInJson, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
