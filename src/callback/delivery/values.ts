import type { KeyObject } from 'node:crypto';
import { didYouMean, KooError, usageError } from '../../errors/koo-error.ts';
import { namesTestFlag } from '../../lifecycle/test-flag.ts';
import { encryptClientSecret } from '../../signing/client-secret.ts';
import { type AesBits, decryptField, encryptField } from '../../signing/sensitive-field.ts';
import { type JsonObject, type JsonValue, objectOf } from '../../text/json.ts';
import { isNestedDeeper, maxJsonDepth } from '../../text/json-layout.ts';
import { both, type Localized } from '../../text/translate.ts';
import { protocols as all } from '../protocols/index.ts';
import type { Activity, Field, Protocol, Values } from '../protocols/model.ts';
import { parseObject } from '../protocols/request.ts';

export interface Changes {
  /** Replaces all sample values. */
  readonly data?: JsonObject;
  /** `name=value`; a dotted name sets a value inside objects and lists: `userList.0.role=admin`. */
  readonly set: readonly string[];
  readonly unset: readonly string[];
  /** Accept names that the activity does not declare; their values are strings. */
  readonly allowUnknown: boolean;
}

/**
 * Applies changes to the values of a callback. String fields take the value literally, other fields take JSON; in a
 * query, all values are strings.
 *
 * @throws KooError (usage) `INVALID_ASSIGNMENT`, `UNKNOWN_FIELD`, `PROOF_FIELD`, `INVALID_FIELD_VALUE`
 */
export function applyChanges(
  protocol: Protocol,
  activity: Activity,
  samples: Values,
  changes: Changes,
): Values {
  if (!changes.allowUnknown && changes.data) {
    for (const name of Object.keys(changes.data)) {
      if (!isEnvelopeField(protocol, name)) findField(activity, [name], changes);
    }
  }
  let values: JsonObject = changes.data
    ? markAsDebugging(withoutEnvelope(protocol, changes.data), samples)
    : samples;
  const change = (name: string, text?: string) => {
    const path = splitName(activity, name);
    assertSettable(protocol, name);
    const field = findField(activity, path, changes);
    const isLiteral = text === undefined || protocol.method === 'GET';
    values = setAtPath(values, path, isLiteral ? text : parseValue(field, name, text)) as JsonObject;
  };
  for (const assignment of changes.set) change(...splitAssignment(assignment));
  for (const name of changes.unset) change(name);
  return values;
}

/** The name and the value of `name=value`. @throws KooError (usage) `INVALID_ASSIGNMENT` */
export function splitAssignment(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at >= 1) return [text.slice(0, at), text.slice(at + 1)];
  throw usageError(
    'INVALID_ASSIGNMENT',
    both('--set {text} does not have the form NAME=VALUE', { text }),
    both('For example: --set orderId=CS2211181819B4LVS'),
  );
}

/** Parses the JSON object given with `--data`. @throws KooError (usage) `INVALID_DATA` */
export function parseData(text: string): JsonObject {
  const data = parseObject(text);
  if (data) return data;
  throw usageError(
    'INVALID_DATA',
    both('--data is not a JSON object'),
    both('Use a JSON object such as {"orderId":"MOCKPERIODYEARNEW"}, @FILE, or - for stdin.'),
  );
}

/** Marks data as debugging by default, so that a merchant does not process it as a real order. */
function markAsDebugging(data: JsonObject, { testFlag }: Values): JsonObject {
  return testFlag === undefined || 'testFlag' in data ? data : { ...data, testFlag };
}

/** Splits the path of a declared field; other names may contain dots. */
function splitName(activity: Activity, name: string): readonly string[] {
  const path = name.split('.');
  return activity.request.some((field) => field.name === path[0]) ? path : [name];
}

