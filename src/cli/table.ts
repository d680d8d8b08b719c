import stringWidth from 'string-width';
import { terminalSafe } from '../text/terminal-safe.ts';
import { paint } from './colour.ts';

const gap = '  ';

/**
 * Rows in columns, aligned by the width a terminal gives the characters (a Chinese one takes two). Plain text
 * without borders or tabs; the last column is not padded.
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => header.map((_, column) => oneLine(row[column] ?? '')));
  const widths = header.map((title, column) =>
    Math.max(width(title), ...cells.map((row) => width(row[column] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell)))
      .join(gap)
      .trimEnd();
  return [paint('bold', line(header)), ...cells.map(line)].join('\n');
}

/** The count of columns a text takes; for plain ASCII there is nothing to look up. */
function width(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

function oneLine(text: string): string {
  return terminalSafe(text).replace(/\s+/g, ' ').trim();
}
