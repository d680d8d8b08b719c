import { usageError } from '../../errors/koo-error.ts';
import { escapeControls, isObject, toJson } from '../../text/json.ts';
import { isNestedDeeper, maxIndented } from '../../text/json-layout.ts';
import { escapeFormula } from '../../text/spreadsheet.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, localize } from '../../text/translate.ts';
import type { OutputFormat } from '../flags/global.ts';
import { table } from './table.ts';

interface RenderOptions<T> {
  readonly format: OutputFormat;
  /** JMESPath, applied to the result first. */
  readonly query?: string | undefined;
  /** Fields to keep of each record, such as `id,name.zh`; applied after the query. */
  readonly fields?: string | undefined;
  readonly optionalFields?: readonly string[] | undefined;
  /** The columns of an empty list, if known. */
  readonly columns?: readonly string[] | undefined;
  /** Renders the result as text for people. */
  readonly render?: ((result: T) => Promise<string | undefined> | string | undefined) | undefined;
  readonly yaml?: ((result: T) => Promise<string> | string) | undefined;
  /** The rows of a result that is not a list. */
  readonly records?: ((result: T) => readonly object[]) | undefined;
  /** Called when the query selects nothing. */
  readonly onNothing?: (() => void) | undefined;
}

/**
 * Renders a result for stdout in the requested format; `undefined` prints nothing, not even an empty line.
 *
 * @throws KooError (usage) `INVALID_QUERY` if the query is not a valid JMESPath expression; `UNKNOWN_FIELD`
 */
export async function renderResult<T>(result: T, options: RenderOptions<T>): Promise<string | undefined> {
  const { format, query, fields, columns, render, yaml } = options;
  const isWhole = query === undefined && fields === undefined;
  if (isWhole && format === 'table' && render) return render(result);
  if (isWhole && format === 'yaml' && yaml) return yaml(result);
  const value = await selectPart(result, options);
  switch (format) {
    case 'json':
      return toJson(value, 2);
    case 'ndjson':
      return lines(rowsOf(value));
    case 'yaml':
      return toYaml(value);
    case 'csv':
    case 'tsv':
      return renderDelimited(
        value,
        format === 'csv' ? ',' : '\t',
        await header(value, isWhole ? columns : undefined, fields),
      );
    case 'table':
      return renderPlain(value);
  }
}

/** One line of JSON per row; `undefined` without rows. */
function lines(rows: readonly unknown[]): string | undefined {
  return rows.length > 0 ? rows.map((row) => toJson(row)).join('\n') : undefined;
}

/** The requested columns, also for an empty list. */
async function header(
  value: unknown,
  columns: readonly string[] | undefined,
  fields: string | undefined,
): Promise<readonly string[] | undefined> {
  if (columns && Array.isArray(value) && value.length === 0) return columns;
  return fields === undefined ? undefined : (await import('./fields.ts')).fieldPaths(fields);
}

/** Applies the query and the fields to a result. */
async function selectPart<T>(
  result: T,
  { format, query, fields, optionalFields, records, onNothing }: RenderOptions<T>,
): Promise<unknown> {
  const isRowBased = fields !== undefined || ['csv', 'tsv', 'ndjson'].includes(format);
  const value =
    query !== undefined
      ? await (await import('./query.ts')).runQuery(result, query)
      : isRowBased && records
        ? records(result)
        : result;
  if (query !== undefined && isNothing(value)) onNothing?.();
  if (fields === undefined) return value;
  const { fieldPaths, pickFields } = await import('./fields.ts');
  const picked = pickFields(rowsOf(value), fieldPaths(fields), optionalFields);
  return Array.isArray(value) ? picked : picked[0];
}

