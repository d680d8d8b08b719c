import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNonceCache } from '../../../src/callback/merchant/nonces.ts';
import { compositeKey } from '../../../src/callback/merchant/state.ts';

const at = (milliseconds: number) => new Date(1_800_000_000_000 + milliseconds);

test('accepts a nonce once while its request can be replayed', () => {
  const nonces = createNonceCache();
  expect(nonces.add('n', at(0))).toBe(true);
  expect(nonces.add('n', at(0))).toBe(false);
  expect(nonces.add('n', at(120_000))).toBe(false);
  expect(nonces.add('n', at(120_001))).toBe(true);
});

test('forgets old nonces', () => {
  const nonces = createNonceCache();
  for (let n = 0; n < 10_000; n += 1) nonces.add(`n${n}`, at(n * 100));
  // One every 100 ms, each kept for 120 s.
  expect(nonces.size).toBeLessThanOrEqual(1_201);
});

test('a composite key distinguishes different parts', () => {
  const parts = fc.array(fc.string(), { maxLength: 3 });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      expect(compositeKey(...a) === compositeKey(...b)).toBe(
        a.length === b.length && a.every((part, i) => part === b[i]),
      );
    }),
  );
  expect(compositeKey('a', 'bc')).not.toBe(compositeKey('ab', 'c'));
});
