import { type Bytes, sha256 } from './bytes.ts';

/** Names and values in the order of sending. */
export type Headers = readonly (readonly [name: string, value: string])[];

export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** The bytes to send; ignored if the header `X-Sdk-Content-Sha256` gives their hash. */
  readonly body: Bytes;
  /** hex(SHA-256(body)) if the body itself is not known. */
  readonly bodySha256?: string;
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
    canonicalHeaders(request, names)
      .map(([name, value]) => `${name}:${value}\n`)
      .join(''),
    names.join(';'),
    payloadHash(request),
  ].join('\n');
}

/** The value of `X-Sdk-Content-Sha256`, else the hash of the body. */
export function payloadHash(request: SignableRequest): string {
  return headerValue(request.headers, hashHeader) ?? bodyHash(request);
}

/** hex(SHA-256(body)): as given, else computed. */
export function bodyHash({ body, bodySha256 }: Pick<SignableRequest, 'body' | 'bodySha256'>): string {
  return bodySha256 ?? sha256(body).toString('hex');
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
  return queryParameters(search)
    .sort((a, b) => Buffer.compare(a[0], b[0]) || Buffer.compare(a[1], b[1]))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

/** The decoded parameters of a query, in the order in which they are sent. */
export function queryParameters(search: string): (readonly [name: Buffer, value: Buffer])[] {
  return search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.replaceAll('+', '%20').split('=');
      return [percentDecode(name), percentDecode(value.join('='))] as const;
    });
}

/** Percent-encodes everything except letters, digits, `-`, `_`, `.` and `~`; a space becomes `%20`. */
export function percentEncode(text: Bytes): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[^\w.~-]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** Decodes percent-encoding; a `%` without two hex digits is kept. */
export function percentDecode(text: string): Buffer {
  const parts = text.split(/(%[\da-f]{2})/i);
  return Buffer.concat(
    parts.map((part, index) => (index % 2 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part))),
  );
}

/** Lower-case names and trimmed values of the signed headers; repeated headers are sorted by value. */
export function canonicalHeaders(
  request: SignableRequest,
  names: readonly string[],
): (readonly [name: string, value: string])[] {
  const values = new Map<string, string[]>(names.map((name) => [name, []]));
  const { headers, url } = request;
  const host = headerValue(headers, 'host') === undefined ? [['host', url.host] as const] : [];
  for (const [name, value] of [...headers, ...host]) values.get(name.toLowerCase())?.push(trimBlanks(value));
  return names.flatMap((name) => (values.get(name) ?? []).sort().map((value) => [name, value] as const));
}

/** Without blanks and tabs at both ends. A regular expression would try each run of blanks inside the text as well. */
function trimBlanks(text: string): string {
  const isBlank = (at: number) => text[at] === ' ' || text[at] === '\t';
  let start = 0;
  let end = text.length;
  while (isBlank(start)) start += 1;
  while (end > start && isBlank(end - 1)) end -= 1;
  return text.slice(start, end);
}

/** The trimmed value of a header; `undefined` if it is absent. */
export function headerValue(headers: Headers, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers
    .filter(([one]) => one.toLowerCase() === wanted)
    .map(([, value]) => trimBlanks(value))
    .sort()[0];
}
