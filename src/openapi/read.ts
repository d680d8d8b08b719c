import { successCodes } from '../codes/openapi.ts';
import { isObject, type JsonObject, type JsonValue } from '../text/json.ts';
import { terminalSafe } from '../text/terminal-safe.ts';

/** An object in an answer, whatever else came. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** A list in an answer; empty when there is none. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return value !== undefined && isList(value) ? value : [];
}

/** A text in an answer; numbers are written out. `undefined` for anything else. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** What all families' envelopes say, each in its own words. */
export interface Envelope {
  readonly json?: JsonObject;
  /** Empty where there is none: IAM's successes, an answer that is not KooGallery's. */
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
}

/**
 * Reads the envelope of an answer: `resultCode`, `resultMsg` of the order query; `error_code`, `error_msg` of usage,
 * licences, uploads and the gateway; `error { code, title, message }` of IAM.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649350.html
 */
export function readEnvelope(text: string, headers: Readonly<Record<string, string>>): Envelope {
  const json = parseObject(text);
  const inner = isObject(json?.error) ? json.error : {};
  const requestId = word(json?.request_id) || word(headers['x-request-id']);
  return {
    ...(json && { json }),
    code: word(json?.resultCode) || word(json?.error_code) || word(inner.code),
    message: word(json?.resultMsg) || word(json?.error_msg) || word(inner.message),
    ...(requestId && { requestId }),
  };
}

/** Whether an answer is a success: HTTP 200 alone is none, since licences and uploads answer errors with it. */
export function isSuccess(status: number, text: string, { json, code }: Envelope): boolean {
  if (status < 200 || status >= 300) return false;
  if (code !== '') return successCodes.has(code);
  // Nothing at all is an answer only where HTTP says that there is nothing.
  return json !== undefined || (status === 204 && text.trim() === '');
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function word(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? terminalSafe(String(value)) : '';
}
