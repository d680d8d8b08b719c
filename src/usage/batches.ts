import type { KnownRecord } from './journal/journal.ts';
import { entryBytes, writeEntry } from './journal/tables.ts';
import type { RawRecord } from './read/json.ts';
import type { RecordFaults, UsageInterface } from './record/fields.ts';
import { closeBody, openBody, type UsageRecord } from './record/record.ts';

/** Records of one request. Kept as bytes, since a million long-lived objects cost more than sending them. */
export interface Batch {
  /** Line of each record in the input. */
  readonly lines: readonly number[];
  /** Decisions other than `send`, by position in the batch. */
  readonly decisions: ReadonlyMap<number, SendDecision>;
  /** The `metering_sn` of each record, if the interface does not send it. */
  readonly ids: readonly string[];
  /** Their journal entries, concatenated. */
  readonly entries: Buffer;
  readonly body: Buffer;
}

export interface BatchOptions {
  readonly size: number;
  /** Whether to keep the `metering_sn` apart, because it is not sent. */
  readonly keepIds: boolean;
  parseRecord(value: unknown, line: number): UsageRecord | RecordFaults;
  /**
   * Decides on a record; `undefined` when it is not sent.
   *
   * @param entries those of the batch so far, with the record's own at `index`
   */
  decide(record: UsageRecord, entries: Buffer, index: number): SendDecision | undefined;
  onRecord(): void;
  onInvalid(raw: RawRecord, faults: RecordFaults): void;
}

/** Validates records as they arrive and collects those to send into batches. */
export async function* batchRecords(
  source: AsyncIterable<Iterable<RawRecord>>,
  { size, keepIds, parseRecord, decide, onRecord, onInvalid }: BatchOptions,
): AsyncGenerator<Batch> {
  let batch = createBatch(size, keepIds);
  for await (const raws of source) {
    for (const raw of raws) {
      onRecord();
      const record: UsageRecord | RecordFaults =
        'fault' in raw ? [raw.fault] : parseRecord(raw.value, raw.line);
      if (!('json' in record)) {
        onInvalid(raw, record);
        continue;
      }
      const decision = decide(record, batch.place(record), batch.count());
      if (decision === undefined) continue;
      batch.add(record, decision);
      if (batch.count() < size) continue;
      yield batch.end();
      batch = createBatch(size, keepIds);
    }
  }
  if (batch.count() > 0) yield batch.end();
}

export function recordsOf({ body }: Batch): readonly Readonly<Record<string, unknown>>[] {
  return JSON.parse(body.toString()).usage_records;
}

export function sliceBatch(batch: Batch, from: number, to: number): Batch {
  const records = recordsOf(batch).slice(from, to);
  return {
    lines: batch.lines.slice(from, to),
    // Those of other records get positions outside of the part, which nothing looks up.
    decisions: new Map([...batch.decisions].map(([index, decision]) => [index - from, decision])),
    ids: batch.ids.slice(from, to),
    entries: batch.entries.subarray(from * entryBytes, to * entryBytes),
    body: Buffer.from(openBody + records.map((record) => JSON.stringify(record)).join() + closeBody),
  };
}

/** Marks all records of a batch as sent before. */
export function markResent(batch: Batch): Batch {
  const decisions = batch.lines.map((_, index) => [index, batch.decisions.get(index) ?? 'resend'] as const);
  return { ...batch, decisions: new Map(decisions) };
}

/** Bytes of a typical record; the buffer of a batch grows when records are longer. */
const typicalRecordBytes = 256;

function createBatch(size: number, keepIds: boolean) {
  const lines: number[] = [];
  const ids: string[] = [];
  const decisions = new Map<number, SendDecision>();
  const entries = Buffer.alloc(size * entryBytes);
  let body = Buffer.allocUnsafeSlow(size * typicalRecordBytes);
  let length = 0;

  function write(text: string): void {
    if (length + text.length * 3 > body.length)
      body = Buffer.concat([body.subarray(0, length)], body.length * 2 + text.length * 3);
    length += body.write(text, length);
  }

  return {
    count: () => lines.length,
    /** Writes the journal entry of the next record without adding the record. */
    place: (record: UsageRecord) => {
      writeEntry(entries, lines.length * entryBytes, record);
      return entries;
    },
    add: ({ line, sn, json }: UsageRecord, decision: SendDecision) => {
      write(lines.length === 0 ? openBody : ',');
      write(json);
      if (decision !== 'send') decisions.set(lines.length, decision);
      lines.push(line);
      if (keepIds) ids.push(sn);
    },
    end: (): Batch => {
      write(closeBody);
      return {
        lines,
        decisions,
        ids,
        entries: entries.subarray(0, lines.length * entryBytes),
        body: body.subarray(0, length),
      };
    },
  };
}

export type SendDecision =
  /** Its id was never used. */
  | 'send'
  /** The same record was sent before and is sent again. */
  | 'resend'
  /** Another record was sent under its id with an unknown outcome: the server decides. */
  | 'send-contested'
  /** It was acknowledged in an earlier run. */
  | 'skip'
  /** An earlier run sent it over the old interface with an unknown outcome. */
  | 'uncertain'
  /** It is a duplicate of an earlier record of the input. */
  | 'duplicate'
  /** Its id belongs to another record. */
  | 'sn-reused';

interface Policy {
  readonly target: UsageInterface;
  /** Whether earlier runs count; what the old interface acknowledged always does. */
  readonly resume: boolean;
}

/**
 * Decides on a record by what the journal knows of its id. The new interface recognises a repeated record, so a record
 * with an unknown outcome is sent again; the old interface would count it twice.
 */
export function decideRecord(found: KnownRecord | undefined, { target, resume }: Policy): SendDecision {
  if (!found) return 'send';
  const { thisRun, acknowledged, same } = found;
  if (thisRun) return same ? 'duplicate' : 'sn-reused';
  if (acknowledged && (resume || target === 'legacy')) return same ? 'skip' : 'sn-reused';
  if (resume && target === 'legacy') return same ? 'uncertain' : 'sn-reused';
  return same ? 'resend' : 'send-contested';
}
