import { type Bytes, sha256 } from './bytes.ts';

/** Names and values in the order of sending. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** A request to sign with SDK-HMAC-SHA256. */
export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** The bytes to send; ignored if the header `X-Sdk-Content-Sha256` gives their hash. */
  readonly body: Bytes;
}

/** Value in place of the hash of an unsigned body, such as a streamed upload. */
export const unsignedPayload = 'UNSIGNED-PAYLOAD';

export const dateHeader = 'X-Sdk-Date';
export const hashHeader = 'X-Sdk-Content-Sha256';
export const tokenHeader = 'X-Security-Token';

/**
 * The text whose hash is signed: method, path, query, headers, header names and body hash, one per line.
 *
 * @param signed names of the signed headers, in any case and order
 * @see https://support.huaweicloud.com/devg-apisign/api-sign-algorithm.html
 */
export function canonicalRequest(request: SignableRequest, signed: readonly string[]): string {
  const names = signed.map((name) => name.toLowerCase()).sort();
  return [
    request.method.toUpperCase(),
    canonicalPath(request.url.pathname),
    canonicalQuery(request.url.search),
    canonicalHeaders(withHost(request), names),
    names.join(';'),
    headerValue(request.headers, hashHeader) ?? sha256(request.body).toString('hex'),
  ].join('\n');
}

/** Every segment percent-encoded again, with a trailing slash even if the path sent has none. */
export function canonicalPath(pathname: string): string {
  const path = pathname
    .split('/')
    .map((segment) => percentEncode(percentDecode(segment)))
    .join('/');
  return path.endsWith('/') ? path : `${path}/`;
}

/**
 * Percent-encoded parameters sorted by name, then by value; a parameter without a value keeps its `=`.
 *
 * @param search with or without `?`; `+` is read as a space
 */
export function canonicalQuery(search: string): string {
  const parameters = search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.replaceAll('+', '%20').split('=');
      return [percentDecode(name), percentDecode(value.join('='))] as const;
    });
  return parameters
    .sort((a, b) => Buffer.compare(a[0], b[0]) || Buffer.compare(a[1], b[1]))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

/** Percent-encodes everything except letters, digits, `-`, `_`, `.` and `~`; a space becomes `%20`. */
export function percentEncode(text: Bytes): string {
  let encoded = '';
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    encoded += /[\w.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** Decodes percent-encoding; a `%` without two hex digits is kept. */
function percentDecode(text: string): Buffer {
  const parts = text.split(/(%[\da-f]{2})/i);
  return Buffer.concat(
    parts.map((part, index) => (index % 2 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part))),
  );
}

/** Lower-case name and trimmed value, one header per line; repeated headers are sorted by value. */
function canonicalHeaders(headers: Headers, names: readonly string[]): string {
  return names.flatMap((name) => valuesOf(headers, name).map((value) => `${name}:${value}\n`)).join('');
}

function valuesOf(headers: Headers, wanted: string): string[] {
  return headers
    .filter(([name]) => name.toLowerCase() === wanted)
    .map(([, value]) => value.replace(/^[ \t]+|[ \t]+$/g, ''))
    .sort();
}

/** The trimmed value of a header; `undefined` if it is absent. */
export function headerValue(headers: Headers, name: string): string | undefined {
  return valuesOf(headers, name.toLowerCase())[0];
}

function withHost({ headers, url }: SignableRequest): Headers {
  return headerValue(headers, 'host') === undefined ? [...headers, ['host', url.host]] : headers;
}
