import type { RecordFault, UsageInterface } from './fields.ts';
import type { Found } from './journal/journal.ts';
import { entryBytes, writeEntry } from './journal/tables.ts';
import type { RawRecord } from './read/json.ts';
import { closeBody, type MeteringRecord, openBody } from './record.ts';

/** Records that are sent in one request. As bytes, for a million objects that live a while cost more than sending. */
export interface Batch {
  /** Where each stands in the input. */
  readonly lines: readonly number[];
  /** By place in the batch; of the others nothing is known. */
  readonly fates: ReadonlyMap<number, Fate>;
  /** Their `metering_sn`, where that is not sent. */
  readonly ids: readonly string[];
  /** What stands for them in the journal, one behind the other. */
  readonly entries: Buffer;
  /** What is sent. */
  readonly body: Buffer;
}

export interface BatchOptions {
  readonly size: number;
  /** Whether the `metering_sn` is not sent, and kept beside. */
  readonly keepIds: boolean;
  readRecord(value: unknown, line: number): MeteringRecord | readonly RecordFault[];
  /**
   * What becomes of a record; nothing when it is not to be sent.
   *
   * @param entries those of the same batch so far, and at `index` its own
   */
  take(record: MeteringRecord, entries: Buffer, index: number): Fate | undefined;
  onRecord(): void;
  onInvalid(line: number, faults: readonly RecordFault[]): void;
}

/** Judges records as they come and gathers those to be sent into batches. */
export async function* batches(
  source: AsyncIterable<Iterable<RawRecord>>,
  { size, keepIds, readRecord, take, onRecord, onInvalid }: BatchOptions,
): AsyncGenerator<Batch> {
  let batch = createBatch(size, keepIds);
  for await (const raws of source) {
    for (const raw of raws) {
      onRecord();
      const record = 'fault' in raw ? [raw.fault] : readRecord(raw.value, raw.line);
      if (!('json' in record)) {
        onInvalid(raw.line, record);
        continue;
      }
      const fate = take(record, batch.place(record), batch.count());
      if (fate === undefined) continue;
      batch.add(record, fate);
      if (batch.count() < size) continue;
      yield batch.end();
      batch = createBatch(size, keepIds);
    }
  }
  if (batch.count() > 0) yield batch.end();
}

/** Records of a batch as they are sent. */
export function recordsOf({ body }: Batch): readonly Readonly<Record<string, unknown>>[] {
  return JSON.parse(body.toString()).usage_records;
}

/** A part of a batch. */
export function sliceBatch(batch: Batch, from: number, to: number): Batch {
  const fates = [...batch.fates].filter(([index]) => index >= from && index < to);
  const records = recordsOf(batch).slice(from, to);
  return {
    lines: batch.lines.slice(from, to),
    fates: new Map(fates.map(([index, fate]) => [index - from, fate])),
    ids: batch.ids.slice(from, to),
    entries: batch.entries.subarray(from * entryBytes, to * entryBytes),
    body: Buffer.from(openBody + records.map((record) => JSON.stringify(record)).join() + closeBody),
  };
}

/** Bytes of a usual record; a batch of longer ones is copied once or twice. */
const usualBytes = 256;

function createBatch(size: number, keepIds: boolean) {
  const lines: number[] = [];
  const ids: string[] = [];
  const fates = new Map<number, Fate>();
  const entries = Buffer.alloc(size * entryBytes);
  let body = Buffer.allocUnsafeSlow(size * usualBytes);
  let length = 0;

  function write(text: string): void {
    if (length + text.length * 3 > body.length) {
      body = Buffer.concat([body.subarray(0, length)], body.length * 2 + text.length * 3);
    }
    length += body.write(text, length);
  }

  return {
    count: () => lines.length,
    /** Writes what stands for a record where it would be, without adding it. */
    place: (record: MeteringRecord) => {
      writeEntry(entries, lines.length * entryBytes, record);
      return entries;
    },
    /** Adds the record that was placed. */
    add: ({ line, sn, json }: MeteringRecord, fate: Fate) => {
      write(lines.length === 0 ? openBody : ',');
      write(json);
      if (fate !== 'send') fates.set(lines.length, fate);
      lines.push(line);
      if (keepIds) ids.push(sn);
    },
    end: (): Batch => {
      write(closeBody);
      return {
        lines,
        fates,
        ids,
        entries: entries.subarray(0, lines.length * entryBytes),
        body: body.subarray(0, length),
      };
    },
  };
}

/** What becomes of a record that keeps the rules. */
export type Fate =
  /** Nothing is known of its id. */
  | 'send'
  /** It was sent before, and is sent again. */
  | 'repeat'
  /** Another record was sent under its id, and may be there or not: the server will tell. */
  | 'contest'
  /** An earlier run got it acknowledged. */
  | 'skip'
  /** An earlier run sent it over the old interface, and nobody knows what came of it. */
  | 'may-be-there'
  /** It stands in the input before. */
  | 'duplicate'
  /** Its id belongs to another record. */
  | 'reused';

interface Policy {
  readonly target: UsageInterface;
  /** Whether what earlier runs did counts; what the old interface acknowledged always does. */
  readonly resume: boolean;
}

/**
 * Decides by what the journal knows of a record's id. The new interface recognises a repeated record, so what may not
 * have arrived is sent again; the old one would take it twice.
 */
export function fateOf(found: Found | undefined, { target, resume }: Policy): Fate {
  if (!found) return 'send';
  const { thisRun, acknowledged, same } = found;
  if (thisRun) return same ? 'duplicate' : 'reused';
  if (acknowledged && (resume || target === 'legacy')) return same ? 'skip' : 'reused';
  if (resume && target === 'legacy') return same ? 'may-be-there' : 'reused';
  return same ? 'repeat' : 'contest';
}
