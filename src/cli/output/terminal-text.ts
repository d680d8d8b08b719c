import { wrap } from '../../text/wrap.ts';

/** No line is made narrower than this, however narrow the terminal is. */
const minColumns = 20;

/**
 * Wraps text for a terminal, between words and to its width; a text for a file or a pipe stays as it is.
 *
 * @param indent what all lines but the first begin with; the first is already that far to the right
 */
export function wrapForTerminal(
  text: string,
  stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout,
  indent = '',
): string {
  if (!stream.isTTY || !stream.columns) return text;
  return wrap(text, Math.max(minColumns, stream.columns - indent.length)).join(`\n${indent}`);
}
