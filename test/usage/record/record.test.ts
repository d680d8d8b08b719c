import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMeteringTime } from '../../../src/sandbox/state/times.ts';
import type { RecordFaults } from '../../../src/usage/record/fields.ts';
import { createRecordParser, createTimeParser, type RecordRules } from '../../../src/usage/record/record.ts';
import { noon, sample } from '../support.ts';

function read(value: unknown, rules: Partial<RecordRules> = {}) {
  const readRecord = createRecordParser({ target: 'new', now: () => noon, ignoreUnknown: false, ...rules });
  const result = readRecord(value, 7);
  return 'json' in result
    ? { record: result, codes: [] }
    : { codes: result.map((f) => `${f.code} ${f.field}`) };
}

describe('a valid record', () => {
  test('is sent compact, with ascending keys and the value as a string', () => {
    const { record } = read({ usage_value: 0, ...sample({ usage_value: 99.5 }) });
    expect(record!.json).toBe(
      '{"begin_time":"20260131T080000Z","end_time":"20260131T090000Z",' +
        '"instance_id":"7f141bf1-aec8-4859-8323-fb3a8ad50721","metering_sn":"sn-0001",' +
        '"record_time":"20260131T091000Z","usage_value":"99.5"}',
    );
    expect(record).toMatchObject({ line: 7, sn: 'sn-0001', endTime: Date.UTC(2026, 0, 31, 9) });
  });

  test('is sent with its package, and over the old interface with its product', () => {
    const given = sample({ relate_pkg_instance: 'p"1', product_id: 'P' });
    const bodies = (['new', 'legacy'] as const).map((target) => read(given, { target }).record!.json);
    expect(bodies.map((body) => body.slice(body.indexOf('"instance_id"')))).toEqual([
      '"instance_id":"7f141bf1-aec8-4859-8323-fb3a8ad50721","metering_sn":"sn-0001",' +
        '"record_time":"20260131T091000Z","relate_pkg_instance":"p\\"1","usage_value":"99"}',
      '"instance_id":"7f141bf1-aec8-4859-8323-fb3a8ad50721","product_id":"P",' +
        '"record_time":"20260131T091000Z","relate_pkg_instance":"p\\"1","usage_value":"99"}',
    ]);
  });

  test.each(['1', '0.0001', '12345678.9999', '00.10', '99999999999999999999'])('value %s', (usage_value) => {
    expect(read(sample({ usage_value })).codes).toEqual([]);
  });

  test('keeps the length limits exactly', () => {
    const long = 'x'.repeat(64);
    const at64 = { instance_id: long, metering_sn: long, relate_pkg_instance: long };
    expect(read(sample(at64)).codes).toEqual([]);
    for (const name of Object.keys(at64)) {
      expect(read(sample({ [name]: `${long}x` })).codes).toEqual([`TOO_LONG ${name}`]);
    }
  });

  test('begins at most 21 days ago', () => {
    const oldest = noon - 21 * 24 * 3600_000;
    expect(read(sample({ begin_time: formatMeteringTime(oldest) })).codes).toEqual([]);
    expect(read(sample({ begin_time: formatMeteringTime(oldest - 1000) })).codes).toEqual([
      'TOO_OLD begin_time',
    ]);
    expect(read(sample({ record_time: formatMeteringTime(oldest) })).codes).toEqual([]);
    expect(read(sample({ record_time: formatMeteringTime(oldest - 1000) })).codes).toEqual([
      'TOO_OLD record_time',
    ]);
  });

  test('treats an empty or null optional field as absent', () => {
    for (const nothing of ['', null, undefined]) {
      expect(read(sample({ relate_pkg_instance: nothing })).record!.json).not.toContain('relate_pkg');
    }
  });
});

test.each([
  [999999999999999, '999999999999999'],
  [99999999999.9999, '99999999999.9999'],
])('takes a JSON number of 15 digits: %d', (usage_value, text) => {
  expect(read(sample({ usage_value })).record!.json).toContain(`"usage_value":"${text}"`);
});

