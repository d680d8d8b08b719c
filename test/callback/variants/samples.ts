import type { Field } from '../../../src/callback/protocols/model.ts';
import type { JsonValue } from '../../../src/text/json.ts';
import { context } from '../protocols/support.ts';

/** The sample value of a field. */
export function sampleOf({ sample = null }: Field): JsonValue {
  return typeof sample === 'function' ? sample(context()) : sample;
}
