import { describe, expect, test } from 'vitest';
import { optionalField, requiredField } from '../../../src/callback/protocols/fields.ts';
import type { Field } from '../../../src/callback/protocols/model.ts';
import { validateValues } from '../../../src/callback/protocols/validate.ts';
import { verbatim } from '../../../src/text/translate.ts';
import { pick } from './support.ts';

/** `path rule` of every problem with one value. */
function problems(field: Field, value: unknown): string[] {
  return validateValues([field], { [field.name]: value }).map(
    (problem) => `${problem.field} ${problem.rule}`,
  );
}

describe('a mandatory field', () => {
  const field = requiredField('orderId', verbatim('Order'), { maxLength: 4 });

  test.each([undefined, null, ''])('counts %j as missing', (value) => {
    expect(validateValues([field], { orderId: value })).toEqual([
      {
        field: 'orderId',
        rule: 'required',
        message: { en: 'orderId is missing or empty', zh: 'orderId 缺失或为空' },
      },
    ]);
  });

  test('may be empty if KooGallery sends it empty', () => {
    expect(problems({ ...field, mayBeEmpty: true }, '')).toEqual([]);
    expect(problems({ ...field, mayBeEmpty: true }, undefined)).toEqual([]);
    expect(problems({ ...field, mayBeEmpty: true }, '12345')).toEqual(['orderId length']);
  });
});

test.each([undefined, null, ''])('counts %j as an absent optional field', (value) => {
  expect(problems(optionalField('productId', verbatim('Product'), { format: 'url' }), value)).toEqual([]);
});

test('accepts an undeclared field', () => {
  expect(validateValues([], { new: 1 })).toEqual([]);
});

test('length counts UTF-16 code units', () => {
  const field = optionalField('name', verbatim('Name'), { maxLength: 4 });
  expect(problems(field, '云商店店')).toEqual([]);
  expect(problems(field, '😀😀')).toEqual([]);
  expect(validateValues([field], { name: '😀😀!' })).toEqual([
    {
      field: 'name',
      rule: 'length',
      message: {
        en: 'name has 5 characters; the maximum is 4',
        zh: 'name 长度为 5 个字符，最多允许 4 个',
      },
    },
  ]);
});

test('accepts only known values and lists them in the message', () => {
  const field = requiredField('status', verbatim('Status'), { values: ['FREEZE', 'UNFREEZE'] });
  expect(problems(field, 'FREEZE')).toEqual([]);
  expect(validateValues([field], { status: 'FROZEN' })[0]?.message).toEqual({
    en: 'status must be one of: FREEZE, UNFREEZE',
    zh: 'status 取值只能是：FREEZE、UNFREEZE',
  });
  expect(problems(field, 'freeze')).toEqual(['status values']);
});

describe('types', () => {
  test.each<[Field['type'], unknown, boolean]>([
    ['string', 'x', true],
    ['string', 0, false],
    ['string', true, false],
    ['string', [], false],
    ['integer', 1, true],
    ['integer', '1', true],
    ['integer', '-1', true],
    ['integer', 1.5, false],
    ['integer', '1.0', false],
    ['integer', 'one', false],
    ['integer', Number.NaN, false],
    ['integer', true, false],
    ['decimal', 1.5, true],
    ['decimal', '-99.999', true],
    ['decimal', '1e3', false],
    ['decimal', '', true],
    ['list', [], true],
    ['list', {}, false],
    ['list', '[]', false],
    ['object', {}, true],
    ['object', [], false],
    ['object', 'x', false],
  ])('%s from %j: %s', (type, value, fits) => {
    expect(problems(optionalField('field', verbatim('Field'), { type }), value)).toEqual(
      fits ? [] : ['field type'],
    );
  });
});

describe('formats', () => {
  test.each<[NonNullable<Field['format']>, string, boolean]>([
    ['utc-millis', '20251125010203456', true],
    ['utc-millis', '20240229010203456', true],
    ['utc-millis', '20250229010203456', false],
    ['utc-millis', '20251125250203456', false],
    ['utc-millis', '20251125010203', false],
    ['cn-millis', '20251125010203456', true],
    ['expire-time', '20251125010203', true],
    ['expire-time', '20251125010203456', false],
    ['expire-time', '20240229235959', true],
    ['expire-time', '20230229235959', false],
    ['expire-time', '21000101000000', true],
    ['expire-time', '2025-11-25 01:02:03', false],
    ['expire-time', '20251325010203', false],
    ['utc-text', '2023-10-27 10:30:15 z', true],
    ['utc-text', '2023-10-27T10:30:15Z', true],
    ['utc-text', '2023-10-27T10:30:15.123Z', true],
    ['utc-text', '2023-02-30 10:30:15 z', false],
    ['utc-text', '27.10.2023', false],
    ['id-list', 'a', true],
    ['id-list', Array(100).fill('0123456789'.repeat(6)).join(','), true],
    ['id-list', 'a,,b', false],
    ['id-list', 'a'.repeat(65), false],
    ['extend-params', Buffer.from('[{"name":"a","value":"中"}]').toString('base64'), true],
    ['extend-params', Buffer.from('{"name":"a","value":"b"}').toString('base64'), false],
    ['extend-params', Buffer.from('[null]').toString('base64'), false],
    ['extend-params', '[{"name":"a","value":"b"}]', false],
    ['date', '2022-04-1', true],
    ['date', '2022-04-30', true],
    ['date', '2022-04-31', false],
    ['date', '2022-4-1', false],
    ['json-text', '{"a":1}', true],
    ['json-text', '{a:1}', false],
    ['client-secret', 'anything', true],
    ['url', 'https://isv.example.com/a?b=c', true],
    ['url', 'http://127.0.0.1:8080', true],
    ['url', 'www.example.com', false],
    ['url', 'javascript:alert(1)', false],
    ['url', 'https://', false],
    ['result-code', '000000', true],
    ['result-code', '0', false],
  ])('%s takes %s: %s', (format, text, fits) => {
    expect(problems(optionalField('field', verbatim('Field'), { format }), text)).toEqual(
      fits ? [] : ['field format'],
    );
  });
});

