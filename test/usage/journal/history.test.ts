import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type BatchAnswer,
  type PastPush,
  type PushEnd,
  type PushFacts,
  type RecordFilter,
  readPushes,
  readSentRecords,
  withHistory,
} from '../../../src/usage/journal/history.ts';
import { type Journal, openJournal } from '../../../src/usage/journal/journal.ts';
import { entries, noon } from '../support.ts';

const root = mkdtempSync(join(tmpdir(), 'koo-history-'));
const none = Buffer.alloc(0);
const minute = 60_000;
const day = 24 * 60 * minute;

afterAll(() => rmSync(root, { recursive: true }));

const facts: PushFacts = {
  site: 'cn',
  endpoint: 'https://mkt.example.com',
  profile: 'shop',
  interface: 'new',
  input: 'usage.csv',
};
const end: PushEnd = {
  outcome: 'partial',
  code: null,
  records: 3,
  accepted: 1,
  alreadyAccepted: 1,
  skipped: 0,
  rejected: 1,
  invalid: 0,
  maybeThere: 0,
  unknown: 0,
  notSent: 0,
};

/** A state folder of its own. */
const place = () => mkdtempSync(join(root, 'state-'));

/** A push at a time, with these facts. */
function push(folder: string, at: number, work: (journal: Journal) => void, more: Partial<PushFacts> = {}) {
  const journal = openJournal(folder, { endpoint: 'e', account: 'AK', target: 'new' }, () => at);
  journal.start({ ...facts, ...more });
  work(journal);
  journal.heard(at);
  journal.close();
}

/** Sends records with these ids in one batch, with an answer or none. */
function send(journal: Journal, sns: readonly string[], answer?: BatchAnswer): number {
  const records = sns.map((sn) => ({
    instance_id: `i-${sn}`,
    begin_time: 'begin',
    end_time: 'end',
    usage_value: '1',
    metering_sn: sn,
  }));
  const all = entries(0, sns.length);
  const batch = journal.begin(all, Buffer.from(JSON.stringify({ usage_records: records })));
  if (answer) journal.settle(batch, undefined, answer);
  return batch;
}

const accepted: BatchAnswer = { rejected: {}, already: [] };

const pushes = (folder: string, filter = {}) =>
  withHistory(folder, (database): PastPush[] => [...readPushes(database, filter)]);

const records = (folder: string, filter: RecordFilter = {}) =>
  withHistory(folder, (database) => [...readSentRecords(database, filter)]);

const sns = async (folder: string, filter: RecordFilter = {}) =>
  (await records(folder, filter))?.flat().map(({ metering_sn }) => metering_sn);

test('where nothing was pushed, there is no history, and none is created', async () => {
  const folder = place();
  expect(await withHistory(folder, () => expect.unreachable())).toBeUndefined();
  expect(existsSync(join(folder, 'usage.sqlite'))).toBe(false);
});

