import { looksLikeId } from '../seller/user-list.ts';
import { columnsOf } from './rows.ts';

/**
 * A table as a browser or a terminal gives it when it is copied, as tab-separated names and ids: columns stand apart by
 * runs of spaces, or have tabs and no headings, and what else is in a row (a date, buttons) is left out. Lines stay where
 * they are. A line that is no user stays as it is, for the reader to refuse.
 *
 * @returns `undefined` for a text that is no such table
 */
export function consoleTable(text: string): string | undefined {
  const lines = text.split(/\r\n|\r|\n/);
  const first = lines.find((line) => line.trim() !== '');
  if (first === undefined) return undefined;
  const split = splitterOf(first);
  const headings = split?.(first);
  if (!split || !headings) return undefined;
  const { account_name: name, account_id: id } = columnsOf(headings);
  const isHeaded = name !== undefined && id !== undefined;
  // With headings and tabs it is a table like any other.
  if (first.includes('\t') && (isHeaded || headings.length < 3)) return undefined;
  if (!isHeaded && headings.filter(looksLikeId).length !== 1) return undefined;
  const columns = isHeaded ? { name, id, width: headings.length } : undefined;
  const rows = lines.map((line) =>
    line === first && isHeaded ? 'account_name\taccount_id' : rowOf(split(line), columns),
  );
  return rows.join('\n');
}

/** How many users a list has, as it stands below a table of the console; a line with an id is a row. */
const footer = /^[ \t\u3000]*(?:总条数|Total Records)[ \t]*[:：][ \t]*\d+(?!.*[0-9a-f]{32}).*$/gim;

/** A pasted text without the footers of its tables. What begins with one is no table. */
export function withoutFooters(text: string): string {
  const [first = ''] = /^\s*.*/.exec(text) ?? [];
  return first + text.slice(first.length).replace(footer, '');
}

/** How the cells of a line stand apart; `undefined` where it has none. */
function splitterOf(first: string): ((line: string) => string[]) | undefined {
  const by = (gap: RegExp) => (line: string) =>
    line
      .split(gap)
      .map((cell) => cell.trim())
      .filter((cell, index, cells) => cell !== '' || (index > 0 && index < cells.length - 1));
  if (first.includes('\t')) return by(/\t/);
  if (/[,;:{[]/.test(first)) return undefined;
  if (/\S[ \u3000]{2,}\S/.test(first)) return by(/[ \u3000]{2,}/);
  return /\S \S/.test(first.trim()) ? by(/ +/) : undefined;
}

/** An empty cell leaves no trace among spaces: in a row of another width the id tells where the name is. */
function rowOf(
  cells: readonly string[],
  columns: { readonly name: number; readonly id: number; readonly width: number } | undefined,
): string {
  const found = cells.findIndex(looksLikeId);
  if (columns && (cells.length === columns.width || found === -1)) {
    return cells.length === columns.width ? `${cells[columns.name]}\t${cells[columns.id]}` : cells.join('\t');
  }
  if (found === -1) return cells.join('\t');
  const name = columns ? found + columns.name - columns.id : found > 0 ? found - 1 : 1;
  return `${cells[name] ?? ''}\t${cells[found]}`;
}