function findField(
  activity: Activity,
  path: readonly string[],
  { allowUnknown }: Changes,
): Field | undefined {
  let fields: readonly Field[] | undefined = activity.request;
  let found: Field | undefined;
  for (const name of path) {
    if (fields === undefined) break;
    if (found?.type === 'list' && /^\d+$/.test(name)) {
      found = { ...found, type: 'object' };
      continue;
    }
    found = fields.find((field) => field.name === name);
    if (!found && !allowUnknown) throw unknownField(activity, path.join('.'), name, fields);
    const isNested: boolean = found?.type === 'list' || found?.type === 'object';
    fields = found?.fields ?? (isNested ? undefined : []);
  }
  return found;
}

function parseValue(field: Field | undefined, name: string, text: string): JsonValue {
  if (!field || field.type === 'string') return text;
  if (isNestedDeeper(text, maxJsonDepth)) {
    throw usageError(
      'INVALID_FIELD_VALUE',
      both('{name} is nested more than {depth} levels deep', { name, depth: maxJsonDepth }),
      both('Give a value of fewer levels.'),
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw usageError(
      'INVALID_FIELD_VALUE',
      both('{name} has type {type}: the value must be JSON, not {text}', { name, type: field.type, text }),
      both('To send a string instead, put it in double quotes as well: --set \'{name}="…"\'', { name }),
    );
  }
}

/** Sets the value at the path of `target`, or removes it (`undefined`). */
function setAtPath(
  target: JsonValue | undefined,
  [name = '', ...rest]: readonly string[],
  leaf: JsonValue | undefined,
): JsonValue {
  const isIndex = Array.isArray(target) || (target === undefined && /^\d+$/.test(name));
  if (isIndex) {
    const items: JsonValue[] = Array.isArray(target) ? [...target] : [];
    const index = Math.min(Number(name), items.length);
    const value = rest.length === 0 ? leaf : setAtPath(items[index], rest, leaf);
    if (value === undefined) items.splice(index, 1);
    else items[index] = value;
    return items;
  }
  const { [name]: old, ...others } = objectOf(target);
  const value = rest.length === 0 ? leaf : setAtPath(old, rest, leaf);
  if (value === undefined) return others;
  return old === undefined ? { ...others, [name]: value } : { ...objectOf(target), [name]: value };
}

function isEnvelopeField(protocol: Protocol, name: string): boolean {
  return protocol.envelope.some((field) => field.name === name);
}

/** Removes the signature parts that a captured body contains. */
function withoutEnvelope(protocol: Protocol, data: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !isEnvelopeField(protocol, name)));
}

function assertSettable(protocol: Protocol, name: string): void {
  if (!isEnvelopeField(protocol, name)) return;
  throw usageError(
    'PROOF_FIELD',
    both('{name} cannot be set: koo fills it in', { name }),
    both('Use --timestamp and --nonce to choose these values, --tamper to forge them.'),
  );
}

function unknownField(activity: Activity, path: string, name: string, fields: readonly Field[]): KooError {
  const known = fields.map((field) => field.name);
  const facts = { name: activity.name, protocol: activity.protocol, path };
  return new KooError({
    category: 'usage',
    code: 'UNKNOWN_FIELD',
    message: both('{name} ({protocol}) has no field {path}', facts),
    ...didYouMean(name, known, both('Fields: {known}. Use --allow-unknown to send it anyway.', { known })),
  });
}

/** Applies `--set` values to an activity: `name=…` for every activity, `activity.name=…` for one. */
export function applySettings(
  protocol: Protocol,
  activity: Activity,
  values: Values,
  settings: Readonly<Record<string, string>>,
): Values {
  const set = Object.entries(settings).flatMap(([name, value]) => {
    const own = fieldPathFor(activity, name);
    return own === undefined ? [] : [`${own}=${value}`];
  });
  return set.length === 0
    ? values
    : applyChanges(protocol, activity, values, { set, unset: [], allowUnknown: false });
}

function fieldPathFor(activity: Activity, name: string): string | undefined {
  const [head = '', ...rest] = name.split('.');
  const declared = (field: string) => activity.request.some((known) => known.name === field);
  if (head === activity.name && rest[0] !== undefined && declared(rest[0])) return rest.join('.');
  return declared(head) ? name : undefined;
}

