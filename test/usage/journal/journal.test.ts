import { hash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { openSqlite } from '../../../src/sqlite/database.ts';
import { createSeenFilter, isAccountKnown, openJournal } from '../../../src/usage/journal/journal.ts';
import type { JournalScope } from '../../../src/usage/journal/scopes.ts';
import { entryBytes, isDerivedEntry, writeEntry } from '../../../src/usage/journal/tables.ts';
import { entries, noon } from '../support.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-journal-'));
const scope: JournalScope = { endpoint: 'https://mkt.example.com', account: 'AK', target: 'new' };
const none = Buffer.alloc(0);
const day = 24 * 3600_000;

afterAll(() => rmSync(folder, { recursive: true }));

/** An entry on its own. */
const one = (all: Buffer, index: number) => all.subarray(index * entryBytes, (index + 1) * entryBytes);

const open = (wanted = scope) => openJournal(folder, wanted, () => noon);

/** How many of the records the next run finds acknowledged, and how many merely sent. */
function known(wanted: JournalScope, from: number, count: number) {
  const journal = open(wanted);
  try {
    const all = entries(from, count);
    const found = Array.from({ length: count }, (_, index) => journal.find(one(all, index), 0));
    const same = found.filter((it) => it?.same && !it.thisRun);
    return { acknowledged: same.filter((it) => it?.acknowledged).length, all: same.length };
  } finally {
    journal.close();
  }
}

test('acknowledged records are known to the next run, in no other scope', () => {
  const journal = open();
  const accept = (from: number, count: number, by = journal) => {
    const accepted = entries(from, count);
    by.settle(by.begin(accepted), { accepted, rejected: none });
  };
  // More batches than are folded at once.
  for (let batch = 0; batch < 150; batch += 1) accept(batch * 10, 10);
  accept(0, 10);
  const other = open({ ...scope, account: 'other' });
  accept(5000, 1, other);
  other.close();
  journal.close();

  expect(known(scope, 0, 1500).acknowledged).toBe(1500);
  expect(known(scope, 1500, 100).all).toBe(0);
  expect(known(scope, 5000, 1).all).toBe(0);
  expect(known({ ...scope, account: 'other' }, 5000, 1).acknowledged).toBe(1);
  expect(known({ ...scope, endpoint: 'https://other.example.com' }, 0, 10).all).toBe(0);
  expect(known({ ...scope, target: 'legacy' }, 0, 10).all).toBe(0);
});

