/** What the fuzzer executes: a function of bytes, and what it mutates to call it. */
export interface Target {
  /** Valid inputs, from the declarations and the examples of the repository. */
  readonly seeds: () => Iterable<string | Uint8Array>;
  /** Texts that mean something to this target. */
  readonly tokens?: readonly string[];
  /**
   * Reads one input. It may throw a KooError, which is a refusal. Any other error is a finding, and so are more time or
   * memory than the limits of an execution. It leaves nothing behind that a later execution could notice.
   */
  readonly run: (input: Uint8Array) => unknown;
}

/** A property of a target does not hold; the message names it. */
class Violation extends Error {
  override name = 'Violation';
}

/** @throws Violation unless a property holds */
export function assertThat(isTrue: boolean, property: string): asserts isTrue {
  if (!isTrue) throw new Violation(property);
}

/** The input as a text, as a reader of files decodes it. */
export function textOf(input: Uint8Array): string {
  return Buffer.from(input).toString('utf8');
}

/** Pieces of an input, which end at places that its own bytes determine: as a stream may deliver them. */
export function chunksOf(input: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let state = input.length + 1;
  for (let at = 0; at < input.length; ) {
    state = (Math.imul(state, 0x9e3779b1) + (input[at] ?? 0)) >>> 0;
    // Mostly short pieces, which end within characters, line ends and quotes; of a long input, longer ones.
    const length = 1 + (state % (1 + Math.max(7, input.length >> 5)));
    chunks.push(input.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

/** A stream of chunks. */
export async function* streamOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
