import * as v from 'valibot';
import { durationPattern, parseDuration } from '../../text/duration.ts';
import type { JsonObject } from '../../text/json.ts';
import { jsonSchema } from '../../text/json-schema.ts';
import { verbatim } from '../../text/translate.ts';
import type { Injected } from '../market/engine/courier.ts';
import { settingsSchema } from '../market/model/settings.ts';

/** The format of a scenario file. Acts of the market are read with the schema of its commands. */

const optional = v.exactOptional;
const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256));
const fields: v.GenericSchema<JsonObject> = v.record(v.string(), jsonSchema);

/** Returns the milliseconds of `+3d12h`. */
export const durationAfter = (at: string) => (at.startsWith('+') ? parseDuration(at.slice(1)) : undefined);

/** ISO 8601 with a zone. */
const absolute = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.check((value) => /^20\d{2}-/.test(value) && !Number.isNaN(Date.parse(value))),
);
/** Converted to milliseconds since 1970. */
const moment = v.pipe(absolute, v.transform(Date.parse));
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

/** A response that the sandbox gives in the merchant's place. */
const fault = v.pipe(
  v.strictObject({
    activity: text,
    /** `down`, an HTTP status, or a result code. */
    answer,
    instanceId: optional(text),
    /** Range of business times, without its end. */
    from: optional(moment),
    until: optional(moment),
    /** Number of requests; all by default. */
    times: optional(count),
  }),
  v.transform(({ answer, instanceId, ...when }) => ({ ...when, answer: injected(answer, instanceId) })),
);
export type Fault = v.InferOutput<typeof fault>;

function injected(answer: string | number, instanceId: string | undefined): Injected {
  if (typeof answer === 'number') return { status: answer };
  return answer === 'down' ? answer : { resultCode: answer, ...(instanceId !== undefined && { instanceId }) };
}

/** Members of every step besides its act. */
const stepFrame = v.looseObject({ at: optional(time), do: text, refused: optional(text) });

const code = v.pipe(v.string(), v.nonEmpty());

/** Calls of the open API, which the sandbox makes in the merchant's place, with the expected `answer`. */
export const merchantActs = v.variant('do', [
  v.strictObject({
    do: v.literal('push'),
    instance: text,
    begin: moment,
    end: moment,
    value: v.pipe(v.string(), v.regex(/^\d{1,16}(\.\d{1,4})?$/)),
    /** Derived from instance and begin by default. */
    serial: optional(text),
    answer: optional(code, 'accepted'),
  }),
  v.strictObject({ do: v.literal('activate'), license: text, answer: optional(code, '92020000') }),
  v.strictObject({ do: v.literal('query-license'), license: text, answer: code }),
  v.strictObject({ do: v.literal('upload'), event: text, license: text, answer: optional(code, 'CBC.0000') }),
]);

export type MerchantAct = v.InferOutput<typeof merchantActs>;

const merchantNames: ReadonlySet<unknown> = new Set(
  merchantActs.options.map(({ entries }) => entries.do.literal),
);

/** Whether an act is a call of the merchant, and not an act at the marketplace. */
export function isMerchantAct<T extends { readonly do?: unknown }>(act: T): act is Extract<T, MerchantAct> {
  return merchantNames.has(act.do);
}

/** `invalid` is 000000 in a reply that is not a success. */
const expectedAnswer = v.pipe(v.union([answer, v.literal('invalid')]), v.transform(String));

const expectedCall = v.strictObject({
  at: optional(time),
  call: text,
  /** Required end of the path. */
  path: optional(text),
  /** Required values; strings may be symbols, `*` is any value. */
  values: optional(fields, {}),
  /** Names of forbidden values. */
  without: optional(v.array(text), []),
  /** Number of elements of lists. */
  lengths: optional(v.record(v.string(), v.pipe(v.number(), v.integer())), {}),
  answer: optional(expectedAnswer, '000000'),
  times: optional(count, 1),
  every: optional(v.pipe(v.string(), v.regex(durationPattern))),
  /** Names of values that must differ within a series. */
  fresh: optional(v.array(text), []),
});

/** A callback of an expectation, which may stand for a series of them. */
export type ExpectedCall = Omit<v.InferOutput<typeof expectedCall>, 'at' | 'times' | 'every'> & {
  readonly at: number;
  readonly series: number;
};

function symbol(letter: string) {
  return v.pipe(v.string(), v.regex(new RegExp(`^${letter}[1-9]\\d*$`)));
}

export const scenarioSchema = v.strictObject({
  title: v.pipe(
    v.union([text, v.strictObject({ en: text, zh: text })]),
    v.transform((title) => (typeof title === 'string' ? verbatim(title) : title)),
  ),
  start: moment,
  /** Until when the clock continues after the last step. */
  until: optional(moment),
  /** IDs of orders are derived from it. */
  seed: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Data of the sandbox besides its default data. */
  data: optional(v.record(v.string(), v.unknown())),
  products: v.pipe(v.array(product), v.minLength(1)),
  buyers: optional(v.array(v.looseObject({ buyer: text })), []),
  faults: optional(v.array(fault), []),
  steps: v.pipe(v.array(stepFrame), v.minLength(1)),
  expect: v.strictObject({
    calls: v.array(expectedCall),
    /** Facts of the order API, and `status`. */
    orders: optional(v.record(symbol('O'), fields), {}),
    instances: optional(v.record(symbol('I'), text), {}),
    /** Balances of buyers at the end, in yuan. */
    balances: optional(v.record(text, v.string()), {}),
    /** Remaining stock of the specifications of instances at the end. */
    stock: optional(v.record(symbol('I'), v.pipe(v.number(), v.integer())), {}),
    licenses: optional(v.record(symbol('E'), text), {}),
    notices: optional(v.record(text, v.pipe(v.number(), v.integer(), v.minValue(0))), {}),
  }),
});

export type ScenarioInput = v.InferOutput<typeof scenarioSchema>;
