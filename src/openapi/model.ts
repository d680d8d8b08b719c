import { successCodes } from '../codes/openapi.ts';
import { isObject, type JsonObject, type JsonValue } from '../text/json.ts';
import { isNestedDeeper, maxJsonDepth } from '../text/json-layout.ts';
import { terminalSafe } from '../text/terminal-safe.ts';

/** A body that is read while it is sent, and read again for a retry. */
export interface StreamedBody {
  readonly contentType: string;
  /** Bytes in all. */
  readonly length: number;
  open(): AsyncIterable<Uint8Array>;
}

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A call of the open API or of IAM. */
export interface ApiCall {
  readonly method: (typeof httpMethods)[number];
  /** Path below the base address, with a leading slash; its segments are already percent-encoded. */
  readonly path: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** JSON unless a header `Content-Type` says otherwise. A streamed body is sent unsigned. */
  readonly body?: string | Uint8Array | StreamedBody;
  /** Whether sending it twice has the effect of sending it once; if not, it is not retried once it may have been sent. */
  readonly idempotent: boolean;
  /** Whether to keep the digits of numbers in the response, and to notice repeated names. */
  readonly exact?: true;
  /** The service to call; default `mkt`. */
  readonly host?: 'mkt' | 'iam' | 'bss';
}

export interface ApiResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as received, where it is a JSON object. */
  readonly json?: JsonObject;
  /** Set where an object of the document has a name twice; noticed in an exact document only. */
  readonly repeatsNames?: true;
  /** The body, with the credential's secrets masked. */
  readonly text: string;
  /** The envelope's code; empty where there is none. */
  readonly code: string;
  /** The envelope's message; empty where there is none. */
  readonly message: string;
  readonly requestId?: string;
  /** How many times the call was sent. */
  readonly attempts: number;
}

/** The open API of one site, called with one credential. */
export interface OpenApi {
  /**
   * Makes a call, and retries it where that is safe and may help.
   *
   * @throws KooError for every unsuccessful response, and for none at all
   */
  call(call: ApiCall): Promise<ApiResponse>;
  close(): Promise<void>;
}

/** Base paths of the open API, versions 1 and 2. */
export const basePath = '/api/mkp-openapi-public/global/v1';
export const basePathV2 = '/api/mkp-openapi-public/global/v2';

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The value as a list; empty for anything else. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}

/** A string, or a number as a string; `undefined` for anything else. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The envelope of a response, in a form common to all families. */
export type Envelope = Pick<ApiResponse, 'json' | 'code' | 'message' | 'requestId'>;

/**
 * Reads the envelope of a response: `resultCode`, `resultMsg` of the order query; `error_code`, `error_msg` of usage,
 * licences, uploads and the gateway; `error { code, title, message }` of IAM. Of several codes, one that is not a success
 * counts.
 *
 * @param parse of JSON, where `JSON.parse` would lose something
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export function readEnvelope(
  text: string,
  headers: Readonly<Record<string, string>>,
  parse: (text: string) => JsonValue = JSON.parse,
): Envelope {
  const json = parseObject(text, parse);
  const inner = isObject(json?.error) ? json.error : {};
  const codes = [json?.resultCode, json?.error_code, json?.errorCode, inner.code]
    .map(envelopeText)
    .filter((code) => code !== '');
  const requestId = envelopeText(json?.request_id) || envelopeText(headers['x-request-id']);
  return {
    ...(json && { json }),
    code: codes.find((code) => !successCodes.has(code)) ?? codes[0] ?? '',
    message:
      [json?.resultMsg, json?.error_msg, json?.errorMsg, inner.message].map(envelopeText).find(Boolean) ?? '',
    ...(requestId && { requestId }),
  };
}

/** The object a text is; `undefined` for anything else, and for one that is nested too deeply to be processed. */
export function parseObject(
  text: string,
  parse: (text: string) => JsonValue = JSON.parse,
): JsonObject | undefined {
  if (isNestedDeeper(text, maxJsonDepth)) return undefined;
  try {
    const value = parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function envelopeText(value: JsonValue | undefined): string {
  return terminalSafe(textOf(value) ?? '');
}
