import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import { both, type Localized, verbatim } from '../../../text/translate.ts';
import type { OrderIds } from '../../probe/model.ts';
import type { MockOrderId } from '../../protocols/mock-orders.ts';
import type { ProtocolId, Sale } from '../../protocols/model.ts';

/** A flow of calls with values, captured results and expectations. */
export interface Scenario {
  readonly protocol: ProtocolId;
  readonly sale: Sale;
  readonly steps: readonly ScenarioStep[];
}

/** One call of a scenario. */
export interface ScenarioStep {
  /** Later steps refer to the fields of its reply: `${create.instanceId}`. */
  readonly id?: string;
  readonly activity: string;
  /** Values that replace the samples; strings may contain placeholders. */
  readonly values?: JsonObject;
  /** Names of the sample values that are not sent. */
  readonly omit?: readonly string[];
  /** How often the call is made; default 1. Each call must meet the expectation. */
  readonly repeat?: number;
  /** The parameters with values of their own and what is special about them, for the text about the step. */
  readonly drawn?: readonly { readonly field: string; readonly label: Localized; readonly open?: Openness }[];
  readonly expect: Expectation;
}

/**
 * The documents do not oblige the merchant to accept a value: it may be refused, but must be read. `listed`: it names
 * something that must exist elsewhere. `noted`: the documents give no reason for a refusal, either.
 */
export type Openness = true | 'listed' | 'noted';

/** The expected response. */
export interface Expectation {
  /** It must be one of these. */
  readonly result: readonly Result[];
  /** Fields that the reply must have. A list must have as many elements, in any order; `*` is any value. */
  readonly reply?: JsonObject;
  /** Values that fields of the reply must not have, by field. */
  readonly not?: Readonly<Record<string, readonly JsonValue[]>>;
}

/**
 * - `success`: 000000, or 000004 where the merchant may finish later
 * - `refused`: a readable reply with another code
 * - `business`: a code for reasons of the merchant's business, such as that a product is sold out
 * - `authenticated`: a readable reply with any code but 000001
 * - `handled`: the same, but no internal error (000005, 000104) either
 * - `any`: any response
 * - a result code
 */
export type Result = (typeof namedResults)[number] | `${number}`;

export const namedResults = ['success', 'refused', 'business', 'authenticated', 'handled', 'any'] as const;

/** Makes an order like a mock order, with these IDs. */
export type OrderSource = (like: MockOrderId, ids?: OrderIds) => OrderIds;

/** The values of the placeholders in one run of a scenario. */
export interface Bindings {
  /** An order of this name, the same in the whole run. */
  order(name: string): OrderIds;
  /** A new identifier; with a name, the same in the whole run. */
  id(name?: string): string;
  /** The time so many days from now, in the form of the field. */
  days(count: number): string;
  /** A field of the reply of an earlier step. */
  captured(step: string, path: readonly string[]): JsonValue | undefined;
}

const placeholder = /\$\{([^}]*)\}/g;

/** The placeholders in a value, without their braces. */
export function placeholdersIn(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [...value.matchAll(placeholder)].map(([, inner]) => inner ?? '');
  if (Array.isArray(value)) return value.flatMap(placeholdersIn);
  return isObject(value) ? Object.values(value).flatMap(placeholdersIn) : [];
}

/** An object with its placeholders filled in; `undefined` if it refers to a reply that does not exist. */
export function fillObject(object: JsonObject, bindings: Bindings): JsonObject | undefined {
  const filled = fillIn(object, bindings);
  return isObject(filled) ? filled : undefined;
}

/** A value with its placeholders filled in; `undefined` if it refers to a reply that does not exist. */
export function fillIn(value: JsonValue, bindings: Bindings): JsonValue | undefined {
  if (typeof value === 'string') return fillText(value, bindings);
  if (Array.isArray(value)) {
    const filled = value.map((element: JsonValue) => fillIn(element, bindings));
    return filled.every((element) => element !== undefined) ? filled : undefined;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, fillIn(inner, bindings)] as const);
  return entries.every((entry): entry is readonly [string, JsonValue] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}

function fillText(text: string, bindings: Bindings): JsonValue | undefined {
  let isComplete = true;
  const filled = text.replace(placeholder, (_whole, inner: string) => {
    const value = placeholderValue(inner, bindings);
    if (value === undefined) isComplete = false;
    return typeof value === 'string' ? value : JSON.stringify(value ?? null);
  });
  return isComplete ? filled : undefined;
}

function placeholderValue(inner: string, bindings: Bindings): JsonValue | undefined {
  const [, kind = '', name = ''] = /^(\w+):(.+)$/.exec(inner) ?? [];
  if (kind === 'order') return bindings.order(name).orderId;
  if (kind === 'orderLine') return fillOrderLine(name, bindings);
  if (kind === 'days') return bindings.days(Number(name));
  if (inner === 'id') return bindings.id();
  if (kind === 'id') return bindings.id(name);
  const [step = '', ...path] = inner.split('.');
  return bindings.captured(step, path);
}

/** `o1` is the first line of an order, `o1:2` its second. */
function fillOrderLine(name: string, bindings: Bindings): string {
  const [order = '', line] = name.split(':');
  const { orderLineId } = bindings.order(order);
  return line === undefined ? orderLineId : orderLineId.replace(/\d+$/, line.padStart(6, '0'));
}

/** Whether a text is a placeholder that can be filled in; `earlier` are the ids of the steps before it. */
export function isPlaceholder(inner: string, earlier: readonly string[]): boolean {
  if (inner === 'id' || /^(id:\w+|order:\w+|orderLine:\w+(:[1-9]\d?)?|days:-?\d{1,5})$/.test(inner))
    return true;
  const [step = '', ...path] = inner.split('.');
  return path.length > 0 && path.every((name) => name !== '') && earlier.includes(step);
}

/** Whether a reply has the expected fields. */
export function matches(actual: JsonValue | undefined, expected: JsonValue): boolean {
  if (expected === '*') return actual !== undefined && actual !== null && actual !== '';
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false;
    return expected.every((one: JsonValue) => actual.some((other: JsonValue) => matches(other, one)));
  }
  if (isObject(expected)) {
    return (
      isObject(actual) && Object.entries(expected).every(([name, value]) => matches(actual[name], value))
    );
  }
  // Some servers write a number where the documents have a string; the response checks report that.
  return actual !== undefined && actual !== null && String(actual) === String(expected);
}

/** The values that distinguish calls of one activity. */
const distinguishing = ['scene', 'status', 'instanceStatus', 'flag'];

/** `refreshInstance (i1, RENEWAL)`, with the values of its own: `newInstance (i1, email: 16 characters)` */
export function callText({ id, activity, values = {}, drawn = [] }: ScenarioStep): Localized {
  const instance = id ?? /^\$\{(\w+)\./.exec(String(values.instanceId ?? ''))?.[1];
  const parts = [
    ...(instance === undefined ? [] : [instance]),
    ...distinguishing.flatMap((name) => (values[name] === undefined ? [] : [String(values[name])])),
    ...drawn.map(({ field, label }) => both('{field}: {label}', { field, label })),
  ];
  return parts.length > 0 ? both('{activity} ({parts})', { activity, parts }) : verbatim(activity);
}
