import { expect, test } from 'vitest';
import { fateOf } from '../../src/usage/batches.ts';

type Facts = readonly [thisRun: boolean, acknowledged: boolean, same: boolean];

const fate = (target: 'new' | 'legacy', resume: boolean, [thisRun, acknowledged, same]: Facts) =>
  fateOf({ thisRun, acknowledged, same }, { target, resume });

test('an id that was never used', () => {
  for (const target of ['new', 'legacy'] as const) {
    for (const resume of [true, false]) expect(fateOf(undefined, { target, resume })).toBe('send');
  }
});

test.each([
  // of an earlier run: acknowledged, same record
  [[false, true, true], 'skip', 'repeat', 'skip', 'skip'],
  // acknowledged, another record
  [[false, true, false], 'reused', 'contest', 'reused', 'reused'],
  // sent, same record: only the new interface knows it again
  [[false, false, true], 'repeat', 'repeat', 'may-be-there', 'repeat'],
  // sent, another record: the new interface will tell
  [[false, false, false], 'contest', 'contest', 'reused', 'contest'],
  // of this run
  [[true, true, true], 'duplicate', 'duplicate', 'duplicate', 'duplicate'],
  [[true, false, true], 'duplicate', 'duplicate', 'duplicate', 'duplicate'],
  [[true, false, false], 'reused', 'reused', 'reused', 'reused'],
] as const)('%j', (facts, resumed, notResumed, legacyResumed, legacyNotResumed) => {
  expect(fate('new', true, facts)).toBe(resumed);
  expect(fate('new', false, facts)).toBe(notResumed);
  expect(fate('legacy', true, facts)).toBe(legacyResumed);
  expect(fate('legacy', false, facts)).toBe(legacyNotResumed);
});
