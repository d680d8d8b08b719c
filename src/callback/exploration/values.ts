import { type Arbitrary, array, constant, constantFrom, integer, oneof, record, tuple } from 'fast-check';
import { compactJson } from '../../signing/canonical-json.ts';
import { isObject, type JsonObject, type JsonValue } from '../../text/json.ts';
import type { Activity, Field, FieldFormat, Sale } from '../protocols/model.ts';
import { chargingModes } from '../protocols/samples.ts';

/** A value for a field in place of its sample. */
export interface DrawnValue {
  /** `undefined`: the field is not sent. */
  readonly value: JsonValue | undefined;
  /** The documents do not demand that it is accepted: it may be refused, but must be read. */
  readonly open?: true;
}

/** The drawn values of a call, by field; the other fields keep their samples. */
export type DrawnValues = Readonly<Record<string, DrawnValue>>;

/** The facts that the values of a call depend on. */
export interface ValueContext {
  readonly sale: Sale;
  /** The sample values with which the call succeeds. */
  readonly samples: JsonObject;
  /** Draws no value that may be refused, because nothing else in the call could then be judged. */
  readonly isStrict?: true;
}

/** Values that the life decides: they identify the subject of a call, or are different in each call. */
const decidedByLife = new Set([
  'businessId',
  'chargingMode',
  'eventId',
  'flag',
  'instanceId',
  'instanceStatus',
  'license',
  'orderId',
  'orderLineId',
  'scene',
  'status',
  'tenantId',
  'testFlag',
  'trialFlag',
  'trialToFormal',
]);

/** Times that koo sets, since a server compares them with its own clock. */
const koosTimes: ReadonlySet<FieldFormat> = new Set(['cn-millis', 'utc-millis', 'utc-text']);

/**
 * Draws values for a call from the declarations of its fields. A value shrinks to the sample, so that a shrunk call
 * differs from an ordinary one only in what matters.
 */
export function drawValues(activity: Activity, context: ValueContext): Arbitrary<DrawnValues> {
  return oneof(drawCall(activity, { ...context, isStrict: true }), drawCall(activity, context));
}

function drawCall(activity: Activity, context: ValueContext): Arbitrary<DrawnValues> {
  const fields = activity.request.filter((field) => isVaried(field, context));
  const drawn = Object.fromEntries(
    fields.map((field) => [field.name, orSample(drawField(field, context), context)]),
  );
  return record(drawn).map((values) => consistent(activity, values, context));
}

function isVaried({ name, format, onlyWith, unpublished }: Field, { sale }: ValueContext): boolean {
  if (decidedByLife.has(name) || unpublished || (format && koosTimes.has(format))) return false;
  return !onlyWith || onlyWith.includes(chargingModes[sale]);
}

/** The sample (`null`), mostly where a value may be refused: a call is refused for the first of several. */
function orSample(
  drawn: Arbitrary<DrawnValue>,
  { isStrict }: Pick<ValueContext, 'isStrict'>,
  weight = isStrict ? 1 : 3,
): Arbitrary<DrawnValue | null> {
  return oneof(
    { withCrossShrink: true },
    { arbitrary: constant(null), weight },
    { arbitrary: drawn.map((value) => (isStrict && value.open ? null : value)), weight: 1 },
  );
}

/** Fields that belong together are sent together, and of the linear attributes only one, as a product has one. */
function consistent(
  { request }: Activity,
  drawn: Readonly<Record<string, DrawnValue | null>>,
  { samples }: ValueContext,
): DrawnValues {
  const values: Record<string, DrawnValue> = {};
  for (const [name, value] of Object.entries(drawn)) if (value !== null) values[name] = value;
  for (const { name, together } of request) {
    const value = values[name];
    if (together === undefined || value === undefined) continue;
    if (value.value === undefined) delete values[name];
    else if (samples[together] === undefined && values[together]?.value === undefined) delete values[name];
  }
  const [, ...others] = linearNames.filter((name) => values[name]?.value !== undefined);
  for (const name of others) delete values[name];
  return values;
}

const linearNames = ['amount', 'diskSize', 'bandWidth'];

/** Any documented value of a field, and the absence of an optional one. */
function drawField(field: Field, context: ValueContext): Arbitrary<DrawnValue> {
  const values = drawGiven(field, context);
  const absent: DrawnValue[] = [];
  if (mayBeOmitted(field, context))
    absent.push(field.required ? { value: undefined, open: true } : { value: undefined });
  if (field.mayBeEmpty) absent.push({ value: '' });
  const [first, ...rest] = absent;
  return first ? oneof(constantFrom(first, ...rest), ...values) : oneof(...values);
}

