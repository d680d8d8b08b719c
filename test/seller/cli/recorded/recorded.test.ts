import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '../../../../src/seller/change.ts';
import { forgetRecorded, renameRecorded } from '../../../../src/seller/cli/recorded/profiles.ts';
import { recordedScope } from '../../../../src/seller/cli/recorded/scope.ts';
import {
  addSheet,
  confirmSheet,
  discardSheet,
  pendingSheets,
} from '../../../../src/seller/cli/recorded/sheets.ts';
import { recordedState } from '../../../../src/seller/cli/recorded/state.ts';
import { openRecordedDatabase } from '../../../../src/seller/cli/recorded/store.ts';
import type { Localized } from '../../../../src/text/localized.ts';

const worker = fileURLToPath(new URL('worker.ts', import.meta.url));
const scope = 'site cn';
const now = new Date('2026-11-26T08:30:00Z');
let folder = '';
let notices: Localized[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-recorded-'));
  notices = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'recorded.sqlite');
const open = (reading = false) =>
  openRecordedDatabase({ KOO_STATE_DIR: folder }, reading, (text) => notices.push(text));

const line = (after: 'off' | 'all'): Change => ({ kind: 'credit', setting: 'credit_line', after });
const users = (from: number, to: number): Change => ({
  kind: 'users',
  list: 'audience',
  add: Array.from({ length: to - from }, (_, index) => ({
    account_name: `buyer${from + index}`,
    account_id: String(from + index).padStart(32, '0'),
  })),
  remove: [],
});

