/** A row of delimited text. */
export interface DelimitedRow {
  /** Where it begins; the first is 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** A quote was opened and never closed: the rest of the line is in the cell as it stands. */
  readonly openQuote?: true;
}

/**
 * Reads CSV and its like (RFC 4180), row by row with the line each begins on. A quote that is never closed costs its
 * own line, not the rest of the file: every fault is to be told at once.
 */
export function* readDelimited(text: string, delimiter: string): Generator<DelimitedRow> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const row = readRow(text, at, delimiter, true) ?? readRow(text, at, delimiter, false);
    if (!row) return;
    yield { line, cells: row.cells, ...(row.openQuote && { openQuote: true }) };
    line += row.lines;
    at = row.end;
  }
}

interface Row {
  readonly cells: string[];
  /** Behind its line end. */
  readonly end: number;
  readonly lines: number;
  readonly openQuote?: boolean;
}

/** The row that begins there; `undefined` when quotes count and one is not closed. */
function readRow(text: string, from: number, delimiter: string, quotes: boolean): Row | undefined {
  const cells: string[] = [];
  let at = from;
  let lines = 1;
  for (;;) {
    let cell = '';
    if (quotes && text[at] === '"') {
      const quoted = readQuoted(text, at, delimiter);
      if (!quoted) return undefined;
      cell = quoted.cell;
      lines += quoted.lines;
      at = quoted.end;
    }
    const end = endOfCell(text, at, delimiter);
    cells.push(cell + text.slice(at, end));
    if (text[end] === delimiter) {
      at = end + 1;
      continue;
    }
    const behind = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
    return { cells, end: behind, lines, ...(!quotes && { openQuote: true }) };
  }
}

/** Longest quoted cell, in characters. What is longer began with a stray quote. */
const maxCell = 10_000;

function readQuoted(
  text: string,
  from: number,
  delimiter: string,
): { cell: string; end: number; lines: number } | undefined {
  let cell = '';
  let at = from + 1;
  while (cell.length <= maxCell) {
    const quote = text.slice(at, at + maxCell + 1).indexOf('"');
    if (quote === -1) return undefined;
    cell += text.slice(at, at + quote);
    at += quote + 1;
    if (text[at] === '"') {
      cell += '"';
      at += 1;
      continue;
    }
    while (text[at] === ' ') at += 1;
    const next = text[at];
    const closed = next === undefined || next === delimiter || next === '\n' || next === '\r';
    return closed ? { cell, end: at, lines: cell.split(/\r\n|\r|\n/).length - 1 } : undefined;
  }
  return undefined;
}

function endOfCell(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}
