import { hash } from 'node:crypto';
import { usageValuePattern } from '../../text/decimal.ts';
import { day } from '../../text/duration.ts';
import { isObject } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import {
  type RecordFault,
  type RecordFaults,
  type UsageField,
  type UsageFieldName,
  type UsageInterface,
  usageFields,
} from './fields.ts';

/** A valid record, ready to be sent. */
export interface UsageRecord {
  /** Line in the input, counted from 1. */
  readonly line: number;
  /** Its unique id: from the input, or derived from the record. */
  readonly sn: string;
  /** Hash of `sn`, hexadecimal; equals `identity` where the id is derived from the record. */
  readonly key: string;
  /** Hash of instance, window, value and package, hexadecimal. */
  readonly identity: string;
  /** Compact JSON with ascending keys, as sent. */
  readonly json: string;
  /** End of its window, in milliseconds since 1970. */
  readonly endTime: number;
}

export interface RecordRules {
  readonly target: UsageInterface;
  /** Milliseconds since 1970, to compute the age of records. */
  now(): number;
  /** Leave out unknown fields instead of reporting them. */
  readonly ignoreUnknown: boolean;
}

/** Older records are rejected as expired (007, MKT.9004). */
const maxAgeMs = 21 * day;

type Values = Partial<Record<UsageFieldName, string | undefined>>;

const fields = Object.fromEntries(usageFields.map((field) => [field.name, field])) as Readonly<
  Record<UsageFieldName, UsageField>
>;

/**
 * Creates a parser of records. It returns the record as it is sent, or everything that is wrong with it. A window may be
 * empty, but must have ended by the time of the push.
 *
 * @see https://www.huaweicloud.com/s/JeWcqOe6v-aXtumXtOaNoueul-WZqCU/t_30_p_5
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function createRecordParser(
  rules: RecordRules,
): (value: unknown, line: number) => UsageRecord | RecordFaults {
  const { target, now, ignoreUnknown } = rules;
  const readTime = createTimeParser();

  return (value, line) => {
    if (!isObject(value)) return [{ code: 'NOT_A_RECORD', message: both('a record must be an object') }];
    const given = value as Readonly<Record<string, unknown>>;
    const faults: RecordFault[] = [];
    if (!ignoreUnknown) {
      for (const name in given) {
        if (Object.hasOwn(fields, name)) continue;
        const field = name.slice(0, 64);
        faults.push(fault('UNKNOWN_FIELD', field, both('unknown field "{field}"', { field })));
      }
    }
    const text = (field: UsageField, value: unknown) => readField(field, value, target, faults);
    // Not a loop: V8 reads members by constant names much faster.
    const values: Values = {
      instance_id: text(fields.instance_id, given.instance_id),
      record_time: text(fields.record_time, given.record_time),
      begin_time: text(fields.begin_time, given.begin_time),
      end_time: text(fields.end_time, given.end_time),
      usage_value: text(fields.usage_value, given.usage_value),
      metering_sn: text(fields.metering_sn, given.metering_sn),
      relate_pkg_instance: text(fields.relate_pkg_instance, given.relate_pkg_instance),
      product_id: text(fields.product_id, given.product_id),
    };
    const end = validateTimes(values, faults, readTime, now());
    validateValue(values.usage_value, faults);
    const [first] = faults;
    if (first) return [first, ...faults.slice(1)];
    const identity = recordIdentity(values);
    const derived = `koo-${identity}`;
    const sn = values.metering_sn ?? derived;
    values.metering_sn = sn;
    const key = sn === derived ? identity : hash('sha256', sn, 'hex');
    return { line, sn, key, identity, json: toJson(values, target), endTime: end };
  };
}

/** The fields to send as JSON with ascending keys, as JSON.stringify would write them. */
function toJson(values: Values, target: UsageInterface): string {
  const { begin_time, end_time, instance_id, metering_sn, product_id, record_time, usage_value } = values;
  const own = target === 'new' ? member('metering_sn', metering_sn) : member('product_id', product_id);
  const bought = member('relate_pkg_instance', values.relate_pkg_instance);
  const window = `"begin_time":"${begin_time}","end_time":"${end_time}"`;
  // Times and value contain nothing to escape.
  return `{${window}${member('instance_id', instance_id)}${own},"record_time":"${record_time}"${bought},"usage_value":"${usage_value}"}`;
}

function member(name: UsageFieldName, text: string | undefined): string {
  return text === undefined ? '' : `,"${name}":${jsonString(text)}`;
}

/** The text before and after the comma-separated records of a request. */
export const openBody = '{"usage_records":[';
export const closeBody = ']}';

/** The text of a field; `undefined` when it is absent, empty or invalid. */
function readField(
  { name, required, maxLength }: UsageField,
  value: unknown,
  target: UsageInterface,
  faults: RecordFault[],
): string | undefined {
  if (value === undefined || value === null || value === '') {
    if (required.includes(target))
      faults.push(fault('MISSING', name, both('{field} is missing', { field: name })));
    return undefined;
  }
  const text = name === 'usage_value' && typeof value === 'number' ? exactNumber(value) : value;
  if (typeof text !== 'string') {
    faults.push(fault('NOT_TEXT', name, both('{field} must be a string', { field: name })));
    return undefined;
  }
  // A time of another length is reported as a bad time, which is more specific.
  if (text.length > maxLength && !name.endsWith('_time')) {
    const facts = { field: name, length: text.length, max: maxLength };
    const message = both('{field} has {length} characters; at most {max} are allowed', facts);
    faults.push(fault('TOO_LONG', name, message));
    return undefined;
  }
  return text;
}

