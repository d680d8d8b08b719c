import { isRecord } from './records.ts';

/** Any JSON value as delimited text with a header: one row a record; nested values as JSON in their cell. */
export async function delimited(value: unknown, delimiter: ',' | '\t'): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const records = items.map((item) => (isRecord(item) ? item : { value: item }));
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (columns.length === 0) return '';
  const rows = records.map((record) => columns.map((column) => cell(record[column])));
  return stringify([columns, ...rows], { delimiter });
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
