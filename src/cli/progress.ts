import type { Language, Localized } from '../text/localized.ts';

/**
 * Runs an action, with a spinner beside a line of text while it takes. Nothing is shown where stderr is no
 * terminal: a log is no place for a spinner.
 */
export async function withProgress<T>(
  text: Localized,
  { language, quiet = false }: { readonly language: Language; readonly quiet?: boolean },
  action: () => Promise<T>,
): Promise<T> {
  if (quiet || !canSpin(process.stderr, process.env)) return action();
  const { default: ora } = await import('ora');
  // Ctrl-C must reach koo, not the spinner.
  const spinner = ora({ text: text[language], stream: process.stderr, discardStdin: false }).start();
  try {
    return await action();
  } finally {
    spinner.stop();
  }
}

/** On a terminal of no columns, such as one whose size nobody has set, the spinner would never end to draw a line. */
export function canSpin(
  { isTTY, columns }: { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTTY === true && (columns ?? 0) > 0 && !env.CI && env.TERM !== 'dumb';
}
