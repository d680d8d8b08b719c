import { CsvError, parse } from 'csv-parse/sync';
import { withoutStacks } from './stacks.ts';
import { both, type Localized } from './translate.ts';

export type Delimiter = ',' | '\t' | ';';

/** A non-empty row of delimited text. */
export interface DelimitedRow {
  /** The line where it starts, from 1. */
  readonly line: number;
  /** Trimmed, except for quoted white space. */
  readonly cells: readonly string[];
  /** Set if the quotes of the row are invalid or never closed; the cells are then those of the raw line. */
  readonly fault?: RowFault;
}

interface RowFault {
  /** The code of csv-parse, such as `CSV_QUOTE_NOT_CLOSED`. */
  readonly code: string;
  /** The line where it was detected. */
  readonly line: number;
}

export interface DelimitedOptions {
  /** Default: the result of {@link delimiterOf}, else a comma. */
  readonly delimiter?: Delimiter;
  /** Whether a quote inside a cell is an ordinary character (default: it is a fault). */
  readonly relaxQuotes?: boolean;
  /**
   * Maximum length of a row with quotes, in characters; a longer one is assumed to start with a stray quote (default:
   * {@link maxLineLength}).
   */
  readonly maxQuotedLength?: number;
}

/** Says that a row has another number of cells than the header. */
export function cellCountText(cells: number, columns: number): Localized {
  return both(
    '{cells, plural, one {# cell} other {# cells}}, but the header has {columns, plural, one {# column} other {# columns}}',
    { cells, columns },
  );
}

