import { isObject, tryJson } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Field, FieldFormat } from './model.ts';
import { isMillisText } from './time.ts';

/** The kind of rule that a value violates. */
export type ProblemRule = 'required' | 'type' | 'length' | 'range' | 'values' | 'format';

/** A value that violates its declaration. */
export interface Problem {
  /** Path of the field: `info[0].appInfo.frontEndUrl`. */
  readonly field: string;
  readonly rule: ProblemRule;
  /** A sentence that starts with the field. */
  readonly message: Localized;
}

/**
 * Validates values against the declarations of their fields. `null` and `''` count as absent; undeclared fields are
 * ignored. Numbers may be strings, as in a query, but strings may not be numbers. Lengths are in UTF-16 code units, as
 * in Java.
 */
export function validateValues(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  return validateFields(fields, values, '');
}

/** Whether every request has a value for the field, so that a server may require it. */
export function isMandatory({ required, mayBeEmpty, mayBeAbsent }: Field): boolean {
  return required && !mayBeEmpty && !mayBeAbsent;
}

function validateFields(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
  prefix: string,
): Problem[] {
  return fields.flatMap((field) => {
    const path = `${prefix}${field.name}`;
    const value = values[field.name];
    if (value === undefined || value === null || value === '')
      return isMandatory(field) ? [problem(path, 'required', both('is missing or empty'))] : [];
    return validateValue(field, value, path);
  });
}

function validateValue(field: Field, value: unknown, path: string): Problem[] {
  const mayBeJson = field.format === 'json-text' || field.forms?.includes('json-text') === true;
  if (mayBeJson && typeof value === 'string') {
    const parsed = tryJson(value);
    if (parsed === undefined) return [problem(path, 'format', both('must contain JSON'))];
    return field.fields ? validateElements(field, parsed, path) : [];
  }
  switch (field.type) {
    case 'list':
      return validateElements(field, value, path);
    case 'object':
      return isObject(value)
        ? validateFields(field.fields ?? [], value, `${path}.`)
        : [problem(path, 'type', both('must be an object'))];
    case 'integer':
      return isNumber(value, /^-?\d+$/)
        ? validateNumber(field, String(value), path)
        : [problem(path, 'type', both('must be an integer'))];
    case 'decimal':
      return isNumber(value, /^-?\d+(\.\d+)?$/)
        ? validateNumber(field, String(value), path)
        : [problem(path, 'type', both('must be a number'))];
    case 'string':
      return typeof value === 'string'
        ? validateText(field, value, path)
        : [problem(path, 'type', both('must be a string'))];
  }
}

function validateElements({ fields = [], maxItems }: Field, value: unknown, path: string): Problem[] {
  if (!Array.isArray(value)) return [problem(path, 'type', both('must be a list'))];
  const excess = itemProblem(maxItems, value.length, path);
  if (excess) return [excess];
  return value.flatMap((element: unknown, index) =>
    isObject(element)
      ? validateFields(fields, element, `${path}[${index}].`)
      : [problem(`${path}[${index}]`, 'type', both('must be an object'))],
  );
}

function itemProblem(maxItems: number | undefined, count: number, path: string): Problem | undefined {
  if (maxItems === undefined || count <= maxItems) return undefined;
  return problem(path, 'range', both('has {count} elements; the maximum is {maxItems}', { count, maxItems }));
}

function validateNumber(field: Field, text: string, path: string): Problem[] {
  const { minimum, decimals } = field;
  if (minimum !== undefined && Number(text) < minimum)
    return [problem(path, 'range', both('must be at least {minimum}', { minimum }))];
  if (decimals !== undefined && (text.split('.')[1]?.length ?? 0) > decimals)
    return [problem(path, 'range', both('must have at most {decimals} decimal places', { decimals }))];
  return validateText(field, text, path);
}

function validateText(field: Field, text: string, path: string): Problem[] {
  const { maxLength, maxItems, values, format } = field;
  const excess = itemProblem(maxItems, text.split(',').length, path);
  if (excess) return [excess];
  // The format of an ID list limits the length of each ID.
  if (maxLength !== undefined && text.length > maxLength && format !== 'id-list') {
    const facts = { length: text.length, maxLength };
    return [problem(path, 'length', both('has {length} characters; the maximum is {maxLength}', facts))];
  }
  if (values && !values.includes(text))
    return [problem(path, 'values', both('must be one of: {values}', { values }))];
  const rule = format && formats[format];
  return !rule || rule.matches(text, field) ? [] : [problem(path, 'format', rule.requirement)];
}

function problem(field: string, rule: ProblemRule, message: Localized): Problem {
  return { field, rule, message: both('{field} {message}', { field, message }) };
}

function isNumber(value: unknown, form: RegExp): boolean {
  return typeof value === 'number' ? form.test(String(value)) : typeof value === 'string' && form.test(value);
}

interface Rule {
  readonly matches: (text: string, field: Field) => boolean;
  readonly requirement: Localized;
}

const millis = { matches: isMillisText, requirement: both('must be a time in the format yyyyMMddHHmmssSSS') };

/** The rules of the formats; other formats cannot be checked by their text. */
const formats: Readonly<Partial<Record<FieldFormat, Rule>>> = {
  'utc-millis': millis,
  'cn-millis': millis,
  'expire-time': {
    matches: (text, { forms }) =>
      isMillisText(`${text}000`) || (forms?.includes('millis') === true && isMillisText(text)),
    requirement: both('must be a time in the format yyyyMMddHHmmss'),
  },
  'utc-text': {
    matches: (text) => {
      const [, date, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d{1,3})? ?z?$/i.exec(text) ?? [];
      return isMillisText(`${date}${time}000`.replace(/[-:]/g, ''));
    },
    requirement: both('must be a UTC time in the format 2023-10-27 10:30:15 z'),
  },
  date: {
    matches: (text) => {
      const [, month, day = ''] = /^(\d{4}-\d\d-)(\d{1,2})$/.exec(text) ?? [];
      return isMillisText(`${month}${day.padStart(2, '0')}000000000`.replaceAll('-', ''));
    },
    requirement: both('must be a date in the format 2022-04-1'),
  },
  'id-list': {
    matches: (text) => text.split(',').every((id) => id !== '' && id.length <= 64),
    requirement: both('must be comma-separated IDs of at most 64 characters'),
  },
  'extend-params': {
    matches: (text) => isBase64(text) && isParameterList(Buffer.from(text, 'base64').toString('utf8')),
    requirement: both('must be the base64 of a JSON array of {"name", "value"}'),
  },
  url: {
    matches: (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
    requirement: both('must be an absolute URL starting with https:// or http://'),
  },
  'result-code': { matches: (text) => text.length === 6, requirement: both('must have six characters') },
};

function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
}

function isParameterList(text: string): boolean {
  const list = tryJson(text);
  return Array.isArray(list) && list.every((item) => isObject(item) && 'name' in item && 'value' in item);
}
