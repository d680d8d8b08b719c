import { width } from '../../text/width.ts';
import { wrap } from '../../text/wrap.ts';
import { paint } from './colour.ts';

/** Maximum width of help, even on a wider terminal. */
const maxColumns = 100;
/** Width of help without a terminal. */
const defaultColumns = 80;
const minColumns = 40;
const margin = '  ';
/** A name that is wider than this, or than two fifths of a line, has its own line. */
const maxNameWidth = 32;

/** The width of help. */
export function helpColumns(stream: { isTTY?: boolean; columns?: number } = process.stdout): number {
  const columns = stream.isTTY && stream.columns ? stream.columns : defaultColumns;
  return Math.max(minColumns, Math.min(maxColumns, columns));
}

/** Formats a heading and its body. */
export function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [paint('bold', heading), ...lines].join('\n');
}

/** Joins the non-empty parts with empty lines. */
export function document(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Wraps and indents text. */
export function paragraphs(text: string, columns: number, indent = margin): string[] {
  return wrap(text, columns - indent.length).map((line) => `${indent}${line}`.trimEnd());
}

/** Formats names and their descriptions in two columns. */
export function definitions(
  entries: readonly (readonly [name: string, text: string])[],
  columns: number,
): string[] {
  const limit = Math.min(maxNameWidth, Math.floor(columns * 0.4));
  const widths = entries.map(([name]) => width(name)).filter((one) => one <= limit);
  const nameWidth = Math.max(0, ...widths);
  const indent = ' '.repeat(margin.length + nameWidth + 2);
  return entries.flatMap(([name, text]) => {
    const lines = wrap(text, columns - indent.length);
    if (width(name) > nameWidth) return [`${margin}${name}`, ...lines.map((line) => `${indent}${line}`)];
    const [first = '', ...rest] = lines;
    const start = `${margin}${name}${' '.repeat(nameWidth - width(name) + 2)}${first}`.trimEnd();
    return [start, ...rest.map((line) => `${indent}${line}`)];
  });
}

/** Formats a command line. A long one is continued with backslashes, so that it can be pasted. */
export function commandLine(line: string, columns: number): string[] {
  const lines: string[] = [];
  let current = `${margin}$`;
  for (const word of shellWords(line)) {
    // Leaves room for the space and the backslash.
    if (width(`${current} ${word}`) > columns - 2 && current.trim() !== '$') {
      lines.push(`${current} \\`);
      current = `${margin}   `;
    }
    current += ` ${word}`;
  }
  return [...lines, current];
}

/** Splits a command line into words, with their quotes. */
function shellWords(line: string): string[] {
  return line.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g) ?? [];
}
