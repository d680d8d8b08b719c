import type { Localized } from '../text/localized.ts';
import { nearest } from '../text/nearest.ts';
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
    hint: { en: `Did you mean ${meant}? ${hint.en}`, zh: `是否想输入 ${meant}？${hint.zh}` },
    details: { suggestion: meant },
  };
}
