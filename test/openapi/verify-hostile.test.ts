import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KooError } from '../../src/errors/koo-error.ts';
import { readCapture } from '../../src/http/capture/read.ts';
import { verifyCall } from '../../src/openapi/verify.ts';
import { runs } from '../support/property-runs.ts';

const credential = { ak: 'AccessKey', sk: 'SecretKey' };

/** A raw request with a wrong signature. */
function capture(target: string, headers: readonly string[], names: readonly string[], body = ''): string {
  const signed = [...names, 'host', 'x-sdk-date'].join(';');
  return [
    `POST ${target} HTTP/1.1`,
    'Host: a.example',
    'X-Sdk-Date: 20260101T000000Z',
    ...headers,
    `Authorization: SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=${signed}, Signature=${'0'.repeat(64)}`,
    '',
    body,
  ].join('\n');
}

function verify(text: string | Uint8Array) {
  return verifyCall(readCapture(Buffer.from(text)), { credentials: [credential] });
}

test('a changed capture is verified, or refused with an error of its own', () => {
  const edit = fc.tuple(
    fc.nat(),
    fc.nat(3),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('"', '%', ';', ',', '=', '\n', ':', '|'),
    ),
  );
  const right = capture('/v1/x?a=1', ['Content-Type: application/json'], ['content-type'], '{"a":1}');
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
      const text = edits.reduce((before, [at, removed, added]) => {
        const start = at % (before.length + 1);
        return before.slice(0, start) + added + before.slice(start + removed);
      }, right);
      try {
        expect(verify(text).valid).toBe(false);
      } catch (error) {
        expect(error).toBeInstanceOf(KooError);
      }
    }),
    { numRuns: runs(25) },
  );
});

describe('large requests', () => {
  const many = Array.from({ length: 9990 }, (_, at) => `h${String(at).padStart(4, '0')}`);
  const depth = (levels: number) => `${'['.repeat(levels)}${Array(20_000).fill(1)}${']'.repeat(levels)}`;

  test.each([
    ['parameters', capture(`/?${Array.from({ length: 10_000 }, (_, at) => `p${at}=%20`).join('&')}`, [], [])],
    [
      'headers',
      capture(
        '/',
        many.map((name) => `${name}: v`),
        many,
      ),
    ],
    ['blanks in a header', capture('/', [`A: x${' '.repeat(1_000_000)}y`], ['a'])],
    ['percent signs', capture(`/${'%'.repeat(200_000)}`, [], [])],
    ['slashes', capture('/'.repeat(200_000), [], [])],
  ])('%s: the cause is not searched, and the result says so', (_, text) => {
    expect(verify(text)).toMatchObject({
      refusal: 'mismatch',
      cause: 'not-searched',
      reason: { en: expect.stringContaining('longer than 32 KB or the headers are more than 100') },
    });
  });

  test.each([
    ['names that are not sent', capture('/', [], [...many, ...many.map((name) => `${name}z`)].sort())],
    ['names in SignedHeaders twice', capture('/', [], [...many, ...many].sort())],
  ])('%s are refused', (_, text) => {
    expect(verify(text).valid).toBe(false);
  });

  test.each([
    ['deep JSON', depth(1000)],
    ['almost JSON', '"'.repeat(100_001)],
    ['2 MB of numbers', `[${Array(1_000_000).fill(1)}]`],
  ])('%s as a body', (_, body) => {
    expect(verify(capture('/v1/x', [], [], body))).toMatchObject({ refusal: 'mismatch', cause: 'unknown' });
  });
});