/** The first complete line that is not a comment. */
const firstLine = /^[^\S\r\n]*[^\s#].*(?=[\r\n])/m;

/** Detects the delimiter from the first line that is not a comment; `undefined` if there are no columns. */
export function delimiterOf(text: string): Delimiter | undefined {
  const first = text.split(/\r|\n/, 100).find((line) => /^\s*[^\s#]/.test(line)) ?? '';
  return ([',', '\t', ';'] as const).find((one) => first.includes(one));
}

/**
 * Parses CSV and similar formats (RFC 4180). An unclosed quote invalidates only its own line, so that all faults can
 * be reported at once. Empty lines are skipped.
 */
export function* readDelimited(text: string, options: DelimitedOptions = {}): Generator<DelimitedRow> {
  const read = createReader(options);
  for (let at = 0; at < text.length; at += pieceLength) yield* read(text.slice(at, at + pieceLength), false);
  yield* read('', true);
}

/** Parses a stream like {@link readDelimited}, in constant memory. */
export async function* streamDelimited(
  texts: AsyncIterable<string>,
  options: DelimitedOptions = {},
): AsyncGenerator<DelimitedRow[]> {
  const read = createReader(options);
  for await (const text of texts) yield read(text, false);
  yield read('', true);
}

/** Maximum length of a line, in characters: text with a longer line is not a table. */
const maxLineLength = 1 << 20;
/**
 * After this number of faults, a quote must be closed on its own line, because csv-parse is slow on invalid input.
 */
const maxFaults = 100;
const notClosed = 'CSV_QUOTE_NOT_CLOSED';
/** Length of the text that is parsed at once, in characters. */
const pieceLength = 1 << 16;

/** Creates a function that takes chunks and returns the complete rows. */
function createReader({
  delimiter: given,
  relaxQuotes = false,
  maxQuotedLength = maxLineLength,
}: DelimitedOptions) {
  const options = {
    delimiter: given ?? ',',
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: relaxQuotes,
    relax_column_count: true,
    trim: true,
    max_record_size: maxQuotedLength,
  };
  let isStart = true;
  let rest = '';
  let line = 1;
  let isQuoteOpen = false;
  let faults = 0;

  return (text: string, isEnd: boolean): DelimitedRow[] => {
    rest += text;
    if (isStart && !isEnd && !firstLine.test(rest) && rest.length <= maxLineLength) return [];
    if (isStart) options.delimiter = given ?? delimiterOf(rest) ?? ',';
    isStart = false;
    // Only another quote can close an open one.
    if (isQuoteOpen && !isEnd && !text.includes('"') && rest.length <= maxQuotedLength) return [];
    const end = isEnd ? rest.length : endOfLines(rest);
    if (end === 0 && rest.length > maxLineLength) return [tooLong()];
    const { rows, length } = readLines(rest.slice(0, end), isEnd);
    isQuoteOpen = length < end;
    rest = rest.slice(length);
    return rows.filter(({ cells }) => cells.length > 1 || cells[0] !== '');
  };

  function tooLong(): DelimitedRow {
    const cells = plainRows(rest).flat();
    rest = '';
    return { line, cells, fault: { code: 'CSV_MAX_RECORD_SIZE', line } };
  }

  /**
   * Parses complete lines and returns the length that was parsed: a quote that is open at the end may be closed
   * later.
   */
  function readLines(text: string, isEnd: boolean): { rows: DelimitedRow[]; length: number } {
    const all = text.includes('"') ? parsed(text) : plainRows(text);
    if (!(all instanceof CsvError)) return { rows: all.map(numbered), length: text.length };
    const rows: DelimitedRow[] = [];
    let at = 0;
    while (at < text.length) {
      const cells = parseFirst(text, at);
      if (!('code' in cells)) {
        rows.push(numbered(cells));
        for (let lines = linesOf(cells); lines > 0; lines -= 1) at = endOfLine(text, at);
        continue;
      }
      const { code, lines } = cells;
      if (code === notClosed && !isEnd && text.length - at <= maxQuotedLength) break;
      const end = endOfLine(text, at);
      const fault = { code, line: line + Number(lines ?? 1) - 1 };
      rows.push({ line, cells: plainRows(text.slice(at, end)).flat(), fault });
      faults += 1;
      line += 1;
      at = end;
    }
    return { rows, length: at };
  }

  function numbered(cells: readonly string[]): DelimitedRow {
    const row = { line, cells };
    line += linesOf(cells);
    return row;
  }

  /** Parses the row that starts at an offset, which may span several lines, or returns its fault. */
  function parseFirst(text: string, at: number): readonly string[] | { code: string; lines?: unknown } {
    let end = endOfLine(text, at);
    let quotes = quotesIn(text.slice(at, end));
    if (quotes === 0) return plainRows(text.slice(at, end)).flat();
    if (quotes % 2 === 1 && faults >= maxFaults) return { code: notClosed, lines: 1 };
    while (quotes % 2 === 1 && end < text.length && end - at <= maxQuotedLength) {
      const next = endOfLine(text, end);
      quotes += quotesIn(text.slice(end, next));
      end = next;
    }
    const rows = parsed(text.slice(at, end), 1);
    return rows instanceof CsvError ? rows : (rows[0] ?? ['']);
  }

  function parsed(text: string, to = -1): string[][] | CsvError {
    try {
      // It creates an error for each row with another number of cells, and throws none of them.
      return withoutStacks(() => parse(text, { ...options, to }));
    } catch (error) {
      if (error instanceof CsvError) return error;
      throw error;
    }
  }

  /** Splits text without quotes, which needs no parser. */
  function plainRows(text: string): string[][] {
    const lines = text.split(/\r\n|\n|\r/);
    if (lines.at(-1) === '') lines.pop();
    return lines.map((one) => one.split(options.delimiter).map((cell) => cell.trim()));
  }
}

function quotesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count += 1;
  return count;
}

function linesOf(cells: readonly string[]): number {
  return cells.reduce((count, cell) => count + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 1);
}

/** The end of the last complete line. After a carriage return at the end, a line feed may follow. */
function endOfLines(text: string): number {
  return Math.max(text.lastIndexOf('\n'), text.slice(0, -1).lastIndexOf('\r')) + 1;
}

function endOfLine(text: string, from: number): number {
  const lineEnd = /\r\n|\n|\r/g;
  lineEnd.lastIndex = from;
  return lineEnd.test(text) ? lineEnd.lastIndex : text.length;
}
