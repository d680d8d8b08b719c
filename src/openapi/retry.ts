import { apiCode } from '../codes/openapi.ts';
import type { NetworkFailure } from '../http/network-error.ts';
import { isThrottled } from './errors.ts';
import type { ApiResponse } from './model.ts';

export const maxAttempts = 5;

const firstWaitMs = 400;
const longestWaitMs = 8000;

/**
 * Whether a retry may succeed after this response. A throttled call was not carried out, so it can always be retried;
 * others only when they are idempotent. The code decides, not the status: several permanent errors come as HTTP 500.
 */
export function isRetryableResponse(response: ApiResponse, idempotent: boolean): boolean {
  if (isThrottled(response)) return true;
  if (!idempotent) return false;
  const { code, status } = response;
  if (code !== '') return apiCode(code, status)?.repeat === 'later' && status >= 500;
  // A truncated document, or the page of a load balancer.
  return status >= 500 || (status === 200 && response.json === undefined);
}

/** Whether a call without a response may be retried. An invalid certificate or host name does not go away. */
export function isRetryableFailure({ kind, code, maybeSent }: NetworkFailure, idempotent: boolean): boolean {
  if (kind === 'tls' || kind === 'not-http' || code === 'ENOTFOUND') return false;
  return idempotent || !maybeSent;
}

/**
 * Returns the wait before the next attempt in ms: exponential backoff with full jitter, at least `retryAfterMs`.
 *
 * @param attempt attempts made so far
 * @param random from 0 to 1
 */
export function backoffMs(attempt: number, random: number, retryAfterMs = 0): number {
  const most = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  return Math.max(retryAfterMs, Math.round(random * most));
}

/** `Retry-After` in ms: seconds or a date; 0 when it is neither. */
export function retryAfterMs(header: string | undefined, now: Date): number {
  if (header === undefined) return 0;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}
