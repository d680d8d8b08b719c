import type { JsonValue } from '../../text/json.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { Field } from '../protocols/model.ts';
import type { Openness } from './scenario/scenario.ts';

/** A documented form of a value, in a few words. */
export interface Form {
  readonly label: Localized;
  readonly value: JsonValue;
  readonly open?: Openness;
}

export const form = (label: Localized, value: JsonValue): Form => ({ label, value });
export const open = (label: Localized, value: JsonValue): Form => ({ label, value, open: true });
const noted = (label: Localized, value: JsonValue): Form => ({ label, value, open: 'noted' });

/** Assumed where no length is published. */
const usualLength = 64;

/** The documented forms of a single value; `sample` is one that the server accepts. */
export function formsOf(field: Field, sample: JsonValue | undefined): readonly Form[] {
  const { name, type, format, values, encrypted, text, forms, maxLength = usualLength } = field;
  // The sample of a variant makes it another call.
  const same = values?.filter((value) => !field.variant || value !== field.sample);
  if (same) return [...same.map((value) => listed(type, value)), ...asTexts(field, same)];
  if (type === 'integer') return integers(field);
  if (type === 'decimal') return decimals(field);
  if (format === 'expire-time') return times(sample, forms?.includes('millis') === true);
  if (format === 'cn-millis') return savedTimes(sample);
  if (format === 'utc-text') return licenceTimes(name, sample);
  if (format === 'date') return dates;
  if (format === 'extend-params') return parameterLists(maxLength);
  if (name === 'email') return emails(encrypted ? usualLength : maxLength);
  if (encrypted || name === 'mobile') return phones(encrypted ? 16 : (field.maxLength ?? 16));
  if (name === 'businessId' || name === 'eventId') return serials;
  if (text) return texts(maxLength);
  return format === 'client-secret'
    ? [...identifiers(usualLength), symbols, noted(both('Chinese characters'), '密钥')]
    : identifiers(maxLength);
}

function listed(type: Field['type'], value: string): Form {
  return form(verbatim(String(value)), type === 'integer' ? Number(value) : value);
}

function asTexts({ forms }: Field, values: readonly string[]): readonly Form[] {
  return values.slice(0, forms?.includes('string') ? 1 : 0).map((value) => open(both('as a string'), value));
}

/** A text of a length in UTF-16 code units, as the documents count it. */
function filled(pattern: string, length: number): string {
  return pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length);
}

const readAsNumbers = ['00012', '1e5'].map((value) =>
  form(both('{value}, which is not the number', { value }), value),
);

function identifiers(length: number): readonly Form[] {
  return [
    form(both('one character'), 'Z'),
    form(both('{length} letters and digits', { length }), filled('aZ09bY18', length)),
    form(both('{length} digits', { length }), filled('1234567890', length)),
    ...readAsNumbers,
  ];
}

/** Ids that differ in each call. */
const serials: readonly Form[] = [
  form(both('{length} letters and digits', { length: usualLength }), `\${id}\${id}`),
  form(both('{length} digits', { length: usualLength }), `\${id:digits}`),
];

const symbols = noted(both('symbols'), 'a+/=&%?#"\'\\<b>');

/** Text as people write it. Chinese must be accepted, as Huawei's own samples are Chinese. */
function texts(length: number): readonly Form[] {
  return [
    form(both('one character'), '云'),
    form(both('{length} Chinese characters', { length }), filled('云', length)),
    form(both('{length} letters and digits', { length }), filled('Ab1', length)),
    form(both('punctuation of names'), `O'Neil & "Sons" A-B_C, Co. (云商店) 中国（深圳）·公司`),
    ...readAsNumbers,
    noted(both('{length} characters outside the BMP', { length: length >> 1 }), filled('😀', length & ~1)),
    noted(both('quotes and backslashes'), `O'Neil "A" \\n \`b\` \\`),
    noted(both('markup and percent signs'), '<b>A&amp;B</b> 100% %41+1=2?#;--'),
    noted(both('line separators of JavaScript'), 'a\u2028b\u2029c'),
    noted(both('blanks at the ends'), ' a\tb  c\u3000 '),
    noted(both('letters that normalisation and case folding change'), 'e\u0301 ﬁ ß İı'),
    noted(both('{value}, as a text', { value: 'null' }), 'null'),
  ];
}

/** Large numbers may exceed what the seller has configured for the product, such as two years of months. */
function integers({ minimum = 1, maxLength = 4, forms }: Field): readonly Form[] {
  const large = 10 ** maxLength - 1;
  const plain = (value: number, as = form) => as(verbatim(String(value)), value);
  return [
    plain(minimum),
    plain(Math.min(12, large)),
    ...(large < 24 ? [] : [plain(24, noted)]),
    open(both('{digits} digits', { digits: maxLength }), large),
    ...asTexts({ forms } as Field, [String(minimum)]),
  ];
}