/**
 * Refuses a `--set` that applies to no activity, because the name is most likely misspelt, and one of `testFlag`, in
 * any spelling: it would make the calls of the suite real.
 *
 * @throws KooError (usage) `UNKNOWN_FIELD`, `TEST_FLAG`, `INCOMPLETE_ORDER`
 */
export function assertSettingsApply(
  protocols: readonly Protocol[],
  settings: Readonly<Record<string, string>>,
): void {
  const activities = protocols.flatMap((protocol) => protocol.activities);
  for (const name of Object.keys(settings)) {
    if (namesTestFlag(name))
      throw usageError('TEST_FLAG', both('--set {name}: {rule}', { name, rule: testFlagRule }), testFlagHint);
    if (activities.some((activity) => fieldPathFor(activity, name) !== undefined)) continue;
    const elsewhere = all
      .filter((protocol) => protocol.activities.some((one) => fieldPathFor(one, name) !== undefined))
      .map(({ id }) => id);
    throw usageError(
      'UNKNOWN_FIELD',
      both('--set {name}: no activity of the tested protocols has this field', { name }),
      elsewhere.length > 0
        ? both('{elsewhere} has this field: add it to --protocol.', { elsewhere })
        : both('List the fields with `koo callback activities NAME`.'),
    );
  }
  for (const activity of activities) assertWholeOrder(activity, settings);
}

/** An order is looked up with its line, so one of the two with the sample of the other is no order. */
function assertWholeOrder(activity: Activity, settings: Readonly<Record<string, string>>): void {
  const names = ['orderId', 'orderLineId'];
  if (!names.every((name) => activity.request.some((field) => field.name === name))) return;
  const given = Object.keys(settings).filter((name) => names.includes(fieldPathFor(activity, name) ?? ''));
  const lacking = names.find((name) => !given.some((set) => fieldPathFor(activity, set) === name));
  const [set] = given;
  if (set === undefined || lacking === undefined) return;
  const other = set.includes('.') ? `${activity.name}.${lacking}` : lacking;
  const value = lacking === 'orderLineId' ? `${settings[set] ?? ''}-000001` : 'CS2211181819B4LVS';
  throw usageError(
    'INCOMPLETE_ORDER',
    both('--set {set} needs {other}, too: an order is queried with its order line', { set, other }),
    both('For example: {example}', { example: `--set ${other}=${value}` }),
  );
}

/** Why `testFlag` cannot be set, and what to do instead. */
export const testFlagRule: Localized = both(
  'testFlag cannot be set: all calls of `koo callback test` are debugging calls',
);
export const testFlagHint: Localized = both(
  'To repeat the lifecycle as for a buyer, on a server of your own, add --as-real. `koo callback send` sends a single real call with --set testFlag=0.',
);

interface EncryptOptions {
  readonly key: string;
  /** The key length the merchant chose when publishing the product. */
  readonly bits: AesBits;
  /** Returns a new IV of 16 letters and digits. */
  readonly iv: () => string;
  /** The merchant's public key; without it, a client secret is not encrypted. */
  readonly rsaPublicKey?: KeyObject;
}

/**
 * Encrypts the sensitive values: mobile number and email address in V1, `clientSecret` in the kit interfaces. Keeps
 * values that are already encrypted with this key.
 *
 * @throws KooError (usage, `NOT_ENCRYPTED`) if the public key is too short or the secret is too long for it
 */
export function encryptValues(activity: Activity, values: Values, options: EncryptOptions): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const field = activity.request.find((one) => one.name === name);
      return [name, field ? encryptValue(field, value, options) : value];
    }),
  );
}

export function isClientSecret({ format }: Field): boolean {
  return format === 'client-secret';
}

function encryptValue(field: Field, value: JsonValue, options: EncryptOptions): JsonValue {
  const { key, bits, iv, rsaPublicKey } = options;
  if (typeof value !== 'string' || value === '') return value;
  if (field.encrypted)
    return decryptField(key, value, bits).ok ? value : encryptField(key, value, { bits, iv: iv() });
  if (isClientSecret(field) && rsaPublicKey) return encryptClientSecret(rsaPublicKey, value);
  return value;
}
