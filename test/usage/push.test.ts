import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type ErrorFacts, KooError } from '../../src/errors/koo-error.ts';
import { isNothingStored } from '../../src/openapi/usage.ts';
import type { UsageRejection } from '../../src/openapi/usage-response.ts';
import { type Batch, recordsOf } from '../../src/usage/batches.ts';
import { openJournal } from '../../src/usage/journal/journal.ts';
import { entryBytes, writeEntry } from '../../src/usage/journal/tables.ts';
import { errorCode, type PushCounts, type PushOptions, pushUsage } from '../../src/usage/push.ts';
import type { RawRecord } from '../../src/usage/read/json.ts';
import { createRecordParser, type UsageRecord } from '../../src/usage/record/record.ts';
import type { Reject } from '../../src/usage/rejects.ts';
import { noon, sample } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'koo-push-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** Records sn-1 to sn-count, in pieces of seven. */
async function* source(
  count: number,
  after?: () => Promise<void>,
  target?: 'new' | 'legacy',
): AsyncGenerator<RawRecord[]> {
  for (let from = 1; from <= count; from += 7) {
    yield Array.from({ length: Math.min(7, count - from + 1) }, (_, index) => ({
      line: from + index,
      value: value(from + index, target),
    }));
  }
  await after?.();
}

interface Options extends Partial<Omit<PushOptions, 'send'>> {
  readonly send?: (batch: Batch) => Promise<readonly UsageRejection[]>;
  /** The response is to a batch that was sent before. */
  readonly repeated?: boolean;
}

/** Journals of other scopes share the file. */
let scopes = 0;

function setUp(options: Options = {}) {
  const rejects: Reject[] = [];
  const sent: number[][] = [];
  const target = options.target ?? 'new';
  scopes += 1;
  const scope = { endpoint: String(scopes), account: 'AK', target } as const;
  let time = 0;
  const all: { -readonly [Name in keyof Omit<PushOptions, 'journal'>]: PushOptions[Name] } = {
    target,
    resume: true,
    batchSize: 10,
    concurrency: 2,
    rate: Number.POSITIVE_INFINITY,
    parseRecord: createRecordParser({ target, now: () => noon, ignoreUnknown: false }),
    onReject: (reject) => rejects.push(reject),
    onProgress: () => {},
    signal: new AbortController().signal,
    clock: () => time,
    sleep: async (ms) => {
      time += ms;
    },
    ...options,
    send: async (batch) => {
      sent.push([...batch.lines]);
      try {
        return { rejections: (await options.send?.(batch)) ?? [], resent: options.repeated ?? false };
      } catch (error) {
        return { error, maybeStored: !(error instanceof KooError && isNothingStored(error)) };
      }
    },
  };
  /** Each a run of its own, with the journal of the runs before. */
  const run = async (
    open: Parameters<typeof pushUsage>[0],
    more: Omit<Options, 'send' | 'repeated'> = {},
  ) => {
    const journal = openJournal(folder, scope, () => noon);
    try {
      return await pushUsage(open, { ...all, journal, ...more });
    } finally {
      journal.close();
    }
  };
  const acknowledged = (count: number) => {
    const journal = openJournal(folder, scope, () => noon);
    const found = Array.from({ length: count }, (_, index) => {
      const entry = Buffer.alloc(entryBytes);
      writeEntry(entry, 0, all.parseRecord(value(index + 1, target), 1) as UsageRecord);
      return journal.find(entry, 0);
    });
    journal.close();
    return found.filter((one) => one?.acknowledged).length;
  };
  return { all, rejects, sent, run, acknowledged, time: () => time };
}

function value(index: number, target: 'new' | 'legacy' = 'new') {
  return sample({ metering_sn: `sn-${index}`, ...(target === 'legacy' && { product_id: 'P' }) });
}

const refuse = (codes: Readonly<Record<string, string>>) => async (batch: Batch) =>
  recordsOf(batch).flatMap(({ metering_sn }, index) => {
    const code = codes[String(metering_sn)];
    return code === undefined ? [] : [{ index, code }];
  });

const failure = (facts: Partial<ErrorFacts>) =>
  new KooError({
    category: 'network',
    code: 'REQUEST_REFUSED',
    message: { en: '', zh: '' },
    hint: { en: '', zh: '' },
    ...facts,
  });

