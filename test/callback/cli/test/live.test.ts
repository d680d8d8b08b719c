import { expect, test } from 'vitest';
import { listChecks } from '../../../../src/callback/checks/catalogue.ts';
import { progressText } from '../../../../src/callback/cli/test/live.ts';
import { protocols } from '../../../../src/callback/protocols/index.ts';

const [check] = listChecks(protocols.slice(0, 1), {
  target: 'http://127.0.0.1/',
  sale: 'period',
  encrypt: 256,
  require: [],
  set: {},
  pollIntervalMs: 1,
  timeoutMs: 1,
});

const text = (done: number, total: number, elapsedMs: number) =>
  progressText({ check: check!, done, total }, elapsedMs).replace(check!.title.en, 'CHECK');

test.each([
  [0, 100, 0, '1/100  CHECK'],
  [0, 100, 10_000, '1/100  CHECK'],
  [50, 100, 2_999, '51/100  CHECK'],
  [50, 100, 4_999, '51/100  CHECK'],
  [50, 100, 5_000, '51/100  CHECK (about 5 s left)'],
  [50, 100, 5_001, '51/100  CHECK (about 10 s left)'],
  [10, 100, 10_000, '11/100  CHECK (about 90 s left)'],
  [99, 100, 60_000, '100/100  CHECK'],
])('%i of %i checks after %i ms: %s', (done, total, elapsedMs, expected) => {
  expect(text(done, total, elapsedMs)).toBe(expected);
});
