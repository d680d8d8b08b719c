import { apiCode } from '../codes/openapi.ts';
import type { NetworkFailure } from '../http/network-error.ts';
import { isThrottled } from './errors.ts';
import type { ApiAnswer } from './model.ts';

/** Times a call is sent at the most. */
export const maxAttempts = 5;

const firstWaitMs = 400;
const longestWaitMs = 8000;

/**
 * Whether an answer that is no success may become one when the call is repeated. Throttling is refused before it
 * is carried out, so it may be repeated always; the rest only where repeating is harmless. The code decides, not
 * the status: several permanent errors come as HTTP 500.
 */
export function mayRepeatAnswer(answer: ApiAnswer, idempotent: boolean): boolean {
  if (isThrottled(answer)) return true;
  if (!idempotent) return false;
  const { code, status } = answer;
  if (code !== '') return apiCode(code, status)?.repeat === 'later' && status >= 500;
  // Half a document, or a page of a load balancer.
  return status >= 500 || (status === 200 && answer.json === undefined);
}

/** Whether a call without an answer may be repeated. A wrong certificate or name stays wrong. */
export function mayRepeatFailure({ kind, code, maybeSent }: NetworkFailure, idempotent: boolean): boolean {
  if (kind === 'tls' || kind === 'not-http' || code === 'ENOTFOUND') return false;
  return idempotent || !maybeSent;
}

/**
 * How long to wait before the next attempt, in ms: exponential with full jitter, never less than the server asks for.
 *
 * @param attempt how many have been made
 * @param random from 0 to 1
 */
export function waitMs(attempt: number, random: number, retryAfterMs = 0): number {
  const most = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  return Math.max(retryAfterMs, Math.round(random * most));
}

/** `Retry-After` in ms: seconds or a date; 0 when it says nothing that can be understood. */
export function retryAfterMs(header: string | undefined, now: Date): number {
  if (header === undefined) return 0;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}
