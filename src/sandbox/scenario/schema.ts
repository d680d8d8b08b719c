import * as v from 'valibot';
import { durationPattern, parseDuration } from '../../text/duration.ts';
import type { JsonObject, JsonValue } from '../../text/json.ts';
import { settingsSchema } from '../market/model/settings.ts';

/** The format of a scenario file. Acts of the market are read with the schema of its commands. */

const optional = v.exactOptional;
const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256));
const json: v.GenericSchema<JsonValue> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(json), v.record(v.string(), json)]),
);

const fields: v.GenericSchema<JsonObject> = v.record(v.string(), json);

/** Returns the milliseconds of `+3d12h`. */
export const durationAfter = (at: string) => (at.startsWith('+') ? parseDuration(at.slice(1)) : undefined);

/** ISO 8601 with a zone. */
const absolute = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.check((value) => /^20\d{2}-/.test(value) && !Number.isNaN(Date.parse(value))),
);
/** Absolute, or relative to the one before: `+3d12h`. */
const time = v.pipe(
  v.string(),
  v.check((value) => durationAfter(value) !== undefined || v.is(absolute, value)),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000));

const answer = v.union([
  v.literal('down'),
  v.pipe(v.string(), v.regex(/^\d{6}$/)),
  v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
]);

const product = v.strictObject({
  product: text,
  protocols: v.pipe(v.array(v.string()), v.minLength(1)),
  encrypt: optional(v.picklist([128, 256])),
  supervised: optional(v.boolean()),
  contacts: optional(v.boolean()),
  parameters: optional(v.array(v.strictObject({ name: text, required: v.boolean() }))),
  without: optional(v.array(text)),
  prices: optional(v.array(text)),
  settings: optional(settingsSchema),
});

const fault = v.strictObject({
  activity: text,
  answer,
  instanceId: optional(text),
  from: optional(absolute),
  until: optional(absolute),
  times: optional(count),
});

/** Members of every step besides its act. */
const stepFrame = v.looseObject({ at: optional(time), do: text, refused: optional(text) });

const code = v.pipe(v.string(), v.nonEmpty());

/** Calls of the open API. */
export const merchantActs = v.variant('do', [
  v.strictObject({
    do: v.literal('push'),
    instance: text,
    begin: absolute,
    end: absolute,
    value: v.pipe(v.string(), v.regex(/^\d{1,16}(\.\d{1,4})?$/)),
    serial: optional(text),
    answer: optional(code, 'accepted'),
  }),
  v.strictObject({ do: v.literal('activate'), license: text, answer: optional(code, '92020000') }),
  v.strictObject({ do: v.literal('query-license'), license: text, answer: code }),
  v.strictObject({ do: v.literal('upload'), event: text, license: text, answer: optional(code, 'CBC.0000') }),
]);

/** `invalid` is 000000 in a reply that is not a success. */
const expectedAnswer = v.union([answer, v.literal('invalid')]);

const expectedCall = v.strictObject({
  at: optional(time),
  call: text,
  path: optional(text),
  values: optional(fields, {}),
  without: optional(v.array(text), []),
  lengths: optional(v.record(v.string(), v.pipe(v.number(), v.integer())), {}),
  answer: optional(expectedAnswer, '000000'),
  times: optional(count, 1),
  every: optional(v.pipe(v.string(), v.regex(durationPattern))),
  fresh: optional(v.array(text), []),
});

export const scenarioSchema = v.strictObject({
  title: v.union([text, v.strictObject({ en: text, zh: text })]),
  start: absolute,
  until: optional(absolute),
  seed: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  data: optional(v.record(v.string(), v.unknown())),
  products: v.pipe(v.array(product), v.minLength(1)),
  buyers: optional(v.array(v.looseObject({ buyer: text })), []),
  faults: optional(v.array(fault), []),
  steps: v.pipe(v.array(stepFrame), v.minLength(1)),
  expect: v.strictObject({
    calls: v.array(expectedCall),
    orders: optional(v.record(v.pipe(v.string(), v.regex(/^O[1-9]\d*$/)), fields), {}),
    instances: optional(v.record(v.pipe(v.string(), v.regex(/^I[1-9]\d*$/)), text), {}),
    balances: optional(v.record(text, v.string()), {}),
    stock: optional(
      v.record(v.pipe(v.string(), v.regex(/^I[1-9]\d*$/)), v.pipe(v.number(), v.integer())),
      {},
    ),
    licenses: optional(v.record(v.pipe(v.string(), v.regex(/^E[1-9]\d*$/)), text), {}),
    notices: optional(v.record(text, v.pipe(v.number(), v.integer(), v.minValue(0))), {}),
  }),
});

export type ScenarioInput = v.InferOutput<typeof scenarioSchema>;
