import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equalsConstantTime } from '../../src/signing/bytes.ts';
import {
  kitSignature,
  redactedKitText,
  redactedV2Text,
  v2Signature,
  verifyKitSignature,
  verifyV2Signature,
} from '../../src/signing/v2.ts';
import { runs } from '../support/property-runs.ts';

const input = fc.record({
  key: fc.string({ unit: 'grapheme', maxLength: 4096, size: 'max' }),
  payload: fc.oneof(fc.json(), fc.string({ unit: 'grapheme' })),
  timestamp: fc.integer({ min: 0, max: 9999999999999 }).map(String),
  nonce: fc.string({ maxLength: 64 }),
});

const schemes = [
  ['base', v2Signature, verifyV2Signature],
  ['kit', kitSignature, verifyKitSignature],
] as const;

describe.each(schemes)('V2 %s', (name, sign, verify) => {
  test('is the HMAC described by the page', () => {
    const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex');
    fc.assert(
      fc.property(input, (input) => {
        const { key, payload, timestamp, nonce } = input;
        const tail = name === 'base' ? hmac(key, payload) : payload;
        expect(sign(input)).toBe(hmac(key, `${key}${nonce}${timestamp}${tail}`).toUpperCase());
        expect(sign({ ...input, payload: new TextEncoder().encode(payload) })).toBe(sign(input));
      }),
      { numRuns: runs(60) },
    );
  });

  test('verifies in either case, and nothing else', () => {
    const right = { key: 'k', payload: '{}', timestamp: '1680508066618', nonce: 'n' };
    const signature = sign(right);
    expect(verify(right, signature)).toBe(true);
    expect(verify(right, signature.toLowerCase())).toBe(true);
    for (const wrong of ['', signature.slice(1), `${signature}0`, ` ${signature}`])
      expect(verify(right, wrong)).toBe(false);
    for (const change of [{ key: 'K' }, { payload: '{ }' }, { timestamp: '1680508066' }, { nonce: 'N' }])
      expect(verify({ ...right, ...change }, signature)).toBe(false);
  });
});

test('the base signature is not the kit signature', () => {
  const one = { key: 'k', payload: '{}', timestamp: '1', nonce: 'n' };
  expect(verifyV2Signature(one, kitSignature(one))).toBe(false);
});

test('canonical texts do not contain the key', () => {
  const one = { key: 'SECRET-KEY', payload: '{"a":1}', timestamp: '1680508066618', nonce: 'NoNcE' };
  expect(redactedKitText(one)).toBe('<accessKey>NoNcE1680508066618{"a":1}');
  expect(redactedV2Text(one)).toMatch(/^<accessKey>NoNcE1680508066618[0-9a-f]{64}$/);
});

test('equalsConstantTime', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(equalsConstantTime(a, a)).toBe(true);
      expect(equalsConstantTime(a, b)).toBe(a === b);
    }),
  );
});
