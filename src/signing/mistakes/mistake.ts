import { oncePerInput } from '../../text/once.ts';
import { both, type Localized } from '../../text/translate.ts';

/** A known mistake in signing or encrypting. */
export interface Mistake<Input> {
  /** Stable id, kebab case. */
  readonly cause: string;
  /** The likely fault of the server, and how to fix it. */
  readonly text: Localized;
  /**
   * The signatures that the mistake produces; never the correct one in a list of mistakes. `undefined` if the mistake
   * makes no difference for this input or does not apply to it.
   */
  sign(input: Input): string | readonly string[] | undefined;
}

/** Most parameters, or members of a body, of which each is left out once. */
export const maxLeftOut = 30;

/** The steps before a signature is computed, in the order in which a server takes them. */
const stages = ['key', 'content', 'form'] as const;

/** A mistake in what is signed: the correct algorithm over another input. It can be combined with a later one. */
export interface InputMistake<Input> extends Omit<Mistake<Input>, 'sign'> {
  readonly stage: (typeof stages)[number];
  /** The inputs that are signed in place of the given one. */
  inputs(input: Input): readonly Input[];
}

/** A mistake as it is declared: with its signatures, or with the inputs that are signed instead. */
export type DeclaredMistake<Input> = Mistake<Input> | InputMistake<Input>;

export type SchemeMistake<Input> = Mistake<Input> & Partial<InputMistake<Input>>;

/** Completes the mistakes of a scheme with the signatures they produce. */
export function mistakesOf<Input extends object>(
  signCorrectly: (input: Input) => string,
  mistakes: readonly DeclaredMistake<Input>[],
): readonly SchemeMistake<Input>[] {
  const correctOf = oncePerInput(signCorrectly);
  const complete = mistakes.map(
    (mistake): SchemeMistake<Input> => ('sign' in mistake ? mistake : withSignatures(mistake, correctOf)),
  );
  return withoutCorrectSignature(correctOf, complete);
}

function withSignatures<Input extends object>(
  mistake: InputMistake<Input>,
  sign: (input: Input) => string,
): SchemeMistake<Input> {
  const inputs = oncePerInput(mistake.inputs);
  return { ...mistake, inputs, sign: (input) => inputs(input).map(sign) };
}

/** Removes the correct signature from the results of mistakes: many make no difference for some inputs. */
export function withoutCorrectSignature<Input extends object, M extends Mistake<Input>>(
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

/** Two mistakes at once: each that changes the input, with each that a server can make after it, the likely first. */
export function pairsOf<Input>(mistakes: readonly SchemeMistake<Input>[]): Mistake<Input>[] {
  const changing = mistakes.flatMap((mistake) => {
    const { stage, inputs } = mistake;
    return stage && inputs ? [{ ...mistake, stage, inputs }] : [];
  });
  const pairs = changing.flatMap(({ stage, inputs, ...first }, firstRank) =>
    mistakes
      .filter((second) => !second.stage || stages.indexOf(second.stage) > stages.indexOf(stage))
      .map((second, secondRank) => ({
        rank: (firstRank + 1) * (secondRank + 1),
        cause: `${first.cause}+${second.cause}`,
        text: describePair(first.text, second.text),
        sign: (input: Input) => inputs(input).flatMap((changed) => second.sign(changed) ?? []),
      })),
  );
  return pairs.toSorted((a, b) => a.rank - b.rank);
}

export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

export function describePair(first: Localized, second: Localized): Localized {
  return both('Two mistakes at once: (1) {first} (2) {second}', { first, second });
}

/** Longest signed text, in characters, whose mistake is searched: hundreds of signatures. */
export const maxSearched = 128 * 1024;
/** Longest signed text, in characters, of which two mistakes at once are searched: thousands of signatures. */
export const maxPaired = 6 * 1024;

/** Longest signature that a mistake makes, in characters, with a margin. */
const maxSignature = 1024;

/** Which mistakes are searched: none, those alone, or also two at once. */
export type SearchScope = 'none' | 'single' | 'pairs';

/** Which mistakes are searched for a signed text of this length. */
export function searchScope(length: number): SearchScope {
  if (length > maxSearched) return 'none';
  return length > maxPaired ? 'single' : 'pairs';
}

/** The first mistake, or else the first pair of mistakes, that produces the given signature. */
export function explain<Input>(
  mistakes: readonly SchemeMistake<Input>[],
  input: Input,
  given: string,
  compare: (signature: string, given: string) => boolean,
  scope: SearchScope,
): Mistake<Input> | undefined {
  if (scope === 'none' || given.length > maxSignature) return undefined;
  const produces = ({ sign }: Mistake<Input>) =>
    [sign(input) ?? []].flat().some((signature) => compare(signature, given));
  const single = mistakes.find(produces);
  return single ?? (scope === 'pairs' ? pairsOf(mistakes).find(produces) : undefined);
}

/** Trailing white space in the access key; the same mistake in every scheme. */
export function untrimmedKeyMistake<Input extends { readonly key: string }>(): InputMistake<Input> {
  return {
    cause: 'key-not-trimmed',
    stage: 'key',
    text: both(
      'The access key ends with a space or a line break. Trim the value read from the configuration.',
    ),
    inputs: (input) => ['\n', '\r\n', ' '].map((space) => ({ ...input, key: input.key + space })),
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
