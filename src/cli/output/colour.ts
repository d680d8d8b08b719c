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

/** FORCE_COLOR goes before NO_COLOR, as in Node, which would tell so on stderr each time. */
export function resolveColourVariables(env: NodeJS.ProcessEnv): void {
  if (env.FORCE_COLOR === undefined) return;
  delete env.NO_COLOR;
  delete env.NODE_DISABLE_COLORS;
}
