import { terminalSafe } from '../../text/terminal-safe.ts';
import { clip, width } from '../../text/width.ts';
import { paint } from './colour.ts';

const gap = '  ';
/** No column is made narrower than this. */
const minWidth = 6;

/**
 * Rows in columns, aligned by the width a terminal gives the characters (a Chinese one takes two). Plain text
 * without borders or tabs; the last column is not padded. On a terminal too narrow for it the widest columns are
 * cut, those of words first; what goes elsewhere is whole.
 *
 * @param maxWidth columns that the table may take
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  maxWidth: number = terminalColumns(),
): string {
  const cells = rows.map((row) => header.map((_, column) => oneLine(row[column] ?? '')));
  const widths = fitWidths(
    header.map((title, column) => Math.max(width(title), ...cells.map((row) => width(row[column] ?? '')))),
    header.map((_, column) => cells.some((row) => hasWords(row[column] ?? ''))),
    maxWidth,
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const text = clip(cell, widths[column] ?? 0);
        return text + ' '.repeat((widths[column] ?? 0) - width(text));
      })
      .join(gap)
      .trimEnd();
  return [paint('bold', line(header)), ...cells.map(line)].join('\n');
}

/** Takes from the widest column until all fit; from one of names and ids only when the words have given all. */
function fitWidths(wanted: readonly number[], isProse: readonly boolean[], maxWidth: number): number[] {
  const sum = wanted.reduce((total, one) => total + one, gap.length * (wanted.length - 1));
  const words = shrink(wanted, (column) => isProse[column] === true, sum - maxWidth);
  return shrink(words.widths, () => true, words.excess).widths;
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

/** How wide the terminal is that stdout goes to; what is no terminal has no end. */
export function terminalColumns(): number {
  return process.stdout.isTTY ? process.stdout.columns || Number.POSITIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Whether a cell is something to read, and not one name or id, which is of no use when it is cut. */
function hasWords(cell: string): boolean {
  return / /.test(cell) || !/^[!-~]*$/.test(cell);
}

function oneLine(text: string): string {
  return terminalSafe(text).replace(/\s+/g, ' ').trim();
}
