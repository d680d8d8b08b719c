import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';

/** A known way to sign (or encrypt) wrongly. */
export interface Mistake<Input> {
  /** Stable id, kebab case. */
  readonly cause: string;
  /** What the server most likely does and how to mend it. */
  readonly text: Localized;
  /**
   * The signature or signatures this mistake leads to. In a registry never the right one; `undefined` where the
   * mistake makes no difference for this input or cannot be made with it.
   */
  sign(input: Input): string | readonly string[] | undefined;
}

/** Takes the right signature out of what mistakes lead to: many make no difference for some inputs. */
export function mistakesBeside<Input, M extends Mistake<Input>>(
  right: (input: Input) => string,
  mistakes: readonly M[],
): readonly M[] {
  return mistakes.map((mistake) => ({
    ...mistake,
    sign(input: Input) {
      const rightOne = right(input);
      const wrong = [...new Set([mistake.sign(input) ?? []].flat())].filter((one) => one !== rightOne);
      return wrong.length > 1 ? wrong : wrong[0];
    },
  }));
}

/** The first mistake that leads to the given signature. */
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

/** The access key with something behind it that is not seen: the same mistake in every scheme. */
export function keyNotTrimmed<Input extends { readonly key: string }>(
  sign: (input: Input) => string,
): Mistake<Input> {
  return {
    cause: 'key-not-trimmed',
    text: both(
      'The access key ends with a space or a line break. Trim the value read from the configuration.',
    ),
    sign: (input) => ['\n', '\r\n', ' '].map((blank) => sign({ ...input, key: input.key + blank })),
  };
}

/** HMACs with another hash than SHA-256: the same mistakes in every scheme. */
export function otherHmacs<Input>(sign: (hash: string, input: Input) => string): Mistake<Input>[] {
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
