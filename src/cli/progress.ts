import type { Localized } from '../text/localized.ts';
import { localize } from '../text/translate.ts';

/**
 * Runs an action, with a spinner beside a line of text while it takes. Nothing is shown where stderr is no
 * terminal: a log is no place for a spinner.
 */
export async function withProgress<T>(
  text: Localized,
  { quiet = false }: { readonly quiet?: boolean },
  action: () => Promise<T>,
): Promise<T> {
  if (quiet || !canSpin(process.stderr, process.env)) return action();
  const { default: ora } = await import('ora');
  // Ctrl-C must reach koo, not the spinner.
  const spinner = ora({ text: localize(text), stream: process.stderr, discardStdin: false }).start();
  try {
    return await action();
  } finally {
    spinner.stop();
  }
}

/** On a terminal without columns, such as one whose size is not set, the spinner would draw a line endlessly. */
export function canSpin(
  { isTTY, columns }: { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTTY === true && (columns ?? 0) > 0 && !env.CI && env.TERM !== 'dumb';
}

/** A line on stderr that tells how far a piece of work is. */
export interface ProgressLine {
  show(text: () => string): void;
  /** Takes the line away. */
  end(): void;
}

const intervalMs = 100;

/** Nothing is shown where stderr is no terminal, and nothing more often than can be read. */
export function createProgressLine({
  quiet,
  stream = process.stderr,
  clock = () => performance.now(),
}: {
  readonly quiet: boolean;
  readonly stream?: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  /** Milliseconds, monotonic. */
  clock?(): number;
}): ProgressLine {
  if (!stream.isTTY || quiet) return { show: () => {}, end: () => {} };
  let last = Number.NEGATIVE_INFINITY;
  return {
    show: (text) => {
      if (clock() - last < intervalMs) return;
      last = clock();
      stream.write(`\r\x1b[2K${text().slice(0, (stream.columns ?? 80) - 1)}`);
    },
    end: () => {
      if (last > Number.NEGATIVE_INFINITY) stream.write('\r\x1b[2K');
      last = Number.NEGATIVE_INFINITY;
    },
  };
}
