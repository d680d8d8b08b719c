import type { Localized } from '../../../text/localized.ts';
import type { Bytes } from '../../hash.ts';
import type { V2Input } from '../../v2-base.ts';

/** A wrong text in the place of the canonical JSON. */
export interface WrongPayload {
  readonly cause: string;
  readonly text: Localized;
  readonly payloads: (input: V2Input) => readonly (Bytes | undefined)[];
}
