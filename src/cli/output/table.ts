import { stripVTControlCharacters } from 'node:util';
import { terminalSafe } from '../../text/terminal-safe.ts';
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
  const cells = rows.map((row) => header.map((_, column) => oneLine(row[column] ?? '')));
  const wanted = header.map((title, column) =>
    Math.max(width(title), ...cells.map((row) => width(row[column] ?? ''))),
  );
  const isEmpty = header.map((_, column) => cells.every((row) => row[column] === ''));
  if (rows.length > 0 && tableWidth(wanted) > maxWidth && isEmpty.includes(true)) {
    const filled = (row: readonly string[]) => row.filter((_, column) => !isEmpty[column]);
    return table(filled(header), cells.map(filled), maxWidth);
  }
  const isCode = header.map((_, column) => cells.some((row) => isId(row[column] ?? '')));
  const isProse = header.map((_, column) => cells.some((row) => hasWords(row[column] ?? '')));
  const widths = fitWidths(wanted, isProse, isCode, maxWidth);
  const line = (row: readonly string[]) =>
    joinCells(
      row.map((cell, column) => clip(cell, widths[column] ?? 0)),
      widths,
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
  const cells = rows.map((row) => header.map((_, column) => oneLine(row[column] ?? '')));
  const widths = header
    .slice(0, last)
    .map((title, column) => Math.max(width(title), ...cells.map((row) => width(row[column] ?? ''))));
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
  const longest = Math.max(...header.map(width));
  const line = (title: string, cell = '') =>
    `${paint('bold', title + ' '.repeat(longest - width(title)))}${gap}${oneLine(cell)}`.trimEnd();
  return rows.map((row) => header.map((title, column) => line(title, row[column])).join('\n')).join('\n\n');
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
  while (excess > 0) {
    const open = widths.map((one, column) => (canShrink(column) && one > minWidth ? one : 0));
    const widest = Math.max(...open);
    if (widest === 0) break;
    const next = Math.max(minWidth, ...open.filter((one) => one < widest));
    const cut = Math.max(1, Math.min(excess, widest - next));
    widths[open.indexOf(widest)] = widest - cut;
    excess -= cut;
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

function oneLine(text: string): string {
  return terminalSafe(text).replace(/\s+/g, ' ').trim();
}
