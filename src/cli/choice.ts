import type { Localized } from '../text/localized.ts';
import { nearest } from '../text/nearest.ts';
import { Failure } from './failure.ts';

/**
 * A word that has to be one of several, such as a protocol's id; undefined stays so.
 *
 * @param what what the word names: "protocol"
 * @param code of the failure: `UNKNOWN_PROTOCOL`
 * @throws Failure (usage) with the nearest of the choices
 */
export function oneOf<Choice extends string>(
  word: string | undefined,
  choices: readonly Choice[],
  what: Localized,
  code: string,
): Choice | undefined {
  if (word === undefined) return undefined;
  const found = choices.find((choice) => choice === word);
  if (found !== undefined) return found;
  const meant = nearest(word, choices);
  const all = choices.join(', ');
  throw new Failure({
    category: 'usage',
    code,
    message: { en: `There is no ${what.en} "${word}"`, zh: `没有名为“${word}”的${what.zh}` },
    hint: {
      en: meant ? `Did you mean ${meant}?` : `One of: ${all}`,
      zh: meant ? `是否想输入 ${meant}？` : `可选值：${all}`,
    },
    ...(meant !== undefined && { details: { suggestion: meant } }),
  });
}
