import { KooError } from '../../errors/koo-error.ts';
import { escapeControls, isObject, toJson } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, verbatim } from '../../text/translate.ts';
import type { OutputFormat } from '../flags/global.ts';
import { table } from './table.ts';

interface RenderOptions {
  readonly format: OutputFormat;
  /** JMESPath, applied to the result first. */
  readonly query?: string | undefined;
  /** Fields to keep of each record, such as `id,name.zh`; applied after the query. */
  readonly fields?: string | undefined;
  /** Optional fields of records. */
  readonly optionalFields?: readonly string[] | undefined;
  /** The columns of an empty list, if known. */
  readonly columns?: readonly string[] | undefined;
  /** Renders the result as text for people. */
  readonly render?: ((result: unknown) => Promise<string | undefined> | string | undefined) | undefined;
  /** Renders the result as YAML. */
  readonly yaml?: ((result: unknown) => Promise<string> | string) | undefined;
  /** The rows of a result that is not a list. */
  readonly records?: ((result: unknown) => readonly object[]) | undefined;
  /** Called when the query selects nothing. */
  readonly onNothing?: (() => void) | undefined;
}

/**
 * Renders a result for stdout in the requested format; `undefined` prints nothing, not even an empty line.
 *
 * @throws KooError (usage) `INVALID_QUERY` if the query is not a valid JMESPath expression; `UNKNOWN_FIELD`
 */
export async function renderResult(result: unknown, options: RenderOptions): Promise<string | undefined> {
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
async function selectPart(
  result: unknown,
  { format, query, fields, optionalFields, records, onNothing }: RenderOptions,
): Promise<unknown> {
  const isRowBased = fields !== undefined || ['csv', 'tsv', 'ndjson'].includes(format);
  const value =
    query !== undefined ? await runQuery(result, query) : isRowBased && records ? records(result) : result;
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

async function runQuery(result: unknown, query: string): Promise<unknown> {
  const { search } = await import('@jmespath-community/jmespath');
  try {
    // The library's JSON type excludes readonly arrays; a round trip also drops undefined members.
    return search(JSON.parse(JSON.stringify(result)), query);
  } catch (error) {
    const reason = describeQueryError(error instanceof Error ? error.message : String(error));
    throw new KooError({
      category: 'usage',
      code: 'INVALID_QUERY',
      message: both('--query: {reason}', { reason }),
      hint: both('Use a JMESPath expression, for example "[].name". See https://jmespath.org'),
    });
  }
}

/** Describes an error in a query, from the library's message. */
function describeQueryError(message: string): Localized {
  if (/\bEOF\b|unexpected end/.test(message)) {
    return both('unexpected end of the expression');
  }
  const character = /unknown character: (.*)$/s.exec(message)?.[1];
  if (character) {
    return both('unexpected character "{character}"', { character });
  }
  const value = /token(?: type)?.*(?:value: |: )"?([^":]+)"?$/s.exec(message)?.[1];
  if (value) return both('unexpected "{value}"', { value });
  const name = /^Unknown function: (.*)$/s.exec(message)?.[1];
  if (name) return both('unknown function {name}', { name });
  return verbatim(message);
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
    const columns = [...new Set(value.flatMap((record) => Object.keys(record)))];
    return table(
      columns,
      value.map((record) => columns.map((column) => plainCell(record[column]))),
    );
  }
  if (isObject(value)) {
    const width = Math.max(0, ...Object.keys(value).map((name) => name.length));
    return Object.entries(value)
      .map(([name, member]) => `${terminalSafe(name).padEnd(width)}  ${plainCell(member)}`)
      .join('\n');
  }
  return plainCell(value);
}

function plainCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return terminalSafe(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/**
 * Renders any JSON value as delimited text, one row per record, list or value; nested values are JSON. Control
 * sequences are removed. Records have a header; lists and values, which a query selects, have no names to put there.
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
  const columns = header ?? [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (columns.length === 0) return undefined;
  const rows = records.map((record) => columns.map((column) => delimitedCell(record[column])));
  return stringify([columns.map(terminalSafe), ...rows], { delimiter });
}

function delimitedCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? toJson(value) : terminalSafe(String(value));
}

/** Renders any JSON value as YAML. A text with control characters is quoted and escaped. */
async function toYaml(value: unknown): Promise<string> {
  const { Document, Scalar, visit } = await import('yaml');
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, scalar) {
      const { value: text } = scalar;
      if (typeof text === 'string' && terminalSafe(text) !== text) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escapeControls(document.toString());
}
