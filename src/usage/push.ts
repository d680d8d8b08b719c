import { successCodes } from '../codes/openapi.ts';
import { KooError } from '../errors/koo-error.ts';
import type { UsageRejection } from '../openapi/usage-response.ts';
import {
  type Batch,
  batchRecords,
  decideRecord,
  markResent,
  recordsOf,
  type SendDecision,
  sliceBatch,
} from './batches.ts';
import type { Journal } from './journal/journal.ts';
import { isDerivedEntry, splitEntries } from './journal/tables.ts';
import type { RawRecord } from './read/json.ts';
import type { RecordFaults, UsageInterface } from './record/fields.ts';
import type { UsageRecord } from './record/record.ts';
import {
  buildInvalidReject,
  buildReject,
  maybeThereCode,
  type Reject,
  recordFaultCodes,
  recordWithSn,
  repeatedCode,
  snReusedCode,
  snUsedCode,
} from './rejects.ts';

export interface BatchResponse {
  readonly rejections: readonly UsageRejection[];
  /** An earlier response to the batch was lost, so the server may have its records from then. */
  readonly resent: boolean;
}

/** A batch without a usable response. */
export interface BatchFailure {
  readonly error: unknown;
  /** Whether the server may have stored its records. */
  readonly maybeStored: boolean;
  /** Whether it affects this batch only, so that the push continues. */
  readonly isOwn?: boolean;
}

