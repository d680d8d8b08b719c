import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasHistory, historyPath, openDatabase } from '../../../src/callback/history/database.ts';
import type { CallFilter, History, Judgement } from '../../../src/callback/history/model.ts';
import { type HistoryOptions, openHistory } from '../../../src/callback/history/store.ts';
import { openSqlite } from '../../../src/sqlite/database.ts';
import { answer, call, key } from './calls.ts';
import { temporaryFolder } from './folder.ts';

const minute = 60_000;
const start = new Date('2026-01-31T08:00:00Z').getTime();
const at = (minutes: number) => new Date(start + minutes * minute);
const now = () => at(0);

const accepted: Judgement = {
  verdict: 'accepted',
  meaning: { en: 'fine', zh: '好' },
  resultCode: '000000',
  problems: [],
};

function open(options: HistoryOptions = {}, folder = temporaryFolder()): History {
  return openHistory(folder, { now, ...options });
}

const idsOf = (history: History, filter: Partial<CallFilter> = {}) =>
  history.list({ limit: 1_000_000, ...filter }).map(({ id }) => id);

test('a call is read as it was written, at each step', () => {
  const history = open();
  const facts = call({
    instanceId: 'i-1',
    orderId: 'CS1',
    target: 'http://127.0.0.1:8080/saasproduce',
    replayOf: 7,
    reason: { en: 'late', zh: '太晚' },
    request: {
      body: Buffer.from([0, 255, 10, 13]),
      headers: [
        ['X-Two', '1'],
        ['X-Two', '2'],
      ],
    },
  });
  const id = history.begin(facts, [key]);
  const begun = {
    ...facts,
    id,
    request: { ...facts.request, redacted: false },
    verdict: 'pending',
    problems: [],
  };
  const bytes = (text: unknown) =>
    JSON.parse(JSON.stringify(text, (_, it) => (it instanceof Uint8Array ? [...it] : it)));
  const plain = (text: unknown) => JSON.parse(JSON.stringify(text));
  const normal = (text: ReturnType<History['read']>) =>
    text && plain({ ...text, request: { ...text.request, body: [...text.request.body] } });
  expect(normal(history.read(id))).toEqual(
    plain({ ...begun, request: { ...begun.request, body: [0, 255, 10, 13] } }),
  );
  expect(bytes(history.read(id)?.request.headers)).toEqual([
    ['X-Two', '1'],
    ['X-Two', '2'],
  ]);

  history.answer(id, answer(), [key]);
  expect(history.read(id)).toMatchObject({
    verdict: 'pending',
    answer: { status: 200, durationMs: 12.5, truncated: false },
  });
  history.judge(id, accepted, [key]);
  expect(history.read(id)).toMatchObject({
    verdict: 'accepted',
    meaning: { en: 'fine', zh: '好' },
    resultCode: '000000',
  });
  expect(history.read(id + 1)).toBeUndefined();
  history.close();
});

test('a missing answer is kept with its reason, and the first answer stays', () => {
  const history = open();
  const id = history.begin(call(), []);
  history.answer(id, { durationMs: 3, failure: { en: 'refused', zh: '被拒绝' }, code: 'ECONNREFUSED' }, []);
  history.answer(id, answer(), []);
  expect(history.read(id)?.answer).toEqual({
    durationMs: 3,
    failure: { en: 'refused', zh: '被拒绝' },
    code: 'ECONNREFUSED',
  });
  // Of a call that is no longer there, nothing is written.
  history.answer(99, answer(), []);
  history.judge(99, accepted, []);
  expect(history.read(99)).toBeUndefined();
  history.close();
});

