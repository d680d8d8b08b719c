import type { V2Input, V2Signable } from '../../v2-base.ts';
import type { Mistake } from '../mistake.ts';
import { wrongContents } from './content.ts';
import { wrongWritings } from './writing.ts';

/** Signatures that are right but for the payload they are made over; the same for base and kit interfaces. */
export function payloadMistakes(sign: (input: V2Signable) => string): Mistake<V2Input>[] {
  return [...wrongContents, ...wrongWritings].map(({ cause, text, payloads }) => ({
    cause,
    text,
    sign: (input) =>
      payloads(input)
        .filter((payload) => payload !== undefined)
        .map((payload) => sign({ ...input, payload })),
  }));
}