test('an error while reading is thrown', async () => {
  const folder = place();
  push(folder, noon, () => {});
  await expect(withHistory(folder, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
});

describe('the pushes', () => {
  test('are told with where they went and how they ended, the newest first', async () => {
    const folder = place();
    push(folder, noon, (journal) => journal.end(end));
    push(folder, noon + minute, () => {}, { site: 'intl', profile: null });
    expect(await pushes(folder)).toEqual([
      {
        id: 2,
        startedAt: '2026-01-31T12:01:00.000Z',
        ...facts,
        site: 'intl',
        profile: null,
        outcome: 'incomplete',
        code: null,
        records: 0,
        accepted: 0,
        alreadyAccepted: 0,
        skipped: 0,
        rejected: 0,
        invalid: 0,
        maybeThere: 0,
        unknown: 0,
        notSent: 0,
      },
      { id: 1, startedAt: '2026-01-31T12:00:00.000Z', ...facts, ...end },
    ]);
  });

  test('that have no end are counted by what they sent: batches without an answer only over the old interface', async () => {
    const folder = place();
    const work = (journal: Journal) => {
      send(journal, ['a', 'b', 'c', 'd'], { rejected: { 1: '001' }, already: [2] });
      send(journal, ['e', 'f'], { failed: 'TIMEOUT', maybeStored: true });
      send(journal, ['g', 'h', 'i'], { failed: '94060002', maybeStored: false });
      send(journal, ['j']);
    };
    push(folder, noon, work);
    push(folder, noon + minute, work, { interface: 'legacy' });
    const counts = { outcome: 'incomplete', records: 10, accepted: 2, alreadyAccepted: 1, rejected: 1 };
    expect(await pushes(folder)).toMatchObject([
      { id: 2, ...counts, maybeThere: 3 },
      { id: 1, ...counts, maybeThere: 0 },
    ]);
  });

  test('are selected by time, site, profile and number', async () => {
    const folder = place();
    push(folder, noon, () => {});
    push(folder, noon + minute, () => {}, { site: 'intl' });
    push(folder, noon + 2 * minute, () => {}, { profile: null });
    const ids = async (filter: object) => (await pushes(folder, filter))?.map(({ id }) => id);
    expect(await ids({})).toEqual([3, 2, 1]);
    expect(await ids({ since: noon + minute })).toEqual([3, 2]);
    expect(await ids({ since: noon + minute + 1 })).toEqual([3]);
    expect(await ids({ until: noon + minute })).toEqual([2, 1]);
    expect(await ids({ until: noon + minute - 1 })).toEqual([1]);
    expect(await ids({ site: 'intl' })).toEqual([2]);
    expect(await ids({ profile: 'shop' })).toEqual([2, 1]);
    expect(await ids({ profile: '' })).toEqual([]);
    expect(await ids({ push: 2 })).toEqual([2]);
    expect(await ids({ push: 2, site: 'cn' })).toEqual([]);
  });

  test('are forgotten with what they sent when they are too old to count', async () => {
    const folder = place();
    push(folder, noon, (journal) => void send(journal, ['old'], accepted));
    push(folder, noon + 44 * day, (journal) => void send(journal, ['new'], accepted));
    expect(await sns(folder)).toEqual(['old', 'new']);
    // The server's clock says so, too, in the second of these.
    for (const _ of [1, 2]) push(folder, noon + 46 * day, () => {});
    expect((await pushes(folder))?.map(({ id }) => id)).toEqual([4, 3, 2]);
    expect(await sns(folder)).toEqual(['new']);
  });
});

describe('the records', () => {
  test('are told with their outcome, batch by batch', async () => {
    const folder = place();
    push(folder, noon, (journal) => {
      send(journal, ['a', 'b', 'c'], { rejected: { 1: '001' }, already: [2] });
      send(journal, ['d'], { failed: 'TIMEOUT', maybeStored: true });
      send(journal, ['e'], { failed: '94060002', maybeStored: false });
      send(journal, ['f']);
      // Sent again in parts.
      journal.settle(send(journal, ['g', 'h']), { accepted: none, rejected: none });
    });
    const found = await records(folder);
    expect(found?.map((batch) => batch.map((one) => [one.metering_sn, one.outcome, one.code]))).toEqual([
      [
        ['a', 'accepted', null],
        ['b', 'rejected', '001'],
        ['c', 'already-accepted', null],
      ],
      [['d', 'unknown', 'TIMEOUT']],
      [['e', 'not-sent', '94060002']],
      [['f', 'unknown', null]],
    ]);
    expect(found?.[0]?.[0]).toStrictEqual({
      push: 1,
      sentAt: '2026-01-31T12:00:00.000Z',
      site: 'cn',
      profile: 'shop',
      outcome: 'accepted',
      code: null,
      instance_id: 'i-a',
      begin_time: 'begin',
      end_time: 'end',
      usage_value: '1',
      metering_sn: 'a',
    });
  });

  test('are selected by time, push, site, profile, outcome, instance and number', async () => {
    const folder = place();
    push(folder, noon, (journal) => {
      send(journal, ['a', 'b'], { rejected: { 1: '001' }, already: [] });
    });
    push(folder, noon + minute, (journal) => void send(journal, ['c'], accepted), {
      site: 'intl',
      profile: null,
    });
    expect(await sns(folder)).toEqual(['a', 'b', 'c']);
    expect(await sns(folder, { outcome: 'accepted' })).toEqual(['a', 'c']);
    expect(await sns(folder, { outcome: 'rejected' })).toEqual(['b']);
    expect(await sns(folder, { instance: 'i-b' })).toEqual(['b']);
    expect(await sns(folder, { sn: 'c' })).toEqual(['c']);
    expect(await sns(folder, { sn: 'c', instance: 'i-b' })).toEqual([]);
    expect(await sns(folder, { site: 'cn' })).toEqual(['a', 'b']);
    expect(await sns(folder, { profile: 'shop' })).toEqual(['a', 'b']);
    expect(await sns(folder, { push: 2 })).toEqual(['c']);
    expect(await sns(folder, { since: noon + minute })).toEqual(['c']);
    expect(await sns(folder, { since: noon + minute + 1 })).toEqual([]);
    expect(await sns(folder, { until: noon })).toEqual(['a', 'b']);
    expect(await sns(folder, { until: noon - 1 })).toEqual([]);
    // No empty batches.
    expect(await records(folder, { sn: 'c' })).toHaveLength(1);
  });

  test('are found by when they were sent, also if their push was started before', async () => {
    const folder = place();
    let time = noon;
    const journal = openJournal(folder, { endpoint: 'e', account: 'AK', target: 'new' }, () => time);
    journal.start(facts);
    time += minute;
    send(journal, ['a'], accepted);
    journal.close();
    expect(await sns(folder, { since: noon + minute })).toEqual(['a']);
    expect(await sns(folder, { until: noon })).toEqual([]);
  });

  test('have no member that was not sent as text', async () => {
    const folder = place();
    push(folder, noon, (journal) => {
      for (const body of ['{"usage_records":[{"usage_value":1},"x"]}', '{"usage_records":{}}', '[]'])
        journal.begin(entries(0, 1), Buffer.from(body));
    });
    const found = await records(folder);
    expect(
      found?.map((batch) => batch.map(({ usage_value, metering_sn }) => [usage_value, metering_sn])),
    ).toEqual([
      [
        [null, null],
        [null, null],
      ],
    ]);
  });

  test('of a push that the history does not know are left out', async () => {
    const folder = place();
    const journal = openJournal(folder, { endpoint: 'e', account: 'AK', target: 'new' }, () => noon);
    send(journal, ['a'], accepted);
    journal.close();
    expect(await records(folder)).toEqual([]);
    expect(await pushes(folder)).toEqual([]);
  });
});
