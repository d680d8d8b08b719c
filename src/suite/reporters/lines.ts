import { asciiMarks, marks } from '../../text/terminal-safe.ts';
import { width as columnsOf } from '../../text/width.ts';
import { wrap } from '../../text/wrap.ts';
import type { Status } from '../report.ts';
import type { Paint, ReporterOptions } from './shared.ts';

type Style = Parameters<Paint>[0];

export const plain: Paint = (_style, text) => text;

export const defaultWidth = 100;

export function symbol(status: Status, { paint = plain, unicode = true }: ReporterOptions): string {
  const text = (unicode ? marks : asciiMarks)[status];
  if (status === 'passed') return paint('green', text);
  if (status === 'failed') return paint('red', text);
  return status === 'warned' ? paint('yellow', text) : paint('dim', text);
}

interface WrapOptions {
  /** Before the first line; at most `indent` columns wide. */
  readonly lead?: string;
  /** Columns before the other lines. Default: 4. */
  readonly indent?: number;
  /** Texts after the text where there is room, otherwise on lines of their own. */
  readonly tails?: readonly { readonly gap: string; readonly text: string; readonly style: Style }[];
  readonly width: number;
  readonly paint?: Paint;
  readonly style?: Style;
}

export function wrapIndented(
  text: string,
  { lead = '', indent = 4, tails = [], width, paint = plain, style }: WrapOptions,
): string[] {
  const wrapped = wrap(text, width - indent);
  const lines = style ? wrapped.map((line) => paint(style, line)) : wrapped;
  let used = indent + columnsOf(wrapped.at(-1) ?? '');
  for (const tail of tails) {
    const painted = paint(tail.style, tail.text);
    const columns = columnsOf(tail.text);
    if (used + tail.gap.length + columns <= width) {
      lines.push(`${lines.pop() ?? ''}${tail.gap}${painted}`);
      used += tail.gap.length + columns;
    } else {
      lines.push(painted);
      used = indent + columns;
    }
  }
  return lines.map((line, index) => `${index === 0 ? lead : ' '.repeat(indent)}${line}`);
}