describe('the recorded state', () => {
  it('is what confirmed worksheets say, of each profile its own', async () => {
    const database = await open();
    const { number } = addSheet(
      database,
      scope,
      { product: 'P', base: 0, changes: [line('all'), users(0, 3)] },
      now,
    );
    expect(recordedState(database, scope).configuration('P')).toBeUndefined();
    expect(confirmSheet(database, scope, 'P', number, now)).toEqual({
      result: 'confirmed',
      recordedAt: now.toISOString(),
    });
    const state = recordedState(database, scope);
    expect(state.configuration('P')).toMatchObject({
      credit: { credit_line: 'all' },
      user_counts: [{ list: 'audience', count: 3 }],
    });
    expect(state.recordedAt('P')).toBe(now.toISOString());
    expect([...state.users('P', { list: 'audience' })].flat()).toHaveLength(3);
    expect(state.hasList('P', { list: 'trial', sku_code: 's' })).toBe(false);
    expect(recordedState(database, 'profile a cn').configuration('P')).toBeUndefined();
    database.close();
  });

  it('is kept for this user alone, and a reader makes no file', async () => {
    (await open(true)).close();
    expect(readdirSync(folder)).toEqual([]);
    (await open()).close();
    if (process.platform !== 'win32') expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('numbers worksheets without using a number twice', async () => {
    const database = await open();
    const sheet = { product: 'P', base: 0, changes: [line('all')] };
    expect(addSheet(database, scope, sheet, now)).toEqual({ number: 1, isNew: true });
    expect(discardSheet(database, scope, 'P', 1)).toBe(true);
    expect(discardSheet(database, scope, 'P', 1)).toBe(false);
    expect(addSheet(database, scope, sheet, now)).toEqual({ number: 2, isNew: true });
    expect(pendingSheets(database, scope, 'P')).toEqual([
      { number: 2, madeAt: now.toISOString(), changes: sheet.changes },
    ]);
    expect(confirmSheet(database, scope, 'P', 1, now)).toEqual({ result: 'absent' });
    database.close();
  });

  it('takes worksheets of the same base that go together, and refuses one that was overtaken', async () => {
    const database = await open();
    for (const changes of [[line('all')], [users(0, 2)], [line('off')]]) {
      addSheet(database, scope, { product: 'P', base: 0, changes }, now);
    }
    const confirm = (number: number) => confirmSheet(database, scope, 'P', number, now).result;
    expect(confirm(2)).toBe('confirmed');
    expect(confirm(1)).toBe('confirmed');
    expect(confirmSheet(database, scope, 'P', 3, now)).toEqual({
      result: 'overtaken',
      places: ['credit:credit_line'],
    });
    expect(recordedState(database, scope).configuration('P')?.credit).toEqual({ credit_line: 'all' });
    discardSheet(database, scope, 'P', 3);
    // Nothing that is pending could be overtaken any more.
    expect(database.prepare('SELECT count(*) AS n FROM confirmed').get()).toEqual({ n: 0 });
    // Computed from the state of now.
    addSheet(database, scope, { product: 'P', base: 2, changes: [line('off')] }, now);
    expect(confirm(4)).toBe('confirmed');
    database.close();
  });

  it('shares the attributes of the seller between products', async () => {
    const database = await open();
    const after = {
      code: 'seats',
      type: 'quantity',
      name: { en: 'S', zh: 'S' },
      min: 1,
      max: 2,
      step: 1,
    } as const;
    addSheet(
      database,
      scope,
      { product: 'P', base: 0, changes: [{ kind: 'attribute', code: 'seats', after }] },
      now,
    );
    confirmSheet(database, scope, 'P', 1, now);
    expect(recordedState(database, scope).attributes()).toEqual([after]);
    expect(recordedState(database, scope).recordedAt('attributes')).toBe(now.toISOString());
    database.close();
  });

  it('of 100 000 users is recorded and read in seconds, a page at a time', async () => {
    const database = await open();
    const changes = [users(0, 100_000)];
    const started = performance.now();
    addSheet(database, scope, { product: 'P', base: 0, changes }, now);
    confirmSheet(database, scope, 'P', 1, now);
    database.close();
    const again = await open(true);
    const state = recordedState(again, scope);
    let rows = 0;
    for (const page of state.users('P', { list: 'audience' })) {
      expect(page.length).toBeLessThanOrEqual(1000);
      rows += page.length;
    }
    again.close();
    expect(rows).toBe(100_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('the recorded state of a profile', () => {
  const target = (name: string, account?: string) => ({
    name,
    site: 'cn' as const,
    profile: { site: 'cn', ...(account !== undefined && { account: { id: account, name: 'n' } }) },
  });
  const keep = async (name: string) => {
    const database = await open();
    const of = recordedScope(target(name));
    addSheet(database, of, { product: 'P', base: 0, changes: [line('all'), users(0, 3)] }, now);
    confirmSheet(database, of, 'P', 1, now);
    addSheet(database, of, { product: 'P', base: 1, changes: [line('off')] }, now);
    database.close();
  };
  const look = async (name: string) => {
    const database = await open(true);
    const of = recordedScope(target(name));
    const state = recordedState(database, of);
    const found = [
      [...state.users('P', { list: 'audience' })].flat().length,
      pendingSheets(database, of, 'P').map(({ number }) => number),
    ];
    const { n } = database.prepare('SELECT count(*) AS n FROM users').get() ?? {};
    database.close();
    return [...found, n];
  };

  beforeEach(() => {
    vi.stubEnv('KOO_STATE_DIR', folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('goes with its name, and with it when it is removed', async () => {
    await keep('a_b');
    await keep('axb');
    await renameRecorded('a_b', 'c', (text) => notices.push(text));
    expect(await look('a_b')).toEqual([0, [], 6]);
    expect(await look('c')).toEqual([3, [2], 6]);
    expect(await look('axb')).toEqual([3, [2], 6]);
    await forgetRecorded('c', (text) => notices.push(text));
    expect(await look('c')).toEqual([0, [], 3]);
    expect(await look('axb')).toEqual([3, [2], 3]);
    expect(notices).toEqual([]);
  });

  it('is not taken for that of another account under its name, or of another site', () => {
    const scopes = [
      recordedScope(target('a', 'one')),
      recordedScope(target('a', 'two')),
      recordedScope({ ...target('a', 'one'), site: 'intl' }),
      recordedScope({ site: 'cn' }),
      recordedScope({ site: 'custom', endpoint: 'https://a.example' }),
      recordedScope({ site: 'custom', endpoint: 'https://b.example' }),
    ];
    expect(new Set(scopes).size).toBe(scopes.length);
  });

  it('says when it cannot be forgotten', async () => {
    writeFileSync(join(folder, 'real'), '');
    symlinkSync(join(folder, 'real'), path());
    await forgetRecorded('a', (text) => notices.push(text));
    expect(notices.map(({ en }) => en)).toEqual([expect.stringContaining('symbolic link')]);
  });
});

describe('the file of the recorded state', () => {
  it.each([
    ['of another kind', 'not a database, but long enough to be looked at as one'.repeat(20)],
    ['damaged in the middle', undefined],
  ])('%s is set aside with a notice', async (_, text) => {
    if (text === undefined) {
      const database = await open();
      addSheet(database, scope, { product: 'P', base: 0, changes: [users(0, 2000)] }, now);
      confirmSheet(database, scope, 'P', 1, now);
      database.close();
      const bytes = readFileSync(path());
      bytes.fill(0xff, 8192, 8192 + 4096 * 8);
      writeFileSync(path(), bytes);
    } else writeFileSync(path(), text);
    const database = await open();
    expect(recordedState(database, scope).revision).toBe(0);
    database.close();
    expect(notices.map(({ en }) => en)).toEqual([expect.stringContaining('was damaged')]);
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toHaveLength(1);
    (await open()).close();
    expect(notices).toHaveLength(1);
  });

  it('is not written through a link', async () => {
    symlinkSync(join(folder, 'elsewhere'), path());
    await expect(open()).rejects.toMatchObject({
      facts: { category: 'configuration', code: 'STORE_SYMLINK' },
    });
  });

  it('of a newer koo is left alone', async () => {
    const database = await open();
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(open()).rejects.toMatchObject({ facts: { code: 'STORE_TOO_NEW' } });
    expect(notices).toEqual([]);
  });
});

const start = (...args: string[]) =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', worker, folder, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

describe('several processes', () => {
  it('lose nothing, and no number is used twice', async () => {
    const children = [0, 100, 200, 300].map((first) => start(String(first), '10'));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0, 0]);
    const database = await open(true);
    const state = recordedState(database, scope);
    expect([...state.users('P', { list: 'audience' })].flat()).toHaveLength(40);
    expect(state.revision).toBe(40);
    database.close();
  }, 60_000);

  it('that are killed leave what they confirmed, and no lock', async () => {
    for (let round = 0; round < 4; round += 1) {
      const child = start(String(round * 1000), '1000');
      let told = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        told += text;
      });
      await once(child.stdout, 'data');
      await sleep(15 + round * 9);
      child.kill('SIGKILL');
      await once(child, 'close');
      const last = told.trim().split('\n').at(-1) ?? '';
      const database = await open();
      const ids = [...recordedState(database, scope).users('P', { list: 'audience' })].flat();
      expect(ids.map(({ account_id }) => Number(account_id))).toContain(Number(last));
      for (const { number } of pendingSheets(database, scope, 'P'))
        discardSheet(database, scope, 'P', number);
      database.close();
    }
    expect(notices).toEqual([]);
  }, 60_000);
});
