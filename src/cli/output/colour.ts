import { styleText } from 'node:util';

/** Styles text for a stream that shows colours: a terminal, or any stream with FORCE_COLOR. */
export function paint(
  style: Parameters<typeof styleText>[0],
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  // Fast path for pipes.
  if (!stream.isTTY && !process.env.FORCE_COLOR) return text;
  return styleText(style, text, { stream });
}

/** FORCE_COLOR takes precedence over NO_COLOR, as in Node, which would print a warning each time. */
export function resolveColourVariables(env: NodeJS.ProcessEnv): void {
  if (env.FORCE_COLOR === undefined) return;
  delete env.NO_COLOR;
  delete env.NODE_DISABLE_COLORS;
}
