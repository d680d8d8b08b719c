import type { JsonObject, JsonValue } from '../text/json.ts';
import { isBoundedJson, stringEnd } from '../text/json-layout.ts';

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * Writes a JSON string as Jackson does: `/` and non-ASCII characters are not escaped, control characters
 * without a short escape become `\u001F` with upper-case hex. A lone surrogate becomes `?`, as in Java's UTF-8 encoder.
 */
function quoteJson(text: string): string {
  const escaped = text.replace(
    /["\\\u0000-\u001f]/g,
    (character) =>
      escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return `"${escaped.isWellFormed() ? escaped : escaped.replace(/\p{Surrogate}/gu, '?')}"`;
}

/** Compact JSON with Jackson's escapes; keeps the order of keys. */
export function compactJson(value: JsonValue): string {
  if (typeof value === 'string') return quoteJson(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(compactJson).join(',')}]`;
  return writeMembers(Object.entries(value).map(([name, member]) => [name, compactJson(member)]));
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The members of an object; values are compact JSON. */
type Members = Iterable<readonly [name: string, json: string]>;

/** Compact JSON of an object whose values are already serialised. */
export function writeMembers(members: Members): string {
  return `{${Array.from(members, ([name, json]) => `${quoteJson(name)}:${json}`).join(',')}}`;
}

/** Sorts members by name in ascending order of UTF-16 code units, as Java's `TreeMap<String>` does. */
export function sortMembers(members: Members): (readonly [name: string, json: string])[] {
  return [...members].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Compact JSON with members in ascending order of name and without `null` values. */
export function canonicalMembers(members: Members): string {
  return writeMembers(sortMembers(members).filter(([, json]) => json !== 'null'));
}

/**
 * The payload of V2 signatures: compact JSON with top-level keys in ascending order and without top-level `null`
 * values; nested values keep their order.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function canonicalJson(body: JsonObject): string {
  return canonicalMembers(Object.entries(body).map(([name, member]) => [name, compactJson(member)]));
}

/**
 * {@link canonicalJson} of a received text. Numbers and the order of nested keys stay as received; the last of
 * duplicate keys wins. `undefined` if the text is not a JSON object or is nested more than 1000 levels deep.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function canonicalJsonText(text: string): string | undefined {
  const members = jsonMembers(text);
  return members && canonicalMembers(members);
}

/**
 * The top-level members of a JSON object as received, with values as compact JSON; `undefined` if the text is not a
 * JSON object. Does not use `JSON.parse`, which rounds numbers and reorders keys that look like integers.
 *
 * @param writeNested serialises nested objects
 */
export function jsonMembers(
  text: string,
  writeNested: Write = writeMembers,
): ReadonlyMap<string, string> | undefined {
  if (!isBoundedJson(text)) return undefined;
  const rest = { tokens: jsonTokens(text), at: 0 };
  return nextToken(rest) === '{' ? readMembers(rest, writeNested) : undefined;
}

/**
 * Splits JSON into its tokens, without white space; any other text into pieces. Scans by hand, because a regular
 * expression overflows the stack on long strings.
 */
export function jsonTokens(text: string): string[] {
  const tokens: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = tokenEnd(text, start);
    if (!whiteSpace.has(text.charCodeAt(start))) tokens.push(text.slice(start, end));
    start = end;
  }
  return tokens;
}

const codes = (characters: string) => [...characters].map((character) => character.charCodeAt(0));
const whiteSpace: ReadonlySet<number> = new Set(codes(' \t\n\r'));
const singleCharacterTokens: ReadonlySet<number> = new Set([...codes('{}[],:'), ...whiteSpace]);

/** The end of the token or of the white space that starts at `start`. */
export function tokenEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (singleCharacterTokens.has(first)) return start + 1;
  if (text.startsWith('"', start)) return stringEnd(text, start);
  let end = start + 1;
  while (end < text.length && !singleCharacterTokens.has(text.charCodeAt(end))) end++;
  return end;
}

/** Tokens and the position among them. */
interface Tokens {
  readonly tokens: readonly string[];
  at: number;
}

type Write = (members: Members) => string;

function readMembers(rest: Tokens, write: Write): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (let name = nextToken(rest); name !== '}'; name = nextToken(rest))
    members.set(stringOf(name), readValue(nextToken(rest), rest, write));
  return members;
}

function readValue(token: string, rest: Tokens, write: Write): string {
  if (token === '{') return write(readMembers(rest, write));
  if (token === '[') return readList(rest, write);
  // Without an escape, a string is what Jackson writes.
  return token.includes('\\') || !token.isWellFormed() ? quoteJson(JSON.parse(token)) : token;
}

function stringOf(token: string): string {
  return token.includes('\\') ? JSON.parse(token) : token.slice(1, -1);
}

function readList(rest: Tokens, write: Write): string {
  const items: string[] = [];
  for (let token = nextToken(rest); token !== ']'; token = nextToken(rest))
    items.push(readValue(token, rest, write));
  return `[${items.join(',')}]`;
}

/** The next token of valid JSON, without commas and colons. */
function nextToken(rest: Tokens): string {
  const token = rest.tokens[rest.at++];
  if (token === undefined) throw new Error('unexpected end of JSON');
  return token === ',' || token === ':' ? nextToken(rest) : token;
}