/**
 * Optional fields are omitted, unless KooGallery always sends them with this charging mode. A field that is mandatory on
 * one page and missing on another may be demanded.
 */
function mayBeOmitted(
  { name, required, mayBeAbsent, alwaysWith }: Field,
  { sale, samples }: ValueContext,
): boolean {
  if (samples[name] === undefined || alwaysWith?.includes(chargingModes[sale])) return false;
  return !required || mayBeAbsent === true;
}

function drawGiven(field: Field, context: ValueContext): readonly Arbitrary<DrawnValue>[] {
  const { name, type, format, values, encrypted, text, forms, maxLength } = field;
  const isJsonText = format === 'json-text';
  if (type === 'list' || isJsonText) return [drawList(field, context)];
  if (type === 'object') {
    const members = context.samples[name];
    return [drawMembers(field, { ...context, samples: isObject(members) ? members : {} })];
  }
  if (values) return [constantFrom(...values).map((value) => ({ value: asType(type, value) }))];
  if (type === 'integer') return [drawInteger(field, forms?.includes('string') === true)];
  if (type === 'decimal') return [constantFrom('0', '0.001', '12.5', '99999.999').map(given)];
  if (encrypted) return [name === 'email' ? drawEmail(64).map(given) : drawPhone().map(given)];
  switch (format) {
    case 'expire-time':
      return drawExpiry(forms?.includes('millis') === true);
    case 'date':
      return [constantFrom('2022-04-01', '2024-02-29', '1999-12-31').map(given)];
    case 'extend-params':
      return [drawParameters()];
    case 'client-secret':
      return [drawIdentifier(64).map(given)];
  }
  if (text) return drawText(maxLength ?? 64);
  if (name === 'mobile') return [drawPhone().map(given)];
  if (name === 'email') return [drawEmail(Math.min(maxLength ?? 64, 64)).map(given)];
  if (name === 'domainName') return [drawUrl(maxLength ?? 64).map(given)];
  // Only the merchant knows which products there are.
  const isOpen = name === 'productId' || name === 'skuCode';
  return [drawIdentifier(maxLength ?? 64).map((value) => (isOpen ? { value, open: true } : { value }))];
}

function given(value: JsonValue): DrawnValue {
  return { value };
}

function asType(type: Field['type'], value: string): JsonValue {
  return type === 'integer' ? Number(value) : value;
}

/** Letters and digits, from one character to the documented length. */
function drawIdentifier(maxLength: number): Arbitrary<string> {
  return drawString([...'abcXYZ0189'], maxLength);
}

/** A string of these characters, half of the time of the maximum length. */
function drawString(characters: readonly string[], maxLength: number): Arbitrary<string> {
  const some = array(constantFrom(...characters), { minLength: 1, maxLength: 8, size: 'max' });
  const length = integer({ min: 1, max: 2 * maxLength }).map((drawn) => Math.min(drawn, maxLength));
  return tuple(some, length).map(([cycle, most]) => {
    let text = '';
    for (let index = 0; ; index += 1) {
      const longer = text + cycle[index % cycle.length];
      // A character outside the basic plane has the length 2.
      if (longer.length > most) return text || 'a';
      text = longer;
    }
  });
}

/** Characters that break signatures, character sets and SQL. They must be read, but a name with them may be refused. */
const oddCharacters = [...'+/=&%?#"\'\\<>{}[]:;,.|~ 😀🛒é€\u3000\t'];

/** Text as people write it. Chinese must be accepted, as Huawei's own samples are Chinese. */
function drawText(maxLength: number): readonly Arbitrary<DrawnValue>[] {
  return [
    drawString([...'云商店测试企业aB1'], maxLength).map(given),
    drawString(oddCharacters, maxLength).map((value): DrawnValue => ({ value, open: true })),
  ];
}

