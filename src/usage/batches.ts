import type { RecordFault } from './faults.ts';
import type { RawRecord } from './read/raw.ts';
import type { MeteringRecord } from './record.ts';

export interface BatchOptions {
  readonly size: number;
  readRecord(value: unknown, line: number): MeteringRecord | readonly RecordFault[];
  /** Records that need not be sent. */
  skip(record: MeteringRecord): boolean;
  onRecord(): void;
  onInvalid(line: number, faults: readonly RecordFault[]): void;
}

/** Judges records as they come and gathers those to be sent into batches. */
export async function* batches(
  source: AsyncIterable<readonly RawRecord[]>,
  { size, readRecord, skip, onRecord, onInvalid }: BatchOptions,
): AsyncGenerator<readonly MeteringRecord[]> {
  let batch: MeteringRecord[] = [];
  for await (const raws of source) {
    for (const raw of raws) {
      onRecord();
      const record = 'fault' in raw ? [raw.fault] : readRecord(raw.value, raw.line);
      if (!('json' in record)) {
        onInvalid(raw.line, record);
      } else if (!skip(record)) {
        batch.push(record);
        if (batch.length === size) {
          yield batch;
          batch = [];
        }
      }
    }
  }
  if (batch.length > 0) yield batch;
}