describe('what was pushed is forgotten', () => {
  const retention = 45 * day;
  let state = 0;

  /** Pushes at a time by the clock of this machine and that of the server; `undefined` without a response. */
  function setUp() {
    state += 1;
    const path = join(folder, `retention-${state}`);
    const wanted: JournalScope = { ...scope, target: 'legacy' };
    return {
      push: (from: number, now: number, server: number | undefined) => {
        const journal = openJournal(path, wanted, () => now);
        const accepted = entries(from, 5);
        const batch = journal.begin(accepted);
        if (server !== undefined) journal.heard(server);
        journal.settle(batch, { accepted, rejected: none });
        journal.close();
      },
      known: (from: number, now: number) => {
        const journal = openJournal(path, wanted, () => now);
        const all = entries(from, 5);
        const count = [0, 1, 2, 3, 4].filter(
          (index) => journal.find(one(all, index), 0)?.acknowledged,
        ).length;
        journal.close();
        return count;
      },
    };
  }

  test('after 45 days by the clocks of this machine and of the server', () => {
    const { push, known } = setUp();
    push(0, noon, noon);
    push(5, noon + 10 * day, noon + 10 * day);
    push(10, noon + retention, noon + retention);
    expect([0, 5, 10].map((from) => known(from, noon + retention))).toEqual([5, 5, 5]);
    push(15, noon + retention + 2, noon + retention + 1);
    expect([0, 5, 10, 15].map((from) => known(from, noon + retention + 2))).toEqual([0, 5, 5, 5]);
  });

  test.each([60 * day, 365 * day])('by no clock of this machine that is %i ms ahead', (ahead) => {
    const { push, known } = setUp();
    push(0, noon, noon);
    expect(known(0, noon + ahead)).toBe(5);
    // The server refuses it, but tells the time; or does not respond.
    push(5, noon + ahead, noon + 1);
    push(10, noon + ahead, undefined);
    push(15, noon + 2, noon + 2);
    expect([0, 5, 10, 15].map((from) => known(from, noon + 3))).toEqual([5, 5, 5, 5]);
  });

  test.each([60 * day, 365 * day])('by no clock of this machine that is %i ms behind', (behind) => {
    const { push, known } = setUp();
    push(0, noon - behind, noon);
    push(5, noon - behind, undefined);
    push(10, noon + 1, noon + 1);
    expect([0, 5, 10].map((from) => known(from, noon + 2))).toEqual([5, 5, 5]);
    // That without a response is as old as the next one.
    push(15, noon + retention + 1, noon + retention + 1);
    expect([0, 5, 10].map((from) => known(from, noon + retention + 1))).toEqual([0, 5, 5]);
    push(20, noon + retention + 2, noon + retention + 2);
    expect([0, 5, 10, 15].map((from) => known(from, noon + retention + 2))).toEqual([0, 0, 0, 5]);
  });

  test('by no clock of a server alone, ahead or behind', () => {
    const { push, known } = setUp();
    push(0, noon, noon);
    push(5, noon + 1, noon + 365 * day);
    push(10, noon + 2, noon - 365 * day);
    expect([0, 5, 10].map((from) => known(from, noon + 3))).toEqual([5, 5, 5]);
  });

  test.each([
    ['of the server', noon, noon + 365 * day],
    ['of this machine', noon + 365 * day, noon],
  ])('also after a run with a clock %s that was a year ahead', (_, now, server) => {
    const { push, known } = setUp();
    push(0, noon, noon);
    push(5, now, server);
    for (const at of [50, 100, 150]) push(at, noon + at * day, noon + at * day);
    expect([0, 5, 50, 100, 150].map((from) => known(from, noon + 150 * day))).toEqual([0, 0, 0, 0, 5]);
  });

  test('by no server that does not tell the time', () => {
    const { push, known } = setUp();
    push(0, noon, undefined);
    push(5, noon + 100 * day, undefined);
    expect(known(0, noon + 200 * day)).toBe(5);
  });

  test('notes the time of a run that lasts once an hour', () => {
    const { known } = setUp();
    const path = join(folder, `retention-${state}`);
    const long = openJournal(path, { ...scope, target: 'legacy' }, () => noon);
    const accepted = entries(0, 5);
    long.heard(noon);
    long.settle(long.begin(accepted), { accepted, rejected: none });
    long.heard(noon + 100 * day);
    long.close();
    expect(known(0, noon + 101 * day)).toBe(5);
  });

  test('in a journal of before, which did not note the time of the server', () => {
    const { push, known } = setUp();
    push(0, noon - 100 * day, noon);
    const path = join(folder, `retention-${state}`, 'usage.sqlite');
    const old = openSqlite(path);
    old.exec('ALTER TABLE runs DROP COLUMN server');
    old.close();
    expect(known(0, noon)).toBe(5);
    push(5, noon, noon);
    expect(known(0, noon + 40 * day)).toBe(5);
    push(10, noon + 46 * day, noon + 46 * day);
    expect([0, 5, 10].map((from) => known(from, noon + 46 * day))).toEqual([0, 0, 5]);
  });
});

describe('a journal that was emptied', () => {
  const empty = (name: string, ...targets: readonly JournalScope['target'][]) => {
    const path = join(folder, name);
    for (const target of targets) openJournal(path, { ...scope, target }, () => noon).close();
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'usage.sqlite'), '');
    return path;
  };
  const emptied = expect.objectContaining({
    message: expect.stringContaining('is empty'),
    facts: expect.objectContaining({ category: 'configuration', code: 'JOURNAL_UNUSABLE' }),
  });

  test('is no fresh start for the old interface, and what opens it does not fill it', () => {
    const path = empty('emptied', 'legacy');
    const legacy: JournalScope = { ...scope, target: 'legacy' };
    for (const _ of [1, 2]) {
      expect(() => openJournal(path, legacy, () => noon)).toThrow(emptied);
      expect(() => isAccountKnown(path, legacy)).toThrow(emptied);
      // The new interface would fill it, and the old one would not notice.
      expect(() => openJournal(path, scope, () => noon)).toThrow(emptied);
      expect(statSync(join(path, 'usage.sqlite')).size).toBe(0);
    }
    rmSync(join(path, 'usage.sqlite'));
    openJournal(path, legacy, () => noon).close();
  });

  test('is one where the old interface was never used: koo was killed when it created the file', () => {
    openJournal(empty('emptied-new', 'new'), scope, () => noon).close();
    openJournal(empty('emptied-both'), { ...scope, target: 'legacy' }, () => noon).close();
  });
});

