import { CsvError, parse } from 'csv-parse/sync';

export type Delimiter = ',' | '\t' | ';';

/** A row of delimited text that holds something. */
export interface DelimitedRow {
  /** Where it begins; the first is 1. */
  readonly line: number;
  /** Without the white space around them, unless it is quoted. */
  readonly cells: readonly string[];
  /** The quotes of the row are wrong, or it does not end: the cells are those of its line as it stands. */
  readonly fault?: RowFault;
}

interface RowFault {
  /** As csv-parse calls it, such as `CSV_QUOTE_NOT_CLOSED`. */
  readonly code: string;
  /** Where it was noticed. */
  readonly line: number;
}

export interface DelimitedOptions {
  /** Default: what {@link delimiterOf} finds, else the comma. */
  readonly delimiter?: Delimiter;
  /** Whether a quote in the midst of a cell is a character like any other. Default: it is a fault. */
  readonly relaxQuotes?: boolean;
  /** Longest row with quotes, in characters: a longer one began with a stray quote. Default: {@link maxLineLength}. */
  readonly maxQuotedLength?: number;
}

/** The first line with more than a comment, once it is whole. */
const firstLine = /^[^\S\r\n]*[^\s#].*(?=[\r\n])/m;

/** What separates the cells of a text, `undefined` where it has no columns. The first line with more than a comment tells. */
export function delimiterOf(text: string): Delimiter | undefined {
  const first = text.split(/\r|\n/, 100).find((line) => /^\s*[^\s#]/.test(line)) ?? '';
  return ([',', '\t', ';'] as const).find((one) => first.includes(one));
}

/**
 * Reads CSV and its like (RFC 4180). A quote that is not closed costs its own line, not the rest of the text: every
 * fault can be told at once. Empty lines do not count.
 */
export function* readDelimited(text: string, options: DelimitedOptions = {}): Generator<DelimitedRow> {
  const read = createReader(options);
  for (let at = 0; at < text.length; at += pieceLength) yield* read(text.slice(at, at + pieceLength), false);
  yield* read('', true);
}

/** Reads text like {@link readDelimited}, as it comes; memory does not grow with it. */
export async function* streamDelimited(
  texts: AsyncIterable<string>,
  options: DelimitedOptions = {},
): AsyncGenerator<DelimitedRow[]> {
  const read = createReader(options);
  for await (const text of texts) yield read(text, false);
  yield read('', true);
}

/** Longest line, in characters: text with a longer one is no table. */
const maxLineLength = 1 << 20;
/** With more faults than these, a quote must be closed in its line: csv-parse takes its time over what is wrong. */
const maxFaults = 100;
const notClosed = 'CSV_QUOTE_NOT_CLOSED';
/** Text that is parsed in one go, in characters. */
const pieceLength = 1 << 16;

/** Takes piece after piece and returns the rows that are whole by then. */
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
    // Nothing but a quote closes a quote.
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

  /** The rows of whole lines, and the length of their text: a quote that is open at the end may be closed later. */
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

  /** The cells of the row that begins there, which may go on over several lines; or what is wrong with it. */
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
      return parse(text, { ...options, to });
    } catch (error) {
      if (error instanceof CsvError) return error;
      throw error;
    }
  }

  /** Text without quotes needs no parser. */
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

/** How many lines a row takes. */
function linesOf(cells: readonly string[]): number {
  return cells.reduce((count, cell) => count + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 1);
}

/** Behind the last line that is whole; of a carriage return at the end, the line feed may still come. */
function endOfLines(text: string): number {
  return Math.max(text.lastIndexOf('\n'), text.slice(0, -1).lastIndexOf('\r')) + 1;
}

/** Behind the line that goes on there. */
function endOfLine(text: string, from: number): number {
  const lineEnd = /\r\n|\n|\r/g;
  lineEnd.lastIndex = from;
  return lineEnd.test(text) ? lineEnd.lastIndex : text.length;
}
