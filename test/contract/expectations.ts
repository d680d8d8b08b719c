import { expect } from 'vitest';
import { redact } from '../../src/text/redact.ts';
import type { Ended } from '../support/koo.ts';
import { secret } from './cases.ts';

/** The one JSON document that stdout must be. */
export function documentOf({ stdout }: Ended): unknown {
  expect(stdout, 'ends with a line feed').toMatch(/\n$/);
  return JSON.parse(stdout);
}

export function expectNoSecret({ stdout, stderr }: Ended): void {
  expect(redact(stdout, [secret])).toBe(stdout);
  expect(redact(stderr, [secret])).toBe(stderr);
}