test.skipIf(process.platform === 'win32')(
  'is for this user only, also one that others could read before',
  () => {
    const path = join(folder, 'private');
    const modes = () => readdirSync(path).map((name) => statSync(join(path, name)).mode & 0o777);
    const use = () => {
      const journal = openJournal(path, scope, () => noon);
      journal.begin(entries(0, 1), Buffer.from('{}'));
      const found = modes();
      journal.close();
      return found;
    };
    expect(use()).toEqual([0o600, 0o600, 0o600]);
    chmodSync(join(path, 'usage.sqlite'), 0o644);
    expect(use()).toEqual([0o600, 0o600, 0o600]);
  },
);

test('a batch that was not sent leaves what an earlier run sent as it was', () => {
  const wanted = { ...scope, account: 'not sent' };
  const all = entries(0, 4);
  const [lost, acked, fresh] = [one(all, 0), one(all, 1), Buffer.concat([one(all, 2), one(all, 3)])];
  const first = open(wanted);
  first.begin(lost);
  first.settle(first.begin(acked), { accepted: acked, rejected: none });
  first.close();
  const second = open(wanted);
  second.settle(second.begin(all), { accepted: none, rejected: none });
  second.settle(second.begin(fresh), { accepted: none, rejected: none });
  second.close();
  expect(known(wanted, 0, 2)).toEqual({ acknowledged: 1, all: 2 });
  expect(known(wanted, 2, 2)).toEqual({ acknowledged: 0, all: 0 });
});

describe('a batch', () => {
  const at = (account: string) => ({ ...scope, account });

  test('that was begun and not settled is known as sent, even when the journal was not closed', () => {
    const journal = open(at('crash'));
    const batch = journal.begin(entries(0, 3));
    expect(known(at('crash'), 0, 3)).toEqual({ acknowledged: 0, all: 3 });
    // Another run has folded it since; its response still counts.
    journal.settle(batch, { accepted: entries(0, 3), rejected: none });
    expect(known(at('crash'), 0, 3)).toEqual({ acknowledged: 3, all: 3 });
    journal.close();
  });

  test('with rejected records allows those again, and keeps what another run got acknowledged', () => {
    const [accepted, rejected] = [entries(0, 5), entries(5, 5)];
    const journal = open(at('some'));
    journal.settle(journal.begin(Buffer.concat([accepted, rejected])), { accepted, rejected });
    journal.close();
    expect(known(at('some'), 0, 10)).toEqual({ acknowledged: 5, all: 5 });
    const again = open(at('some'));
    again.settle(again.begin(accepted), { accepted: none, rejected: accepted });
    again.close();
    expect(known(at('some'), 0, 10)).toEqual({ acknowledged: 5, all: 5 });
  });

  test('that was sent and is rejected in a later run may be sent again', () => {
    open(at('later')).begin(entries(0, 2));
    const journal = open(at('later'));
    journal.settle(journal.begin(entries(0, 2)), { accepted: none, rejected: entries(0, 2) });
    journal.close();
    expect(known(at('later'), 0, 2).all).toBe(0);
  });
});

test('finds every record of the same run, wherever it is stored', () => {
  const journal = open({ ...scope, account: 'twins' });
  const all = entries(0, 4);
  for (let index = 0; index < 4; index += 1) expect(journal.find(all, index)).toBeUndefined();
  const first = one(all, 0);
  const changed = Buffer.concat([first.subarray(0, entryBytes / 2), Buffer.alloc(entryBytes / 2)]);
  const behind = (waiting: Buffer, entry: Buffer) =>
    journal.find(Buffer.concat([waiting, entry]), waiting.length / entryBytes);
  // In the batch that is being filled, on the way, acknowledged, rejected.
  expect(behind(all, first)).toMatchObject({ thisRun: true, same: true });
  expect(behind(all, changed)).toMatchObject({ thisRun: true, same: false });
  const batch = journal.begin(all);
  expect(behind(none, first)).toMatchObject({ thisRun: true, same: true });
  expect(behind(none, changed)).toMatchObject({ thisRun: true, same: false });
  const rejected = one(all, 3);
  journal.settle(batch, { accepted: all.subarray(0, 3 * entryBytes), rejected });
  expect(behind(none, first)).toMatchObject({ thisRun: true, same: true });
  expect(behind(none, rejected)).toMatchObject({ thisRun: true, same: true });
  expect(behind(none, entries(9, 1))).toBeUndefined();
  journal.close();
  const next = open({ ...scope, account: 'twins' });
  expect(next.find(changed, 0)).toEqual({ thisRun: false, acknowledged: true, same: false });
  next.close();
});

