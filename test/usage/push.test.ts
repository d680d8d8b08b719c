import { describe, expect, test } from 'vitest';
import type { Journal } from '../../src/usage/journal.ts';
import { type PushOptions, pushUsage } from '../../src/usage/push.ts';
import type { RawRecord } from '../../src/usage/read/raw.ts';
import { createRecordReader, type MeteringRecord } from '../../src/usage/record.ts';
import type { Reject } from '../../src/usage/rejects.ts';
import { noon, sample } from './support.ts';

/** Records sn-1 to sn-count, in pieces of seven. */
async function* source(count: number, after?: () => Promise<void>): AsyncGenerator<RawRecord[]> {
  for (let from = 1; from <= count; from += 7) {
    yield Array.from({ length: Math.min(7, count - from + 1) }, (_, index) => ({
      line: from + index,
      value: sample({ metering_sn: `sn-${from + index}` }),
    }));
  }
  await after?.();
}

function memoryJournal(): Journal & { readonly known: Set<string> } {
  const known = new Set<string>();
  return {
    known,
    has: ({ sn }) => known.has(sn),
    add: (records) => {
      for (const { sn } of records) known.add(sn);
    },
    close: () => {},
  };
}

function setUp(options: Partial<PushOptions> = {}) {
  const rejects: Reject[] = [];
  const sent: number[][] = [];
  const journal = memoryJournal();
  let time = 0;
  const all: PushOptions = {
    batchSize: 10,
    concurrency: 2,
    rate: Number.POSITIVE_INFINITY,
    readRecord: createRecordReader({ target: 'new', now: () => noon, ignoreUnknown: false }),
    journal,
    onReject: (reject) => rejects.push(reject),
    onProgress: () => {},
    refusalCode: (error) => (error as { code?: string }).code,
    signal: new AbortController().signal,
    clock: () => time,
    sleep: async (ms) => {
      time += ms;
    },
    ...options,
    send: async (batch) => {
      sent.push(batch.map(({ line }) => line));
      return (await options.send?.(batch)) ?? [];
    },
  };
  return { all, rejects, sent, journal, time: () => time };
}

const refuse = (codes: Readonly<Record<string, string>>) => async (batch: readonly MeteringRecord[]) =>
  batch.flatMap((record) => {
    const code = codes[record.sn];
    return code === undefined ? [] : [{ record, code }];
  });

describe('a push', () => {
  test('sends every record once, in full batches', async () => {
    const { all, sent, journal } = setUp();
    const { counts, error } = await pushUsage(() => source(25), all);
    expect(error).toBeUndefined();
    expect(counts).toMatchObject({ records: 25, accepted: 25, batches: 3 });
    expect(sent.map((lines) => lines.length)).toEqual([10, 10, 5]);
    expect(sent.flat()).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect(journal.known.size).toBe(25);
  });

  test('counts 005 and 010 as accepted, and remembers all but the rejected', async () => {
    const { all, rejects, journal } = setUp({
      send: refuse({ 'sn-2': '005', 'sn-3': '010', 'sn-4': '001', 'sn-5': '777' }),
    });
    const { counts, byCode } = await pushUsage(() => source(10), all);
    expect(counts).toMatchObject({ accepted: 6, alreadyAccepted: 2, rejected: 2 });
    expect(byCode).toEqual({ '001': 1, '777': 1 });
    expect(journal.known.size).toBe(8);
    expect(rejects.map(({ line, by, code, meaning }) => [line, by, code, meaning.zh])).toEqual([
      [4, 'server', '001', '实例不存在'],
      [5, 'server', '777', '文档未说明的错误码'],
    ]);
  });

  test('a second one sends only what was rejected', async () => {
    const { all, sent } = setUp({ send: refuse({ 'sn-4': '013' }) });
    await pushUsage(() => source(10), all);
    sent.length = 0;
    const { counts } = await pushUsage(() => source(10), all);
    expect(counts).toMatchObject({ records: 10, skipped: 9, rejected: 1 });
    expect(sent).toEqual([[4]]);
  });

  test('does not send what breaks a rule, and tells every fault of it', async () => {
    const { all, rejects, sent } = setUp();
    async function* mixed(): AsyncGenerator<RawRecord[]> {
      yield [
        { line: 1, value: sample({ usage_value: '-1', end_time: 'x' }) },
        { line: 2, value: sample() },
      ];
      yield [{ line: 3, fault: { code: 'NOT_JSON', message: { en: 'e', zh: 'z' } } }];
    }
    const { counts, byCode } = await pushUsage(mixed, all);
    expect(counts).toMatchObject({ records: 3, accepted: 1, invalid: 2 });
    expect(byCode).toEqual({ BAD_TIME: 1, BAD_VALUE: 1, NOT_JSON: 1 });
    expect(rejects.map(({ line, by, code, field }) => [line, by, code, field])).toEqual([
      [1, 'input', 'BAD_TIME', 'end_time'],
      [1, 'input', 'BAD_VALUE', 'usage_value'],
      [3, 'input', 'NOT_JSON', undefined],
    ]);
    expect(sent).toEqual([[2]]);
  });

  test('keeps to its concurrency and its rate', async () => {
    let underWay = 0;
    let most = 0;
    const { all, time } = setUp({
      batchSize: 1,
      concurrency: 3,
      rate: 5,
      send: async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setTimeout(resolve, 2));
        underWay -= 1;
        return [];
      },
    });
    await pushUsage(() => source(21), all);
    expect(most).toBe(3);
    expect(time()).toBeCloseTo(4000);
  });
});

