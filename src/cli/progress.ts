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
  if (quiet || !process.stderr.isTTY || process.env.CI || process.env.TERM === 'dumb') return action();
  const { default: ora } = await import('ora');
  // Ctrl-C must reach koo, not the spinner.
  const spinner = ora({ text: text[language], stream: process.stderr, discardStdin: false }).start();
  try {
    return await action();
  } finally {
    spinner.stop();
  }
}
