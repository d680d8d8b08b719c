import { canonicalJsonText } from '../../signing/canonical-json.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Opened, Parameter, Sealed } from './model.ts';

/** A sealed delivery as an HTTP request: everything percent-encoded. */
export function toHttp(sealed: Sealed): {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly Parameter[];
  readonly body?: string;
} {
  const { method, headers, body } = sealed;
  return {
    method,
    url: appendQuery(sealed.url, sealed.query),
    headers,
    ...(body !== undefined && { body }),
  };
}

function appendQuery(url: string, query: readonly Parameter[]): string {
  if (query.length === 0) return url;
  const pairs = query.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  return `${url}${url.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** RFC 3986: everything but letters, digits and `-._~`; a blank is `%20`, `+` is `%2B`. */
function percentEncode(text: string): string {
  // encodeURIComponent throws on half a surrogate pair.
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The production address with a kit interface's sub-path appended as KooGallery does: behind the merchant's own
 * path, before the merchant's own query.
 *
 * @throws TypeError when `target` is not an absolute URL
 */
export function productionUrl(target: string, path = ''): URL {
  const url = new URL(target);
  if (path) url.pathname = url.pathname.replace(/\/+$/, '') + path;
  url.hash = '';
  // Without a lone `?` or a last `&`, behind which parameters are to be appended.
  url.search = url.search.replace(/^\?&*$|&+$/, '');
  return url;
}

/** Query parameters as a servlet reads them: percent-decoded, `+` as a blank. */
export function queryParameters(url: string): readonly Parameter[] {
  const start = url.indexOf('?');
  return start < 0 ? [] : [...new URLSearchParams(url.slice(start + 1))];
}

/** Parameters by name; of repeated ones the first, as Huawei's sample reads them. */
export function firstValues(params: readonly Parameter[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const [name, value] of params) if (!first.has(name)) first.set(name, value);
  return first;
}

/** The last part of a kit interface's path behind `base`, `''` when the path is another. */
export function activityInPath(url: string, base: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const start = path.lastIndexOf(base);
  const name = start < 0 ? '' : path.slice(start + base.length).replace(/\/$/, '');
  return name.includes('/') ? '' : name;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The body as text; `undefined` when it is not UTF-8. A byte order mark is kept, since it was signed or was not. */
export function bodyText(body: Uint8Array): string | undefined {
  try {
    return decoder.decode(body);
  } catch {
    return undefined;
  }
}

/** A text as a JSON object; `undefined` when it is anything else, or nested so deep that only an attack explains it. */
export function parseObject(text: string): JsonObject | undefined {
  return canonicalJsonText(text) === undefined ? undefined : JSON.parse(text);
}

/** 000001: the request does not prove that it comes from KooGallery. */
export function unauthenticated(reason: Localized): Opened {
  return refusal('000001', reason);
}

/** 000002: the request cannot be read. */
export function unreadable(reason: Localized): Opened {
  return refusal('000002', reason);
}

function refusal(resultCode: '000001' | '000002', reason: Localized): Opened {
  return { ok: false, resultCode, reason };
}

export const notAJsonObject = unreadable(both('the body is not a UTF-8 JSON object'));