/** Large numbers may exceed what the seller has configured for the product. */
function drawInteger({ minimum = 1, maxLength = 4 }: Field, mayBeString: boolean): Arbitrary<DrawnValue> {
  const most = Math.min(12, 10 ** maxLength - 1);
  const small = oneof(constantFrom(minimum, most), integer({ min: minimum, max: most })).map(given);
  const large = constant<DrawnValue>({ value: 10 ** maxLength - 1, open: true });
  const numbers = oneof({ arbitrary: small, weight: 3 }, { arbitrary: large, weight: 1 });
  if (!mayBeString) return numbers;
  const strings = small.map(({ value }): DrawnValue => ({ value: String(value), open: true }));
  return oneof(numbers, strings);
}

/** The lengths lie on both sides of the blocks of AES. */
function drawEmail(maxLength: number): Arbitrary<string> {
  const domain = '@example.com';
  const around = [15, 16, 31, 32, 48].filter((length) => length < maxLength);
  return oneof(constantFrom(...around, maxLength), integer({ min: domain.length + 1, max: maxLength })).map(
    (length) => 'a'.repeat(length - domain.length) + domain,
  );
}

function drawPhone(): Arbitrary<string> {
  return integer({ min: 0, max: 99_999_999 }).map((number) => `159${String(number).padStart(8, '0')}`);
}

function drawUrl(maxLength: number): Arbitrary<string> {
  const start = 'https://example.com/';
  return integer({ min: 0, max: maxLength - start.length }).map((length) => start + 'a'.repeat(length));
}

/** The pages differ on milliseconds, so a time with them may be refused. */
function drawExpiry(withMillis: boolean): readonly Arbitrary<DrawnValue>[] {
  const times = constantFrom('20280229155959', '20301231235959', '20360101000000', '20991231155959');
  return [
    times.map(given),
    ...(withMillis ? [times.map((time): DrawnValue => ({ value: `${time}000`, open: true }))] : []),
  ];
}

/** The seller defines the names, so other names may be refused. */
function drawParameters(): Arbitrary<DrawnValue> {
  const parameter = record({
    name: drawIdentifier(16),
    value: drawString([...'云商店aB1', ...oddCharacters], 24),
  });
  return array(parameter, { minLength: 1, maxLength: 3 }).map((list) => ({
    value: Buffer.from(JSON.stringify(list), 'utf8').toString('base64'),
    open: true,
  }));
}

/** Elements are varied alike; what identifies one is different in each. */
function drawList(field: Field, context: ValueContext): Arbitrary<DrawnValue> {
  const { fields = [], maxItems = 3, format, forms, type } = field;
  const sample = context.samples[field.name];
  const parsed: JsonValue = typeof sample === 'string' ? JSON.parse(sample) : (sample ?? []);
  const element: JsonValue | undefined = Array.isArray(parsed) ? parsed[0] : undefined;
  const base: JsonObject = isObject(element) ? element : {};
  const key = fields.find(({ name }) => name === 'userName' || name === 'orgCode')?.name ?? '';
  const sizes = constantFrom(...new Set([1, 2, 3, maxItems].filter((size) => size <= maxItems)));
  const hasOtherForm = forms?.includes('json-text') && !context.isStrict;
  const otherForm = hasOtherForm ? constantFrom(false, false, false, true) : constant(false);
  return tuple(sizes, drawMembers({ ...field, fields }, { ...context, samples: base }), otherForm).map(
    ([size, { value, open }, changesForm]) => {
      const first: JsonObject = isObject(value) ? value : base;
      const list = Array.from({ length: size }, (_, index) =>
        index === 0 ? first : { ...base, [key]: `${String(base[key])}-${index}` },
      );
      const isText =
        format === 'json-text' || (type === 'list' && changesForm !== (typeof sample === 'string'));
      const drawn = { value: isText ? compactJson(list) : list };
      return open || changesForm ? { ...drawn, open: true } : drawn;
    },
  );
}

/** The members of an object, or of an element of a list. */
function drawMembers({ fields = [] }: Field, context: ValueContext): Arbitrary<DrawnValue> {
  const varied = fields.filter(({ unpublished }) => !unpublished);
  const drawn = Object.fromEntries(
    // The list or object around them is not always drawn.
    varied.map((field) => [field.name, orSample(drawField(field, context), context, 1)]),
  );
  return record(drawn).map((members) => {
    const merged: Record<string, JsonValue> = { ...context.samples };
    let isOpen = false;
    for (const [name, member] of Object.entries(members)) {
      if (member === null) continue;
      if (member.open) isOpen = true;
      if (member.value === undefined) delete merged[name];
      else merged[name] = member.value;
    }
    return isOpen ? { value: merged, open: true } : { value: merged };
  });
}
