import type { Localized } from '../text/localized.ts';
import { nearest } from '../text/nearest.ts';
import { both } from '../text/translate.ts';

/**
 * The hint about an unknown word, with the candidate that was probably meant, if there is one.
 *
 * @param hint the rest of the hint
 * @param render how the candidate is typed: `--name` for a flag, `koo NAME` for a command
 */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  hint: Localized,
  render: (candidate: string) => string = (candidate) => candidate,
): { readonly hint: Localized; readonly details?: { readonly suggestion: string } } {
  const nearestOne = nearest(word, candidates);
  if (nearestOne === undefined) return { hint };
  const suggestion = render(nearestOne);
  // A command stands in backquotes, as everywhere.
  const meant = suggestion.includes(' ') ? `\`${suggestion}\`` : suggestion;
  return { hint: both('Did you mean {meant}? {hint}', { meant, hint }), details: { suggestion } };
}

/** A message about a wrong word, followed by the one that was probably meant, for a place without hints. */
export function withSuggestion(message: Localized, meant: string): Localized {
  return both('{message}; did you mean {meant}?', { message, meant });
}
