import { styleText } from 'node:util';

/** Styles text for stdout (or another stream) where that stream shows colours: a terminal, or FORCE_COLOR. */
export function paint(
  style: Parameters<typeof styleText>[0],
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  // The common case of a pipe needs no look at terminals.
  if (!stream.isTTY && !process.env.FORCE_COLOR) return text;
  return styleText(style, text, { stream });
}
