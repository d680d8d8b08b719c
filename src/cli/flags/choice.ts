import { KooError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import { nearest } from '../../text/nearest.ts';

/**
 * A word that has to be one of several, such as a protocol's id; undefined stays so.
 *
 * @param what what the word names: "protocol"; or what to say of a word that is none of them
 * @param code of the failure: `UNKNOWN_PROTOCOL`
 * @throws KooError (usage) with the nearest of the choices
 */
export function oneOf<Choice extends string>(
  word: string | undefined,
  choices: readonly Choice[],
  what: Localized | ((word: string) => Localized),
  code: string,
): Choice | undefined {
  if (word === undefined) return undefined;
  const found = choices.find((choice) => choice === word);
  if (found !== undefined) return found;
  const meant = nearest(word, choices);
  const message =
    typeof what === 'function'
      ? what(word)
      : { en: `There is no ${what.en} "${word}"`, zh: `没有名为“${word}”的${what.zh}` };
  throw new KooError({
    category: 'usage',
    code,
    message,
    hint: {
      en: meant ? `Did you mean ${meant}?` : `One of: ${choices.join(', ')}`,
      zh: meant ? `是否想输入 ${meant}？` : `可选值：${choices.join('、')}`,
    },
    ...(meant !== undefined && { details: { suggestion: meant } }),
  });
}
