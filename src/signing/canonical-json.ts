import type { JsonObject, JsonValue } from '../text/json.ts';

/** Maximum nesting depth of {@link jsonMembers}; the same as in Jackson, which Huawei's sample uses. */
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
  if (!isJson(text)) return undefined;
  const tokens = jsonTokens(text).filter((token) => token !== ',' && token !== ':');
  if (tokens[0] !== '{' || nestingDepth(tokens) > maxDepth) return undefined;
  const rest = tokens.values();
  rest.next();
  return readMembers(rest, writeNested);
}

/** The tokens of valid JSON. Scans by hand, because a regular expression overflows the stack on long strings. */
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
const singleCharacterTokens: ReadonlySet<string> = new Set(['{', '}', '[', ']', ',', ':', ...whiteSpace]);

function tokenEnd(text: string, start: number): number {
  const first = text.charAt(start);
  if (singleCharacterTokens.has(first)) return start + 1;
  let end = start + 1;
  if (first === '"') {
    while (text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
    return end + 1;
  }
  while (end < text.length && !singleCharacterTokens.has(text.charAt(end))) end++;
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

function nestingDepth(tokens: readonly string[]): number {
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
  for (let name = nextToken(rest); name !== '}'; name = nextToken(rest)) {
    members.set(JSON.parse(name), readValue(nextToken(rest), rest, write));
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
  for (let token = nextToken(rest); token !== ']'; token = nextToken(rest))
    items.push(readValue(token, rest, write));
  return `[${items.join(',')}]`;
}

function nextToken(rest: Iterator<string>): string {
  const { done, value } = rest.next();
  if (done) throw new Error('unexpected end of JSON');
  return value;
}
