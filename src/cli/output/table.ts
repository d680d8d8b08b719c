import { stripVTControlCharacters } from 'node:util';
import { oneLine } from '../../text/terminal-safe.ts';
import { clip, width } from '../../text/width.ts';
import { wrap } from '../../text/wrap.ts';
import { paint } from './colour.ts';

const gap = '  ';
/** Minimum width of a column. */
const minWidth = 6;
/** A last column with less room is printed below its row instead. */
const minWrapWidth = 16;

/**
 * Renders rows as a table, aligned by display width (two columns for a Chinese character), without borders or tabs;
 * the last column is not padded. On a narrow terminal empty columns are left out, and the widest are truncated, those with
 * prose first, but no IDs; other output is complete.
 *
 * @param maxWidth of the table, in columns
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  maxWidth: number = terminalColumns(),
): string {
  const cells = rows.map((row) => header.map((_, column) => cellOf(row[column], maxWidth)));
  const wanted = header.map((title, column) => widest(title, cells, column));
  const isEmpty = header.map((_, column) => cells.every((row) => row[column] === ''));
  if (rows.length > 0 && tableWidth(wanted) > maxWidth && isEmpty.includes(true)) {
    const filled = (row: readonly string[]) => row.filter((_, column) => !isEmpty[column]);
    return table(filled(header), cells.map(filled), maxWidth);
  }
  const isCode = header.map((_, column) => cells.some((row) => isId(row[column] ?? '')));
  const isProse = header.map((_, column) => cells.some((row) => hasWords(row[column] ?? '')));
  const widths = fitWidths(wanted, isProse, isCode, maxWidth);
  const padded = paddedWidths(widths, rows.length);
  const line = (row: readonly string[]) =>
    joinCells(
      row.map((cell, column) => clip(cell, widths[column] ?? 0)),
      padded,
    );
  return [paint('bold', line(header)), ...cells.map(line)].join('\n');
}

/**
 * Renders rows as {@link table} does, but wraps the last column into further lines and truncates nothing. Where the other
 * columns leave too little room, the last one is printed below its row.
 *
 * @param maxWidth of the table, in columns; a single word may exceed it
 */
export function wrappedTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  maxWidth: number = terminalColumns(),
): string {
  const last = header.length - 1;
  const cells = rows.map((row) => header.map((_, column) => cellOf(row[column], Number.POSITIVE_INFINITY)));
  const widths = paddedWidths(
    header.slice(0, last).map((title, column) => widest(title, cells, column)),
    rows.length,
  );
  const start = widths.reduce((total, one) => total + one + gap.length, 0);
  const isBelow = maxWidth - start < minWrapWidth;
  const indent = isBelow ? gap : ' '.repeat(start);
  const lines = (row: readonly string[]) => {
    const text = row[last] ?? '';
    const room = maxWidth - indent.length;
    const [first = '', ...rest] = width(text) <= room ? [text] : wrap(text, room);
    const others = row.slice(0, last);
    const below = isBelow ? [first, ...rest].filter((part) => part !== '') : rest;
    return [
      joinCells(isBelow ? others : [...others, first], widths),
      ...below.map((part) => `${indent}${part}`),
    ];
  };
  const titles = lines(header).map((line) => paint('bold', line));
  return [...titles, ...cells.flatMap(lines)].join('\n');
}

/**
 * Renders rows as {@link table} does where nothing must be truncated, otherwise a block for each row, with a line for each
 * column.
 *
 * @param maxWidth of the table, in columns
 */
export function tableOrBlocks(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  maxWidth: number = terminalColumns(),
): string {
  const whole = table(header, rows, Number.POSITIVE_INFINITY);
  const isNarrow = whole.split('\n').some((line) => width(stripVTControlCharacters(line)) > maxWidth);
  if (!isNarrow || rows.length === 0) return whole;
  const longest = header.reduce((most, title) => Math.max(most, width(title)), 0);
  const line = (title: string, cell = '') =>
    `${paint('bold', title + ' '.repeat(longest - width(title)))}${gap}${oneLine(cell)}`.trimEnd();
  return rows.map((row) => header.map((title, column) => line(title, row[column])).join('\n')).join('\n\n');
}

/** The width of a column. */
function widest(title: string, cells: readonly (readonly string[])[], column: number): number {
  return cells.reduce((most, row) => Math.max(most, width(row[column] ?? '')), width(title));
}

/** The most characters that are used to align a table. */
const maxArea = 1 << 26;

/** The widths to which cells are padded: none, if a long cell would be multiplied by the number of rows. */
function paddedWidths(widths: readonly number[], rows: number): readonly number[] {
  return tableWidth(widths) * rows > maxArea ? [] : widths;
}

/** Pads the cells of a row to their columns; a column without a width is not padded. */
function joinCells(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell))))
    .join(gap)
    .trimEnd();
}

function tableWidth(widths: readonly number[]): number {
  return widths.reduce((total, one) => total + one, gap.length * (widths.length - 1));
}

/** Narrows the widest columns until the table fits, those with prose first; columns of IDs never. */
function fitWidths(
  wanted: readonly number[],
  isProse: readonly boolean[],
  isCode: readonly boolean[],
  maxWidth: number,
): number[] {
  const canShrink = (column: number) => !isCode[column];
  const excess = tableWidth(wanted) - maxWidth;
  const words = shrink(wanted, (column) => isProse[column] === true && canShrink(column), excess);
  return shrink(words.widths, canShrink, words.excess).widths;
}

function shrink(wanted: readonly number[], canShrink: (column: number) => boolean, overflow: number) {
  const widths = [...wanted];
  let excess = overflow;
  const open = [...widths.keys()].filter((column) => canShrink(column) && (widths[column] ?? 0) > minWidth);
  const levels = [...new Set(open.map((column) => widths[column] ?? 0))].sort((a, b) => b - a);
  for (const [index, level] of levels.entries()) {
    const next = levels[index + 1] ?? minWidth;
    for (const column of open) {
      if (excess <= 0) return { widths, excess };
      // All wider ones have been narrowed to this level.
      if (widths[column] !== level) continue;
      const cut = Math.min(excess, level - next);
      widths[column] = level - cut;
      excess -= cut;
    }
  }
  return { widths, excess };
}

/** The width of the terminal of stdout; infinite without a terminal. */
export function terminalColumns(): number {
  return process.stdout.isTTY ? process.stdout.columns || Number.POSITIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Whether a cell is prose, not a single name or id, which is useless when truncated. */
function hasWords(cell: string): boolean {
  return / /.test(cell) || !/^[!-~]*$/.test(cell);
}

/** Whether a cell is the ID of a product, a specification or an account, which people copy. */
function isId(cell: string): boolean {
  return /^(?=.*\d)[A-Za-z0-9_-]{16,}$/.test(cell);
}

/** Longest cell that is fitted to a terminal, in characters; the room of a column is much smaller. */
const maxCell = 20_000;

function cellOf(text: string | undefined, maxWidth: number): string {
  return oneLine(maxWidth === Number.POSITIVE_INFINITY ? (text ?? '') : (text ?? '').slice(0, maxCell));
}
