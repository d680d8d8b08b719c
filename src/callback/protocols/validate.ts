import { isObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { formats, parse } from './formats.ts';
import type { Field } from './model.ts';

/** What a value can break. */
export type ProblemRule = 'required' | 'type' | 'length' | 'values' | 'format';

/** A value that does not fit its declaration. */
export interface Problem {
  /** Path of the field: `info[0].appInfo.frontEndUrl`. */
  readonly field: string;
  readonly rule: ProblemRule;
  /** A whole sentence that begins with the field. */
  readonly message: Localized;
}

/**
 * What is wrong with values, by the declarations of their fields. `null` and `''` count as absent; a field that
 * nobody declared is no problem. Numbers may come as text (a query has nothing else), text may not come as numbers.
 * Lengths are UTF-16 code units, as Java counts them.
 */
export function validateValues(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  return validateFields(fields, values, '');
}

function validateFields(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
  prefix: string,
): Problem[] {
  return fields.flatMap((field) => {
    const path = `${prefix}${field.name}`;
    const value = values[field.name];
    if (value === undefined || value === null || value === '') {
      return field.required && !field.mayBeEmpty ? [problem(path, 'required', 'is missing', '不能为空')] : [];
    }
    return validateValue(field, value, path);
  });
}

function validateValue(field: Field, value: unknown, path: string): Problem[] {
  if (field.format === 'json-text' && typeof value === 'string') {
    const held = parse(value);
    if (held === undefined) return formatProblem(field, value, path);
    return field.fields ? validateElements(field.fields, held, path) : [];
  }
  switch (field.type) {
    case 'list':
      return validateElements(field.fields ?? [], value, path);
    case 'object':
      return isObject(value)
        ? validateFields(field.fields ?? [], value, `${path}.`)
        : [problem(path, 'type', 'must be an object', '必须为对象')];
    case 'integer':
      return isNumber(value, /^-?\d+$/)
        ? validateText(field, String(value), path)
        : [problem(path, 'type', 'must be an integer', '必须为整数')];
    case 'decimal':
      return isNumber(value, /^-?\d+(\.\d+)?$/)
        ? validateText(field, String(value), path)
        : [problem(path, 'type', 'must be a number', '必须为数字')];
    case 'string':
      return typeof value === 'string'
        ? validateText(field, value, path)
        : [problem(path, 'type', 'must be a string', '必须为字符串')];
  }
}

function validateElements(fields: readonly Field[], value: unknown, path: string): Problem[] {
  if (!Array.isArray(value)) return [problem(path, 'type', 'must be a list', '必须为数组')];
  return value.flatMap((element: unknown, index) =>
    isObject(element)
      ? validateFields(fields, element, `${path}[${index}].`)
      : [problem(`${path}[${index}]`, 'type', 'must be an object', '必须为对象')],
  );
}

function validateText(field: Field, text: string, path: string): Problem[] {
  const { maxLength, values, format } = field;
  // Of a list of ids each id is limited, by its format.
  if (maxLength !== undefined && text.length > maxLength && format !== 'id-list') {
    return [
      problem(
        path,
        'length',
        `has ${text.length} characters; at most ${maxLength} are allowed`,
        `长度为 ${text.length} 个字符，最多允许 ${maxLength} 个`,
      ),
    ];
  }
  if (values && !values.includes(text)) {
    return [
      problem(path, 'values', `must be one of: ${values.join(', ')}`, `取值只能是：${values.join('、')}`),
    ];
  }
  return formatProblem(field, text, path);
}

function formatProblem({ format }: Field, text: string, path: string): Problem[] {
  const rule = format && formats[format];
  return !rule || rule.fits(text) ? [] : [problem(path, 'format', rule.wanted.en, rule.wanted.zh)];
}

function problem(field: string, rule: ProblemRule, en: string, zh: string): Problem {
  return { field, rule, message: { en: `${field} ${en}`, zh: `${field} ${zh}` } };
}

function isNumber(value: unknown, form: RegExp): boolean {
  return typeof value === 'number' ? form.test(String(value)) : typeof value === 'string' && form.test(value);
}
