import { type KooError, usageError } from '../errors/koo-error.ts';
import { looksLikeId } from '../seller/user-list.ts';
import { type DelimitedRow, type Delimiter, readDelimited } from '../text/delimited.ts';
import { unescapeFormula } from '../text/spreadsheet.ts';
import { both } from '../text/translate.ts';
import { type Columns, fieldNames, findColumns, invalidRow, type RawRow, userFields } from './rows.ts';

export interface Table {
  /** Can be iterated once. */
  readonly rows: Iterable<RawRow>;
  /** Headings of the other columns. */
  readonly ignored: readonly string[];
}

/** Maximum length of a quoted row, in characters. A longer one began with a stray quote. */
const maxQuotedLength = 10_000;

/**
 * Reads delimited text. Its first row names the columns, or is a user itself: then name and id stand in the order they
 * have there.
 *
 * @param nameRequired false: a column of ids will do
 * @throws KooError (usage) `BAD_HEADER`
 */
export function readTable(text: string, delimiter: Delimiter, nameRequired: boolean): Table {
  const all = filledRows(text, delimiter);
  const { value: first } = all.next();
  if (!first) return { rows: [], ignored: [] };
  const cells = first.cells.map(excelText);
  const headed = findColumns(cells);
  const isHeader = headed.account_name !== undefined || headed.account_id !== undefined;
  const columns = isHeader ? headed : columnsOfPair(cells, nameRequired);
  if (!columns || columns.ambiguous || lacksColumn(columns, nameRequired))
    throw badHeader(cells, columns, nameRequired);
  function* rows(header: DelimitedRow): Generator<RawRow> {
    if (!isHeader) yield rawRow(header, columns as Columns, cells.length);
    for (const row of all) {
      // Pages that were pasted or joined bring their headings along.
      if (!isHeader || !isSame(row.cells, header.cells)) yield rawRow(row, columns as Columns, cells.length);
    }
  }
  return { rows: rows(first), ignored: isHeader ? ignoredOf(cells, columns) : [] };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((cell, index) => cell === b[index]);
}

function* filledRows(text: string, delimiter: Delimiter): Generator<DelimitedRow, undefined> {
  for (const row of readDelimited(text, { delimiter, relaxQuotes: true, maxQuotedLength })) {
    if (row.cells.some((cell) => !isBlank(cell))) yield row;
  }
}

function rawRow({ line, cells, fault }: DelimitedRow, columns: Columns, width: number): RawRow {
  if (fault)
    return invalidRow(line, 'OPEN_QUOTE', both('a double quote (") is opened here and not closed correctly'));
  const texts = cells.map(excelText);
  if (texts.slice(width).some((text) => !isBlank(text))) {
    return invalidRow(
      line,
      'COLUMN_COUNT',
      both('the row has {cells, plural, one {# cell} other {# cells}}; the first row has {width}', {
        cells: cells.length,
        width,
      }),
    );
  }
  const { account_name: name, account_id: id } = columns;
  return {
    line,
    ...(name !== undefined && { account_name: texts[name] ?? '' }),
    ...(id !== undefined && { account_id: texts[id] ?? '' }),
  };
}

/** The order of a file without headings; the row must be a name and what is an id beyond doubt. */
function columnsOfPair(cells: readonly string[], nameRequired: boolean): Columns | undefined {
  const filled = cells.flatMap((cell, column) => (isBlank(cell) ? [] : [column]));
  const [id, other] = filled.filter((column) => looksLikeId(cells[column] ?? ''));
  if (id === undefined || other !== undefined) return undefined;
  const name = filled.find((column) => column !== id);
  if (name === undefined) return nameRequired ? undefined : { account_id: id };
  return filled.length === 2 ? { account_name: name, account_id: id } : undefined;
}

function lacksColumn({ account_name, account_id }: Columns, nameRequired: boolean): boolean {
  return account_id === undefined || (nameRequired && account_name === undefined);
}

/** Tools write `="0123"` to mark a cell as text for Excel; users of Excel, and koo, write `'0123`. */
function excelText(cell: string): string {
  // Nearly every cell.
  if (/^[^\s='\u200b-\u200d\u2060\ufeff]/.test(cell)) return cell;
  const [, quoted] = /^\s*="([^"]*)"\s*$/.exec(cell) ?? [];
  if (quoted !== undefined) return quoted;
  return unescapeFormula(cell);
}

function isBlank(cell: string): boolean {
  return !/[^\s\u200b-\u200d\u2060\ufeff]/.test(cell);
}

function ignoredOf(cells: readonly string[], { account_name, account_id }: Columns): string[] {
  return cells
    .filter((_, column) => column !== account_name && column !== account_id)
    .map((cell) => cell.trim().slice(0, 40))
    .filter((heading) => heading !== '' && heading !== 'added_at');
}

function badHeader(cells: readonly string[], columns: Columns | undefined, nameRequired: boolean): KooError {
  const shown = cells.slice(0, 8).map((cell) => cell.trim().slice(0, 40));
  const { ambiguous } = columns ?? {};
  const missing = userFields.filter(
    (field) => columns?.[field] === undefined && (nameRequired || field === 'account_id'),
  );
  const text =
    ambiguous !== undefined
      ? both('Two columns of the header are the {field}: {shown}', { field: fieldNames[ambiguous], shown })
      : both('The first row is neither a header with {missing, and} nor a user: {shown}', {
          missing: missing.map((field) => fieldNames[field]),
          shown,
        });
  return usageError(
    'BAD_HEADER',
    text,
    both(
      'The first row must name the columns: account_name,account_id (or name,id, or the names in Chinese).',
    ),
  );
}

/**
 * A table as a browser or a terminal gives it when it is copied, as tab-separated names and ids: columns stand apart by
 * runs of spaces, or have tabs and no headings, and what else is in a row (a date, buttons) is left out. Lines stay where
 * they are. An invalid line stays as it is, so that the reader reports it.
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
  const { account_name: name, account_id: id } = findColumns(headings);
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

/** The number of users below a table of the console; a line with an ID is a row. */
const footer = /^[ \t\u3000]*(?:总条数|Total Records)[ \t]*[:：][ \t]*\d+(?!.*[0-9a-f]{32}).*$/gim;

/** A pasted text without the footers of its tables. What begins with one is no table. */
export function withoutFooters(text: string): string {
  const [first = ''] = /^\s*.*/.exec(text) ?? [];
  return first + text.slice(first.length).replace(footer, '');
}

/** Returns a function that splits a line into its cells; `undefined` for a line without cells. */
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

/** Between spaces an empty cell is invisible: in a row of another width, the name is found by the position of the ID. */
function rowOf(
  cells: readonly string[],
  columns: { readonly name: number; readonly id: number; readonly width: number } | undefined,
): string {
  const found = cells.findIndex(looksLikeId);
  if (columns && (cells.length === columns.width || found === -1))
    return cells.length === columns.width ? `${cells[columns.name]}\t${cells[columns.id]}` : cells.join('\t');
  if (found === -1) return cells.join('\t');
  const name = columns ? found + columns.name - columns.id : found > 0 ? found - 1 : 1;
  return `${cells[name] ?? ''}\t${cells[found]}`;
}