describe('a push', () => {
  test('sends every record once, in full batches', async () => {
    const { run, sent, acknowledged } = setUp();
    const { counts, error } = await run(() => source(25));
    expect(error).toBeUndefined();
    expect(counts).toMatchObject({ records: 25, accepted: 25, batches: 3 });
    expect(sent.map((lines) => lines.length)).toEqual([10, 10, 5]);
    expect(sent.flat()).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect(acknowledged(25)).toBe(25);
  });

  test('tells its progress after each batch was started and after each response', async () => {
    const told: PushCounts[] = [];
    const { run } = setUp({ concurrency: 1, onProgress: (counts) => told.push({ ...counts }) });
    const { counts } = await run(() => source(25));
    expect(told.map(({ accepted }) => accepted)).toEqual([0, 10, 10, 20, 20, 25]);
    expect(told.at(-1)).toEqual(counts);
  });

  test('keeps the ids of records apart only where they are not sent', async () => {
    const ids: (readonly string[])[] = [];
    for (const target of ['new', 'legacy'] as const) {
      const { run } = setUp({
        target,
        send: async (batch) => {
          ids.push(batch.ids);
          return [];
        },
      });
      await run(async function* () {
        yield [{ line: 1, value: value(1, target) }];
      });
    }
    expect(ids).toEqual([[], ['sn-1']]);
  });

  test('counts 010 as accepted, and stores all but the rejected records', async () => {
    const { run, rejects, acknowledged } = setUp({
      send: refuse({ 'sn-2': '005', 'sn-3': '010', 'sn-4': '001', 'sn-5': '777' }),
    });
    const { counts, byCode } = await run(() => source(10));
    expect(counts).toMatchObject({ accepted: 6, alreadyAccepted: 1, rejected: 3 });
    expect(byCode).toEqual({ '001': 1, '005': 1, '777': 1 });
    expect(acknowledged(10)).toBe(7);
    expect(rejects.map(({ line, by, code, meaning }) => [line, by, code, meaning.zh])).toEqual([
      [2, 'server', '005', expect.stringContaining('并非由 koo 推送')],
      [4, 'server', '001', '实例不存在'],
      [5, 'server', '777', '文档未说明的结果码'],
    ]);
  });

  test('sends only the rejected records the second time', async () => {
    const { run, sent } = setUp({ send: refuse({ 'sn-4': '013' }) });
    await run(() => source(10));
    sent.length = 0;
    const { counts } = await run(() => source(10));
    expect(counts).toMatchObject({ records: 10, skipped: 9, rejected: 1 });
    expect(sent).toEqual([[4]]);
  });

  test('does not send invalid records, and reports all their faults', async () => {
    const { run, rejects, sent } = setUp();
    async function* mixed(): AsyncGenerator<RawRecord[]> {
      yield [
        { line: 1, value: sample({ usage_value: '-1', end_time: 'x' }) },
        { line: 2, value: sample() },
      ];
      yield [{ line: 3, fault: { code: 'NOT_JSON', message: { en: 'e', zh: 'z' } }, value: 'text' }];
    }
    const { counts, byCode } = await run(mixed);
    expect(counts).toMatchObject({ records: 3, accepted: 1, invalid: 2 });
    expect(byCode).toEqual({ BAD_TIME: 1, BAD_VALUE: 1, NOT_JSON: 1 });
    expect(rejects).toEqual([
      {
        line: 1,
        by: 'input',
        code: 'BAD_TIME',
        field: 'end_time',
        meaning: expect.anything(),
        problems: [
          { code: 'BAD_TIME', field: 'end_time', meaning: expect.anything() },
          { code: 'BAD_VALUE', field: 'usage_value', meaning: expect.anything() },
        ],
        record: sample({ usage_value: '-1', end_time: 'x' }),
      },
      { line: 3, by: 'input', code: 'NOT_JSON', meaning: { en: 'e', zh: 'z' }, record: 'text' },
    ]);
    expect(sent).toEqual([[2]]);
  });

  test('respects concurrency and rate', async () => {
    let underWay = 0;
    let most = 0;
    const { run, time } = setUp({
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
    await run(() => source(21));
    expect(most).toBe(3);
    expect(time()).toBeCloseTo(4000);
  });
});

test('after a stall of the input, batches start no faster than the rate allows', async () => {
  const starts: number[] = [];
  let time = 0;
  const rate = 5;
  const { run } = setUp({
    batchSize: 1,
    rate,
    clock: () => time,
    sleep: async (ms) => {
      time += ms;
    },
    send: async () => {
      starts.push(time);
      return [];
    },
  });
  await run(async function* () {
    yield [{ line: 1, value: value(1) }];
    time += 60_000;
    yield Array.from({ length: 5 }, (_, index) => ({ line: index + 2, value: value(index + 2) }));
  });
  const gaps = starts.slice(2).map((start, index) => start - (starts[index + 1] ?? 0));
  expect(gaps).toHaveLength(4);
  for (const gap of gaps) expect(gap).toBeCloseTo(1000 / rate);
});

describe('a request that is rejected for its records', () => {
  const refused = (resultCode: string) => Promise.reject(failure({ category: 'business', resultCode }));

  test('is split until the invalid records are isolated', async () => {
    const { run, rejects, acknowledged } = setUp({
      send: (batch) =>
        batch.lines.some((line) => line === 3 || line === 8) ? refused('MKT.9001') : Promise.resolve([]),
    });
    const { counts, error } = await run(() => source(10));
    expect(error).toBeUndefined();
    expect(counts).toMatchObject({ records: 10, accepted: 8, rejected: 2 });
    expect(rejects.map(({ line, code, meaning }) => [line, code, meaning.en])).toEqual([
      [3, 'MKT.9001', expect.not.stringContaining('not documented')],
      [8, 'MKT.9001', expect.not.stringContaining('not documented')],
    ]);
    expect(acknowledged(10)).toBe(8);
  });

  test('or for their number is split until it is small enough', async () => {
    const { run, sent } = setUp({
      send: (batch) => (batch.lines.length > 3 ? refused('MKT.9003') : Promise.resolve([])),
    });
    expect((await run(() => source(10))).counts).toMatchObject({ accepted: 10, rejected: 0 });
    expect(sent.map((lines) => lines.length)).toEqual([10, 5, 3, 2, 5, 3, 2]);
  });

  test('is not split when it is rejected for another reason', async () => {
    const { run, sent } = setUp({ send: () => refused('94060004') });
    expect((await run(() => source(10))).error).toMatchObject({ facts: { resultCode: '94060004' } });
    expect(sent).toHaveLength(1);
  });
});

test.each([
  [new Error('x'), 'INTERNAL_ERROR'],
  [undefined, 'INTERNAL_ERROR'],
  [failure({ code: 'TIMEOUT' }), 'TIMEOUT'],
  [failure({ code: 'REQUEST_REFUSED', resultCode: '94060004' }), '94060004'],
])('the code of an error is that of the server, else that of koo: %s', (error, code) => {
  expect(errorCode(error)).toBe(code);
});

test('the history has what was said to each batch; a batch that is split is forgotten', async () => {
  const answers = async (send: NonNullable<Options['send']>, count = 3) => {
    const { all } = setUp({ send });
    const said: unknown[] = [];
    const journal = openJournal(
      folder,
      { endpoint: `said ${scopes}`, account: 'AK', target: 'new' },
      () => noon,
    );
    const settle: typeof journal.settle = (batch, settlement, answer) => {
      said.push(answer);
      journal.settle(batch, settlement, answer);
    };
    await pushUsage(() => source(count), { ...all, journal: { ...journal, settle } });
    journal.close();
    return said;
  };
  expect(await answers(refuse({ 'sn-2': '001', 'sn-3': '010' }))).toEqual([
    { rejected: { 1: '001' }, already: [2] },
  ]);
  expect(await answers(() => Promise.reject(failure({ code: 'TIMEOUT' })))).toEqual([
    { failed: 'TIMEOUT', maybeStored: true },
  ]);
  expect(
    await answers(() =>
      Promise.reject(failure({ code: 'CONNECTION_REFUSED', details: { maybeSent: false } })),
    ),
  ).toEqual([{ failed: 'CONNECTION_REFUSED', maybeStored: false }]);
  const small = (batch: Batch) =>
    batch.lines.length > 1
      ? Promise.reject(failure({ category: 'business', resultCode: 'MKT.9003' }))
      : Promise.resolve([]);
  const accepted = { rejected: {}, already: [] };
  expect(await answers(small, 2)).toEqual([undefined, accepted, accepted]);
});

describe('a push that fails', () => {
  test('starts no new batch, completes those in flight, and records them in the journal', async () => {
    let calls = 0;
    const { run, acknowledged } = setUp({
      send: async () => {
        calls += 1;
        if (calls === 2) throw new Error('cut');
        await new Promise((resolve) => setTimeout(resolve, 5));
        return [];
      },
    });
    const { counts, error } = await run(() => source(100));
    expect(error).toEqual(new Error('cut'));
    expect(counts.accepted).toBe(10);
    expect(acknowledged(100)).toBe(10);
    expect(calls).toBe(2);
  });

  test('does not wait for more input', async () => {
    const { run } = setUp({ send: () => Promise.reject(new Error('cut')) });
    const { error } = await run((signal) =>
      source(
        10,
        () => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ),
    );
    expect(error).toEqual(new Error('cut'));
  });

  test('sends the complete batches of an input that breaks off', async () => {
    const { run } = setUp();
    const { counts, error } = await run(() => source(25, () => Promise.reject(new Error('broken'))));
    expect(error).toEqual(new Error('broken'));
    expect(counts.accepted).toBe(20);
  });
});

describe('a metering_sn that is used twice', () => {
  /** Lines with an id and a value each. */
  const lines = (...pairs: readonly (readonly [sn: string, value: string])[]) =>
    async function* (): AsyncGenerator<RawRecord[]> {
      for (const [index, [sn, usage_value]] of pairs.entries()) {
        yield [{ line: index + 1, value: sample({ metering_sn: sn, usage_value }) }];
      }
    };

  test('in one input: the same record is sent once, another one is rejected', async () => {
    for (const batchSize of [1, 10]) {
      const { run, rejects, sent } = setUp({ batchSize });
      const input = lines(['a', '1'], ['b', '1'], ['a', '2'], ['a', '1.0'], ['b', '1'], ['c', '1']);
      const { counts, byCode } = await run(input);
      expect(counts).toMatchObject({ records: 6, accepted: 3, duplicates: 2, rejected: 1 });
      expect(byCode).toEqual({ SN_REUSED: 1 });
      expect(sent.flat()).toEqual([1, 2, 6]);
      expect(rejects).toMatchObject([
        { line: 3, by: 'input', code: 'SN_REUSED', meteringSn: 'a', record: { usage_value: '2' } },
      ]);
      expect(rejects[0]?.meaning.zh).toContain('另一条使用量记录');
    }
  });

  test('also when the first one was rejected', async () => {
    const { run, rejects } = setUp({ batchSize: 1, concurrency: 1, send: refuse({ a: '013' }) });
    const { counts } = await run(lines(['a', '1'], ['b', '1'], ['a', '1'], ['a', '2']));
    expect(counts).toMatchObject({ accepted: 1, rejected: 2, duplicates: 1 });
    expect(rejects.map(({ line, code }) => [line, code])).toEqual([
      [1, '013'],
      [4, 'SN_REUSED'],
    ]);
    // The next run may send it corrected.
    const second = setUp();
    expect((await second.run(lines(['a', '2']))).counts).toMatchObject({ accepted: 1 });
  });

  test('by an earlier run for another record: rejected, and not sent', async () => {
    const { run, rejects, sent } = setUp();
    await run(lines(['a', '1'], ['b', '1']));
    sent.length = 0;
    const { counts } = await run(lines(['a', '2'], ['b', '1']));
    expect(counts).toMatchObject({ rejected: 1, skipped: 1 });
    expect(rejects.map(({ line, code }) => [line, code])).toEqual([[1, 'SN_REUSED']]);
    expect(sent).toEqual([]);
  });

  test('with an unknown outcome for another record: the server decides', async () => {
    for (const [code, expected] of [
      ['005', { rejected: 1, alreadyAccepted: 0 }],
      [undefined, { rejected: 0, accepted: 1 }],
    ] as const) {
      let isCut = true;
      const { run, rejects } = setUp({
        send: async (batch) => {
          if (isCut) throw new Error('cut');
          return code === undefined ? [] : batch.lines.map((_, index) => ({ index, code }));
        },
      });
      await run(lines(['a', '1']));
      isCut = false;
      expect((await run(lines(['a', '2']))).counts).toMatchObject(expected);
      expect(rejects.map((reject) => [reject.by, reject.code])).toEqual(
        code ? [['server', 'SN_REUSED']] : [],
      );
    }
  });

  describe('005, which may be about another record', () => {
    const taken = async (batch: Batch) => batch.lines.map((_, index) => ({ index, code: '005' }));
    const fail = (facts: Partial<ErrorFacts>) => Promise.reject(failure(facts));
    const lost = { code: 'TIMEOUT' };
    const notSent = { code: 'CONNECTION_REFUSED', details: { maybeSent: false } };
    const input = async function* (): AsyncGenerator<RawRecord[]> {
      yield [
        { line: 1, value: sample({ metering_sn: 'given' }) },
        { line: 2, value: sample({ metering_sn: undefined }) },
      ];
    };
    const rejected = { alreadyAccepted: 1, rejected: 1 };
    const accepted = { alreadyAccepted: 2, rejected: 0 };

    /** Pushes the input several times, each with the next behaviour of the server. */
    async function runs(...sends: ((batch: Batch) => Promise<readonly UsageRejection[]>)[]) {
      const { run, rejects } = setUp({ send: (batch) => sends[0]!(batch) });
      let outcome = await run(input);
      while (sends.length > 1) {
        sends.shift();
        outcome = await run(input);
      }
      return { counts: outcome.counts, rejects };
    }

    test("rejects a number of the user's own, in every run; one derived from the record is accepted", async () => {
      for (const sends of [[taken], [taken, taken]]) {
        const { counts, rejects } = await runs(...sends);
        expect(counts).toMatchObject({ skipped: sends.length - 1, rejected: 1 });
        expect(rejects.at(-1)).toMatchObject({
          line: 1,
          by: 'server',
          code: '005',
          meteringSn: 'given',
          record: { usage_value: '99' },
        });
        expect(rejects.at(-1)?.meaning.en).toContain('not sent by koo');
      }
    });

    test('accepts one whose response was lost: in this run, or in an earlier one', async () => {
      const repeated = setUp({ send: taken, repeated: true });
      expect((await repeated.run(input)).counts).toMatchObject(accepted);
      expect((await runs(() => fail(lost), taken)).counts).toMatchObject(accepted);
      expect(
        (
          await runs(
            () => fail(lost),
            () => fail(notSent),
            taken,
          )
        ).counts,
      ).toMatchObject(accepted);
    });

    test('rejects one that never reached the server before', async () => {
      expect((await runs(() => fail(notSent), taken)).counts).toMatchObject(rejected);
      expect((await runs(() => fail({ details: { status: 401 } }), taken)).counts).toMatchObject(rejected);
    });

    test('in a batch that is split: accepted only if the whole batch may have been stored', async () => {
      for (const [maybeStored, expected] of [
        [true, accepted],
        [false, rejected],
      ] as const) {
        const { all, run } = setUp();
        const error = failure({ category: 'business', resultCode: 'MKT.9001' });
        all.send = async (batch) =>
          batch.lines.length > 1 ? { error, maybeStored } : { rejections: await taken(batch), resent: false };
        expect((await run(input)).counts).toMatchObject(expected);
      }
    });
  });

  test('in a batch that is split: each record keeps what was decided about it', async () => {
    let isCut = true;
    const { run, rejects } = setUp({
      send: async (batch) => {
        if (isCut) throw failure({ code: 'TIMEOUT' });
        if (batch.lines.length > 2) {
          throw failure({ category: 'business', resultCode: 'MKT.9001', details: { status: 500 } });
        }
        return refuse({ b: '005', c: '005', d: '005' })(batch);
      },
    });
    await run(lines(['b', '1'], ['c', '1']));
    isCut = false;
    // a is new, b is another record than the one that was lost, c the same, d is new.
    const { counts } = await run(lines(['a', '1'], ['b', '2'], ['c', '1'], ['d', '1']));
    expect(counts).toMatchObject({ accepted: 1, alreadyAccepted: 1, rejected: 2 });
    expect(rejects.map(({ line, code }) => [line, code])).toEqual([
      [2, 'SN_REUSED'],
      [4, '005'],
    ]);
  });
});

describe('Ctrl-C', () => {
  test('keeps the response that arrives at the same time, and sends nothing more', async () => {
    const ended = new AbortController();
    const { run, sent, acknowledged } = setUp({
      concurrency: 1,
      signal: ended.signal,
      send: async (batch) => {
        ended.abort();
        return refuse({ 'sn-3': '001' })(batch);
      },
    });
    const { counts, error } = await run(() => source(30));
    expect(error).toBeUndefined();
    expect(counts).toMatchObject({ accepted: 9, rejected: 1, batches: 1 });
    expect(acknowledged(30)).toBe(9);
    expect(sent).toHaveLength(1);
  });

  test('between the halves of a batch: the second one is not sent', async () => {
    const ended = new AbortController();
    const { run, sent, acknowledged } = setUp({
      signal: ended.signal,
      send: async (batch) => {
        if (batch.lines.length > 5) throw failure({ category: 'business', resultCode: 'MKT.9001' });
        ended.abort();
        return [];
      },
    });
    const { counts } = await run(() => source(10));
    expect(counts.accepted).toBe(5);
    expect(acknowledged(10)).toBe(5);
    expect(sent).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [1, 2, 3, 4, 5],
    ]);
    // The next run sends what is missing.
    expect((await run(() => source(10), { signal: new AbortController().signal })).counts).toMatchObject({
      accepted: 5,
      skipped: 5,
    });
  });
});

