import { compactJson } from '../../signing/canonical-json.ts';
import { given, isObject, type JsonObject, type JsonValue } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Activity, Field, Sale } from '../protocols/model.ts';
import { chargingModes } from '../protocols/samples.ts';
import { type Form, form, formsOf, open } from './forms.ts';
import type { Openness } from './scenario/scenario.ts';

/** A value for a parameter in place of its sample. */
export interface ValueClass {
  readonly activity: string;
  /** The path of the field: `email`, `userList.0.email`. */
  readonly field: string;
  readonly label: Localized;
  /** `undefined`: the field is not sent. */
  readonly value: JsonValue | undefined;
  readonly open?: Openness;
  /** Classes that claim the same exclude each other. */
  readonly claims: readonly string[];
}

/** The facts that the values of a call depend on. */
export interface ValueContext {
  readonly sale: Sale;
  /** The sample values with which the call succeeds. */
  readonly samples: JsonObject;
}

/** Values that the life decides: they identify the subject of a call, or are different in each call, as its time is. */
const decidedByLife = new Set([
  'chargingMode',
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
  'timeStamp',
]);

/** A product has one linear attribute. */
const linear: ReadonlySet<string> = new Set(['amount', 'diskSize', 'bandWidth']);

/** The classes of values that the declarations of an activity allow, each with one value. */
export function valueClasses({ name, request }: Activity, context: ValueContext): readonly ValueClass[] {
  return request
    .filter((field) => isVaried(field, context))
    .flatMap((field) => fieldClasses(field, field.name, context))
    .map((one) => ({ activity: name, ...one }));
}

/** A server that accepts this ordinary size has no list of its own, and must accept every documented size. */
export const madeUp = form(both('a made-up value'), 'aZ09bY18aZ09bY18');

type FieldClass = Omit<ValueClass, 'activity'>;

function isVaried({ name, onlyWith, unpublished, together }: Field, context: ValueContext): boolean {
  const { sale, samples } = context;
  if (decidedByLife.has(name) || unpublished) return false;
  if (together !== undefined && samples[together] === undefined) return false;
  return !onlyWith || onlyWith.includes(chargingModes[sale]);
}

function fieldClasses(field: Field, path: string, context: ValueContext): readonly FieldClass[] {
  const sample = context.samples[field.name];
  const members = field.fields ? memberClasses(field, path, context) : [];
  const sent = field.fields ? wholeForms(field, sample, members) : formsOf(field, sample);
  const forms = field.reference ? [madeUp, ...sent] : sent;
  const own = linear.has(path) ? 'amount' : path;
  return [
    ...absences(field, path, context, members),
    // Only the purchase decides the value.
    ...(field.ofPurchase ? [] : forms).map(({ label, value, open }): FieldClass => {
      const isListed = field.reference && value !== '';
      return { field: path, label, value, claims: [own], ...given({ open: isListed ? 'listed' : open }) };
    }),
    ...members,
  ];
}

/**
 * An optional field is not sent, unless KooGallery always sends it with this charging mode. One that is mandatory on one
 * page and missing on another may be demanded.
 */
function absences(
  { name, required, mayBeAbsent, mayBeEmpty, alwaysWith, together }: Field,
  path: string,
  { sale, samples }: ValueContext,
  members: readonly FieldClass[],
): readonly FieldClass[] {
  const isSent = alwaysWith?.includes(chargingModes[sale]) === true || (required && !mayBeAbsent);
  const inside = members.map(({ field }) => field);
  const claims = ['absent', path, ...(together === undefined ? [] : [together]), ...inside];
  const absent = { field: path, label: both('absent'), value: undefined };
  return [
    ...(samples[name] === undefined || isSent
      ? []
      : [{ ...absent, claims, ...(required && { open: true as const }) }]),
    ...(mayBeEmpty ? [{ field: path, label: both('empty'), value: '', claims: [path] }] : []),
  ];
}

/** The classes of the members of an object, or of the first element of a list. */
function memberClasses(
  { name, type, fields = [] }: Field,
  path: string,
  context: ValueContext,
): readonly FieldClass[] {
  const whole = readList(context.samples[name]);
  const samples: JsonValue | undefined = Array.isArray(whole) ? whole[0] : whole;
  if (!isObject(samples)) return [];
  const isNamed = Array.isArray(whole) && whole.length > 1 && fields.some(({ reference }) => reference);
  const inner = type === 'object' ? path : `${path}.0`;
  return (
    fields
      .filter(({ unpublished }) => !unpublished)
      // Other elements may name the first one, as departments name their parent.
      .map((field) =>
        isNamed && field.required && !field.text ? { ...field, reference: true as const } : field,
      )
      .flatMap((field) => fieldClasses(field, `${inner}.${field.name}`, { ...context, samples }))
  );
}

/** A list that is sent as JSON text. */
function readList(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'string' && value !== '' ? JSON.parse(value) : value;
}

