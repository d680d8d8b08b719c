import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { forgetAcknowledged, type JournalScope, openJournal } from '../../src/usage/journal.ts';
import { meteringSn } from '../../src/usage/metering-sn.ts';
import { noon } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-journal-'));
const scope: JournalScope = { endpoint: 'https://mkt.example.com', account: 'AK', target: 'new' };
const day = 24 * 3600_000;

afterAll(() => rmSync(folder, { recursive: true }));

const records = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    // Half of them are given, half are made.
    sn: index % 2 ? `sn-${from + index}` : meteringSn({ instance_id: String(from + index) }),
  }));

function known(wanted: JournalScope, from: number, count: number, now = noon): number {
  const journal = openJournal(folder, wanted, () => now);
  try {
    return records(from, count).filter((record) => journal.has(record)).length;
  } finally {
    journal.close();
  }
}

test('what was acknowledged is known to the next run, to no other scope, and not for ever', () => {
  const journal = openJournal(folder, scope, () => noon);
  // More batches than are folded at once.
  for (let batch = 0; batch < 150; batch += 1) journal.add(records(batch * 10, 10));
  journal.add(records(0, 10));
  const other = openJournal(folder, { ...scope, account: 'other' }, () => noon);
  other.add(records(5000, 1));
  other.close();
  journal.close();

  expect(known(scope, 0, 1500)).toBe(1500);
  expect(known(scope, 1500, 100)).toBe(0);
  expect(known(scope, 5000, 1)).toBe(0);
  expect(known({ ...scope, account: 'other' }, 5000, 1)).toBe(1);
  expect(known({ ...scope, endpoint: 'https://other.example.com' }, 0, 10)).toBe(0);
  expect(known({ ...scope, target: 'legacy' }, 0, 10)).toBe(0);
  expect(known(scope, 0, 1500, noon + 44 * day)).toBe(1500);
  expect(known(scope, 0, 1500, noon + 46 * day)).toBe(0);
});

test('a journal that was not closed has lost nothing', () => {
  const scopeOfCrash = { ...scope, account: 'crash' };
  const journal = openJournal(folder, scopeOfCrash, () => noon);
  journal.add(records(0, 3));
  expect(known(scopeOfCrash, 0, 3)).toBe(3);
  journal.close();
});

test('what a server has lost is forgotten, and nothing else', () => {
  const gone: JournalScope = { ...scope, endpoint: 'sandbox' };
  for (const one of [gone, { ...gone, account: 'other' }]) {
    const journal = openJournal(folder, one, () => noon);
    journal.add(records(90_000, 10));
    journal.close();
  }
  forgetAcknowledged(folder, gone);
  expect(known(gone, 90_000, 10)).toBe(0);
  expect(known({ ...gone, account: 'other' }, 90_000, 10)).toBe(10);
});