test('a batch that is split and interrupted: the next run still knows what an earlier one sent', async () => {
  const ended = new AbortController();
  let isLost = true;
  const { run } = setUp({
    send: async (batch) => {
      if (isLost) throw failure({ code: 'TIMEOUT' });
      if (batch.lines.length > 5) {
        throw failure({ category: 'business', resultCode: 'MKT.9001', details: { status: 500 } });
      }
      ended.abort();
      return batch.lines.map((_, index) => ({ index, code: '005' }));
    },
  });
  await run(() => source(10));
  isLost = false;
  const interrupted = await run(() => source(10), { signal: ended.signal });
  expect(interrupted.counts).toMatchObject({ alreadyAccepted: 5, rejected: 0 });
  const { counts } = await run(() => source(10));
  expect(counts).toMatchObject({ skipped: 5, alreadyAccepted: 5, rejected: 0 });
});

test('a batch that is split after its response was lost, and interrupted: the next run sends the rest as repeated', async () => {
  const ended = new AbortController();
  const { all, run } = setUp();
  const error = failure({ category: 'business', resultCode: 'MKT.9001' });
  all.send = async (batch) => {
    if (batch.lines.length > 5) return { error, maybeStored: true };
    ended.abort();
    // The server has every record from the attempt whose response was lost.
    return { rejections: batch.lines.map((_, index) => ({ index, code: '005' })), resent: false };
  };
  const interrupted = await run(() => source(10), { signal: ended.signal });
  expect(interrupted.counts).toMatchObject({ alreadyAccepted: 5, unknown: 5 });
  const { counts } = await run(() => source(10));
  expect(counts).toMatchObject({ skipped: 5, alreadyAccepted: 5, rejected: 0 });
});