/** The forms of an object or a list. */
function wholeForms(
  field: Field,
  sample: JsonValue | undefined,
  members: readonly FieldClass[],
): readonly Form[] {
  const { fields = [], maxItems, forms } = field;
  const whole = readList(sample);
  const base: JsonValue | undefined = Array.isArray(whole) ? whole[0] : whole;
  if (!isObject(base)) return [];
  const wrap = (value: JsonValue, asText = typeof sample === 'string') =>
    asText ? compactJson(value) : value;
  const wrapped = (value: JsonObject) => wrap(Array.isArray(whole) ? [value] : value);
  const required = fields.filter((one) => one.required).map(({ name }) => name);
  const bare = Object.fromEntries(Object.entries(base).filter(([name]) => required.includes(name)));
  const turned = Object.fromEntries(Object.entries(base).reverse());
  const common: readonly Form[] = [
    form(both('only mandatory members'), wrapped(bare)),
    form(both('members in another order'), wrapped(turned)),
    form(both('an unknown member'), wrapped({ ...base, kooExtra: 'koo' })),
  ];
  if (!Array.isArray(whole)) return common;
  const limits = maxItems === undefined ? [] : [maxItems];
  const largest = { ...base, ...largestMembers(members) };
  return [
    ...common,
    ...[1, 3, ...limits].map((size) => {
      const label = both('{size, plural, one {# element} other {# elements}}', { size });
      return form(label, wrap(elements(fields, base, size)));
    }),
    ...limits.map((size) => {
      const label = both('{size} elements of the largest size', { size });
      return form(label, wrap(elements(fields, largest, size)));
    }),
    ...(forms?.includes('json-text')
      ? [open(both('in the other form'), wrap(whole, typeof sample !== 'string'))]
      : []),
  ];
}

/** Elements that differ in what identifies them. */
function elements(fields: readonly Field[], base: JsonObject, size: number): JsonValue {
  const key = fields.find(({ name }) => name === 'userName' || name === 'orgCode')?.name ?? '';
  const id = String(base[key]).slice(0, 59);
  return Array.from({ length: size }, (_, index) =>
    index === 0 ? base : { ...base, [key]: `${id}-${index}` },
  );
}

function largestMembers(members: readonly FieldClass[]): JsonObject {
  const direct = largestRow(members).filter(({ field }) => /^\w+\.0\.\w+$/.test(field));
  return Object.fromEntries(direct.map(({ field, value }) => [field.replace(/^.*\./, ''), value ?? '']));
}

/** The largest value of each field that must be accepted. */
function largestRow<T extends FieldClass>(classes: readonly T[]): readonly T[] {
  const size = ({ value }: FieldClass) => Buffer.byteLength(JSON.stringify(value ?? null));
  const sent = classes.filter(({ value, open }) => value !== undefined && !open);
  return compatible(sent.toSorted((one, other) => size(other) - size(one)));
}

/** Those classes that exclude none before them. */
function compatible<T extends FieldClass>(classes: readonly T[], shared?: string): readonly T[] {
  const claimed = new Set<string>();
  return classes.filter(({ claims }) => {
    if (claims.some((claim) => claim !== shared && claimed.has(claim))) return false;
    for (const claim of claims) claimed.add(claim);
    return true;
  });
}

/**
 * Rows that together contain every class of an activity: one class of a field in each row, and one absent field. A class
 * that may be refused is alone, since nothing else in its call could be judged. Two more rows have all optional fields
 * absent, and all as large as they can be.
 */
export function coveringRows(classes: readonly ValueClass[]): readonly (readonly ValueClass[])[] {
  const [judged, open] = [classes.filter((one) => !one.open), classes.filter((one) => one.open)];
  const absent = judged.filter(({ value }) => value === undefined);
  const rows: ValueClass[][] = [];
  for (const one of [...absent, ...judged.filter(({ value }) => value !== undefined)]) {
    const row = rows.find((other) => compatible([...other, one]).length > other.length);
    if (row) row.push(one);
    else rows.push([one]);
  }
  const whole = [compatible(absent, 'absent'), largestRow(classes)];
  return [...rows, ...whole.filter((row) => row.length > 1), ...open.map((one) => [one])];
}

/** The values of a call with these classes in place of its samples; `undefined`: not sent. */
export function valuesWith(
  { request }: Activity,
  samples: JsonObject,
  classes: readonly ValueClass[],
): Readonly<Record<string, JsonValue | undefined>> {
  const values: Record<string, JsonValue | undefined> = {};
  for (const { field, value } of classes.toSorted((a, b) => a.field.length - b.field.length)) {
    const [name = '', ...path] = field.split('.');
    values[name] = path.length === 0 ? value : withMember(values[name] ?? samples[name], path, value);
  }
  for (const { name, together } of request)
    if (together !== undefined && together in values && values[together] === undefined)
      values[name] = undefined;
  return values;
}

function withMember(
  whole: JsonValue | undefined,
  [name = '', ...path]: readonly string[],
  value: JsonValue | undefined,
): JsonValue {
  if (typeof whole === 'string') return compactJson(withMember(readList(whole), [name, ...path], value));
  if (Array.isArray(whole))
    return whole.map((one: JsonValue, index) =>
      index === Number(name) ? withMember(one, path, value) : one,
    );
  const { [name]: sample, ...others } = isObject(whole) ? whole : {};
  const member = path.length === 0 ? value : withMember(sample, path, value);
  // Keeps the order of the members.
  return member === undefined ? others : { ...(whole as JsonObject), [name]: member };
}
