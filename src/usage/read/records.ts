import { type KooError, usageError } from '../../errors/koo-error.ts';
import { decodeTexts, type Encoding } from '../../text/decode.ts';
import { cellCountText, type DelimitedRow, streamDelimited } from '../../text/delimited.ts';
import { both, type Localized } from '../../text/translate.ts';
import {
  findFieldByHeading,
  type UsageFieldName,
  type UsageInterface,
  usageFields,
} from '../record/fields.ts';
import { findBodyFault, isBodyStart, type RawRecord, readJsonArray, readNdjson } from './json.ts';

export const inputFormats = ['csv', 'ndjson', 'json'] as const;
type InputFormat = (typeof inputFormats)[number];

export interface ReadOptions {
  /** Default: by the first characters, `{` NDJSON, `[` or `{"usage_records":[` JSON, anything else CSV. */
  readonly format?: InputFormat | undefined;
  /** Interface whose required columns a CSV file must have. */
  readonly target?: UsageInterface | undefined;
  readonly ignoreUnknown: boolean;
  /** Called with the number of bytes read so far. */
  readonly onBytes?: (count: number) => void;
  /** Called when the encoding is not UTF-8. */
  readonly onEncoding?: ((encoding: Encoding) => void) | undefined;
}

/**
 * Reads records as they arrive, in chunks that can be iterated once; memory does not grow with the input.
 *
 * @throws KooError (usage) when the input cannot be read any further
 */
export async function* readRecords(
  bytes: AsyncIterable<Uint8Array>,
  { format, target, ignoreUnknown, onBytes, onEncoding }: ReadOptions,
): AsyncGenerator<Iterable<RawRecord>> {
  const texts = decodeTexts(countBytes(bytes, onBytes), {
    notText: () =>
      usageError(
        'NOT_UTF8',
        both('The input is neither UTF-8 or UTF-16 nor GBK (GB18030)'),
        both('Save it as UTF-8 (in Excel: "CSV UTF-8").'),
      ),
    onEncoding: (encoding) => encoding !== 'utf-8' && onEncoding?.(encoding),
  });
  const start = await readStart(texts);
  const all = prepend(start, texts);
  const isBody = isBodyStart(start);
  const fault = format === 'ndjson' || format === 'csv' ? undefined : findBodyFault(start);
  if (fault) throw fault;
  switch (format ?? (isBody ? 'json' : formatOf(start))) {
    case 'ndjson':
      return yield* readNdjson(all);
    case 'json':
      return yield* readJsonArray(all, isBody === true);
    case 'csv':
      return yield* readCsv(all, { ignoreUnknown, target });
  }
}

/** Counts the bytes as they are read. */
async function* countBytes(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: ((count: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    yield chunk;
    onBytes?.(count);
  }
}

/** Most characters that are read to detect the format; only blanks can be that many. */
const maxStartLength = 1 << 20;

function emptyInputError(message: Localized): KooError {
  return usageError('EMPTY_INPUT', message, both('Give CSV with a header, NDJSON, or a JSON array.'));
}

/** Reads as much as is needed to detect the format. */
async function readStart(texts: AsyncIterator<string>): Promise<string> {
  let text = '';
  // Also while there are only blanks.
  while (isBodyStart(text) === undefined) {
    const next = await texts.next();
    if (next.done && text.trim() !== '') return text;
    if (next.done) throw emptyInputError(both('The input is empty'));
    text += next.value;
    if (text.length > maxStartLength)
      throw emptyInputError(both('The input has more than a megabyte of blanks in one place'));
  }
  return text;
}

async function* prepend(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

function formatOf(text: string): InputFormat {
  const first = text.trimStart()[0];
  if (first === '{') return 'ndjson';
  return first === '[' ? 'json' : 'csv';
}

interface CsvOptions {
  readonly target: UsageInterface | undefined;
  /** Leave out unknown columns instead of refusing the file. */
  readonly ignoreUnknown: boolean;
}

type Column = UsageFieldName | undefined;

/**
 * Reads CSV whose first line names the fields, in any order, in English or Chinese. The delimiter is a comma, or a tab or
 * semicolon when the header has no comma.
 *
 * @throws KooError (usage) when the header or the quoting is wrong
 */
async function* readCsv(
  texts: AsyncIterable<string>,
  { ignoreUnknown, target }: CsvOptions,
): AsyncGenerator<RawRecord[]> {
  let columns: readonly Column[] | undefined;
  for await (const rows of streamDelimited(texts)) {
    const records: RawRecord[] = [];
    for (const row of rows) {
      if (row.fault) {
        throw usageError(
          'NOT_CSV',
          both('Line {line}: invalid CSV ({code})', { ...row.fault }),
          both('Check the quotes on and before that line.'),
        );
      }
      // Excel writes rows that were cleared.
      if (row.cells.every((cell) => cell.trim() === '')) continue;
      if (columns) records.push(readRow(row, columns));
      else columns = readHeader(row.cells, { ignoreUnknown, target });
    }
    yield records;
  }
}

function readHeader(headings: readonly string[], { ignoreUnknown, target }: CsvOptions): Column[] {
  const columns = headings.map(findFieldByHeading);
  const unknown = headings.filter((_, index) => columns[index] === undefined);
  const named = columns.filter((column) => column !== undefined);
  const duplicate = named.find((column, index) => named.indexOf(column) !== index);
  if (named.length === 0 || (unknown.length > 0 && !ignoreUnknown)) {
    const columns = unknown.slice(0, 8).map((heading) => heading.slice(0, 40));
    throw headerError(both('The header has unknown columns: {columns}', { columns }), target);
  }
  if (duplicate !== undefined)
    throw headerError(both('The header has {field} twice', { field: duplicate }), target);
  const missing = usageFields.filter(
    ({ name, required }) => target !== undefined && required.includes(target) && !named.includes(name),
  );
  if (missing.length > 0)
    throw headerError(both('The header lacks {names}', { names: missing.map(({ name }) => name) }), target);
  return columns;
}

function readRow({ line, cells }: DelimitedRow, columns: readonly Column[]): RawRecord {
  const value: Record<string, string> = {};
  for (const [index, cell] of cells.entries()) {
    const column = columns[index];
    if (column !== undefined) value[column] = cell;
    else if (index >= columns.length) value[`column ${index + 1}`] = cell;
  }
  if (cells.length === columns.length) return { line, value };
  const message = cellCountText(cells.length, columns.length);
  return { value, line, fault: { code: 'COLUMN_COUNT', message } };
}

function headerError(message: Localized, target: UsageInterface = 'new'): KooError {
  const namesOf = (isRequired: boolean) =>
    usageFields
      .filter(({ required }) => required.includes(target) === isRequired)
      .map(({ name, headings: [heading = ''] }) => `${name} (${heading})`);
  return usageError(
    'BAD_HEADER',
    message,
    both(
      'The first line must name the fields, in English or Chinese: {required}. Optional: {optional}. Use --ignore-unknown to leave out other columns.',
      { required: namesOf(true), optional: namesOf(false) },
    ),
  );
}
