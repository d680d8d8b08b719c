import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import type { RecordedAnswer, RecordedRequest } from '../../exchanges/model.ts';
import type { Localized } from '../../text/localized.ts';
import { createRedactor, maskable } from '../../text/redact.ts';
import type { Parameter, ProtocolId } from '../protocols/model.ts';
import { bodyText } from '../protocols/request.ts';
import type { CallFacts } from './model.ts';
import { redactFields, redactQuery, secretFieldsOf } from './secret-fields.ts';

/** Longest body of a request that is kept, in bytes: all that a kit interface sends can be sent again. */
const maxRequestBody = 4 * 1024 * 1024;
/** Longest body of an answer that is kept, in bytes. */
const maxAnswerBody = 64 * 1024;
/** What is cut off a body so that nothing is left of a secret that was cut in two. */
const cutOff = 4096;

const mask = '***';
/** Not authToken, x-sign and signature, which sign one request and open nothing. */
const credentialHeaders =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-(auth|security|csrf|access)-token|x-api-key|api-key)$/i;

/** Replaces what must not be stored of a call: known secrets, credentials, and the clear text of encrypted fields. */
export interface CallRedactor {
  request(request: CallFacts['request'], protocol: ProtocolId | undefined): RecordedRequest;
  answer(answer: RecordedAnswer, protocol: ProtocolId | undefined): RecordedAnswer;
  text(text: Localized): Localized;
  value(text: string): string;
  /** What is said of an answer, which may quote its fields. */
  quote(text: string, protocol: ProtocolId | undefined): string;
}

/**
 * Creates the functions that redact a call before it is stored. Secrets of fewer than 8 characters are not masked, since
 * they would hit other words.
 *
 * @param secrets access keys, and whatever else is known to be secret
 */
export function createCallRedactor(secrets: readonly string[]): CallRedactor {
  const hide = createRedactor(maskable(secrets));
  const header = ([name, value]: Parameter): Parameter => [
    hide(name),
    credentialHeaders.test(name) && value !== '' ? mask : hide(value),
  ];
  return {
    request: ({ method, url, headers, body }, protocol) => {
      const fields = secretFieldsOf(protocol, 'request');
      const kept = {
        method,
        url: hide(redactQuery(url, fields)),
        headers: headers.map(header),
        body: redactRequestBody(body, headers, (text) => hide(redactFields(text, fields))),
      };
      const isSame =
        kept.url === url &&
        kept.body === body &&
        kept.headers.every(
          ([name, value], index) => name === headers[index]?.[0] && value === headers[index]?.[1],
        );
      return { ...kept, redacted: !isSame };
    },
    answer: (answer, protocol) => {
      if ('failure' in answer) return { ...answer, failure: redactText(answer.failure, hide) };
      const fields = secretFieldsOf(protocol, 'reply');
      const { body, isCut } = redactAnswerBody(answer, (text) => hide(redactFields(text, fields)));
      return { ...answer, headers: answer.headers.map(header), body, truncated: answer.truncated || isCut };
    },
    text: (text) => redactText(text, hide),
    value: hide,
    quote: (text, protocol) => hide(redactFields(text, secretFieldsOf(protocol, 'reply'))),
  };
}

function redactText(text: Localized, hide: (text: string) => string): Localized {
  return { en: hide(text.en), zh: hide(text.zh) };
}

function redactRequestBody(
  body: Uint8Array,
  headers: readonly Parameter[],
  hide: (text: string) => string,
): Uint8Array {
  if (body.length > maxRequestBody) return cut(redactBytes(body, hide), maxRequestBody);
  const decoded = decodeContent(body, headers);
  // What koo cannot read cannot be kept either.
  if (!decoded) return Buffer.from(mask);
  const redacted = redactBytes(decoded.body, hide);
  return redacted === decoded.body ? body : redacted;
}

/** An answer that is compressed is kept as it reads. */
function redactAnswerBody(
  answer: Extract<RecordedAnswer, { body: Uint8Array }>,
  hide: (text: string) => string,
): { readonly body: Uint8Array; readonly isCut: boolean } {
  const decoded = decodeContent(answer.body, answer.headers);
  if (!decoded) return { body: Buffer.from(mask), isCut: false };
  const isCut = decoded.body.length > maxAnswerBody;
  const body = redactBytes(cut(decoded.body, maxAnswerBody + cutOff), hide);
  if (!isCut && !answer.truncated) return { body, isCut };
  return { body: cut(body, Math.min(maxAnswerBody, Math.max(0, body.length - cutOff))), isCut };
}

/** Redacts text; the bytes of what is not UTF-8 are read one by one. The same array if there is nothing to replace. */
function redactBytes(body: Uint8Array, hide: (text: string) => string): Uint8Array {
  const utf8 = bodyText(body);
  const text = utf8 ?? Buffer.from(body).toString('latin1');
  const redacted = hide(text);
  return redacted === text ? body : Buffer.from(redacted, utf8 === undefined ? 'latin1' : 'utf8');
}

/** The first bytes of a body, without a part of a character. */
function cut(body: Uint8Array, length: number): Uint8Array {
  if (body.length <= length) return body;
  let end = length;
  while (end > 0 && ((body[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return body.subarray(0, end);
}

const decoders: Readonly<Record<string, (body: Uint8Array) => Buffer>> = {
  gzip: (body) => gunzipSync(body, decodeOptions),
  'x-gzip': (body) => gunzipSync(body, decodeOptions),
  deflate: (body) => inflateSync(body, decodeOptions),
  br: (body) =>
    brotliDecompressSync(body, {
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
      maxOutputLength: maxRequestBody,
    }),
};
/** An answer may be cut off. */
const decodeOptions = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxRequestBody };

/** A body without its compression; `undefined` if it cannot be read. */
function decodeContent(
  body: Uint8Array,
  headers: readonly Parameter[],
): { readonly body: Uint8Array } | undefined {
  const encoding = headers
    .find(([name]) => name.toLowerCase() === 'content-encoding')?.[1]
    .trim()
    .toLowerCase();
  // Some servers name the character set here.
  if (encoding === undefined || !/^(x-gzip|gzip|deflate|br|zstd|compress)\b/.test(encoding)) return { body };
  if (body.length === 0) return { body };
  try {
    const decoded = decoders[encoding]?.(body);
    return decoded && { body: decoded };
  } catch {
    return undefined;
  }
}
