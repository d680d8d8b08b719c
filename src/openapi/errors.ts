import { type ErrorFacts, KooError } from '../errors/koo-error.ts';
import type { JsonValue } from '../text/json.ts';
import { isRecord } from '../text/records.ts';
import type { ApiAnswer } from './model.ts';

/** What the details of a failed call tell of it. */
export interface CallDetails {
  /** HTTP status of the answer. */
  readonly status?: number;
  /** How often it was sent. */
  readonly attempts?: number;
  /** Comes with an error where Huawei tells which of many were refused. */
  readonly data?: JsonValue;
}

/** The error of a call whose answer is no success; the answer is its cause. */
export function callError(facts: Omit<ErrorFacts, 'details'>, answer: ApiAnswer): KooError {
  const { status, attempts, json } = answer;
  const data = json?.data ?? undefined;
  return new KooError(
    { ...facts, details: { status, attempts, ...(data !== undefined && { data }) } },
    { cause: answer },
  );
}

/** A success that lacks what it must hold. */
export function incomplete(answer: ApiAnswer, what: string): KooError {
  return callError(
    {
      category: 'business',
      code: 'INCOMPLETE_ANSWER',
      message: { en: `The answer holds no ${what}`, zh: `响应中没有 ${what}` },
      hint: {
        en: 'Run it with --debug, or look at the answer with koo api.',
        zh: '请加 --debug 重试，或用 koo api 查看响应。',
      },
    },
    answer,
  );
}

/** What is known of the call that an error is about; nothing for another error. */
export function callDetails(error: unknown): CallDetails {
  return error instanceof KooError && isRecord(error.facts.details) ? error.facts.details : {};
}

/** What the server said, where an error is about that. */
export function answerOf(error: unknown): ApiAnswer | undefined {
  const cause = error instanceof KooError ? error.cause : undefined;
  return isRecord(cause) && 'headers' in cause ? (cause as unknown as ApiAnswer) : undefined;
}

const callCategories: readonly string[] = ['permission', 'business', 'network', 'interrupted'];

/** Whether an error says what came of a call, and not that something else was wrong. */
export function isOfCall(error: unknown): error is KooError {
  return error instanceof KooError && callCategories.includes(error.facts.category);
}
