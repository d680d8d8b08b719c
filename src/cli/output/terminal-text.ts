import { wrap } from '../../text/wrap.ts';

/** Minimum width of a line, even on a narrower terminal. */
const minColumns = 20;

/**
 * Wraps text to the width of a terminal; text for a file or a pipe is not wrapped.
 *
 * @param indent of all lines but the first, which already starts at that column
 */
export function wrapForTerminal(
  text: string,
  stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout,
  indent = '',
): string {
  if (!stream.isTTY || !stream.columns) return text;
  return wrap(text, Math.max(minColumns, stream.columns - indent.length)).join(`\n${indent}`);
}