/** A JSON number as text; `undefined` for more than 15 digits, of which parsing may have lost some. */
function exactNumber(value: number): string | undefined {
  const text = String(value);
  return text.replace(/\D/g, '').length > 15 ? undefined : text;
}

function validateTimes(
  values: Values,
  faults: RecordFault[],
  readTime: (text: string) => number | undefined,
  now: number,
): number {
  // NaN for a time that is missing or invalid: no comparison with it holds.
  const time = (name: 'record_time' | 'begin_time' | 'end_time') => {
    const text = values[name];
    if (text === undefined) return Number.NaN;
    const read = readTime(text);
    if (read !== undefined) return read;
    const facts = { field: name, text: text.slice(0, 40) };
    const message = both('{field} "{text}" must be a UTC time such as 20260131T080000Z', facts);
    faults.push(fault('BAD_TIME', name, message));
    return Number.NaN;
  };
  const recorded = time('record_time');
  const begin = time('begin_time');
  const end = time('end_time');
  if (begin > end) {
    const facts = { begin: values.begin_time ?? '', end: values.end_time ?? '' };
    const message = both('end_time "{end}" must not be before begin_time "{begin}"', facts);
    faults.push(fault('BAD_RANGE', 'end_time', message));
  }
  if (end > now) {
    const facts = { end: values.end_time ?? '' };
    const message = both('end_time "{end}" must not be after the time of the push; times are in UTC', facts);
    faults.push(fault('BAD_RANGE', 'end_time', message));
  }
  const oldest = now - maxAgeMs;
  if (begin < oldest) faults.push(tooOld('begin_time', values.begin_time ?? ''));
  else if (recorded < oldest) faults.push(tooOld('record_time', values.record_time ?? ''));
  return end;
}

function validateValue(text: string | undefined, faults: RecordFault[]): void {
  if (text === undefined) return;
  if (usageValuePattern.test(text)) return;
  const message = both(
    'usage_value "{text}" must be a decimal number greater than 0 with at most 4 decimal places',
    { text },
  );
  faults.push(fault('BAD_VALUE', 'usage_value', message));
}

function fault(code: RecordFault['code'], field: string, message: Localized): RecordFault {
  return { code, field, message };
}

function tooOld(field: UsageFieldName, text: string): RecordFault {
  return fault('TOO_OLD', field, both('{field} "{text}" is more than 21 days ago', { field, text }));
}

/**
 * Hash of instance, window, value and package. `record_time` does not count, so that exporting a table again gives the
 * same records.
 *
 * @returns 40 hexadecimal digits
 */
function recordIdentity(values: Readonly<Values>): string {
  const { instance_id: instance = '', begin_time, end_time, usage_value = '' } = values;
  const value = plainNumber(usage_value);
  const bought = jsonString(values.relate_pkg_instance ?? '');
  // Times and value contain nothing to escape.
  const text = `[${jsonString(instance)},"${begin_time}","${end_time}","${value}",${bought}]`;
  return hash('sha256', text, 'hex').slice(0, 40);
}

/**
 * The unique id of a record without one: `koo-` and its identity. The same record gets the same id on every run and
 * machine, so it is never billed twice.
 */
export const derivedSn = /^koo-[0-9a-f]{40}$/;

/** Normalises a number: `099.50` and `99.5` are the same value. */
function plainNumber(text: string): string {
  if (/^[1-9]\d*$/.test(text)) return text;
  const [whole = '', decimals = ''] = text.split('.');
  const kept = decimals.replace(/0+$/, '');
  return `${whole.replace(/^0+(?=\d)/, '')}${kept && `.${kept}`}`;
}

/** Printable ASCII without quotes and backslashes, which JSON does not escape. */
const plainText = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** JSON.stringify of a text, faster for plain texts, which are the common case. */
function jsonString(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text);
}

/**
 * Creates a parser of metering times, `yyyyMMdd'T'HHmmss'Z'` in UTC. It returns milliseconds since 1970, or `undefined`
 * for anything else, including a day that does not exist. It caches the last day, since many records share one.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function createTimeParser(): (text: string) => number | undefined {
  let day = '';
  let midnight: number | undefined;
  return (text) => {
    if (text.length !== 16 || text[8] !== 'T' || text[15] !== 'Z') return undefined;
    const hours = twoDigits(text, 9);
    const minutes = twoDigits(text, 11);
    const seconds = twoDigits(text, 13);
    // Also false for NaN.
    if (!(hours < 24 && minutes < 60 && seconds < 60)) return undefined;
    if (day === '' || !text.startsWith(day)) {
      day = text.slice(0, 8);
      midnight = readDay(day);
    }
    return midnight === undefined ? undefined : midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  };
}

/** The number of two digits; NaN for anything else. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function readDay(text: string): number | undefined {
  if (!/^\d{8}$/.test(text)) return undefined;
  const time = Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}T00:00:00Z`);
  // Date.parse turns 30 February into a day of March.
  return Number.isNaN(time) || new Date(time).getUTCDate() !== Number(text.slice(6)) ? undefined : time;
}
