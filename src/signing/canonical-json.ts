import type { JsonObject, JsonValue } from '../text/json.ts';

/** Deepest nesting that {@link jsonMembers} reads; Jackson, which Huawei's sample uses, draws the same line. */
const maxDepth = 1000;

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
 * Writes a JSON string as Jackson does: `/` and non-ASCII stay raw, rare control characters become `\u001F` with
 * upper-case hex. Half a surrogate pair becomes `?`, which is what Java's UTF-8 encoder makes of it.
 */
function quoteJson(text: string): string {
  const escaped = text.replace(
    /["\\\u0000-\u001f]/g,
    (character) =>
      escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
  return `"${escaped.isWellFormed() ? escaped : escaped.replace(/\p{Surrogate}/gu, '?')}"`;
}

/** Compact JSON with Jackson's escapes; the order of keys is kept. */
export function compactJson(value: JsonValue): string {
  if (typeof value === 'string') return quoteJson(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(compactJson).join(',')}]`;
  return writeMembers(Object.entries(value).map(([name, member]) => [name, compactJson(member)]));
}

function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Names of an object with their values as compact JSON. */
type Members = Iterable<readonly [name: string, json: string]>;

/** Compact JSON of an object whose values are written already. */
export function writeMembers(members: Members): string {
  return `{${Array.from(members, ([name, json]) => `${quoteJson(name)}:${json}`).join(',')}}`;
}

/** Members ascending by name, in UTF-16 code units as Java's `TreeMap<String>` does. */
export function sortMembers(members: Members): (readonly [name: string, json: string])[] {
  return [...members].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Members ascending by name, `null` values dropped. */
export function canonicalMembers(members: Members): string {
  return writeMembers(sortMembers(members).filter(([, json]) => json !== 'null'));
}

/**
 * The payload that V2 signatures are made over: compact JSON, top-level keys ascending, `null` values dropped at
 * the top level; nested values keep their order.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function canonicalJson(body: JsonObject): string {
  return canonicalMembers(Object.entries(body).map(([name, member]) => [name, compactJson(member)]));
}

/**
 * {@link canonicalJson} of a received text. Numbers stay as they were written, nested keys keep the order of
 * arrival, of equal names the last value counts. `undefined` when the text is not a JSON object (or is nested
 * deeper than 1000 levels).
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function canonicalJsonText(text: string): string | undefined {
  const members = jsonMembers(text);
  return members && canonicalMembers(members);
}

/**
 * The top-level members of a JSON object in the order of arrival, values as compact JSON; `undefined` when the text
 * is not a JSON object. `JSON.parse` would not do: it rounds numbers and moves keys that look like integers.
 *
 * @param writeNested writes nested objects
 */
export function jsonMembers(
  text: string,
  writeNested: Write = writeMembers,
): ReadonlyMap<string, string> | undefined {
  if (!isJson(text)) return undefined;
  const tokens = jsonTokens(text).filter((token) => token !== ',' && token !== ':');
  if (tokens[0] !== '{' || depth(tokens) > maxDepth) return undefined;
  const rest = tokens.values();
  rest.next();
  return readMembers(rest, writeNested);
}

/** The tokens of a text that is known to be JSON. Scans by hand: a regular expression overflows on long strings. */
export function jsonTokens(text: string): string[] {
  const tokens: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = tokenEnd(text, start);
    const token = text.slice(start, end);
    if (!whiteSpace.has(token)) tokens.push(token);
    start = end;
  }
  return tokens;
}

const whiteSpace: ReadonlySet<string> = new Set([' ', '\t', '\n', '\r']);
const alone: ReadonlySet<string> = new Set(['{', '}', '[', ']', ',', ':', ...whiteSpace]);

function tokenEnd(text: string, start: number): number {
  const first = text.charAt(start);
  if (alone.has(first)) return start + 1;
  let end = start + 1;
  if (first === '"') {
    while (text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
    return end + 1;
  }
  while (end < text.length && !alone.has(text.charAt(end))) end++;
  return end;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function depth(tokens: readonly string[]): number {
  let now = 0;
  let deepest = 0;
  for (const token of tokens) {
    if (token === '{' || token === '[') deepest = Math.max(deepest, ++now);
    if (token === '}' || token === ']') now--;
  }
  return deepest;
}

type Write = (members: Members) => string;

function readMembers(rest: Iterator<string>, write: Write): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (let name = take(rest); name !== '}'; name = take(rest)) {
    members.set(JSON.parse(name), readValue(take(rest), rest, write));
  }
  return members;
}

function readValue(token: string, rest: Iterator<string>, write: Write): string {
  if (token === '{') return write(readMembers(rest, write));
  if (token === '[') return readList(rest, write);
  return token.startsWith('"') ? quoteJson(JSON.parse(token)) : token;
}

function readList(rest: Iterator<string>, write: Write): string {
  const items: string[] = [];
  for (let token = take(rest); token !== ']'; token = take(rest)) items.push(readValue(token, rest, write));
  return `[${items.join(',')}]`;
}

function take(rest: Iterator<string>): string {
  const { done, value } = rest.next();
  if (done) throw new Error('unexpected end of JSON');
  return value;
}
