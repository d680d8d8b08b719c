import { inspect, styleText } from 'node:util';

const styles = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;
/** The styles of koo. Others would not pass the edge of output. */
export type Style = (typeof styles)[number];

/** A code of these styles, or of their end; captured, so that `split` keeps it. */
export const colourCode = new RegExp(
  `(\\x1b\\[(?:${[...new Set(styles.flatMap((style) => inspect.colors[style] ?? []))].join('|')})m)`,
);

/** Styles text for a stream that shows colours. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  // Fast path for pipes.
  return showsColours(stream) ? styleText(style, text, { stream }) : text;
}

/** Whether a stream shows colours: a terminal, or any stream with FORCE_COLOR. */
export function showsColours({ isTTY }: { readonly isTTY?: boolean }): boolean {
  return isTTY === true || Boolean(process.env.FORCE_COLOR);
}

/** FORCE_COLOR takes precedence over NO_COLOR, as in Node, which would print a warning each time. */
export function resolveColourVariables(env: NodeJS.ProcessEnv): void {
  if (env.FORCE_COLOR === undefined) return;
  delete env.NO_COLOR;
  delete env.NODE_DISABLE_COLORS;
}