function isNothing(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function rowsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/**
 * Renders any JSON value for people: records as a table, other lists with one value per line, objects as `name
 * value`.
 */
function renderPlain(value: unknown): string | undefined {
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    if (!value.every(isObject)) return value.map(plainCell).join('\n');
    const columns = columnsOf(value);
    return table(
      columns,
      value.map((record) => columns.map((column) => plainCell(record[column]))),
    );
  }
  if (isObject(value)) {
    const width = Object.keys(value).reduce(
      (most, { length }) => Math.max(most, Math.min(length, maxAligned)),
      0,
    );
    return Object.entries(value)
      .map(([name, member]) => `${terminalSafe(name).padEnd(width)}  ${plainCell(member)}`)
      .join('\n');
  }
  return plainCell(value);
}

/** Longest name to which other names are aligned, in characters. */
const maxAligned = 100;

function plainCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return terminalSafe(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/**
 * Renders any JSON value as delimited text, one row per record, list or value; nested values are JSON, but a text in
 * both languages is that in the chosen one. Control sequences are removed. Records have a header; lists and values, which a query selects, have no names to put there.
 *
 * @param header the columns, if known; default: the members of the records
 * @returns `undefined` if there are no records and no known columns
 */
async function renderDelimited(
  value: unknown,
  delimiter: ',' | '\t',
  header?: readonly string[],
): Promise<string | undefined> {
  const { stringify } = await import('csv-stringify/sync');
  const items = value === null ? [] : rowsOf(value);
  if (items.length > 0 && !items.some(isObject)) {
    const rows = items.map((item) => rowsOf(item).map(delimitedCell));
    return stringify(rows, { delimiter });
  }
  const records = items.map((item) => (isObject(item) ? item : { value: item }));
  const columns = header ?? columnsOf(records);
  if (columns.length === 0) return undefined;
  const rows = records.map((record) => columns.map((column) => delimitedCell(record[column])));
  return stringify([columns.map(textCell), ...rows], { delimiter });
}

function delimitedCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (isLocalized(value)) return textCell(localize(value));
  return typeof value === 'object' ? toJson(value) : textCell(String(value));
}

function isLocalized(value: unknown): value is Localized {
  return isObject(value) && Object.keys(value).sort().join() === 'en,zh' && typeof value.en === 'string';
}

/** A text that neither a terminal nor a spreadsheet runs. */
function textCell(text: string): string {
  return escapeFormula(terminalSafe(text));
}

/** Number of columns from which the cells of a table are counted, and the most cells of such a table. */
const manyColumns = 100;
const maxCells = 10_000_000;

/**
 * All names of members, in the order of their appearance.
 *
 * @throws KooError (usage, `TOO_MANY_FIELDS`) for records that have so little in common that nearly all cells are empty
 */
function columnsOf(records: readonly object[]): readonly string[] {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (columns.length <= manyColumns || columns.length * records.length <= maxCells) return columns;
  throw usageError(
    'TOO_MANY_FIELDS',
    both('{rows} rows with {columns} different fields are too many for a table', {
      rows: records.length,
      columns: columns.length,
    }),
    both('Choose fields with --fields, or use --json.'),
  );
}

/**
 * Renders any JSON value as YAML. A text with control characters is quoted and escaped; a value that is nested very deeply
 * is written as JSON, which is YAML, too.
 */
async function toYaml(value: unknown): Promise<string> {
  if (isNestedDeeper(JSON.stringify(value), maxIndented)) return toJson(value, 2);
  const { Document, Scalar, visit } = await import('yaml');
  const document = new Document(value, { aliasDuplicateObjects: false });
  let hasLongKey = false;
  visit(document, {
    Scalar(position, scalar) {
      const { value: text } = scalar;
      if (typeof text !== 'string' || terminalSafe(text) === text) return;
      scalar.type = Scalar.QUOTE_DOUBLE;
      // YAML reads a key of at most 1,024 characters, escapes included; JSON has no such limit.
      hasLongKey ||= position === 'key' && escapeControls(JSON.stringify(text)).length > 1_000;
    },
  });
  return hasLongKey ? toJson(value, 2) : escapeControls(document.toString());
}
