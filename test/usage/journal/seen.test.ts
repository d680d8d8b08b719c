import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSeenFilter } from '../../../src/usage/journal/seen.ts';

const key = (index: number) => hash('sha256', String(index), 'buffer');

test('knows every key it was given, with few false positives', () => {
  const seen = createSeenFilter();
  const count = 200_000;
  let mistaken = 0;
  for (let index = 0; index < count; index += 1) if (seen.add(key(index), 0)) mistaken += 1;
  expect(mistaken).toBe(0);
  for (let index = 0; index < count; index += 997) expect(seen.add(key(index), 0)).toBe(true);
});
