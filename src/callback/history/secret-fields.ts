import { attempt } from '../../text/attempt.ts';
import { decodeAll, decodings } from '../../text/encodings.ts';
import type { JsonObject, JsonValue } from '../../text/json.ts';
import { isBoundedJson, stringEnd } from '../../text/json-layout.ts';
import { oncePerInput } from '../../text/once.ts';
import { protocols } from '../protocols/index.ts';
import type { Activity, Field, ProtocolId } from '../protocols/model.ts';

const mask = '***';

/** Fields whose clear text is not kept, by name in small letters, with the form of values that are kept; without a form, none are. */
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
  encrypted,
  password,
  format,
  fields = [],
  ...field
}: Field): [string, RegExp | undefined][] {
  const inner = fields.flatMap(secretEntries);
  const name = field.name.toLowerCase();
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
  const known = name.toLowerCase();
  if (!fields.has(known) || value === '' || value === null || value === mask) return false;
  return typeof value !== 'string' || fields.get(known)?.test(value) !== true;
}

/** Most texts in strings of each other that are read. */
const maxNested = 4;

/**
 * Replaces the clear text of fields in a body: in JSON their values and what looks like a value behind a name in other
 * strings, so that all else keeps its bytes; in what is no JSON, such as a form or an error page, all that looks like it.
 *
 * @param depth the number of strings around the text
 */
export function redactFields(text: string, fields: SecretFields, depth = 0): string {
  const isNamed = (reading: string) => {
    const small = reading.toLowerCase();
    return [...fields.keys()].some((name) => small.includes(name));
  };
  if (!isNamed(text) && !decodings(text).some((decoded) => isNamed(decoded.text))) return text;
  if (depth > maxNested) return mask;
  const inJson = redactJson(text, fields, depth);
  if (isBoundedJson(text)) return inJson;
  const result = redactLoose(inJson, fields);
  // With the rest: no one knows where a value ends whose quotes are encoded.
  return decodings(result).reduce((kept, decoded) => {
    const redacted = redactLoose(redactJson(decoded.text, fields, depth + 1), fields);
    if (redacted === decoded.text) return kept;
    let start = 0;
    while (redacted[start] === decoded.text[start]) start += 1;
    return kept.slice(0, decoded.sourceOf([{ start, end: start + 1 }])[0]?.start) + mask;
  }, result);
}

/** Replaces the clear text of fields in an object; returns the same object if it has none. */
export function redactObject(json: JsonObject, fields: SecretFields): JsonObject {
  const text = JSON.stringify(json);
  const redacted = redactFields(text, fields);
  return redacted === text ? json : (JSON.parse(redacted) as JsonObject);
}

/** Looks at names and values only, so that it also reads what is cut off or invalid. */
function redactJson(text: string, fields: SecretFields, depth: number): string {
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
    const isName = text[colon] === ':';
    const token = text.slice(at, end);
    const name = isName && decodeAll(String(parsed(token))).text;
    if (name === false || !fields.has(name.toLowerCase())) {
      replace(at, end, redactToken(token, fields, depth));
      at = (isName ? colon : end) - 1;
      continue;
    }
    const start = skipBlanks(text, colon + 1);
    at = start - 1;
    const valueEnd = endOfValue(text, start);
    if (valueEnd === start) continue;
    const value = parsed(text.slice(start, valueEnd));
    if (value !== undefined && !isClear(fields, name, value)) continue;
    replace(start, valueEnd, `"${mask}"`);
    at = valueEnd - 1;
  }
  return result + text.slice(kept);
}

/** Redacts the text in a string of JSON. */
function redactToken(token: string, fields: SecretFields, depth: number): string {
  // No other has a value behind a name.
  const inner = /[=:：＝>\\%&]/.test(token) && parsed(token);
  if (typeof inner !== 'string') return token;
  const redacted = redactFields(inner, fields, depth + 1);
  return redacted === inner ? token : JSON.stringify(redacted);
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

/** Replaces what follows a name as in `name=value`, `'name' => 'value'` or `<name>value`, also behind comments and tags. */
function redactLoose(text: string, fields: SecretFields): string {
  return text.replace(
    looseValues(fields),
    (found, name: string, between: string, skipped: string, value: string) => {
      const bare = value.replace(/^["']|["']$/g, '');
      if (skipped === '' && (!isClear(fields, name, decodePart(bare)) || bare === mask)) return found;
      const quote = /^["']/.exec(value)?.[0] ?? '';
      return `${name}${between}${quote}${mask}${quote}`;
    },
  );
}

/** Matching takes linear time: what is of any length ends at a name, or nothing follows it. */
const looseValues = oncePerInput((fields: SecretFields) => {
  const names = [...fields.keys()].join('|');
  const skipped = `(?:(?:/\\*(?:(?!\\*/|${names})[^]){0,1000}\\*/|//(?:(?!${names}).){0,1000}\\n|\\*/|<!\\[CDATA\\[|<(?!${names})\\w[^<>]{0,1000}>|string\\(\\d{1,9}\\)(?=\\s*"))\\s*){0,9}`;
  const tag = `(?<=<(?:[\\w.-]{1,40}:)?(?:${names}))(?:\\s[^<>]{0,1000})?>\\s*`;
  const quoted = (quote: string) =>
    `${quote}[^${quote}]*(?:(?<=\\\\)${quote}(?:(?!${names})[^${quote}]){0,1000}){0,99}${quote}?`;
  const nested = '(?:\\{[^}]*\\}?|\\[[^\\]]*\\]?)';
  // Not what begins with a quote that is encoded; in GBK, the second byte of a character may be a bracket.
  const bare = `(?![\\s\\\\]|%(?:25)*2[27])(?:[^\\s"'<>,;&{}[\\]]|(?<=[\\x80-\\xff])[{}[\\]]|(?<=:)\\s+)+`;
  return new RegExp(
    `(${names})(${tag}|['"\\]]{0,2}\\s*${skipped}[=:：＝]>?\\s*)(${skipped})(${quoted('"')}|${quoted("'")}|${nested}|${bare})`,
    'gi',
  );
});
