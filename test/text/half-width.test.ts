import { expect, test } from 'vitest';
import { toHalfWidth } from '../../src/text/half-width.ts';

test('full-width characters have their usual form', () => {
  expect(toHalfWidth('ＭＫＴ．０１５１　（a）：中')).toBe('MKT.0151 (a):中');
  expect(toHalfWidth('e\u0301')).toBe('é');
});

test('a run of combining marks is cut to 30', () => {
  expect(toHalfWidth(`中${'\u0316'.repeat(30)}a`)).toBe(`中${'\u0316'.repeat(30)}a`);
  expect(toHalfWidth(`中${'\u0316'.repeat(31)}a`)).toBe(`中${'\u0316'.repeat(30)}a`);
  // Sorting all of them takes a minute.
  expect(toHalfWidth('\u0301\u0316'.repeat(100_000))).toHaveLength(30);
});