describe('over the old interface', () => {
  const legacy = (account: string, ak?: string): JournalScope => ({
    ...scope,
    target: 'legacy',
    account,
    ...(ak !== undefined && { ak }),
  });

  function accept(wanted: JournalScope, from: number, count: number): void {
    const journal = open(wanted);
    const accepted = entries(from, count);
    journal.settle(journal.begin(accepted), { accepted, rejected: none });
    journal.close();
  }

  test('an account includes what was sent under each of its AKs, whichever is used now', () => {
    expect(isAccountKnown(join(folder, 'none'), legacy('AK1'))).toBe(false);
    accept(legacy('AK1'), 0, 6);
    expect(isAccountKnown(folder, legacy('AK1'))).toBe(false);
    expect(known(legacy('id', 'AK1'), 0, 6).acknowledged).toBe(6);
    expect(isAccountKnown(folder, legacy('AK1'))).toBe(true);
    accept(legacy('id', 'AK1'), 6, 6);
    expect(known(legacy('id', 'AK2'), 0, 12).acknowledged).toBe(12);
    // The account is not given, but the journal knows it.
    accept(legacy('AK2'), 12, 6);
    expect(known(legacy('AK1'), 0, 18).acknowledged).toBe(18);
    expect(known(legacy('other', 'AK3'), 0, 18).all).toBe(0);
    expect(known({ ...legacy('id', 'AK1'), endpoint: 'https://other.example.com' }, 0, 18).all).toBe(0);
  });

  test('a record sent under one AK and acknowledged under another is acknowledged', () => {
    const journal = open(legacy('K1'));
    journal.begin(entries(0, 3));
    journal.close();
    expect(known(legacy('account', 'K1'), 0, 3)).toEqual({ acknowledged: 0, all: 3 });
    accept(legacy('account', 'K1'), 0, 3);
    expect(known(legacy('account', 'K2'), 0, 3)).toEqual({ acknowledged: 3, all: 3 });
  });

  test('what is written survives a power failure; the new interface does without, and is quicker', () => {
    const exec = vi.spyOn(process.getBuiltinModule('node:sqlite').DatabaseSync.prototype, 'exec');
    const modeOf = (wanted: JournalScope) => {
      const journal = open(wanted);
      const database = exec.mock.contexts.at(-1) as DatabaseSync;
      const mode = database.prepare('PRAGMA synchronous').get()?.synchronous;
      journal.close();
      return mode;
    };
    const [normal, full] = [1, 2];
    expect(modeOf(legacy('power'))).toBe(full);
    expect(modeOf({ ...scope, account: 'power' })).toBe(normal);
  });

  test('one run at a time for an account under any AK, and concurrent runs for others', () => {
    const underWay = expect.objectContaining({ facts: expect.objectContaining({ code: 'PUSH_UNDER_WAY' }) });
    open(legacy('L', 'L1')).close();
    const journal = open(legacy('L', 'L1'));
    expect(() => open(legacy('L', 'L1'))).toThrow(underWay);
    expect(() => open(legacy('L', 'L2'))).toThrow(underWay);
    expect(() => open(legacy('L1'))).toThrow(underWay);
    open(legacy('M')).close();
    const [one, two] = [open({ ...scope, account: 'L' }), open({ ...scope, account: 'L' })];
    one.close();
    two.close();
    journal.close();
    open(legacy('L', 'L2')).close();
  });
});

test('an entry is the hash of the id and that of the record, as bytes', () => {
  const [key, identity] = ['ab'.repeat(entryBytes / 2), `${'cd'.repeat(entryBytes / 2)}0000`];
  const all = Buffer.alloc(3 * entryBytes);
  writeEntry(all, entryBytes, { key, identity });
  expect(all.toString('hex')).toBe(
    '00'.repeat(entryBytes) + key + identity.slice(0, entryBytes) + '00'.repeat(entryBytes),
  );
  expect(isDerivedEntry(all, 1)).toBe(false);
  writeEntry(all, entryBytes, { key: identity, identity });
  expect(all.toString('hex', entryBytes, 2 * entryBytes)).toBe(identity.slice(0, entryBytes).repeat(2));
  expect(isDerivedEntry(all, 1)).toBe(true);
});

