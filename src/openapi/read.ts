import type { JsonObject, JsonValue } from '../text/json.ts';
import { ApiError } from './errors.ts';
import type { ApiAnswer } from './model.ts';

/** An object in an answer, whatever else came. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
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

/** A success that lacks what it must hold. */
export function incomplete(answer: ApiAnswer, what: string): ApiError {
  return new ApiError(
    {
      category: 'business',
      code: 'INCOMPLETE_ANSWER',
      text: { en: `The answer holds no ${what}`, zh: `响应中没有 ${what}` },
      hint: {
        en: 'Run it with --debug, or look at the answer with koo api.',
        zh: '请加 --debug 重试，或用 koo api 查看响应。',
      },
      status: answer.status,
      attempts: answer.attempts,
    },
    { answer },
  );
}