export interface PushOptions {
  readonly target: UsageInterface;
  /** Whether to skip records of earlier runs; what the old interface acknowledged is always skipped. */
  readonly resume: boolean;
  readonly batchSize: number;
  readonly concurrency: number;
  parseRecord(value: unknown, line: number): UsageRecord | RecordFaults;
  send(batch: Batch): Promise<BatchResponse | BatchFailure>;
  readonly journal: Journal;
  onReject(reject: Reject): void;
  onProgress(counts: PushCounts): void;
  readonly signal: AbortSignal;
  /** Most batches a second; `Infinity` for no limit. */
  readonly rate: number;
  /** Milliseconds, monotonic. */
  clock(): number;
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

/** Every record of the input is counted once, apart from `records`. */
export interface PushCounts {
  /** Read so far. */
  readonly records: number;
  /** Acknowledged in this run. */
  readonly accepted: number;
  /** Sent in this run, and already known to the server (010; 005 for a record that koo itself may have sent before). */
  readonly alreadyAccepted: number;
  /** Not sent: acknowledged in an earlier run. */
  readonly skipped: number;
  /** Not sent: duplicates of an earlier record of the input. */
  readonly duplicates: number;
  /** Sent once over the old interface without a response; not sent again. */
  readonly maybeThere: number;
  /** Sent without a usable response; the next run sends them again. */
  readonly unknown: number;
  /** Read, but not sent, or without reaching the server, because the push ended early. */
  readonly notSent: number;
  /** Rejected by the server, or with the `metering_sn` of another record (`SN_REUSED`). */
  readonly rejected: number;
  /** Not sent: invalid. */
  readonly invalid: number;
  /** Requests with a final response. */
  readonly batches: number;
}

export interface PushOutcome {
  readonly counts: PushCounts;
  /** How many records were not accepted for each code, of koo or of the server. */
  readonly byCode: Readonly<Record<string, number>>;
  /** The error that stopped it early, or the first one about a single batch. */
  readonly error?: unknown;
}

type MutableCounts = { -readonly [Name in keyof PushCounts]: number };

/**
 * Sends all records of an input, which is opened with a signal that aborts it. After an error no new batch is started,
 * unless the error is about one batch only; those in flight are completed and recorded in the journal, so that the next
 * run continues from there. Never throws.
 */
export async function pushUsage(
  open: (signal: AbortSignal) => AsyncIterable<Iterable<RawRecord>>,
  options: PushOptions,
): Promise<PushOutcome> {
  const { journal, onReject, concurrency } = options;
  // A failed push must not wait for more input.
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const source = open(signal);
  const counts: MutableCounts = {
    records: 0,
    accepted: 0,
    alreadyAccepted: 0,
    skipped: 0,
    duplicates: 0,
    maybeThere: 0,
    unknown: 0,
    notSent: 0,
    rejected: 0,
    invalid: 0,
    batches: 0,
  };
  const byCode = new Map<string, number>();
  const count = (code: string) => {
    byCode.set(code, (byCode.get(code) ?? 0) + 1);
  };
  const inFlight = new Set<Promise<void>>();
  const pace = createPace(options, signal);
  let stopReason: { error: unknown } | undefined;
  let ownFailure: { error: unknown } | undefined;
  const stop = (error: unknown) => {
    stopReason ??= { error };
    failure.abort();
  };

  async function sendBatch(batch: Batch): Promise<void> {
    const logId = journal.begin(batch.entries, batch.body);
    const sent = await options
      .send(batch)
      .catch((error: unknown): BatchFailure => ({ error, maybeStored: true }));
    if (!('error' in sent)) return settleBatch(logId, batch, sent);
    const code = sent.error instanceof KooError ? sent.error.facts.resultCode : undefined;
    if (code !== undefined && recordFaultCodes.includes(code))
      return handleRecordFault(logId, batch, sent, code);
    if (sent.maybeStored) countUnknown(batch);
    // What an earlier run sent keeps its state.
    const none = batch.entries.subarray(0, 0);
    const settlement = sent.maybeStored ? undefined : { accepted: none, rejected: none };
    journal.settle(logId, settlement, { failed: errorCode(sent.error), maybeStored: sent.maybeStored });
    if (!sent.isOwn) throw sent.error;
    ownFailure ??= sent;
  }

  /** Handles a batch that was rejected for some of its records: a single one is that record, others are split. */
  async function handleRecordFault(
    logId: number,
    batch: Batch,
    { maybeStored }: BatchFailure,
    code: string,
  ): Promise<void> {
    const { lines, entries } = batch;
    if (lines.length === 1)
      return settleBatch(logId, batch, { rejections: [{ index: 0, code }], resent: maybeStored });
    // Its parts are sent anew. What an earlier run sent keeps its state, except where a duplicate would be billed.
    const resent = options.target === 'new' ? new Set(batch.decisions.keys()) : new Set<number>();
    const rejected = splitEntries(entries, resent).accepted;
    const none = entries.subarray(0, 0);
    journal.settle(logId, maybeStored ? undefined : { accepted: none, rejected });
    await sendHalves(batch, maybeStored);
  }

  function countUnknown(batch: Batch): void {
    if (options.target === 'new') {
      counts.unknown += batch.lines.length;
      return;
    }
    for (const [index, record] of recordsOf(batch).entries())
      countUncertain(batch.lines[index] ?? 0, { metering_sn: batch.ids[index], ...record });
  }

  /** Counts a record that the old interface may have, so that it is not sent again. */
  function countUncertain(line: number, record: Readonly<Record<string, unknown>>): void {
    counts.maybeThere += 1;
    count(maybeThereCode);
    onReject(buildReject({ line, by: 'lost', code: maybeThereCode, record }));
  }

  async function sendHalves(batch: Batch, maybeStored: boolean): Promise<void> {
    const whole = maybeStored ? markResent(batch) : batch;
    const count = batch.lines.length;
    const half = Math.ceil(count / 2);
    for (const part of [sliceBatch(whole, 0, half), sliceBatch(whole, half, count)]) {
      await pace();
      if (!signal.aborted) await sendBatch(part).catch(stop);
      else if (maybeStored) countUnknown(part);
    }
  }

  /** Records the response to a batch in the journal, then counts its records. */
  function settleBatch(logId: number, batch: Batch, response: BatchResponse): void {
    const { lines, decisions, entries } = batch;
    const rejected = response.rejections.map((one) =>
      one.code === snUsedCode && decisions.get(one.index) === 'send-contested'
        ? { ...one, code: snReusedCode }
        : one,
    );
    /** Whether koo never sent the number before, so that the server has it from elsewhere, perhaps for another record. */
    const isForeign = (index: number) =>
      !response.resent && !decisions.has(index) && !isDerivedEntry(entries, index);
    const failed = rejected.filter(
      ({ index, code }) => code !== repeatedCode && !(code === snUsedCode && !isForeign(index)),
    );
    const failedAt = new Set(failed.map(({ index }) => index));
    try {
      journal.settle(logId, splitEntries(entries, failedAt), {
        rejected: Object.fromEntries(failed.map(({ index, code }) => [index, code])),
        already: rejected.flatMap(({ index }) => (failedAt.has(index) ? [] : [index])),
      });
    } catch (error) {
      // The next run does not know of the response either.
      countUnknown(batch);
      throw error;
    }
    counts.batches += 1;
    counts.accepted += lines.length - rejected.length;
    counts.alreadyAccepted += rejected.length - failed.length;
    counts.rejected += failed.length;
    for (const { code } of failed) count(code);
    const records = failed.length > 0 ? recordsOf(batch) : [];
    for (const { index, code, message } of failed) {
      onReject(
        buildReject({ line: lines[index] ?? 0, by: 'server', code, record: records[index] ?? {}, message }),
      );
    }
    options.onProgress(counts);
  }

  /** Decides whether to send a record, and counts one that is not sent. */
  function decide(record: UsageRecord, entries: Buffer, index: number): SendDecision | undefined {
    const decision = decideRecord(journal.find(entries, index), options);
    switch (decision) {
      case 'send':
      case 'resend':
      case 'send-contested':
        return decision;
      case 'skip':
        counts.skipped += 1;
        return undefined;
      case 'duplicate':
        counts.duplicates += 1;
        return undefined;
      case 'uncertain':
        countUncertain(record.line, recordWithSn(record));
        return undefined;
      case 'sn-reused':
        counts.rejected += 1;
        count(snReusedCode);
        onReject(
          buildReject({ line: record.line, by: 'input', code: snReusedCode, record: recordWithSn(record) }),
        );
        return undefined;
    }
  }

  const toSend = batchRecords(source, {
    size: options.batchSize,
    keepIds: options.target === 'legacy',
    parseRecord: options.parseRecord,
    decide,
    onRecord: () => {
      counts.records += 1;
    },
    onInvalid: ({ line, value }, faults) => {
      counts.invalid += 1;
      for (const code of new Set(faults.map((fault) => fault.code))) count(code);
      onReject(buildInvalidReject(line, faults, value));
    },
  });
  try {
    for await (const batch of toSend) {
      await pace();
      while (inFlight.size >= concurrency) await Promise.race(inFlight);
      if (signal.aborted) break;
      const sending = sendBatch(batch)
        .catch(stop)
        .finally(() => inFlight.delete(sending));
      inFlight.add(sending);
      options.onProgress(counts);
    }
  } catch (error) {
    stop(error);
  }
  await Promise.all(inFlight);
  counts.notSent = counts.records - sumCounts(counts);
  const failed = stopReason ?? ownFailure;
  return { counts, byCode: Object.fromEntries(byCode), ...(failed && { error: failed.error }) };
}

function sumCounts({ records: _, batches: __, ...each }: PushCounts): number {
  return Object.values(each).reduce((sum, count) => sum + count, 0);
}

/** The code of an error: the server's, or koo's own. */
export function errorCode(error: unknown): string {
  if (!(error instanceof KooError)) return 'INTERNAL_ERROR';
  const { resultCode, code } = error.facts;
  return resultCode === undefined || successCodes.has(resultCode) ? code : resultCode;
}

/** Returns a function that waits until the next batch may start. */
function createPace({ rate, clock, sleep }: PushOptions, signal: AbortSignal): () => Promise<void> {
  if (rate === Number.POSITIVE_INFINITY) return async () => {};
  let next = clock();
  return async () => {
    const wait = next - clock();
    next = Math.max(next, clock()) + 1000 / rate;
    // Ctrl-C ends the wait; the loop checks the signal.
    if (wait > 0) await sleep(wait, signal).catch(() => undefined);
  };
}
