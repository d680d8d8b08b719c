import { terminalSafe } from '../text/terminal-safe.ts';
import { paint } from './colour.ts';
import { clip, width } from './width.ts';

const gap = '  ';
/** No column is made narrower than this. */
const least = 6;

/**
 * Rows in columns, aligned by the width a terminal gives the characters (a Chinese one takes two). Plain text
 * without borders or tabs; the last column is not padded. On a terminal too narrow for it the widest columns are
 * cut; what goes elsewhere is whole.
 *
 * @param room columns that the table may take
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  room: number = terminalColumns(),
): string {
  const cells = rows.map((row) => header.map((_, column) => oneLine(row[column] ?? '')));
  const widths = fitted(
    header.map((title, column) => Math.max(width(title), ...cells.map((row) => width(row[column] ?? '')))),
    room,
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

/** Takes from the widest column until all fit. */
function fitted(wanted: readonly number[], room: number): number[] {
  const widths = [...wanted];
  const sum = widths.reduce((total, one) => total + one, gap.length * (widths.length - 1));
  for (let excess = sum - room; excess > 0; ) {
    const widest = Math.max(...widths);
    if (widest <= least) break;
    const next = Math.max(least, ...widths.filter((one) => one < widest));
    const cut = Math.min(excess, widest - next);
    widths[widths.indexOf(widest)] = widest - Math.max(1, cut);
    excess -= Math.max(1, cut);
  }
  return widths;
}

/** How wide the terminal is that stdout goes to; what is no terminal has no end. */
function terminalColumns(): number {
  return process.stdout.isTTY ? process.stdout.columns || Number.POSITIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function oneLine(text: string): string {
  return terminalSafe(text).replace(/\s+/g, ' ').trim();
}
