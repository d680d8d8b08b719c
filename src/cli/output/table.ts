import { terminalSafe } from '../../text/terminal-safe.ts';
import { clip, width } from '../../text/width.ts';
import { paint } from './colour.ts';

const gap = '  ';
/** Minimum width of a column. */
const minWidth = 6;

/**
 * Renders rows as a table, aligned by display width (two columns for a Chinese character), without borders or tabs;
 * the last column is not padded. On a narrow terminal the widest columns are truncated, those with prose first; other
 * output is complete.
 *
 * @param maxWidth of the table, in columns
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

/** Narrows the widest columns until the table fits; columns of names and ids only after those with prose. */
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

/** The width of the terminal of stdout; infinite without a terminal. */
export function terminalColumns(): number {
  return process.stdout.isTTY ? process.stdout.columns || Number.POSITIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Whether a cell is prose, not a single name or id, which is useless when truncated. */
function hasWords(cell: string): boolean {
  return / /.test(cell) || !/^[!-~]*$/.test(cell);
}

function oneLine(text: string): string {
  return terminalSafe(text).replace(/\s+/g, ' ').trim();
}
