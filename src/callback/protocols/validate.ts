import { isObject } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import type { Field, FieldFormat } from './model.ts';
import { isMillisText } from './time.ts';

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

interface Rule {
  readonly fits: (text: string) => boolean;
  readonly wanted: Localized;
}

const millis = {
  fits: isMillisText,
  wanted: { en: 'must be a time of the form yyyyMMddHHmmssSSS', zh: '必须是 yyyyMMddHHmmssSSS 格式的时间' },
};

/** What a field's text must look like; a format without a rule can't be judged by its text. */
const formats: Readonly<Partial<Record<FieldFormat, Rule>>> = {
  'utc-millis': millis,
  'cn-millis': millis,
  'expire-time': {
    // 14 digits by the tables, 17 in an example of the V2 guide.
    fits: (text) => isMillisText(text) || isMillisText(`${text}000`),
    wanted: { en: 'must be a time of the form yyyyMMddHHmmss', zh: '必须是 yyyyMMddHHmmss 格式的时间' },
  },
  'utc-text': {
    fits: (text) => {
      const [, date, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d{1,3})? ?z?$/i.exec(text) ?? [];
      return isMillisText(`${date}${time}000`.replace(/[-:]/g, ''));
    },
    wanted: {
      en: 'must be a UTC time like 2023-10-27 10:30:15 z',
      zh: '必须是形如 2023-10-27 10:30:15 z 的 UTC 时间',
    },
  },
  'id-list': {
    fits: (text) => {
      const ids = text.split(',');
      return ids.length <= 100 && ids.every((id) => id !== '' && id.length <= 64);
    },
    wanted: {
      en: 'must be 1 to 100 ids of at most 64 characters, separated by commas',
      zh: '必须是以英文逗号分隔的 1～100 个 ID，每个最多 64 个字符',
    },
  },
  'extend-params': {
    fits: (text) => isBase64(text) && isParameterList(Buffer.from(text, 'base64').toString('utf8')),
    wanted: {
      en: 'must be base64 of a JSON array of {"name", "value"}',
      zh: '必须是 JSON 数组 [{"name","value"}] 的 Base64 编码',
    },
  },
  'json-text': {
    fits: (text) => parse(text) !== undefined,
    wanted: { en: 'must hold JSON', zh: '内容必须是 JSON' },
  },
  url: {
    fits: (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
    wanted: {
      en: 'must be an absolute URL that begins with https:// or http://',
      zh: '必须是以 https:// 或 http:// 开头的完整 URL',
    },
  },
  'result-code': {
    fits: (text) => text.length === 6,
    wanted: { en: 'must be six characters', zh: '必须是 6 个字符' },
  },
};

/** Parsed JSON; `undefined` when the text is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
}

function isParameterList(text: string): boolean {
  const list = parse(text);
  return (
    Array.isArray(list) &&
    list.every(
      (item: unknown) => typeof item === 'object' && item !== null && 'name' in item && 'value' in item,
    )
  );
}
