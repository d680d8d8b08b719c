import type { Localized } from '../../text/localized.ts';

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
