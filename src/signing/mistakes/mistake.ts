import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';

/** A known mistake in signing or encrypting. */
export interface Mistake<Input> {
  /** Stable id, kebab case. */
  readonly cause: string;
  /** What the server most likely does, and how to fix it. */
  readonly text: Localized;
  /**
   * The signatures that the mistake produces; never the correct one in a list of mistakes. `undefined` if the mistake
   * makes no difference for this input or does not apply to it.
   */
  sign(input: Input): string | readonly string[] | undefined;
}

/** Removes the correct signature from the results of mistakes: many make no difference for some inputs. */
export function withoutCorrectSignature<Input, M extends Mistake<Input>>(
  signCorrectly: (input: Input) => string,
  mistakes: readonly M[],
): readonly M[] {
  return mistakes.map((mistake) => ({
    ...mistake,
    sign(input: Input) {
      const correct = signCorrectly(input);
      const wrong = [...new Set([mistake.sign(input) ?? []].flat())].filter((one) => one !== correct);
      return wrong.length > 1 ? wrong : wrong[0];
    },
  }));
}

/** The first mistake that produces the given signature. */
export function explain<Input>(
  mistakes: readonly Mistake<Input>[],
  input: Input,
  given: string,
  compare: (signature: string, given: string) => boolean,
): Mistake<Input> | undefined {
  return mistakes.find(({ sign }) =>
    [sign(input) ?? []].flat().some((signature) => compare(signature, given)),
  );
}

/** Trailing white space in the access key; the same mistake in every scheme. */
export function untrimmedKeyMistake<Input extends { readonly key: string }>(
  sign: (input: Input) => string,
): Mistake<Input> {
  return {
    cause: 'key-not-trimmed',
    text: both(
      'The access key ends with a space or a line break. Trim the value read from the configuration.',
    ),
    sign: (input) => ['\n', '\r\n', ' '].map((space) => sign({ ...input, key: input.key + space })),
  };
}

/** HMACs with a hash other than SHA-256; the same mistakes in every scheme. */
export function otherHmacMistakes<Input>(sign: (hash: string, input: Input) => string): Mistake<Input>[] {
  return [
    {
      cause: 'hmac-sha1',
      text: both('The server uses HmacSHA1. Use HmacSHA256.'),
      sign: (input) => sign('sha1', input),
    },
    {
      cause: 'other-hmac',
      text: both('The server uses an HMAC with another hash (MD5, SHA-384, SHA-512). Use HmacSHA256.'),
      sign: (input) => ['md5', 'sha384', 'sha512'].map((hash) => sign(hash, input)),
    },
  ];
}
