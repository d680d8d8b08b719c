import { canonicalJsonText } from '../../signing/canonical-json.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Opened } from './model.ts';

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
export function unauthentic(en: string, zh: string): Opened {
  return refusal('000001', { en, zh });
}

/** 000002: the request cannot be read. */
export function unreadable(en: string, zh: string): Opened {
  return refusal('000002', { en, zh });
}

function refusal(resultCode: '000001' | '000002', reason: Localized): Opened {
  return { ok: false, resultCode, reason };
}

export const noJsonObject = unreadable(
  'the body is not a JSON object in UTF-8',
  '请求体不是 UTF-8 编码的 JSON 对象',
);
