import { hash } from 'node:crypto';
import { formatMeteringTime } from '../../src/sandbox/state/times.ts';
import { entryBytes, writeEntry } from '../../src/usage/journal/tables.ts';

/** Noon of a day, in milliseconds since 1970: when the tests take place. */
export const noon = Date.UTC(2026, 0, 31, 12);

const hour = 3600_000;

/** A record that keeps every rule at `noon`. */
export function sample(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    instance_id: '7f141bf1-aec8-4859-8323-fb3a8ad50721',
    record_time: '20260131T091000Z',
    begin_time: '20260131T080000Z',
    end_time: '20260131T090000Z',
    usage_value: '99',
    metering_sn: 'sn-0001',
    ...changes,
  };
}

/** Records that are valid now, no two the same, without metering_sn, as NDJSON. */
export function manyRecords(count: number, now = Date.now()): string {
  const begin = now - 5 * hour;
  const [record_time, begin_time, end_time] = [begin + 2 * hour, begin, begin + hour].map(formatMeteringTime);
  return Array.from({ length: count }, (_, index) =>
    JSON.stringify({ instance_id: 'i-1', record_time, begin_time, end_time, usage_value: index + 1 }),
  ).join('\n');
}

/** A text as a stream of bytes, cut into pieces of the given size. */
export async function* pieces(text: string | Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Records as the journal knows them: half of their ids are given, half are made. */
export function entries(from: number, count: number): Buffer {
  const all = Buffer.alloc(count * entryBytes);
  for (let index = 0; index < count; index += 1) {
    const identity = hash('sha256', String(from + index), 'hex').slice(0, 40);
    const key = index % 2 ? hash('sha256', `sn-${from + index}`, 'hex') : identity;
    writeEntry(all, index * entryBytes, { key, identity });
  }
  return all;
}
