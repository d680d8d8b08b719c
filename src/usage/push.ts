import { KooError } from '../errors/koo-error.ts';
import { nothingTaken } from '../openapi/usage.ts';
import { type Batch, batches, type Fate, fateOf, recordsOf, sliceBatch } from './batches.ts';
import type { RecordFault, UsageInterface } from './fields.ts';
import type { Journal } from './journal/journal.ts';
import { isMadeEntry, splitEntries } from './journal/tables.ts';
import type { RawRecord } from './read/json.ts';
import type { MeteringRecord } from './record.ts';
import {
  alreadyThere,
  blamesRecords,
  invalidReject,
  maybeThere,
  type Reject,
  rejectOf,
  snReused,
  snTaken,
  withId,
} from './rejects.ts';

/** A record that the server refused, of a batch that it took. */
export interface Refused {
  /** Its place in the batch. */
  readonly index: number;
  readonly code: string;
  /** What the server said. */
  readonly message?: string | undefined;
}

/** What the server said of a batch. */
export interface BatchAnswer {
  readonly refused: readonly Refused[];
  /** It was sent before with an answer that was lost, so that it may know records of this very batch. */
  readonly repeated: boolean;
}

export interface PushOptions extends PaceOptions {
  readonly target: UsageInterface;
  /** Whether what earlier runs did counts; else all is sent again, but what the old interface acknowledged. */
  readonly resume: boolean;
  readonly batchSize: number;
  /** Batches under way at once. */
  readonly concurrency: number;
  readRecord(value: unknown, line: number): MeteringRecord | readonly RecordFault[];
  /** Sends a batch, again where that may help. @throws KooError for a call that failed */
  send(batch: Batch): Promise<BatchAnswer>;
  readonly journal: Journal;
  onReject(reject: Reject): void;
  onProgress(counts: PushCounts): void;
  readonly signal: AbortSignal;
}

/** Every record of the input is counted once, beside `records` itself and `unverified`. */
export interface PushCounts {
  /** Read so far. */
  readonly records: number;
  /** Acknowledged in this run. */
  readonly accepted: number;
  /** Sent in this run, and the server had them already (005, 010). */
  readonly alreadyAccepted: number;
  /** Those of `alreadyAccepted` of which the server knows the `metering_sn` (005), and koo nothing else. */
  readonly unverified: number;
  /** Not sent: an earlier run got them acknowledged. */
  readonly skipped: number;
  /** Not sent: the same record stands in the input before. */
  readonly duplicates: number;
  /** Sent once over the old interface, and the answer was lost: they are not sent again. */
  readonly maybeThere: number;
  /** Refused by the server, or their `metering_sn` belongs to another record (`SN_REUSED`). */
  readonly rejected: number;
  /** Not sent: they break a rule. */
  readonly invalid: number;
  /** Requests that were answered for good. */
  readonly batches: number;
}

/** How a push ended. */
export interface PushOutcome {
  readonly counts: PushCounts;
  /** How often each code, of koo and of the server, was the reason for a record not to be accepted. */
  readonly byCode: Readonly<Record<string, number>>;
  /** What stopped it before the end. */
  readonly error?: unknown;
}

type Tally = { -readonly [Name in keyof PushCounts]: number };

/**
 * Sends all records of an input, which is opened with a signal that ends it. An error stops it: no new batch begins,
 * those under way end, and what became of them is in the journal, so that the same push goes on from there. Never
 * throws.
 */
