import { isRecord } from '../../text/records.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { table } from './table.ts';

/** Any JSON value for people: records as a table, one value a line, members of an object as `name  value`. */
export function plain(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    if (!value.every(isRecord)) return value.map(cell).join('\n');
    const columns = [...new Set(value.flatMap((record) => Object.keys(record)))];
    return table(
      columns,
      value.map((record) => columns.map((column) => cell(record[column]))),
    );
  }
  if (isRecord(value)) {
    const width = Math.max(0, ...Object.keys(value).map((name) => name.length));
    return Object.entries(value)
      .map(([name, member]) => `${terminalSafe(name).padEnd(width)}  ${cell(member)}`)
      .join('\n');
  }
  return cell(value);
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return terminalSafe(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