describe('a request that is refused for its records', () => {
  const refused = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

  test('is split until the bad ones are alone', async () => {
    const { all, rejects, journal } = setUp({
      send: (batch) =>
        batch.some(({ line }) => line === 3 || line === 8) ? refused('MKT.9001') : Promise.resolve([]),
    });
    const { counts, error } = await pushUsage(() => source(10), all);
    expect(error).toBeUndefined();
    expect(counts).toMatchObject({ records: 10, accepted: 8, rejected: 2 });
    expect(rejects.map(({ line, code, meaning }) => [line, code, meaning.en])).toEqual([
      [3, 'MKT.9001', expect.not.stringContaining('not documented')],
      [8, 'MKT.9001', expect.not.stringContaining('not documented')],
    ]);
    expect(journal.known.size).toBe(8);
  });

  test('or for their number is split until it is small enough', async () => {
    const { all, sent } = setUp({
      send: (batch) => (batch.length > 3 ? refused('MKT.9003') : Promise.resolve([])),
    });
    expect((await pushUsage(() => source(10), all)).counts).toMatchObject({ accepted: 10, rejected: 0 });
    expect(sent.map((lines) => lines.length)).toEqual([10, 5, 3, 2, 5, 3, 2]);
  });

  test('but not one that is refused as such', async () => {
    const { all, sent } = setUp({ send: () => refused('94060004') });
    expect((await pushUsage(() => source(10), all)).error).toMatchObject({ code: '94060004' });
    expect(sent).toHaveLength(1);
  });
});

describe('a push that fails', () => {
  test('begins no new batch, ends those under way, and has them in the journal', async () => {
    let calls = 0;
    const { all, journal } = setUp({
      send: async () => {
        calls += 1;
        if (calls === 2) throw new Error('cut');
        await new Promise((resolve) => setTimeout(resolve, 5));
        return [];
      },
    });
    const { counts, error } = await pushUsage(() => source(100), all);
    expect(error).toEqual(new Error('cut'));
    expect(counts.accepted).toBe(10);
    expect(journal.known.size).toBe(10);
    expect(calls).toBe(2);
  });

  test('does not wait for an input that is silent', async () => {
    const { all } = setUp({ send: () => Promise.reject(new Error('cut')) });
    const { error } = await pushUsage(
      (signal) =>
        source(
          10,
          () => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        ),
      all,
    );
    expect(error).toEqual(new Error('cut'));
  });

  test('an input that breaks off has its whole batches sent', async () => {
    const { all } = setUp();
    const { counts, error } = await pushUsage(
      () => source(25, () => Promise.reject(new Error('broken'))),
      all,
    );
    expect(error).toEqual(new Error('broken'));
    expect(counts.accepted).toBe(20);
  });
});
