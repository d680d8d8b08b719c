import type { RecordFault } from '../faults.ts';

/** A record as it stands in the input, or why there is none. */
export type RawRecord =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly fault: RecordFault };

/** Longest text of one record, in characters: many times what a record can hold. */
export const maxRecordLength = 1 << 20;

/** Parses one JSON text; what cannot be parsed is a fault of that record alone. */
export function parseRecord(text: string, line: number): RawRecord {
  try {
    return { line, value: JSON.parse(text) };
  } catch (error) {
    // V8 quotes the input in its message; the reason before it is enough.
    const reason = error instanceof Error ? error.message.replace(/,? ?("|\.\.\.).*$/s, '') : '';
    return {
      line,
      fault: { code: 'NOT_JSON', message: { en: `not JSON: ${reason}`, zh: `不是合法的 JSON：${reason}` } },
    };
  }
}