describe('an invalid record', () => {
  test.each([
    ['0', 'BAD_VALUE'],
    ['0.0000', 'BAD_VALUE'],
    ['-1', 'BAD_VALUE'],
    ['1.00001', 'BAD_VALUE'],
    ['1e3', 'BAD_VALUE'],
    // Beyond 15 digits, parsing a number may lose some: JSON.parse makes ...992 of this one.
    [JSON.parse('9007199254740993'), 'NOT_TEXT'],
    [1234567890123456, 'NOT_TEXT'],
    [12345678901234.56, 'NOT_TEXT'],
    ['1,5', 'BAD_VALUE'],
    [' 1', 'BAD_VALUE'],
    ['1.', 'BAD_VALUE'],
    ['123456789012345678901', 'TOO_LONG'],
    [true, 'NOT_TEXT'],
    // As a JSON number it has lost digits already.
    [Number('12345678901234567'), 'NOT_TEXT'],
    ['', 'MISSING'],
  ])('value %j: %s', (usage_value, code) => {
    expect(read(sample({ usage_value })).codes).toEqual([`${code} usage_value`]);
  });

  test.each([
    '2026-01-31T08:00:00Z',
    '20260131T080000',
    '20260231T080000Z',
    '20260131T240000Z',
    '20260131T080060Z',
  ])('time %s', (begin_time) => {
    expect(read(sample({ begin_time })).codes).toContain('BAD_TIME begin_time');
  });

  test('is reported with all its faults', () => {
    expect(read({ end_time: 5, extra: 1 }).codes).toEqual([
      'UNKNOWN_FIELD extra',
      'MISSING instance_id',
      'MISSING record_time',
      'MISSING begin_time',
      'NOT_TEXT end_time',
      'MISSING usage_value',
    ]);
    // Equal is allowed, the other order is not; nor is an end after the push.
    expect(read(sample({ end_time: '20260131T080000Z' })).codes).toEqual([]);
    expect(read(sample({ end_time: '20260131T075959Z' })).codes).toEqual(['BAD_RANGE end_time']);
    expect(read(sample({ end_time: formatMeteringTime(noon) })).codes).toEqual([]);
    expect(read(sample({ end_time: formatMeteringTime(noon + 1000) })).codes).toEqual(['BAD_RANGE end_time']);
    expect(read([]).codes).toEqual(['NOT_A_RECORD undefined']);
  });

  test.each([
    [{ usage_value: '1,5' }, 'usage_value "1,5" must be a decimal number greater than 0'],
    [{ begin_time: 'x'.repeat(41) }, `begin_time "${'x'.repeat(40)}" must be a UTC time`],
    [
      { end_time: '20260131T075959Z' },
      'end_time "20260131T075959Z" must not be before begin_time "20260131T080000Z"',
    ],
    [{ end_time: '20260131T120001Z' }, 'end_time "20260131T120001Z" must not be after the time of the push'],
    [{ begin_time: '20260101T000000Z' }, 'begin_time "20260101T000000Z" is more than 21 days ago'],
    [{ record_time: '20260101T000000Z' }, 'record_time "20260101T000000Z" is more than 21 days ago'],
    [{ instance_id: 'x'.repeat(65) }, 'instance_id has 65 characters; at most 64 are allowed'],
    [{ instance_id: '' }, 'instance_id is missing'],
    [{ instance_id: {} }, 'instance_id must be a string'],
    [{ ['x'.repeat(65)]: 1 }, `unknown field "${'x'.repeat(64)}"`],
  ])('%j is told with what was given', (changes, message) => {
    const parse = createRecordParser({ target: 'new', now: () => noon, ignoreUnknown: false });
    const faults = parse(sample(changes), 1) as RecordFaults;
    expect(faults.map((fault) => fault.message.en)).toEqual([expect.stringContaining(message)]);
  });

  test('may have unknown fields with ignoreUnknown', () => {
    const { record } = read(sample({ note: 'x' }), { ignoreUnknown: true });
    expect(record!.json).not.toContain('note');
  });
});

test('the old interface requires product_id and is not sent metering_sn', () => {
  expect(read(sample(), { target: 'legacy' }).codes).toEqual(['MISSING product_id']);
  const { record } = read(sample({ product_id: 'OFFI1' }), { target: 'legacy' });
  expect(Object.keys(JSON.parse(record!.json))).toEqual([
    'begin_time',
    'end_time',
    'instance_id',
    'product_id',
    'record_time',
    'usage_value',
  ]);
  expect(read(sample({ product_id: 'OFFI1' })).record!.json).not.toContain('product_id');
});

describe('the unique id of a record without one', () => {
  const sn = (changes: Record<string, unknown>) =>
    read(sample({ metering_sn: undefined, ...changes })).record!.sn;

  test('is the same for the same record in any notation', () => {
    expect(sn({})).toBe('koo-bdae07c252ff01dc9ba5bf7139c22f56edabb158');
    expect(sn({ usage_value: 99 })).toBe(sn({}));
    expect(sn({ usage_value: '099.00' })).toBe(sn({}));
    expect(sn({ record_time: '20260131T093000Z' })).toBe(sn({}));
  });

  test.each([
    ['100.5', '0100.5', '100.50', '000100.5000'],
    ['10.5', '010.5'],
    ['1000', '1000.0', '01000'],
    ['0.5', '00.5', '0.50'],
    ['1.5', '01.5'],
    ['1', '1.0', '01.0000'],
    ['1.05'],
    ['105'],
    ['15'],
  ])('is that of the value %s, however it is written, and of no other one', (usage_value, ...same) => {
    const others = ['100.5', '10.5', '1000', '0.5', '1.5', '1', '1.05', '105', '15'];
    for (const one of same) expect(sn({ usage_value: one })).toBe(sn({ usage_value }));
    const equal = others.filter((other) => sn({ usage_value: other }) === sn({ usage_value }));
    expect(equal).toEqual([usage_value]);
  });

  test('differs with instance, window, value and package', () => {
    const others = [
      {},
      { instance_id: 'other' },
      { begin_time: '20260131T080001Z' },
      { end_time: '20260131T090001Z' },
      { usage_value: '98' },
      { relate_pkg_instance: 'p' },
    ].map(sn);
    expect(new Set(others).size).toBe(others.length);
  });
});

test.each([
  '20260229T000000Z',
  '20261301T000000Z',
  '20260100T000000Z',
  '2026013aT000000Z',
  '20260131T0000 0Z',
  '20260131T240000Z',
  '20260131T006000Z',
  '20260131t000000Z',
  '20260131T000000z',
  '20260131T000000ZZ',
  '+2026131T000000Z',
  '',
])('refuses the time "%s", whatever was read before', (text) => {
  const readTime = createTimeParser();
  expect(readTime(text)).toBeUndefined();
  expect(readTime('20260131T000000Z')).toBe(Date.UTC(2026, 0, 31));
  expect(readTime(text)).toBeUndefined();
});

test('a record is sent as JSON.stringify would write it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (instance_id) => {
      const { record } = read(sample({ instance_id }));
      if (record) expect(record.json).toBe(JSON.stringify(JSON.parse(record.json)));
      if (record) expect(JSON.parse(record.json).instance_id).toBe(instance_id);
    }),
  );
});

const readTime = createTimeParser();

test('metering times survive formatting and parsing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (second) => {
      expect(readTime(formatMeteringTime(second * 1000))).toBe(second * 1000);
    }),
  );
});
