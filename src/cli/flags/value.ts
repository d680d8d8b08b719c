import { CLIError } from '@oclif/core/errors';
import { custom } from '@oclif/core/flags';
import { KooError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';
import { nearest } from '../../text/nearest.ts';

/** A value that a flag or an argument does not take. oclif has such errors too, but says what is wrong in words alone. */
export class InvalidValueError extends CLIError {
  /** What is wrong, in both languages. */
  readonly text: Localized;

  constructor(text: Localized) {
    super(text.en);
    this.text = text;
  }
}

/** An integer flag; `min` and `max` are the least and the most that it takes. */
export const integer = custom<number, { min?: number; max?: number }>({
  async parse(input, _context, { name, min, max }) {
    if (!/^-?\d+$/.test(input)) {
      throw new InvalidValueError({
        en: `--${name} must be an integer, not "${input}"`,
        zh: `--${name} 必须是整数，不能是“${input}”`,
      });
    }
    const value = Number.parseInt(input, 10);
    if (min !== undefined && value < min) {
      throw new InvalidValueError({
        en: `--${name} must be ${min} or more, not "${input}"`,
        zh: `--${name} 不能小于 ${min}，当前为“${input}”`,
      });
    }
    if (max !== undefined && value > max) {
      throw new InvalidValueError({
        en: `--${name} must be ${max} or less, not "${input}"`,
        zh: `--${name} 不能大于 ${max}，当前为“${input}”`,
      });
    }
    return value;
  },
});

/** What the definitions of a flag and of an argument have in common. */
interface Definition {
  readonly options?: readonly string[] | undefined;
  readonly parse: (input: never, context: never, definition: never) => Promise<unknown>;
}

/**
 * Flags or arguments that check by themselves whether a value is one of their `options`, and throw an
 * {@link InvalidValueError} where it is none of them.
 */
export function checkingOptions<D extends Definition>(
  kind: 'flags' | 'arguments',
  definitions: Readonly<Record<string, D>>,
): Record<string, D> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]): [string, D] => {
      const { options, parse } = definition;
      if (!options) return [name, definition];
      const checked: typeof parse = async (input, context, own) => {
        if (!options.includes(input))
          throw notAnOption(kind === 'flags' ? `--${name}` : undefined, input, options);
        return parse(input, context, own);
      };
      return [name, { ...definition, options: undefined, parse: checked }];
    }),
  );
}

function notAnOption(flag: string | undefined, value: string, options: readonly string[]): InvalidValueError {
  return new InvalidValueError({
    en: `${flag ? `${flag} must be` : 'Expected'} one of ${options.join(', ')}, not "${value}"`,
    zh: `${flag ? `${flag} 的` : ''}取值应为 ${options.join('、')} 之一，不能是“${value}”`,
  });
}

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
