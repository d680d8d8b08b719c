import { isRecord } from '../../text/records.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { toJson } from '../../text/to-json.ts';

/**
 * Any JSON value as delimited text with a header: one row a record; nested values as JSON in their cell. Nothing in
 * it steers a terminal.
 *
 * @param header the columns, where they are known; else what the records have
 * @returns undefined for no records of which nothing is known
 */
export async function delimited(
  value: unknown,
  delimiter: ',' | '\t',
  header?: readonly string[],
): Promise<string | undefined> {
  const { stringify } = await import('csv-stringify/sync');
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const records = items.map((item) => (isRecord(item) ? item : { value: item }));
  const columns = header ?? [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (columns.length === 0) return undefined;
  const rows = records.map((record) => columns.map((column) => cell(record[column])));
  return stringify([columns.map(terminalSafe), ...rows], { delimiter });
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? toJson(value) : terminalSafe(String(value));
}
