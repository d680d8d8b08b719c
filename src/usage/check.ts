import type { RecordFault } from './faults.ts';
import type { RawRecord } from './read/json.ts';
import type { MeteringRecord } from './record.ts';

/** A fault and where it is. */
interface LocatedFault extends RecordFault {
  readonly line: number;
}

/** What `koo usage check` found. */
export interface UsageCheck {
  readonly valid: boolean;
  readonly records: number;
  readonly invalid: number;
  /** Valid records whose window ended more than two hours ago: KooGallery asks for them earlier. */
  readonly late: number;
  /** How often each rule was broken. */
  readonly byCode: Readonly<Record<string, number>>;
  /** The first faults; the counts are of all. */
  readonly faults: readonly LocatedFault[];
}

const lateMs = 2 * 3600_000;

/**
 * Judges records without sending them.
 *
 * @param now milliseconds since 1970
 * @param maxFaults how many faults are kept
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export async function checkUsage(
  source: AsyncIterable<Iterable<RawRecord>>,
  readRecord: (value: unknown, line: number) => MeteringRecord | readonly RecordFault[],
  { now, maxFaults }: { now: number; maxFaults: number },
): Promise<UsageCheck> {
  const byCode: Record<string, number> = {};
  const faults: LocatedFault[] = [];
  let records = 0;
  let invalid = 0;
  let late = 0;
  for await (const raws of source) {
    for (const raw of raws) {
      records += 1;
      const record = 'fault' in raw ? [raw.fault] : readRecord(raw.value, raw.line);
      if ('json' in record) {
        if (now - record.endTime > lateMs) late += 1;
        continue;
      }
      invalid += 1;
      for (const fault of record) {
        byCode[fault.code] = (byCode[fault.code] ?? 0) + 1;
        if (faults.length < maxFaults) faults.push({ line: raw.line, ...fault });
      }
    }
  }
  return { valid: invalid === 0, records, invalid, late, byCode, faults };
}
