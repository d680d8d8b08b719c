import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import type { Parameter } from '../http/capture/model.ts';
import { attempt } from '../text/attempt.ts';
import { decodeUtf8 } from '../text/decode.ts';
import { type ExchangeRequest, headerOf, type RecordedAnswer, type RecordedRequest } from './model.ts';

/** The rules by which the owner of a journal masks what it stores. */
export interface Masking {
  readonly url: (url: string) => string;
  readonly header: (header: Parameter) => Parameter;
  /** Masks the text of a body; bytes that are no UTF-8 are read one by one. */
  readonly body: (text: string) => string;
}

/** Replaces the body of a compressed message that cannot be read, and so cannot be masked. */
const unreadable = '***';
/** The end that is cut off a long body, so that nothing is left of a secret that was cut in two. */
const cutOff = 4096;
/** Longest decompressed body, in bytes. */
const maxDecoded = 4 * 1024 * 1024;

/**
 * Masks a request. Its body stays compressed if there is nothing to mask.
 *
 * @param maxBody longest body that is kept, in bytes
 */
export function maskRequest(request: ExchangeRequest, masking: Masking, maxBody: number): RecordedRequest {
  const { method, url, headers, body } = request;
  const kept = {
    method,
    url: masking.url(url),
    headers: headers.map(masking.header),
    body: maskRequestBody(body, headers, masking, maxBody),
  };
  const isSame =
    kept.url === url &&
    kept.body === body &&
    kept.headers.every(
      ([name, value], index) => name === headers[index]?.[0] && value === headers[index]?.[1],
    );
  return { ...kept, redacted: !isSame };
}

function maskRequestBody(
  body: Uint8Array,
  headers: readonly Parameter[],
  masking: Masking,
  maxBody: number,
): Uint8Array {
  if (body.length > maxBody) return cut(maskBytes(body, masking), maxBody);
  const decoded = decompressed(body, headers);
  if (!decoded) return Buffer.from(unreadable);
  const masked = maskBytes(decoded, masking);
  return masked === decoded ? body : masked;
}

/**
 * Masks a response, and stores a compressed body without its compression.
 *
 * @param maxBody longest body that is kept, in bytes
 */
export function maskResponse<Response extends Extract<RecordedAnswer, { body: Uint8Array }>>(
  response: Response,
  masking: Masking,
  maxBody: number,
): Response {
  const headers = response.headers.map(masking.header);
  const decoded = decompressed(response.body, response.headers);
  if (!decoded) return { ...response, headers, body: Buffer.from(unreadable) };
  const truncated = response.truncated || decoded.length > maxBody;
  const body = maskBytes(cut(decoded, maxBody + cutOff), masking);
  const kept = truncated ? cut(body, Math.min(maxBody, Math.max(0, body.length - cutOff))) : body;
  return { ...response, headers, body: kept, truncated };
}

/** Masks the text of a body; returns the same array if there is nothing to mask. */
export function maskBytes(body: Uint8Array, masking: Pick<Masking, 'body'>): Uint8Array {
  const utf8 = decodeUtf8(body, true);
  const text = utf8 ?? Buffer.from(body).toString('latin1');
  const masked = masking.body(text);
  return masked === text ? body : Buffer.from(masked, utf8 === undefined ? 'latin1' : 'utf8');
}

/** Cuts a body, not within a character. */
function cut(body: Uint8Array, length: number): Uint8Array {
  if (body.length <= length) return body;
  let end = length;
  while (end > 0 && ((body[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return body.subarray(0, end);
}

/** A response may be cut off. */
const lenient = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxDecoded };

const decoders: Readonly<Record<string, (body: Uint8Array) => Buffer>> = {
  gzip: (body) => gunzipSync(body, lenient),
  'x-gzip': (body) => gunzipSync(body, lenient),
  deflate: (body) => inflateSync(body, lenient),
  br: (body) => brotliDecompressSync(body, { ...lenient, finishFlush: constants.BROTLI_OPERATION_FLUSH }),
};

/** Decompresses a body; returns `undefined` if it cannot be read. */
function decompressed(body: Uint8Array, headers: readonly Parameter[]): Uint8Array | undefined {
  const encoding = headerOf(headers, 'content-encoding').trim().toLowerCase();
  // Some servers name the character set here.
  if (body.length === 0 || !/^(x-gzip|gzip|deflate|br|zstd|compress)\b/.test(encoding)) return body;
  return attempt(() => decoders[encoding]?.(body));
}
