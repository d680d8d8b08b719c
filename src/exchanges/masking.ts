import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import type { Parameter } from '../http/capture/model.ts';
import { attempt } from '../text/attempt.ts';
import { decodeUtf8, encodingOfStart } from '../text/decode.ts';
import type { ExchangeRequest, RecordedAnswer, RecordedRequest } from './model.ts';

/** The rules by which the owner of a journal masks what it stores. */
export interface Masking {
  readonly url: (url: string) => string;
  readonly header: (header: Parameter) => Parameter;
  /** Masks the text of a body; bytes that are no UTF-8 are read one by one. */
  readonly body: (text: string) => string;
}

/** The end that is cut off a long body, so that nothing is left of a secret that was cut in two. */
const cutOff = 4096;
/** Longest decompressed body, in bytes. */
const maxDecoded = 4 * 1024 * 1024;
/** Most compressions around each other. */
const maxLayers = 4;

/**
 * Masks a request, and stores a compressed body without its compression.
 *
 * @param maxBody longest body that is kept, in bytes
 */
export function maskRequest(request: ExchangeRequest, masking: Masking, maxBody: number): RecordedRequest {
  const { method, url, headers, body } = request;
  const kept = {
    method,
    url: masking.url(url),
    headers: headers.map(masking.header),
    body: cut(maskBytes(body, masking), maxBody),
  };
  const isSame =
    kept.url === url &&
    kept.body === body &&
    kept.headers.every(
      ([name, value], index) => name === headers[index]?.[0] && value === headers[index]?.[1],
    );
  return { ...kept, redacted: !isSame };
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
  const content = contentOf(response.body);
  if (!content) return { ...response, headers, body: describe(response.body) };
  const truncated = response.truncated || content.length > maxBody;
  // Before it is cut, which could be within a character or a secret.
  const body = maskText(content, masking);
  const kept = truncated ? cut(body, Math.min(maxBody, Math.max(0, body.length - cutOff))) : body;
  return { ...response, headers, body: kept, truncated };
}

/**
 * Masks the text of a body, without its compression; returns the same array if there is nothing to mask. What its bytes are
 * decides, not what its headers say. A body that is no text cannot be masked: only its length is kept.
 */
export function maskBytes(body: Uint8Array, masking: Pick<Masking, 'body'>): Uint8Array {
  const content = contentOf(body);
  return content ? maskText(content, masking) : describe(body);
}

function describe(body: Uint8Array): Uint8Array {
  return Buffer.from(`*** (${body.length} bytes that are no text)`);
}

function maskText(content: Uint8Array, masking: Pick<Masking, 'body'>): Uint8Array {
  const read = readText(content);
  if (!read) return describe(content);
  const { text, encoding } = read;
  const masked = masking.body(text);
  const result = masked === text ? content : Buffer.from(masked, encoding);
  const isClean = (reading: string) => masking.body(reading) === reading;
  // Bytes with several readings: in UTF-8 with a byte that is wrong.
  if (encoding === 'latin1' && !isClean(Buffer.from(result).toString())) return describe(content);
  if (!result.includes(0) && !/^utf-16/.test(encodingOfStart(result) ?? '')) return result;
  // In UTF-16 of another order, in UTF-32, behind a mark that is wrong.
  return isClean(Buffer.from(result).toString('latin1').replaceAll('\0', '')) ? result : describe(content);
}

/** Cuts a body, not within a character. */
function cut(body: Uint8Array, length: number): Uint8Array {
  if (body.length <= length) return body;
  let end = length;
  while (end > 0 && ((body[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return body.subarray(0, end);
}

/**
 * The text of bytes, and the encoding in which it is stored once it is masked. What is neither Unicode nor has control
 * characters is read byte by byte: names in GBK are unreadable then, secrets are not. `undefined` for other bytes.
 */
function readText(
  bytes: Uint8Array,
): { readonly text: string; readonly encoding: 'utf8' | 'latin1' } | undefined {
  const start = encodingOfStart(bytes);
  const utf16 =
    start?.startsWith('utf-16') && attempt(() => new TextDecoder(start, { fatal: true }).decode(bytes));
  // The last character may be cut off.
  const decode = () =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  const text = utf16 || attempt(decode);
  if (text !== undefined) return { text, encoding: 'utf8' };
  const latin1 = Buffer.from(bytes).toString('latin1');
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(latin1)) return undefined;
  const isText = isGbk(bytes) || latin1.replace(/[^\t\n\r -~]/g, '').length > (2 / 3) * latin1.length;
  return isText ? { text: latin1, encoding: 'latin1' } : undefined;
}

function isGbk(bytes: Uint8Array): boolean {
  return attempt(() => new TextDecoder('gb18030', { fatal: true }).decode(bytes)) !== undefined;
}

/** A response may be cut off. */
const lenient = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxDecoded };

/** Compressions that are known by their first bytes. */
const marked: readonly (readonly [isIts: (body: Uint8Array) => boolean, unpack: Unpack])[] = [
  [([first, second]) => first === 0x1f && second === 0x8b, (body) => gunzipSync(body, lenient)],
  [
    (body) => Buffer.from(body.subarray(0, 4)).readUInt32BE() === 0x28b52ffd,
    (body) => zstdDecompressSync(body, { ...lenient, finishFlush: constants.ZSTD_e_flush }),
  ],
  [
    // Some text begins like that.
    (body) =>
      (Number(body[0]) & 0x8f) === 8 &&
      Number(Buffer.from(body).readUInt16BE()) % 31 === 0 &&
      !decodeUtf8(body),
    (body) => inflateSync(body, lenient),
  ],
];

type Unpack = (body: Uint8Array) => Uint8Array;

/** Those that are tried where bytes are no text. */
const unmarked: readonly Unpack[] = [
  (body) => inflateRawSync(body, lenient),
  (body) => brotliDecompressSync(body, { ...lenient, finishFlush: constants.BROTLI_OPERATION_FLUSH }),
];

/** A body without its compressions, if that is text. */
function contentOf(body: Uint8Array, layers = maxLayers): Uint8Array | undefined {
  const inside = (unpack: Unpack) => {
    const content = layers > 0 && body.length > 0 && attempt(() => unpack(body));
    return content && content.length > 0 ? contentOf(content, layers - 1) : undefined;
  };
  const known = body.length < 4 ? undefined : marked.find(([isIts]) => isIts(body));
  const unpacked = known && inside(known[1]);
  if (unpacked) return unpacked;
  if (readText(body)) return body;
  for (const unpack of unmarked) {
    const content = inside(unpack);
    if (content) return content;
  }
  return undefined;
}
