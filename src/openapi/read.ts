import { successCodes } from '../codes/openapi.ts';
import { isObject, type JsonObject, type JsonValue } from '../text/json.ts';
import { isNestedDeeper, maxJsonDepth } from '../text/json-layout.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import type { ApiResponse } from './model.ts';

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