test('a filter selects what holds all of it, the latest first', () => {
  const history = open();
  const ids = [
    history.begin(call({ receivedAt: at(-9), instanceId: 'a', orderId: 'o1' }), []),
    history.begin(
      call({ receivedAt: at(-6), activity: 'refreshInstance', instanceId: 'a', orderId: 'o2' }),
      [],
    ),
    history.begin(call({ receivedAt: at(-3), activity: 'queryInstance', instanceId: 'a,b,ab' }), []),
    history.begin(call({ receivedAt: at(0), instanceId: 'b', orderId: 'o1' }), []),
    history.begin(call({ receivedAt: at(1), activity: 'expireInstance', protocol: 'v1' }), []),
  ];
  history.judge(2, accepted, []);
  history.judge(3, { ...accepted, verdict: 'failed' }, []);
  expect(ids).toEqual([1, 2, 3, 4, 5]);
  history.judge(4, { ...accepted, instanceId: 'not-this' }, []);
  history.judge(5, { ...accepted, instanceId: 'created' }, []);
  expect(idsOf(history)).toEqual([5, 4, 3, 2, 1]);
  // The instance that an answer names is that of the call, if it has none itself.
  expect(idsOf(history, { instanceId: 'created' })).toEqual([5]);
  expect([history.read(5)?.instanceId, history.read(4)?.instanceId]).toEqual(['created', 'b']);
  expect(idsOf(history, { instanceId: 'not-this' })).toEqual([]);
  expect(idsOf(history, { protocol: 'v1' })).toEqual([5]);
  expect(idsOf(history, { limit: 2 })).toEqual([5, 4]);
  expect(idsOf(history, { limit: 2, after: 2 })).toEqual([5, 4]);
  expect(idsOf(history, { after: 5 })).toEqual([]);
  expect(idsOf(history, { before: 3 })).toEqual([2, 1]);
  expect(idsOf(history, { before: 1 })).toEqual([]);
  expect(idsOf(history, { limit: 2, before: 4 })).toEqual([3, 2]);
  expect(idsOf(history, { before: 1 })).toEqual([]);
  expect(idsOf(history, { activity: 'newInstance' })).toEqual([4, 1]);
  expect(idsOf(history, { instanceId: 'a' })).toEqual([3, 2, 1]);
  expect(idsOf(history, { instanceId: 'b' })).toEqual([4, 3]);
  expect(idsOf(history, { orderId: 'o1' })).toEqual([4, 1]);
  expect(idsOf(history, { verdict: 'pending' })).toEqual([1]);
  expect(idsOf(history, { verdict: 'failed' })).toEqual([3]);
  // `since` is included, `until` is not.
  expect(idsOf(history, { since: at(-6), until: at(0) })).toEqual([3, 2]);
  expect(idsOf(history, { instanceId: 'a', activity: 'newInstance', verdict: 'accepted' })).toEqual([]);
  history.close();
});

test('the latest calls are kept, with a few more until the oldest are deleted', () => {
  const folder = temporaryFolder();
  const history = open({ maxCalls: 10 }, folder);
  for (let count = 1; count <= 500; count += 1) {
    history.begin(call(), []);
    const kept = idsOf(history);
    expect(kept.slice(0, 10)).toEqual(
      Array.from({ length: Math.min(10, count) }, (_, index) => count - index),
    );
    expect(kept.length).toBeLessThanOrEqual(10 + 64);
  }
  history.judge(500, accepted, []);
  history.answer(500, answer(), []);
  history.close();
  const later = open({ maxCalls: 10 }, folder);
  expect(idsOf(later)).toHaveLength(10);
  expect(later.read(500)).toMatchObject({ verdict: 'accepted', answer: { status: 200 } });
  later.close();
});

test('nothing is deleted of as many calls as may be kept', () => {
  const folder = temporaryFolder();
  const history = open({ maxCalls: 200 }, folder);
  for (let count = 0; count < 200; count += 1) history.begin(call(), []);
  history.close();
  const later = open({ maxCalls: 200 }, folder);
  expect(idsOf(later)).toHaveLength(200);
  later.begin(call(), []);
  later.close();
  const last = open({ maxCalls: 200 }, folder);
  expect(idsOf(last)).toEqual(Array.from({ length: 200 }, (_, index) => 201 - index));
  last.close();
});

