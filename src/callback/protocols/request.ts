import { attempt } from '../../text/attempt.ts';
import { isObject, type JsonObject, type JsonValue } from '../../text/json.ts';
import { isNestedDeeper, maxJsonDepth } from '../../text/json-layout.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Opened, Parameter, Sealed } from './model.ts';

/** Converts a signed callback to an HTTP request with percent-encoding. */
export function toHttp(sealed: Sealed): Pick<Sealed, 'method' | 'url' | 'headers' | 'body'> {
  const { method, headers, body } = sealed;
  const url = appendQuery(sealed.url, sealed.query);
  return { method, url, headers, ...(body !== undefined && { body }) };
}

function appendQuery(url: string, query: readonly Parameter[]): string {
  if (query.length === 0) return url;
  const pairs = query.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  return `${url}${url.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** RFC 3986: encodes everything except letters, digits and `-._~`; a space becomes `%20`, `+` becomes `%2B`. */
function percentEncode(text: string): string {
  // encodeURIComponent throws on lone surrogates.
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The production URL with the sub-path of a kit interface, added as KooGallery does: after the merchant's path and
 * before the merchant's query.
 *
 * @throws TypeError if `target` is not an absolute URL
 */
export function productionUrl(target: string, path = ''): URL {
  const url = new URL(target);
  if (path) url.pathname = trimEnd(url.pathname, '/') + path;
  url.hash = '';
  // Remove a lone `?` and trailing `&`, because parameters are appended.
  url.search = trimEnd(url.search.slice(1), '&');
  return url;
}

/** Without the given character at the end. A regular expression would try each run of it inside the text as well. */
function trimEnd(text: string, character: string): string {
  let end = text.length;
  while (text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}

/** Query parameters as a servlet decodes them: percent-decoded, `+` as a space. */
export function queryParameters(url: string): readonly Parameter[] {
  const start = url.indexOf('?');
  return start < 0 ? [] : [...new URLSearchParams(url.slice(start + 1))];
}

/** Parameters by name; the first of repeated ones, as in Huawei's sample. */
export function firstValues(params: readonly Parameter[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const [name, value] of params) if (!first.has(name)) first.set(name, value);
  return first;
}

/** The interface name after `base` in the path of a kit interface; `''` for any other path. */
export function activityInPath(url: string, base: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const start = path.lastIndexOf(base);
  const name = start < 0 ? '' : path.slice(start + base.length).replace(/\/$/, '');
  return name.includes('/') ? '' : name;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The body as text; `undefined` if it is not UTF-8. Keeps a byte order mark, which may be signed. */
export function bodyText(body: Uint8Array): string | undefined {
  return attempt(() => decoder.decode(body));
}

/** Parses a JSON object; `undefined` for any other text, or if it is nested too deeply. */
export function parseObject(text: string): JsonObject | undefined {
  if (isNestedDeeper(text, maxJsonDepth)) return undefined;
  try {
    const value: JsonValue = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** 000001: the request is not authenticated. */
export function unauthenticated(reason: Localized): Opened {
  return { ok: false, resultCode: '000001', reason };
}

/** 000002: the request is invalid. */
export function unreadable(reason: Localized): Opened {
  return { ok: false, resultCode: '000002', reason };
}

export const notAJsonObject = unreadable(both('the body is not a UTF-8 JSON object'));
