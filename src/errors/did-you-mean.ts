import { nearest } from '../text/nearest.ts';
import { both, type Localized } from '../text/translate.ts';

/**
 * The hint about an unknown word, with the most likely candidate, if there is one.
 *
 * @param hint that follows the suggestion
 * @param render formats the candidate as typed: `--name` for a flag, `koo NAME` for a command
 */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  hint: Localized,
  render: (candidate: string) => string = (candidate) => candidate,
): { readonly hint: Localized; readonly details?: { readonly suggestion: string } } {
  const candidate = nearest(word, candidates);
  if (candidate === undefined) return { hint };
  const suggestion = render(candidate);
  // Commands are quoted with backquotes, as everywhere.
  const meant = suggestion.includes(' ') ? `\`${suggestion}\`` : suggestion;
  return { hint: both('Did you mean {meant}? {hint}', { meant, hint }), details: { suggestion } };
}

/** A message about a mistyped word, followed by the most likely correction, for messages without a hint. */
export function withSuggestion(message: Localized, meant: string): Localized {
  return both('{message}; did you mean {meant}?', { message, meant });
}