test('old calls are deleted with the next one, those of the limit are kept', () => {
  const folder = temporaryFolder();
  const history = open({ maxAgeMs: 10 * minute }, folder);
  for (const minutes of [-11, -10.001, -10, -9]) history.begin(call({ receivedAt: at(minutes) }), []);
  history.answer(1, answer(), []);
  history.judge(1, accepted, []);
  history.close();
  const later = open({}, folder);
  // A reader with other limits deletes nothing.
  expect(idsOf(later)).toEqual([4, 3]);
  later.close();
  const database = openDatabase(folder);
  for (const table of ['answers', 'judgements'])
    expect(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 });
  database.close();
});

test('large calls are bounded by their bytes', () => {
  const folder = temporaryFolder();
  const maxBytes = 4 * 1024 * 1024;
  const history = open({ maxBytes }, folder);
  const body = Buffer.alloc(50_000, 'x');
  for (let count = 0; count < 64; count += 1) history.begin(call({ request: { body } }), []);
  expect(idsOf(history)).toHaveLength(64);
  for (let count = 0; count < 256; count += 1) history.begin(call({ request: { body } }), []);
  history.close();
  const later = open({ maxBytes }, folder);
  const kept = idsOf(later);
  later.close();
  expect(kept.length).toBeGreaterThan(60);
  expect(kept.length * body.length).toBeLessThanOrEqual(maxBytes);
  expect(kept[0]).toBe(320);
  // Space is used again: what was deleted does not make the file longer and longer.
  expect(statSync(historyPath(folder)).size).toBeLessThan(3 * maxBytes);
});

test('the version changes with each write, of another process too, and with nothing else', () => {
  const folder = temporaryFolder();
  const [one, other] = [open({}, folder), open({}, folder)];
  const versions = () => [one.version(), other.version()];
  let last = versions();
  for (const write of [
    () => one.begin(call(), []),
    () => other.answer(1, answer(), []),
    () => one.judge(1, accepted, []),
    () => other.begin(call(), []),
  ]) {
    write();
    const [first = 0, second = 0] = versions();
    expect([first > (last[0] ?? 0), second > (last[1] ?? 0)]).toEqual([true, true]);
    one.list({ limit: 5 });
    last = versions();
    expect(last).toEqual([first, second]);
  }
  one.close();
  other.close();
});

test('the files are for this user only, and none is created by asking whether there is one', () => {
  const folder = temporaryFolder();
  expect(hasHistory(folder)).toBe(false);
  const history = open({}, folder);
  history.begin(call(), []);
  expect(hasHistory(folder)).toBe(true);
  for (const name of ['history.db', 'history.db-wal', 'history.db-shm'])
    expect(statSync(join(folder, 'callback', name)).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'callback')).mode & 0o777).toBe(0o700);
  history.close();
});

test('a planted link is not followed', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'callback'));
  writeFileSync(join(folder, 'target'), 'mine');
  symlinkSync(join(folder, 'target'), historyPath(folder));
  expect(() => open({}, folder)).toThrow(
    expect.objectContaining({ facts: expect.objectContaining({ code: 'HISTORY_UNUSABLE' }) }),
  );
  expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('mine');
});

test('a history of a later version, and a damaged one, are refused with a hint', () => {
  const folder = temporaryFolder();
  open({}, folder).close();
  const database = openSqlite(historyPath(folder));
  database.exec('PRAGMA user_version = 9');
  database.close();
  const facts = { code: 'HISTORY_UNUSABLE', category: 'configuration' };
  expect(() => open({}, folder)).toThrow(
    expect.objectContaining({
      facts: expect.objectContaining({
        ...facts,
        message: expect.objectContaining({ en: expect.stringContaining('version 9, expected 1') }),
      }),
    }),
  );
  writeFileSync(historyPath(folder), 'this is no database, but a text of some length');
  expect(() => open({}, folder)).toThrow(expect.objectContaining({ facts: expect.objectContaining(facts) }));
});