test('a lock that cannot be used is told as one, and the other ones are released', () => {
  const path = join(folder, 'locks');
  mkdirSync(path);
  const legacy = (account: string, ak?: string) =>
    openJournal(path, { ...scope, target: 'legacy', account, ...(ak !== undefined && { ak }) }, () => noon);
  legacy('A', 'A1').close();
  rmSync(join(path, 'usage-legacy-2.lock'));
  mkdirSync(join(path, 'usage-legacy-2.lock'));
  const unusable = expect.objectContaining({
    message: expect.stringContaining(join(path, 'usage-legacy-2.lock')),
    facts: expect.objectContaining({ category: 'configuration', code: 'LOCK_UNUSABLE' }),
  });
  expect(() => legacy('A', 'A1')).toThrow(unusable);
  rmSync(join(path, 'usage-legacy-2.lock'), { recursive: true });
  const journal = legacy('A', 'A1');
  const underWay = { category: 'configuration', code: 'PUSH_UNDER_WAY' };
  expect(() => legacy('A', 'A1')).toThrow(
    expect.objectContaining({ facts: expect.objectContaining(underWay), cause: expect.any(Error) }),
  );
  journal.close();
});

describe('a file that is not a journal', () => {
  const unusable = (file: string) =>
    expect.objectContaining({
      message: expect.stringContaining(file),
      facts: expect.objectContaining({ code: 'JOURNAL_UNUSABLE' }),
    });

  const place = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path);
    return { path, file: join(path, 'usage.sqlite') };
  };

  test.each([
    ['a folder', (file: string) => mkdirSync(file)],
    ['text', (file: string) => writeFileSync(file, 'x'.repeat(10_000))],
  ])('%s', (name, make) => {
    const { path, file } = place(name);
    make(file);
    expect(() => openJournal(path, scope, () => noon)).toThrow(unusable(file));
  });

  test('a journal that becomes unusable', () => {
    const { path, file } = place('broken');
    const first = openJournal(path, scope, () => noon);
    for (let batch = 0; batch < 40; batch += 1) first.begin(entries(batch * 100, 100));
    first.close();
    openJournal(path, scope, () => noon).close();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x5a, 8192));
    expect(() => {
      const journal = openJournal(path, scope, () => noon);
      const all = entries(0, 4000);
      for (let index = 0; index < 4000; index += 1) journal.find(one(all, index), 0);
    }).toThrow(unusable(file));
    truncateSync(file, 5000);
    expect(() => openJournal(path, scope, () => noon)).toThrow(unusable(file));
  });

  test('a state folder that is not a folder', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => openJournal(file, scope, () => noon)).toThrow(unusable(join(file, 'usage.sqlite')));
  });
});

const key = (index: number) => hash('sha256', String(index), 'buffer');

test('contains every added key, with few false positives', () => {
  const seen = createSeenFilter();
  const count = 200_000;
  let mistaken = 0;
  for (let index = 0; index < count; index += 1) if (seen.add(key(index), 0)) mistaken += 1;
  expect(mistaken).toBe(0);
  for (let index = 0; index < count; index += 997) expect(seen.add(key(index), 0)).toBe(true);
});

test.each(['usage.sqlite', 'usage.sqlite-wal', 'usage.sqlite-shm', 'usage-legacy-1.lock'])(
  'a planted link %s is not followed',
  (name) => {
    const state = mkdtempSync(join(folder, 'planted-'));
    const target = join(state, 'target');
    openJournal(state, { ...scope, target: 'legacy' }, () => noon).close();
    rmSync(join(state, name), { force: true });
    symlinkSync(target, join(state, name));
    for (const content of [undefined, 'mine']) {
      if (content !== undefined) writeFileSync(target, content);
      expect(() => openJournal(state, { ...scope, target: 'legacy' }, () => noon)).toThrow(
        expect.objectContaining({
          exitCode: 3,
          facts: expect.objectContaining({
            code: expect.stringMatching(/^(JOURNAL|LOCK)_UNUSABLE$/),
            message: expect.objectContaining({ en: expect.stringContaining('is a symbolic link') }),
          }),
        }),
      );
    }
    expect(readFileSync(target, 'utf8')).toBe('mine');
  },
);

test('tells when other users could read it', () => {
  const state = mkdtempSync(join(folder, 'open-'));
  const openIt = () => {
    const notices: string[] = [];
    openJournal(
      state,
      scope,
      () => noon,
      ({ en }) => notices.push(en),
    ).close();
    return notices;
  };
  expect(openIt()).toEqual([]);
  chmodSync(join(state, 'usage.sqlite'), 0o644);
  expect(openIt()).toEqual([expect.stringContaining('Other users could read')]);
  expect(statSync(join(state, 'usage.sqlite')).mode & 0o777).toBe(0o600);
});
