import { type KooError, usageError } from '../../errors/koo-error.ts';
import { decodeTexts, type Encoding } from '../../text/decode.ts';
import { type DelimitedRow, streamDelimited } from '../../text/delimited.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { fieldOfHeading, type UsageFieldName, usageFields } from '../fields.ts';
import { type RawRecord, readJsonArray, readNdjson } from './json.ts';

export const inputFormats = ['csv', 'ndjson', 'json'] as const;
type InputFormat = (typeof inputFormats)[number];

export interface ReadOptions {
  /** Default: what the first character tells, `{` NDJSON, `[` a JSON array, else CSV. */
  readonly format?: InputFormat | undefined;
  readonly ignoreUnknown: boolean;
  /** Told how many bytes have been read. */
  readonly onBytes?: (count: number) => void;
  /** Told where something else than UTF-8 is read. */
  readonly onEncoding?: ((encoding: Encoding) => void) | undefined;
}

/**
 * Reads records as they come, in pieces that are gone through once; memory does not grow with the input.
 *
 * @throws KooError (usage) when the input cannot be read any further
 */
export async function* readRecords(
  bytes: AsyncIterable<Uint8Array>,
  { format, ignoreUnknown, onBytes, onEncoding }: ReadOptions,
): AsyncGenerator<Iterable<RawRecord>> {
  const texts = decodeTexts(counted(bytes, onBytes), {
    encodings: ['utf-8', 'gb18030'],
    notText,
    onEncoding: (encoding) => encoding !== 'utf-8' && onEncoding?.(encoding),
  });
  const start = await firstText(texts);
  const all = rejoin(start, texts);
  switch (format ?? formatOf(start)) {
    case 'ndjson':
      return yield* readNdjson(all);
    case 'json':
      return yield* readJsonArray(all);
    case 'csv':
      return yield* readCsv(all, { ignoreUnknown });
  }
}

/** The bytes, counted as they are taken. */
async function* counted(
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

/** As much as it takes to see something that is not white space. */
async function firstText(texts: AsyncIterator<string>): Promise<string> {
  let text = '';
  while (text.trim() === '') {
    const next = await texts.next();
    if (next.done) {
      throw usageError(
        'EMPTY_INPUT',
        both('The input is empty'),
        both('Give CSV with a header, NDJSON, or a JSON array.'),
      );
    }
    text += next.value;
  }
  return text;
}

async function* rejoin(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

function formatOf(text: string): InputFormat {
  const first = text.trimStart()[0];
  if (first === '{') return 'ndjson';
  return first === '[' ? 'json' : 'csv';
}

function notText(): KooError {
  return usageError(
    'NOT_UTF8',
    both('The input is neither UTF-8 nor GBK (GB18030)'),
    both('Save it as UTF-8; Excel calls that "CSV UTF-8".'),
  );
}

interface CsvOptions {
  /** Leave columns out that are no field, instead of refusing the file. */
  readonly ignoreUnknown: boolean;
}

type Column = UsageFieldName | undefined;

/**
 * Reads CSV whose first line names the fields, in any order, in English or Chinese. The delimiter is the comma,
 * unless the header has none: then tab or semicolon.
 *
 * @throws KooError (usage) when the header or the quoting is wrong
 */
async function* readCsv(
  texts: AsyncIterable<string>,
  { ignoreUnknown }: CsvOptions,
): AsyncGenerator<RawRecord[]> {
  let columns: readonly Column[] | undefined;
  for await (const rows of streamDelimited(texts)) {
    const records: RawRecord[] = [];
    for (const row of rows) {
      if (row.fault) throw notCsv(row.fault);
      if (columns) records.push(readRow(row, columns));
      else columns = readHeader(row.cells, ignoreUnknown);
    }
    yield records;
  }
}

function readHeader(headings: readonly string[], ignoreUnknown: boolean): Column[] {
  const columns = headings.map(fieldOfHeading);
  const unknown = headings.filter((_, index) => columns[index] === undefined);
  const named = columns.filter((column) => column !== undefined);
  const twice = named.find((column, index) => named.indexOf(column) !== index);
  if (named.length === 0 || (unknown.length > 0 && !ignoreUnknown)) throw unknownColumns(unknown);
  if (twice !== undefined) {
    throw badHeader(both('The header names {twice} twice', { twice }));
  }
  return columns;
}

function readRow({ line, cells }: DelimitedRow, columns: readonly Column[]): RawRecord {
  if (cells.length !== columns.length) {
    return {
      line,
      fault: {
        code: 'COLUMN_COUNT',
        message: both('{cells} cells, but the header has {columns}', {
          cells: cells.length,
          columns: columns.length,
        }),
      },
    };
  }
  const value: Partial<Record<UsageFieldName, string>> = {};
  for (const [index, column] of columns.entries()) {
    if (column !== undefined) value[column] = cells[index] ?? '';
  }
  return { line, value };
}

function unknownColumns(headings: readonly string[]): KooError {
  const shown = headings.slice(0, 8).map((heading) => heading.slice(0, 40));
  return badHeader(both('The header has columns that are no field: {shown}', { shown }));
}

function badHeader(message: Localized): KooError {
  const names = usageFields.map(({ name }) => name);
  const headings = usageFields.map(({ headings: [heading = ''] }) => heading);
  return usageError(
    'BAD_HEADER',
    message,
    both(
      'The first line must name the fields: {names}; or in Chinese: {headings}. Use --ignore-unknown to leave out other columns.',
      { names, headings },
    ),
  );
}

function notCsv({ code, line }: NonNullable<DelimitedRow['fault']>): KooError {
  return usageError(
    'NOT_CSV',
    both('Line {line}: this is not CSV ({code})', { line, code }),
    both('Check the quotes on and before that line.'),
  );
}
