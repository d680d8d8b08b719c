import { type Localized, localize } from '../text/translate.ts';
import { printOver, safeText } from './output/edge.ts';

/**
 * Runs an action and shows a spinner with a line of text meanwhile. Shows nothing if stderr is not a terminal, such
 * as a log.
 */
export async function withProgress<T>(
  text: Localized,
  { quiet = false }: { readonly quiet?: boolean },
  action: () => Promise<T>,
): Promise<T> {
  if (quiet || !canSpin(process.stderr, process.env)) return action();
  const { default: ora } = await import('ora');
  // Ctrl-C must reach koo, not the spinner.
  const spinner = ora({
    text: safeText(localize(text)),
    stream: process.stderr,
    discardStdin: false,
  }).start();
  try {
    return await action();
  } finally {
    spinner.stop();
  }
}

/** Whether a spinner can be shown. On a terminal without a size, it would draw lines endlessly. */
export function canSpin(
  { isTTY, columns }: { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTTY === true && (columns ?? 0) > 0 && !env.CI && env.TERM !== 'dumb';
}

export interface ProgressLine {
  show(text: () => string): void;
  /** Clears the line. */
  end(): void;
}

const intervalMs = 100;

/** Creates a progress line. It is shown only on a terminal, and updated at most ten times a second. */
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
      printOver(text(), stream);
    },
    end: () => {
      if (last > Number.NEGATIVE_INFINITY) printOver('', stream);
      last = Number.NEGATIVE_INFINITY;
    },
  };
}