function decimals({ maxLength = 20, mayBeNegative }: Field): readonly Form[] {
  return [
    ...['0', '0.00', '0.001', '12.5', '99999.999'].map((value) => form(verbatim(String(value)), value)),
    open(both('{digits} digits', { digits: maxLength - 1 }), `${filled('9', maxLength - 4)}.999`),
    ...(mayBeNegative ? [open(both('negative'), '-100.5')] : []),
  ];
}

const domain = '@example.com';

/** The lengths lie on both sides of the blocks of AES; 128 is that of the kit. A label of a domain has at most 63. */
function emails(most: number): readonly Form[] {
  return [15, 16, 17, 31, 32, 48, ...new Set([most, 128])].map((length) => {
    const host = length > usualLength ? `@${filled('b', 63)}.${domain.slice(1)}` : domain;
    const address = filled('a', length - host.length) + host;
    return (length > most ? noted : form)(both('{length} characters', { length }), address);
  });
}

function phones(most: number): readonly Form[] {
  const digits = (length: number) =>
    noted(both('{length} digits', { length }), filled('8615905222222', length));
  const country = noted(both('with the country'), '+8615905222222');
  return [form(both('another number'), '15900000000'), country, digits(15), digits(most)];
}

const monthForm = (month: string, value: string): Form => form(both('month {month}', { month }), value);

/** Later than the sample, since a renewal ends later. Each month occurs once, and 08 and 09, which are no octal numbers. */
function times(sample: JsonValue | undefined, withMillis: boolean): readonly Form[] {
  const next = Number(String(sample ?? '2027').slice(0, 4)) + 1;
  const leap = next + 3 - ((next + 3) % 4);
  const month = `${next}0430120000`;
  return [
    form(both('29 February'), `${leap}0229120000`),
    form(both('the last day of a month'), month),
    form(both('the last second of a year'), `${next}1231235959`),
    form(both('midnight'), `${next + 1}0101000000`),
    form(both('after 2038'), '20380820120000'),
    form(both('far in the future'), '20991031235959'),
    ...['03', '05', '06', '07', '09', '11'].map((one) => monthForm(one, `${leap}${one}09080900`)),
    open(both('the largest year'), '99991231235959'),
    // The pages differ on milliseconds.
    ...(withMillis ? [open(both('with milliseconds'), `${month}000`)] : []),
  ];
}

/** Times in cases that were saved in the year before, and are replayed unchanged. */
function savedTimes(sample: JsonValue | undefined): readonly Form[] {
  const year = Number(String(sample ?? '2027').slice(0, 4)) - 1;
  return Array.from({ length: 12 }, (_, index) => {
    const month = String(index + 1).padStart(2, '0');
    return monthForm(month, `${year}${month}280809${month}0${month}`);
  });
}

const clocks = ['00:00:00', '08:00:00', '09:09:00', '10:10:10', '12:30:08', '23:59:59'];

/**
 * Within the term of the sample, which the server has granted: it begins in one of the next six months, or ends in one of
 * the last six. Others may lie outside the order (000901).
 */
function licenceTimes(name: string, sample: JsonValue | undefined): readonly Form[] {
  if (typeof sample !== 'string') return [];
  const [year = 0, month = 0] = sample.split('-').map(Number);
  return clocks.map((clock, index) => {
    const first = new Date(Date.UTC(year, month + (name === 'expireTime' ? -1 - index : index), 1));
    const text = `${first.toISOString().slice(0, 10)} ${clock} z`;
    return monthForm(text.slice(5, 7), text);
  });
}

const dates = ['2022-04-01', '2022-04-1', '2024-02-29', '1999-12-31'].map((value) =>
  form(verbatim(String(value)), value),
);

/** The seller defines the names, so other names may be refused. */
function parameterLists(most: number): readonly Form[] {
  const pair = (name: string, value: string) => ({ name, value });
  const base64 = (list: JsonValue) => Buffer.from(JSON.stringify(list), 'utf8').toString('base64');
  const spare = Math.floor((most / 4) * 3) - JSON.stringify([pair('a', '')]).length;
  return [
    open(both('one parameter'), base64([pair('companyName', '云商店😀')])),
    open(both('three parameters'), base64(['a', 'b', 'c'].map((name) => pair(name, '~~>>??')))),
    open(both('members in another order'), base64([{ value: 'O\'Neil "\\', name: 'companyName' }])),
    open(both('an empty value'), base64([pair('companyName', '')])),
    open(both('{length} characters', { length: most }), base64([pair('a', filled('x', spare))])),
  ];
}
