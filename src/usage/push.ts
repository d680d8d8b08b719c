import { alreadyThere, blamesRecords, recordMeaning } from '../codes/usage-records.ts';
import { batches } from './batches.ts';
import type { RecordFault } from './faults.ts';
import type { Journal } from './journal.ts';
import type { RawRecord } from './read/raw.ts';
import type { MeteringRecord } from './record.ts';
import type { Reject } from './rejects.ts';

/** A record that the server refused, of a batch that it took. */
export interface Refused {
  readonly record: MeteringRecord;
  readonly code: string;
  /** What the server said. */
  readonly message?: string | undefined;
}

export interface PushOptions {
  readonly batchSize: number;
  /** Batches under way at once. */
  readonly concurrency: number;
  /** Batches a second at the most; `Infinity` for no limit. */
  readonly rate: number;
  readRecord(value: unknown, line: number): MeteringRecord | readonly RecordFault[];
  /** Sends a batch, again where that may help, and gives the records that were refused. */
  send(batch: readonly MeteringRecord[]): Promise<readonly Refused[]>;
  /** The code a request was refused with, when that is what an error of `send` says. */
  refusalCode(error: unknown): string | undefined;
  readonly journal: Journal;
  onReject(reject: Reject): void;
  onProgress(counts: PushCounts): void;
  readonly signal: AbortSignal;
  /** Milliseconds, monotonic. */
  clock(): number;
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

/** Every record of the input is counted once, beside `records` itself. */
export interface PushCounts {
  /** Read so far. */
  readonly records: number;
  /** Acknowledged in this run. */
  readonly accepted: number;
  /** Sent in this run, and the server had them already (005, 010). */
  readonly alreadyAccepted: number;
  /** Not sent: an earlier run got them acknowledged. */
  readonly skipped: number;
  /** Refused by the server. */
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
 * Sends all records of an input, which is opened with a signal that ends it. An error stops it: no new batch begins, those under way end, and what was
 * acknowledged is in the journal, so that the same push goes on from there. Never throws.
 */
export async function pushUsage(
  open: (signal: AbortSignal) => AsyncIterable<readonly RawRecord[]>,
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
    skipped: 0,
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

  /** The refused records; nothing when the batch was sent in two parts, each of which has been counted. */
  async function sendParts(batch: readonly MeteringRecord[]): Promise<readonly Refused[] | undefined> {
    try {
      return await options.send(batch);
    } catch (error) {
      const code = options.refusalCode(error);
      const [record] = batch;
      if (code === undefined || record === undefined || !blamesRecords.has(code)) throw error;
      if (batch.length === 1) return [{ record, code }];
      const half = Math.ceil(batch.length / 2);
      for (const part of [batch.slice(0, half), batch.slice(half)]) {
        await pace();
        if (signal.aborted) return undefined;
        await sendBatch(part);
      }
      return undefined;
    }
  }

  async function sendBatch(batch: readonly MeteringRecord[]): Promise<void> {
    const refused = await sendParts(batch);
    if (!refused) return;
    const lost = new Set(refused.filter(({ code }) => !alreadyThere.has(code)).map(({ record }) => record));
    journal.add(lost.size === 0 ? batch : batch.filter((record) => !lost.has(record)));
    counts.batches += 1;
    counts.accepted += batch.length - refused.length;
    counts.alreadyAccepted += refused.length - lost.size;
    counts.rejected += lost.size;
    for (const one of refused) {
      if (!lost.has(one.record)) continue;
      count(one.code);
      onReject(rejectOf(one));
    }
    options.onProgress(counts);
  }

  const toSend = batches(source, {
    size: options.batchSize,
    readRecord: options.readRecord,
    skip: (record) => {
      const skip = journal.has(record);
      if (skip) counts.skipped += 1;
      return skip;
    },
    onRecord: () => {
      counts.records += 1;
    },
    onInvalid: (line, faults) => {
      counts.invalid += 1;
      for (const fault of faults) onReject(invalidReject(line, fault));
      for (const code of new Set(faults.map((fault) => fault.code))) count(code);
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

/** Waits until the next batch may begin. */
function createPace({ rate, clock, sleep }: PushOptions, signal: AbortSignal): () => Promise<void> {
  if (rate === Number.POSITIVE_INFINITY) return async () => {};
  let next = clock();
  return async () => {
    const wait = next - clock();
    next = Math.max(next, clock()) + 1000 / rate;
    // Ctrl-C ends the wait; the loop sees the signal itself.
    if (wait > 0) await sleep(wait, signal).catch(() => undefined);
  };
}

function rejectOf({ record, code, message }: Refused): Reject {
  return {
    line: record.line,
    by: 'server',
    code,
    meaning: recordMeaning(code),
    meteringSn: record.sn,
    ...(message !== undefined && { message }),
    record: JSON.parse(record.json),
  };
}

function invalidReject(line: number, { code, field, message }: RecordFault): Reject {
  return { line, by: 'input', code, meaning: message, ...(field !== undefined && { field }) };
}
