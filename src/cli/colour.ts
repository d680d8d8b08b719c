import { styleText } from 'node:util';

/** Styles text for stdout (or another stream) where that stream shows colours: a terminal, or FORCE_COLOR. */
export function paint(
  style: Parameters<typeof styleText>[0],
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  return styleText(style, text, { stream });
}