describe('every record that was read is in exactly one count', () => {
  const ended = new AbortController();
  const lost = () => Promise.reject(failure({ code: 'TIMEOUT' }));
  const notReached = () => Promise.reject(failure({ details: { maybeSent: false } }));
  const split = (details?: { status: number }) =>
    Promise.reject(failure({ category: 'business', resultCode: 'MKT.9001', ...(details && { details }) }));
  const interrupted = { signal: ended.signal };
  /** Answers the third request so, the others with success. */
  const third = (last: (batch: Batch) => Promise<readonly UsageRejection[]>) => {
    let calls = 0;
    return (batch: Batch) => {
      calls += 1;
      return calls === 3 ? last(batch) : Promise.resolve([]);
    };
  };
  const cut = () => {
    ended.abort();
    return lost();
  };
  test.each<[string, Options, Partial<PushCounts>]>([
    ['the response is lost', { send: third(lost) }, { records: 40, unknown: 10, notSent: 10 }],
    ['the server is not reached', { send: third(notReached) }, { records: 40, unknown: 0, notSent: 20 }],
    [
      'Ctrl-C aborts a request',
      { ...interrupted, send: third(cut) },
      { records: 40, unknown: 10, notSent: 10 },
    ],
    [
      'the old interface loses a response',
      { target: 'legacy', send: third(lost) },
      { maybeThere: 10, unknown: 0, notSent: 10 },
    ],
    [
      'a batch that may be there is split',
      { send: third(() => split({ status: 500 })), concurrency: 1 },
      { accepted: 45, unknown: 0, notSent: 0 },
    ],
  ])('%s', async (_, options, expected) => {
    const { run } = setUp({ concurrency: 1, ...options });
    const { counts } = await run(() => source(45, undefined, options.target));
    expect(counts).toMatchObject(expected);
    expect(sumOf(counts)).toBe(counts.records);
  });

  test('also after the input broke off, with records of every kind', async () => {
    const { run } = setUp({ send: refuse({ 'sn-2': '001', 'sn-3': '010' }) });
    const open = async function* (): AsyncGenerator<RawRecord[]> {
      yield* source(13);
      yield [
        { line: 14, value: {} },
        { line: 15, value: value(1) },
      ];
      throw new Error('broken');
    };
    const { counts } = await run(open);
    expect(counts).toMatchObject({ records: 15, accepted: 8, alreadyAccepted: 1, rejected: 1, invalid: 1 });
    expect(counts).toMatchObject({ duplicates: 1, unknown: 0, notSent: 3 });
    expect(sumOf(counts)).toBe(15);
  });

  test('when Ctrl-C comes between the halves of a batch: the second may be there only if the batch may be', async () => {
    for (const maybeStored of [true, false]) {
      const stopped = new AbortController();
      const { all, run } = setUp({ concurrency: 1, signal: stopped.signal });
      const error = failure({ category: 'business', resultCode: 'MKT.9001' });
      all.send = async (batch) => {
        if (batch.lines.length > 5) return { error, maybeStored };
        stopped.abort();
        return { rejections: [], resent: false };
      };
      const { counts } = await run(() => source(10));
      expect(counts).toMatchObject({
        accepted: 5,
        unknown: maybeStored ? 5 : 0,
        notSent: maybeStored ? 0 : 5,
      });
    }
  });

  test('when the journal cannot store the response', async () => {
    const { all } = setUp();
    const journal = openJournal(folder, { endpoint: 'full', account: 'AK', target: 'new' }, () => noon);
    const settle = () => {
      throw new Error('full');
    };
    const { counts, error } = await pushUsage(() => source(10), { ...all, journal: { ...journal, settle } });
    journal.close();
    expect(error).toEqual(new Error('full'));
    expect(counts).toMatchObject({ records: 10, accepted: 0, unknown: 10, notSent: 0 });
  });

  function sumOf({ records: _, batches: __, ...each }: PushCounts): number {
    return Object.values(each).reduce((sum, count) => sum + count, 0);
  }
});

