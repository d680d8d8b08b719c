import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../../src/callback/protocols/model.ts';
import { validateValues } from '../../../src/callback/protocols/validate.ts';
import { activityRules, type ParameterRules } from '../../../src/callback/starter/project.ts';
import { isObject } from '../../../src/text/json.ts';
import { all, context, sales } from '../protocols/support.ts';
import '../../support/property-seed.ts';

type Rules = Readonly<Record<string, ParameterRules>>;

/** Whether values obey the rules, as each starter decides it. */
function obeys(rules: Rules, values: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(rules).every(([name, rule]) => {
    const value = values[name];
    if (value === undefined || value === null || value === '') return !rule.required;
    return isValid(rule, value);
  });
}

function isValid(rule: ParameterRules, value: unknown): boolean {
  const { type, json, fields, maxItems } = rule;
  if (json && typeof value === 'string') {
    const held = asJson(value);
    return held !== undefined && (!fields || isValid({ ...rule, type: 'list' }, held));
  }
  if (type === 'list') {
    if (!Array.isArray(value) || value.length > (maxItems ?? value.length)) return false;
    return value.every((element) => isObject(element) && obeys(fields ?? {}, element));
  }
  if (type === 'object') return isObject(value) && obeys(fields ?? {}, value);
  if (type === 'string') return typeof value === 'string' && isText(rule, value);
  const form = type === 'integer' ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/;
  const isNumber = typeof value === 'number' || typeof value === 'string';
  return isNumber && form.test(String(value)) && isText(rule, String(value));
}

function isText({ maxLength, maxItems, values }: ParameterRules, text: string): boolean {
  if (maxItems !== undefined && text.split(',').length > maxItems) return false;
  if (maxLength !== undefined && text.length > maxLength) return false;
  return !values || values.includes(text);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Values of a field: right ones, wrong ones, and those at its limits. */
function fieldValue(field: Field): fc.Arbitrary<unknown> {
  const { maxLength = 20, maxItems = 3, values = ['1'], fields = [], sample } = field;
  const length = fc.integer({ min: maxLength - 1, max: maxLength + 1 });
  const count = fc.integer({ min: maxItems - 1, max: maxItems + 1 });
  const list = fc.array(valuesOf(fields), { maxLength: 2 });
  return fc.oneof(
    { weight: 60, arbitrary: fc.constant(typeof sample === 'function' ? sample(context()) : sample) },
    fc.constantFrom(
      undefined,
      null,
      '',
      ' ',
      0,
      -1,
      1.5,
      '12',
      '1.5',
      '1e3',
      true,
      {},
      [],
      [1],
      '[1]',
      '{',
      '{}',
    ),
    fc.constantFrom(...values),
    length.map((size) => '7'.repeat(size)),
    count.map((size) => Array.from({ length: size }, () => 'a').join(',')),
    count.map((size) => Array.from({ length: size }, () => ({}))),
    list,
    list.map((content) => JSON.stringify(content)),
    valuesOf(fields),
  );
}

function valuesOf(fields: readonly Field[]): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, fieldValue(field)])));
}

describe('the rules of a starter agree with what koo sends and accepts', () => {
  const sold = all.flatMap(({ name, protocol, activity }) => {
    const sale = sales.find((one) => activity.need[one] !== 'none');
    const rules = sale && activityRules([protocol.id], sale)[protocol.id]?.[activity.name];
    return rules ? [{ name, activity, rules }] : [];
  });

  it('has rules for every activity but those that are sold no more', () => {
    const names = new Set(sold.map(({ name }) => name));
    expect(all.flatMap(({ name }) => (names.has(name) ? [] : [name]))).toEqual([
      'v1 getLicense',
      'v1 refreshLicense',
      'v1 expireLicense',
      'v1 releaseLicense',
    ]);
  });

  it.each(sold)('$name', ({ activity, rules }) => {
    const accepted = { yes: 0, no: 0 };
    fc.assert(
      fc.property(valuesOf(activity.request), (values) => {
        const isTolerated = (name: string) =>
          Array.isArray(values[name]) &&
          activity.request.some((field) => field.name === name && field.format === 'json-text');
        const problems = validateValues(activity.request, values);
        const isObeyed = obeys(rules, values);
        accepted[isObeyed ? 'yes' : 'no'] += 1;
        // A starter may be more tolerant: of forms of texts, of the least number, and of a list instead of its JSON.
        if (problems.length === 0) expect(isObeyed).toBe(true);
        const strict = ['required', 'type', 'length', 'values'];
        if (problems.some(({ field, rule }) => strict.includes(rule) && !isTolerated(field))) {
          expect(isObeyed).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
    expect(accepted.no).toBeGreaterThan(10);
    expect(accepted.yes).toBeGreaterThan(10);
  });
});
