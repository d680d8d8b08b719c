import type { JsonValue } from '../../text/json.ts';
import type { Activity, ChargingMode, Field, Sale, SampleContext, Values } from './model.ts';

export const chargingModes = { period: '1', 'on-demand': '0', 'one-time': '3' } as const satisfies Readonly<
  Record<Sale, ChargingMode>
>;

/** Whether KooGallery sends the field in every call for products of this sale mode. */
export function isAlwaysSent({ required, alwaysWith }: Field, sale: Sale): boolean {
  return required || alwaysWith?.includes(chargingModes[sale]) === true;
}

/**
 * Realistic values of a request, from the samples of its fields. `variants` are the names of fields that are not sent
 * by default, such as `trialFlag`.
 */
export function sampleValues(
  activity: Activity,
  context: SampleContext,
  variants: readonly string[] = [],
): Values {
  const mode = chargingModes[context.sale];
  const sent = activity.request.filter(
    ({ name, variant, onlyWith }) =>
      (!variant || variants.includes(name)) && (!onlyWith || onlyWith.includes(mode)),
  );
  const samples = sent.map((field) => [field.name, resolveSample(field, context)] as const);
  return Object.fromEntries(samples.filter((sample): sample is [string, JsonValue] => sample[1] !== null));
}

/** The sample of a field; null without one. */
export function resolveSample({ sample = null }: Field, context: SampleContext): JsonValue {
  return typeof sample === 'function' ? sample(context) : sample;
}
