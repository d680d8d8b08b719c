import type { KooError } from '../../errors/koo-error.ts';
import { usageError } from '../../errors/koo-error.ts';
import { type DelimitedRow, streamDelimited } from '../../text/delimited.ts';
import type { Localized } from '../../text/localized.ts';
import { fieldOfHeading, type UsageFieldName, usageFields } from '../fields.ts';
import type { RawRecord } from './json.ts';

export interface CsvOptions {
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
export async function* readCsv(
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
    throw badHeader({
      en: `The header names ${twice} twice`,
      zh: `表头中 ${twice} 重复`,
    });
  }
  return columns;
}

function readRow({ line, cells }: DelimitedRow, columns: readonly Column[]): RawRecord {
  if (cells.length !== columns.length) {
    return {
      line,
      fault: {
        code: 'COLUMN_COUNT',
        message: {
          en: `${cells.length} cells, but the header has ${columns.length}`,
          zh: `有 ${cells.length} 列，而表头有 ${columns.length} 列`,
        },
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
  return badHeader({
    en: `The header has columns that are no field: ${shown.join(', ')}`,
    zh: `表头中有无法识别的列：${shown.join('、')}`,
  });
}

function badHeader(text: Localized): KooError {
  const names = usageFields.map(({ name }) => name).join(', ');
  const headings = usageFields.map(({ headings: [heading = ''] }) => heading).join('、');
  return usageError('BAD_HEADER', text, {
    en: `The first line names the fields: ${names}. --ignore-unknown leaves other columns out.`,
    zh: `首行应为字段名：${names}；或中文：${headings}。--ignore-unknown 可忽略其他列。`,
  });
}

function notCsv({ code, line }: NonNullable<DelimitedRow['fault']>): KooError {
  return usageError(
    'NOT_CSV',
    { en: `Line ${line}: this is not CSV (${code})`, zh: `第 ${line} 行：不是合法的 CSV（${code}）` },
    { en: 'Check the quotes on and before that line.', zh: '请检查该行及之前的引号。' },
  );
}