test('a time may have milliseconds where an example has them', () => {
  const field = optionalField('expireTime', verbatim('Expiry'), { format: 'expire-time', forms: ['millis'] });
  expect(problems(field, '20251125010203456')).toEqual([]);
  expect(problems(field, '20251125010203')).toEqual([]);
  expect(problems(field, '2025112501020345')).toEqual(['expireTime format']);
});

describe('limits', () => {
  const note = verbatim('Field');

  test('of a number', () => {
    const field = optionalField('amount', note, { type: 'decimal', minimum: 0, decimals: 3, maxLength: 20 });
    for (const fits of ['0', '0.001', 9999999.125, '9'.repeat(20)]) expect(problems(field, fits)).toEqual([]);
    for (const wrong of ['-0.001', -1, '0.0001']) expect(problems(field, wrong)).toEqual(['amount range']);
    expect(problems(field, '9'.repeat(21))).toEqual(['amount length']);
    expect(validateValues([field], { amount: '-1' })[0]?.message).toEqual({
      en: 'amount must be at least 0',
      zh: 'amount 不能小于 0',
    });
  });

  test('of a list, in either form, and of IDs', () => {
    const list = optionalField('list', note, { type: 'list', forms: ['json-text'], maxItems: 2, fields: [] });
    expect(problems(list, [{}, {}])).toEqual([]);
    expect(problems(list, [{}, {}, {}])).toEqual(['list range']);
    expect(problems(list, '[{},{},{}]')).toEqual(['list range']);
    const ids = optionalField('ids', note, { format: 'id-list', maxItems: 2, maxLength: 3 });
    expect(problems(ids, 'abc,def')).toEqual([]);
    expect(problems(ids, 'a,b,c')).toEqual(['ids range']);
  });
});

test('does not require what another page omits', () => {
  const field = requiredField('customerName', verbatim('Name'), { mayBeAbsent: true, maxLength: 2 });
  for (const absent of [undefined, null, '']) expect(problems(field, absent)).toEqual([]);
  expect(problems(field, 'abc')).toEqual(['customerName length']);
});

describe('nested fields', () => {
  const { activity } = pick('v2 queryInstance');

  test('are reported with their path', () => {
    const found = validateValues(activity.reply, {
      resultCode: '000000',
      info: [
        { instanceId: 'a', appInfo: { frontEndUrl: 'https://isv.example.com' }, usageInfo: null },
        {
          instanceId: '',
          appInfo: { frontEndUrl: 'nowhere', adminUrl: null },
          usageInfo: [{ usageValue: 'x' }],
        },
        'three',
      ],
    });
    expect(found.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      'info[1].instanceId required',
      'info[1].appInfo.frontEndUrl format',
      'info[1].usageInfo[0].usageValue type',
      'info[1].usageInfo[0].statisticalTime required',
      'info[2] type',
    ]);
    expect(found[0]?.message.en).toBe('info[1].instanceId is missing or empty');
  });

  test('are found in JSON text', () => {
    const [userList] = pick('v1-kit authSync').activity.request.filter(({ name }) => name === 'userList');
    expect(
      problems(userList!, '[{"userName":"a","name":"b","orgCode":"c","role":"boss","enable":"true"}]'),
    ).toEqual(['userList[0].role values']);
    expect(problems(userList!, '{}')).toEqual(['userList type']);
    expect(problems(userList!, '[')).toEqual(['userList format']);
    expect(problems(userList!, [])).toEqual(['userList type']);
  });

  test('V2 accepts lists and JSON text', () => {
    const [list] = pick('v2-kit allOrgSync').activity.request.filter(({ name }) => name === 'orgInfoList');
    const orgs = [{ orgCode: 'a', orgName: 'b' }, { orgCode: 'c' }];
    expect(problems(list!, orgs)).toEqual(['orgInfoList[1].orgName required']);
    expect(problems(list!, JSON.stringify(orgs))).toEqual(['orgInfoList[1].orgName required']);
  });
});
