import { width } from '../../text/width.ts';
import { wrap } from '../../text/wrap.ts';
import { paint } from './colour.ts';

/** No line of help is wider, however wide the terminal is. */
const maxColumns = 100;
/** How wide help is where no terminal says. */
const defaultColumns = 80;
const minColumns = 40;
const margin = '  ';
/** A name wider than this, or than two fifths of a line, stands on a line of its own. */
const maxNameWidth = 32;

/** The columns that help may take. */
export function helpColumns(stream: { isTTY?: boolean; columns?: number } = process.stdout): number {
  const columns = stream.isTTY && stream.columns ? stream.columns : defaultColumns;
  return Math.max(minColumns, Math.min(maxColumns, columns));
}

/** A heading over its body. */
export function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [paint('bold', heading), ...lines].join('\n');
}

/** The parts that there are, with an empty line between them. */
export function document(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Text in lines, indented by the margin. */
export function paragraphs(text: string, columns: number, indent = margin): string[] {
  return wrap(text, columns - indent.length).map((line) => `${indent}${line}`.trimEnd());
}

/** Names and what each is, in two columns. */
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

/** A command as one types it; one that is too long goes on behind a backslash, and can be pasted as it stands. */
export function commandLine(line: string, columns: number): string[] {
  const lines: string[] = [];
  let current = `${margin}$`;
  for (const word of shellWords(line)) {
    // Room for the space and the backslash.
    if (width(`${current} ${word}`) > columns - 2 && current.trim() !== '$') {
      lines.push(`${current} \\`);
      current = `${margin}   `;
    }
    current += ` ${word}`;
  }
  return [...lines, current];
}

/** The words of a command line, each with its quotes. */
function shellWords(line: string): string[] {
  return line.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g) ?? [];
}
