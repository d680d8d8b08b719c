import type { JsonValue } from '../../text/json.ts';
import type { Activity, Field, SampleContext, Values } from './model.ts';

/**
 * Realistic values of a request, from the samples of its fields. `variants` are the names of fields that are not sent
 * by default, such as `trialFlag`.
 */
export function sampleValues(
  activity: Activity,
  context: SampleContext,
  variants: readonly string[] = [],
): Values {
  const sent = activity.request.filter((field) => !field.variant || variants.includes(field.name));
  const samples = sent.map((field) => [field.name, sampleOf(field, context)] as const);
  return Object.fromEntries(samples.filter((sample): sample is [string, JsonValue] => sample[1] !== null));
}

function sampleOf({ sample = null }: Field, context: SampleContext): JsonValue {
  return typeof sample === 'function' ? sample(context) : sample;
}