export async function pushUsage(
  open: (signal: AbortSignal) => AsyncIterable<Iterable<RawRecord>>,
  options: PushOptions,
): Promise<PushOutcome> {
  const { journal, onReject, concurrency } = options;
  // An input that waits for more must not keep a push alive that has failed.
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const source = open(signal);
  const counts: Tally = {
    records: 0,
    accepted: 0,
    alreadyAccepted: 0,
    unverified: 0,
    skipped: 0,
    duplicates: 0,
    maybeThere: 0,
    rejected: 0,
    invalid: 0,
    batches: 0,
  };
  const byCode: Record<string, number> = {};
  const count = (code: string) => {
    byCode[code] = (byCode[code] ?? 0) + 1;
  };
  const underWay = new Set<Promise<void>>();
  const pace = createPace(options, signal);
  let stopped: { error: unknown } | undefined;
  const stop = (error: unknown) => {
    stopped ??= { error };
    failed.abort();
  };

  async function sendBatch(batch: Batch): Promise<void> {
    const noted = journal.begin(batch.entries);
    const answer = await options.send(batch).catch((error: unknown) => judgeError(noted, batch, error));
    if (answer) settle(noted, batch, answer);
    else await sendHalves(batch);
  }

  /** What an error says of a batch; nothing when a smaller one may be taken. Throws what it says nothing of. */
  function judgeError(noted: number, batch: Batch, error: unknown): BatchAnswer | undefined {
    const { lines, entries } = batch;
    const failure = error instanceof KooError ? error : undefined;
    const code = failure?.facts.resultCode;
    const blamed = code !== undefined && blamesRecords.has(code);
    const isLegacy = options.target === 'legacy';
    if (blamed && lines.length === 1) return { refused: [{ index: 0, code }], repeated: false };
    if (blamed || (isLegacy && failure && nothingTaken(failure))) {
      journal.settle(noted, { accepted: entries.subarray(0, 0), refused: entries });
    } else if (isLegacy) {
      for (const [index, record] of recordsOf(batch).entries())
        lose(lines[index] ?? 0, { metering_sn: batch.ids[index], ...record });
    }
    if (!blamed) throw error;
    return undefined;
  }

  /** Counts a record of which nobody knows whether it is there. */
  function lose(line: number, record: Readonly<Record<string, unknown>>): void {
    counts.maybeThere += 1;
    count(maybeThere);
    onReject(rejectOf({ line, by: 'lost', code: maybeThere, record }));
  }

  async function sendHalves(batch: Batch): Promise<void> {
    const count = batch.lines.length;
    const half = Math.ceil(count / 2);
    for (const part of [sliceBatch(batch, 0, half), sliceBatch(batch, half, count)]) {
      await pace();
      if (signal.aborted) return;
      await sendBatch(part);
    }
  }

  /** Counts what the server said of a batch, once the journal has it. */
  function settle(noted: number, batch: Batch, answer: BatchAnswer): void {
    const { lines, fates, entries } = batch;
    const refused = answer.refused.map((one) =>
      one.code === snTaken && fates.get(one.index) === 'contest' ? { ...one, code: snReused } : one,
    );
    const lost = refused.filter(({ code }) => !alreadyThere.has(code));
    journal.settle(noted, splitEntries(entries, new Set(lost.map(({ index }) => index))));
    counts.batches += 1;
    counts.accepted += lines.length - refused.length;
    counts.alreadyAccepted += refused.length - lost.length;
    counts.rejected += lost.length;
    counts.unverified += refused.filter(
      ({ index, code }) =>
        code === snTaken && !answer.repeated && !fates.has(index) && !isMadeEntry(entries, index),
    ).length;
    for (const { code } of lost) count(code);
    const records = lost.length > 0 ? recordsOf(batch) : [];
    for (const { index, code, message } of lost) {
      onReject(
        rejectOf({ line: lines[index] ?? 0, by: 'server', code, record: records[index] ?? {}, message }),
      );
    }
    options.onProgress(counts);
  }

  /** What becomes of a record; one that is not to be sent is counted. */
  function take(record: MeteringRecord, entries: Buffer, index: number): Fate | undefined {
    const fate = fateOf(journal.find(entries, index), options);
    switch (fate) {
      case 'send':
      case 'repeat':
      case 'contest':
        return fate;
      case 'skip':
        counts.skipped += 1;
        return undefined;
      case 'duplicate':
        counts.duplicates += 1;
        return undefined;
      case 'may-be-there':
        lose(record.line, withId(record));
        return undefined;
      case 'reused':
        counts.rejected += 1;
        count(snReused);
        onReject(rejectOf({ line: record.line, by: 'input', code: snReused, record: withId(record) }));
        return undefined;
    }
  }

  const toSend = batches(source, {
    size: options.batchSize,
    keepIds: options.target === 'legacy',
    readRecord: options.readRecord,
    take,
    onRecord: () => {
      counts.records += 1;
    },
    onInvalid: (line, faults) => {
      counts.invalid += 1;
      for (const code of new Set(faults.map((fault) => fault.code))) count(code);
      for (const fault of faults) onReject(invalidReject(line, fault));
    },
  });
  try {
    for await (const batch of toSend) {
      await pace();
      while (underWay.size >= concurrency) await Promise.race(underWay);
      if (signal.aborted) break;
      const sending = sendBatch(batch)
        .catch(stop)
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
      options.onProgress(counts);
    }
  } catch (error) {
    stop(error);
  }
  await Promise.all(underWay);
  return { counts, byCode, ...(stopped && { error: stopped.error }) };
}

export interface PaceOptions {
  /** Batches a second at the most; `Infinity` for no limit. */
  readonly rate: number;
  /** Milliseconds, monotonic. */
  clock(): number;
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

/** Waits until the next batch may begin. */
function createPace({ rate, clock, sleep }: PaceOptions, signal: AbortSignal): () => Promise<void> {
  if (rate === Number.POSITIVE_INFINITY) return async () => {};
  let next = clock();
  return async () => {
    const wait = next - clock();
    next = Math.max(next, clock()) + 1000 / rate;
    // Ctrl-C ends the wait; the loop sees the signal itself.
    if (wait > 0) await sleep(wait, signal).catch(() => undefined);
  };
}
