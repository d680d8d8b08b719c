import type { Localized } from '../text/localized.ts';
import { nearest } from '../text/nearest.ts';
import { both } from '../text/translate.ts';
import type { ErrorFacts } from './koo-error.ts';

/**
 * The hint about a word that is unknown, with the candidate that was probably meant, if there is one.
 *
 * @param hint what to do otherwise
 */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  hint: Localized,
): Pick<ErrorFacts, 'hint' | 'details'> {
  const meant = nearest(word, candidates);
  if (meant === undefined) return { hint };
  return {
    hint: both('Did you mean {meant}? {hint}', { meant, hint }),
    details: { suggestion: meant },
  };
}
