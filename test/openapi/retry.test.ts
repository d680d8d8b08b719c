import { expect, test } from 'vitest';
import type { NetworkFailure } from '../../src/http/network-error.ts';
import { readEnvelope } from '../../src/openapi/model.ts';
import { backoffMs, isRetryableFailure, isRetryableResponse, retryAfterMs } from '../../src/openapi/retry.ts';

const now = new Date('2026-01-31T12:00:00Z');

test.each([
  [undefined, 0],
  ['0', 0],
  ['5', 5000],
  [' 5 ', 5000],
  ['999999999', 999_999_999_000],
  // More digits than a wait can have.
  ['9999999999', 0],
  ['Sat, 31 Jan 2026 12:00:07 GMT', 7000],
  ['Sat, 31 Jan 2026 12:00:00 GMT', 0],
  ['Sat, 31 Jan 2026 11:59:59 GMT', 0],
  ['', 0],
  ['soon', 0],
  ['-5', 0],
  ['1.5', 0],
  ['5s', 0],
  ['in 5', 0],
])('Retry-After %j asks for %i ms', (header, ms) => {
  expect(retryAfterMs(header, now)).toBe(ms);
});

test('waits double from 400 ms up to 8 s, are random below that, and never shorter than the server asks for', () => {
  const attempts = [1, 2, 3, 4, 5, 6, 7, 50];
  expect(attempts.map((attempt) => backoffMs(attempt, 1))).toEqual([
    400, 800, 1600, 3200, 6400, 8000, 8000, 8000,
  ]);
  expect(attempts.map((attempt) => backoffMs(attempt, 0))).toEqual(attempts.map(() => 0));
  expect(backoffMs(1, 0.5)).toBe(200);
  expect(backoffMs(1, 0.001)).toBe(0);
  expect(backoffMs(1, 1, 401)).toBe(401);
  expect(backoffMs(1, 1, 399)).toBe(400);
});

/** A response with a body; `isRetryableResponse` looks at nothing else. */
function response(status: number, text: string) {
  return { status, headers: {}, text, attempts: 1, ...readEnvelope(text, {}) };
}

test.each<[boolean, boolean, number, string]>([
  // Throttled: not carried out, so any call is repeated.
  [true, true, 429, ''],
  [true, true, 200, '{"error_code":"MKT.0250"}'],
  [true, true, 400, '{"error_code":"apig.0308"}'],
  // Temporary.
  [true, false, 500, '{"error_code":"MKT.0999"}'],
  [true, false, 504, '{"error_code":"APIGW.0201"}'],
  [true, false, 500, ''],
  [true, false, 599, '<html>'],
  [true, false, 200, '{"resultCode":"MKT'],
  [true, false, 200, ''],
  // Permanent.
  [false, false, 499, '{"error_code":"MKT.0999"}'],
  [false, false, 500, '{"error_code":"MKT.9001"}'],
  [false, false, 500, '{"error_code":"XYZ.1"}'],
  [false, false, 400, '{"error_code":"MKT.0101"}'],
  [false, false, 499, '<html>'],
  [false, false, 302, ''],
  [false, false, 201, '<html>'],
  [false, false, 200, '{}'],
])('repeated %s, and if that is unsafe %s: HTTP %i %s', (idempotent, unsafe, status, text) => {
  expect(isRetryableResponse(response(status, text), true)).toBe(idempotent);
  expect(isRetryableResponse(response(status, text), false)).toBe(unsafe);
});

test.each<[boolean, boolean, NetworkFailure]>([
  [true, true, { kind: 'refused', code: 'ECONNREFUSED', maybeSent: false }],
  [true, true, { kind: 'dns', code: 'EAI_AGAIN', maybeSent: false }],
  [true, false, { kind: 'reset', code: 'ECONNRESET', maybeSent: true }],
  [true, false, { kind: 'cut-off', code: 'UND_ERR_SOCKET', maybeSent: true }],
  [false, false, { kind: 'dns', code: 'ENOTFOUND', maybeSent: false }],
  [false, false, { kind: 'tls', code: 'CERT_HAS_EXPIRED', maybeSent: false }],
  [false, false, { kind: 'not-http', code: 'HPE_INVALID_CONSTANT', maybeSent: true }],
])('repeated %s, and if that is unsafe %s: %j', (idempotent, unsafe, failure) => {
  expect(isRetryableFailure(failure, true)).toBe(idempotent);
  expect(isRetryableFailure(failure, false)).toBe(unsafe);
});