describe('a batch over the old interface whose response is lost', () => {
  const legacy = { target: 'legacy', batchSize: 5, concurrency: 1 } as const;
  const fail = (facts: Partial<ErrorFacts>) => Promise.reject(failure(facts));

  test('is not sent again but counted and reported, except with --no-resume; acknowledged records never are', async () => {
    let calls = 0;
    const { run, rejects, sent } = setUp({
      ...legacy,
      send: async () => {
        calls += 1;
        return calls === 2 ? fail({ category: 'network', code: 'TIMEOUT' }) : [];
      },
    });
    const input = () => legacySource(10);
    expect((await run(input)).counts).toMatchObject({ accepted: 5, maybeThere: 5 });
    expect((await run(input)).counts).toMatchObject({ skipped: 5, maybeThere: 5, accepted: 0 });
    expect(sent).toHaveLength(2);
    const lost = [6, 7, 8, 9, 10].map((line) => [line, 'lost', 'MAYBE_THERE', `sn-${line}`]);
    const listed = rejects.map(({ line, by, code, meteringSn }) => [line, by, code, meteringSn]);
    expect(listed).toEqual([...lost, ...lost]);
    expect(rejects[0]?.record).toMatchObject({ metering_sn: 'sn-6', product_id: 'P' });
    expect(rejects[0]?.meaning.en).toContain('no response was received');
    expect((await run(input, { resume: false })).counts).toMatchObject({
      accepted: 5,
      skipped: 5,
      maybeThere: 0,
    });
    expect(sent[2]).toEqual([6, 7, 8, 9, 10]);
    expect((await run(input)).counts).toMatchObject({ skipped: 10 });
  });

  test('is sent again when the server stored nothing', async () => {
    let isRefused = true;
    const { run } = setUp({
      ...legacy,
      send: () =>
        isRefused ? fail({ category: 'permission', details: { status: 401 } }) : Promise.resolve([]),
    });
    expect((await run(() => legacySource(5))).counts).toMatchObject({ maybeThere: 0, accepted: 0 });
    isRefused = false;
    expect((await run(() => legacySource(5))).counts).toMatchObject({ accepted: 5 });
  });

  async function* legacySource(count: number): AsyncGenerator<RawRecord[]> {
    yield Array.from({ length: count }, (_, index) => ({
      line: index + 1,
      value: value(index + 1, 'legacy'),
    }));
  }
});
