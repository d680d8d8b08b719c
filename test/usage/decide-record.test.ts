import { expect, test } from 'vitest';
import { decideRecord } from '../../src/usage/batches.ts';

type Facts = readonly [thisRun: boolean, acknowledged: boolean, same: boolean];

const decide = (target: 'new' | 'legacy', resume: boolean, [thisRun, acknowledged, same]: Facts) =>
  decideRecord({ thisRun, acknowledged, same }, { target, resume });

test('sends a record whose id was never used', () => {
  for (const target of ['new', 'legacy'] as const) {
    for (const resume of [true, false]) expect(decideRecord(undefined, { target, resume })).toBe('send');
  }
});

test.each([
  // of an earlier run: acknowledged, same record
  [[false, true, true], 'skip', 'resend', 'skip', 'skip'],
  // acknowledged, another record
  [[false, true, false], 'sn-reused', 'send-contested', 'sn-reused', 'sn-reused'],
  // sent, same record: only the new interface recognises it
  [[false, false, true], 'resend', 'resend', 'uncertain', 'resend'],
  // sent, another record: the new interface decides
  [[false, false, false], 'send-contested', 'send-contested', 'sn-reused', 'send-contested'],
  // of this run
  [[true, true, true], 'duplicate', 'duplicate', 'duplicate', 'duplicate'],
  [[true, false, true], 'duplicate', 'duplicate', 'duplicate', 'duplicate'],
  [[true, false, false], 'sn-reused', 'sn-reused', 'sn-reused', 'sn-reused'],
] as const)('%j', (facts, resumed, notResumed, legacyResumed, legacyNotResumed) => {
  expect(decide('new', true, facts)).toBe(resumed);
  expect(decide('new', false, facts)).toBe(notResumed);
  expect(decide('legacy', true, facts)).toBe(legacyResumed);
  expect(decide('legacy', false, facts)).toBe(legacyNotResumed);
});
