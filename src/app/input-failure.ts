import type { InputError } from '../callback/input-error.ts';
import { KooError } from '../errors/koo-error.ts';
import { nearest } from '../text/nearest.ts';

/** What a person gave cannot be used: a usage failure, with the word that was probably meant. */
export function inputFailure(error: InputError): KooError {
  const { code, text, hint, mistyped } = error.fault;
  const meant = mistyped && nearest(mistyped.word, mistyped.candidates);
  return new KooError(
    {
      category: 'usage',
      code,
      message: text,
      hint: {
        en: meant ? `Did you mean ${meant}? ${hint.en}` : hint.en,
        zh: meant ? `是否想输入 ${meant}？${hint.zh}` : hint.zh,
      },
      ...(meant !== undefined && { details: { suggestion: meant } }),
    },
    { cause: error },
  );
}
