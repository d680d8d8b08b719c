import { attempt } from '../../text/attempt.ts';
import type { JsonObject, JsonValue } from '../../text/json.ts';
import { isBoundedJson, stringEnd } from '../../text/json-layout.ts';
import { oncePerInput } from '../../text/once.ts';
import { protocols } from '../protocols/index.ts';
import type { Activity, Field, ProtocolId } from '../protocols/model.ts';

const mask = '***';

/** Fields whose clear text is not kept, by name, with the form of values that are kept; without a form, none are. */
export type SecretFields = ReadonlyMap<string, RegExp | undefined>;

/** 16 letters and digits, and base64 of whole AES blocks, in which a query may have spaces for plus signs. */
const aesText =
  /^[A-Za-z0-9]{16}(?:(?:[A-Za-z0-9+/ ]{64})*)(?:[A-Za-z0-9+/ ]{22}==|[A-Za-z0-9+/ ]{43}=|[A-Za-z0-9+/ ]{64})$/;
/** RSA with 2048 bits or more. */
const rsaText = /^[A-Za-z0-9+/ ]{340,}={0,2}$/;

/**
 * Returns the fields of a protocol whose clear text is not kept: those that are to be encrypted, and passwords. They are
 * recognised anywhere in a message. For an unknown protocol, these are the fields of all protocols.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0272346898.html
 */
export function secretFieldsOf(protocol: ProtocolId | undefined, side: 'request' | 'reply'): SecretFields {
  const own = protocols.filter(({ id }) => protocol === undefined || id === protocol);
  return new Map(
    own.flatMap(({ activities }) => activities.flatMap((activity) => secretsOf(activity)[side])),
  );
}

const secretsOf = oncePerInput(({ request, reply }: Activity) => ({
  request: request.flatMap(secretEntries),
  reply: reply.flatMap(secretEntries),
}));

function secretEntries({
  name,
  encrypted,
  password,
  format,
  fields = [],
}: Field): [string, RegExp | undefined][] {
  const inner = fields.flatMap(secretEntries);
  if (encrypted) return [[name, aesText], ...inner];
  if (format === 'client-secret') return [[name, rsaText], ...inner];
  return password ? [[name, undefined], ...inner] : inner;
}

/** Replaces the clear text of fields in a query; all else keeps its bytes. */
export function redactQuery(url: string, fields: SecretFields): string {
  const start = url.indexOf('?') + 1;
  return start === 0 ? url : url.slice(0, start) + redactPairs(url.slice(start), fields);
}

function redactPairs(query: string, fields: SecretFields): string {
  return query.replace(/([^&=#]+)=([^&#]*)/g, (pair, name: string, value: string) =>
    isClear(fields, decodePart(name), decodePart(value)) ? `${name}=${mask}` : pair,
  );
}

function decodePart(text: string): string {
  return new URLSearchParams(`v=${text}`).get('v') ?? text;
}

function isClear(fields: SecretFields, name: string, value: JsonValue): boolean {
  if (!fields.has(name) || value === '' || value === null || value === mask) return false;
  return typeof value !== 'string' || fields.get(name)?.test(value) !== true;
}

/**
 * Replaces the clear text of fields in a body: in JSON only their values, so that all else keeps its bytes; in what is no
 * JSON, such as a form or an error page, also what looks like a value behind a name.
 */
export function redactFields(text: string, fields: SecretFields): string {
  if (fields.size === 0 || !namesAny(text, fields)) return text;
  const inJson = redactJson(text, fields);
  return isBoundedJson(text) ? inJson : redactLoose(inJson, fields);
}

/** Replaces the clear text of fields in an object; returns the same object if it has none. */
export function redactObject(json: JsonObject, fields: SecretFields): JsonObject {
  const text = JSON.stringify(json);
  const redacted = redactFields(text, fields);
  return redacted === text ? json : (JSON.parse(redacted) as JsonObject);
}

/** Most texts have none of the names; an escape may hide one. */
function namesAny(text: string, fields: SecretFields): boolean {
  return text.includes('\\u') || text.includes('%') || [...fields.keys()].some((name) => text.includes(name));
}

/** Looks at names and values only, so that it also reads what is cut off or invalid. */
function redactJson(text: string, fields: SecretFields): string {
  let result = '';
  let kept = 0;
  const replace = (start: number, end: number, by: string) => {
    result += text.slice(kept, start) + by;
    kept = end;
  };
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '"') continue;
    const end = stringEnd(text, at);
    const colon = skipBlanks(text, end);
    if (text[colon] !== ':') {
      const inner = redactNested(text.slice(at, end), fields);
      if (inner !== undefined) replace(at, end, inner);
      at = end - 1;
      continue;
    }
    const start = skipBlanks(text, colon + 1);
    const name = parsed(text.slice(at, end));
    at = start - 1;
    if (typeof name !== 'string' || !fields.has(name)) continue;
    const valueEnd = endOfValue(text, start);
    if (valueEnd === start) continue;
    const value = parsed(text.slice(start, valueEnd));
    if (value !== undefined && !isClear(fields, name, value)) continue;
    replace(start, valueEnd, `"${mask}"`);
    at = valueEnd - 1;
  }
  return result + text.slice(kept);
}

/** Redacts JSON inside a string of JSON. */
function redactNested(token: string, fields: SecretFields): string | undefined {
  if (!/^"\s*[{["\\]/.test(token)) return undefined;
  const inner = parsed(token);
  if (typeof inner !== 'string' || !isBoundedJson(inner)) return undefined;
  const redacted = redactFields(inner, fields);
  return redacted === inner ? undefined : JSON.stringify(redacted);
}

function parsed(token: string): JsonValue | undefined {
  return attempt(() => JSON.parse(token) as JsonValue);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (/^\s$/.test(text[at] ?? '')) at += 1;
  return at;
}

/** Finds the end of a value, which may be cut off: a text, or a whole object or list. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') at = stringEnd(text, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (depth === 0 && /[,}\]]/.test(character)) return at;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0 && /["}\]]/.test(text[at] ?? '')) return at + 1;
  }
  return at;
}

/** Replaces what follows a name as in `name=value`, `'name': 'value'` or `<name>value`. */
function redactLoose(text: string, fields: SecretFields): string {
  const names = [...fields.keys()].join('|');
  const pattern = new RegExp(
    `(?<![A-Za-z0-9_])(${names})(\\s*>|['"]?\\s*[=:]\\s*)("[^"]*"?|'[^']*'?|[^\\s"'<>,;&{}[\\]]+)`,
    'g',
  );
  return text.replace(pattern, (found, name: string, between: string, value: string) => {
    const bare = value.replace(/^["']|["']$/g, '');
    if (!isClear(fields, name, decodePart(bare)) || bare === mask) return found;
    const quote = /^["']/.exec(value)?.[0] ?? '';
    return `${name}${between}${quote}${mask}${quote}`;
  });
}
