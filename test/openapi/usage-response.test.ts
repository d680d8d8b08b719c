import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KooError } from '../../src/errors/koo-error.ts';
import type { ApiResponse } from '../../src/openapi/model.ts';
import { pushUsageRecords } from '../../src/openapi/usage.ts';
import { readRejections } from '../../src/openapi/usage-response.ts';
import type { JsonObject, JsonValue } from '../../src/text/json.ts';
import { runs } from '../support/property-runs.ts';
import { client, serve } from './server.ts';

const success = { error_code: 'MKT.0000', error_msg: 'Success' };

function response(json: object | undefined): ApiResponse {
  const text = json ? JSON.stringify(json) : 'OK';
  const base = { status: 200, headers: {}, text, code: 'MKT.0000', message: '', attempts: 1 };
  return { ...base, ...(json && { json: json as JsonObject }) };
}

const bodyOf = (sns: readonly string[]) =>
  Buffer.from(
    JSON.stringify({
      usage_records: sns.map((sn) => ({ instance_id: 'i-1', metering_sn: sn, usage_value: '1' })),
    }),
  );

/** What koo reads in a success after sending records with these ids; the path of what it does not understand. */
function read(json: object | undefined, sns: readonly string[] = ['a', 'b', 'c']) {
  try {
    return readRejections(response(json && { ...success, ...json }), bodyOf(sns));
  } catch (error) {
    const { facts, message } = error as KooError;
    expect(facts).toMatchObject({ code: 'UNREADABLE_ANSWER', category: 'business' });
    if (message.includes('koo does not understand it: ')) return 'all';
    return /understand its (\S+):/.exec(message)?.[1] ?? message;
  }
}

const accepted = (sn: string) => ({
  metering_sn: sn,
  error_code: 'MKT.0000',
  error_msg: 'Success',
  usage_value: '1',
});
const rejected = (sn: string, code: string) => ({ metering_sn: sn, error_code: code, error_msg: 'no' });

describe('the rejected records of a success', () => {
  const first = [{ index: 0, code: '001', message: 'no' }];

  test.each<[object]>([
    [{ abnormal_usage_data: [{ ...rejected('a', '001'), instance_id: 'i', time: '20260101T000000Z' }] }],
    [{ abnormal_usage_data_info: { abnormal_usage_data: [rejected('a', '001')] } }],
    [{ data: { abnormal_usage_data: [rejected('a', '001')], total_count: 1 } }],
    [{ data: { x: { list: [rejected('a', '001')] } } }],
    [{ result: { abnormal_usage_data: [rejected('a', '001')] } }],
    [{ data: [rejected('a', '001')] }],
    [{ data: rejected('a', '001') }],
    [{ data: { abnormalUsageDatas: [{ instanceId: 'i', meteringSn: 'a', errorCode: 1, errorMsg: 'no' }] } }],
    [{ data: { list: [{ record_id: 'a', code: '001', description: 'no' }] } }],
    [{ fail_list: [{ code: '1', sn: 'a', id: 'x', reason: 'no' }] }],
    [{ fail_list: [{ which: 'a', status: '001', reason: 'no' }] }],
    [{ data: { failed: { a: { error_code: '001', error_msg: 'no' } } } }],
    [{ data: JSON.stringify({ abnormal_usage_data: [rejected('a', '001')] }) }],
    [{ error_msg: JSON.stringify([rejected('a', '001')]) }],
    [{ data: { list: [{ metering_sn: 'a', error: { code: '001', message: 'no' } }] } }],
    [{ data: [rejected('a', '001'), accepted('b'), accepted('c')] }],
    [{ data: { success_count: 2, fail_count: 1, total: '3', list: [rejected('a', '001')] } }],
    // The first of several reasons.
    [{ data: [rejected('a', '001'), { ...rejected('a', '003'), error_msg: 'other' }] }],
    // It is not there after all.
    [{ data: [{ metering_sn: 'a', error_code: '010' }, rejected('a', '001')] }],
  ])('%j', (json) => {
    expect(read(json)).toEqual(first);
  });

  test.each<[object, string?]>([
    [{ a: '001' }],
    [{ failed: { a: 'MKT.9001' } }, 'MKT.9001'],
    [{ failed: JSON.stringify({ a: '001' }), fail_num: 1 }],
  ])('of a map to codes: %j', (json, code = '001') => {
    expect(read(json)).toEqual([{ index: 0, code }]);
  });

  test.each<[object]>([
    [{}],
    [{ data: null }],
    [{ data: {} }],
    [{ data: [] }],
    [{ data: { list: [] } }],
    [{ data: 'ok' }],
    [{ error_msg: 'success.' }],
    [{ error_msg: '推送成功' }],
    [{ error_msg: '' }],
    [{ error_msg: 'The request was successful.' }],
    [{ data: { success: 'true', abnormal_usage_data: null, list: {} }, extra_info: null }],
    [{ data: [accepted('a'), accepted('b'), accepted('c')] }],
    [{ data: { success_list: [accepted('a'), accepted('b'), accepted('c')] } }],
    [{ data: { success: true, has_error: false, error_code: 'MKT.0000' } }],
    [{ data: ['a', 'b', 'c'].map((record_id) => ({ record_id, code: 'MKT.0000' })) }],
    [{ data: { success_count: 3, fail_count: 0, total_count: '3', failList: [] } }],
    [{ request_id: 'r-1', timestamp: 1_790_000_000_000, server_time: '20260101T000000Z' }],
    [{ data: '{"abnormal_usage_data":[]}' }],
    [{ data: { total_count: 0, list: [] } }],
  ])('%j: there are none', (json) => {
    expect(read(json)).toEqual([]);
  });

  test.each<[string, object]>([
    ['data.success_count', { data: { success_count: 0, fail_count: 3 } }],
    ['data.fail_count', { data: { fail_count: 3, success_count: 0 } }],
    ['data.success_count', { data: { success_count: 0 } }],
    ['data.successList', { data: { successList: [] } }],
    ['data.count', { data: { count: 0 } }],
    ['data.total', { data: { total: 4 } }],
    ['data.failed', { data: { failed: 3 } }],
    ['data.fail_count', { data: { fail_count: 2, list: [rejected('a', '001')] } }],
    ['data.fail_count', { data: { ...rejected('a', '001'), fail_count: 3 } }],
    ['data.partial', { data: { partial: true } }],
    ['data.success', { data: { success: false } }],
    ['data.flag', { data: { flag: true } }],
    ['data.0', { data: ['a'] }],
    ['data.list.0', { data: { list: [1] } }],
    ['data.0', { data: [null] }],
    ['data', { data: 'a' }],
    ['data', { data: 'failed' }],
    ['data', { data: '3 records accepted' }],
    ['error_msg', { error_msg: 'success: 2, failed: 1' }],
    ['error_msg', { error_msg: '部分成功' }],
    ['error_msg', { error_msg: 'success, but a' }],
    ['error_msg', { error_msg: 'See the console' }],
    ['data.error_code', { data: { error_code: '001' } }],
    ['data.code', { data: { code: 0 } }],
    ['data.0.metering_sn', { data: [{ metering_sn: 'x', error_code: '001' }] }],
    ['data.0', { data: [{ metering_sn: 'x', id: 'a', error_code: '001' }] }],
    ['data.0', { data: [{ metering_sn: 'a' }] }],
    ['data.0', { data: [{ metering_sn: 'a', error_code: null, error_msg: 'no' }] }],
    ['data.0', { data: [{ metering_sn: 'a', error_code: '0' }] }],
    ['data.0', { data: [{ metering_sn: 'a', error_code: 'see the console' }] }],
    ['data.0', { data: [{ ref: 'a', other: 'b', error_code: '001' }] }],
    ['data.0.others.0', { data: [{ ...rejected('a', '001'), others: ['b'] }] }],
    ['data.0.more', { data: [{ ...rejected('a', '001'), more: { metering_sn: 'b' } }] }],
    ['data.001.0', { data: { '001': ['a'] } }],
    ['failed.a', { failed: { a: 'the instance does not exist' } }],
    ['failed.a', { failed: { a: [] } }],
    ['failed.a', { failed: { a: null } }],
    ['metering_sn', { metering_sn: 'a' }],
    // A success code, and something that contradicts it.
    ['data', { data: { metering_sn: 'a', error_code: 'MKT.0000', error: { code: '001' } } }],
    ['data.0', { data: [{ ...accepted('a'), errors: [{ code: '001' }] }, accepted('b'), accepted('c')] }],
    ['data.0', { data: [{ ...accepted('a'), success: false }, accepted('b'), accepted('c')] }],
    ['data.0', { data: [{ ...accepted('a'), status: 'REJECTED' }, accepted('b'), accepted('c')] }],
    ['data.0', { data: [{ ...accepted('a'), error_msg: 'no' }, accepted('b'), accepted('c')] }],
    ['data.a', { data: { a: 'MKT.0000' } }],
    ['data.0', { data: [{ ...accepted('a'), record_id: 'b' }, accepted('b'), accepted('c')] }],
    // A list of results that has not all of them.
    ['all', { data: [accepted('a'), accepted('b')] }],
    ['data.success_list', { data: { success_list: [accepted('a')] } }],
    // Failures of no record.
    ['data.0', { data: [{}] }],
    ['abnormal_usage_data.0', { abnormal_usage_data: [{}] }],
    ['abnormal_usage_data.0.metering_sn', { abnormal_usage_data: [{ metering_sn: null, error_code: null }] }],
    ['failed.SN-A', { failed: { 'SN-A': null } }],
    ['data.a', { data: { a: 10, b: 5 } }],
    // Another record within one.
    ['data.0.error_msg', { data: [{ ...rejected('a', '001'), error_msg: 'also b, c' }] }],
    ['data.0.also', { data: [{ ...rejected('a', '001'), also: 'b' }] }],
    ['data.0.sns', { data: [{ ...rejected('a', '001'), sns: 'b;c' }] }],
    ['data.0.others.0.0', { data: [{ ...rejected('a', '001'), others: [['b']] }] }],
    [
      'data.0.children.0',
      { data: [{ ...rejected('a', '001'), children: [{ metering_sn: 'B ', id: 'b' }] }] },
    ],
    [
      'data.0.children.0.metering_sn',
      { data: [{ ...rejected('a', '001'), children: [{ metering_sn: 'B ' }] }] },
    ],
    // Words and names that turn a meaning around.
    ...[
      '{success=false}',
      'success: false',
      'Completed without success',
      'Partly successful',
      '没有成功',
      '成功０条',
    ].map((text): [string, object] => ['error_msg', { error_msg: text }]),
    ...[
      'exceptionCount',
      'unprocessed_count',
      'discarded_num',
      'pending_count',
      'denied_total',
      'success_fail_count',
    ].map((name): [string, object] => [`data.${name}`, { data: { [name]: 3 } }]),
    ['data.no_error', { data: { no_error: false } }],
  ])('is not clear, because of %s: %j', (path, json) => {
    expect(read(json)).toBe(path);
  });

  test('reads nested lists, and JSON that is encoded twice', () => {
    const nested = { data: [{ ...rejected('a', '001'), others: [[rejected('b', '003')]] }] };
    expect(read(nested)).toMatchObject([{ index: 0 }, { index: 1, code: '003' }]);
    expect(read({ data: JSON.stringify(JSON.stringify([rejected('c', '007')])) })).toMatchObject([
      { index: 2 },
    ]);
  });

  test('does not mistake the names and numbers of a response for records', () => {
    const sns = ['1', '3', '2'];
    const list = [{ ...rejected('1', '001'), line: 3, index: 2 }];
    expect(read({ data: { total: 3, fail_count: '1', list } }, sns)).toMatchObject([
      { index: 0, code: '001' },
    ]);
    expect(read({ data: [{ metering_sn: 3, error_code: '003' }] }, sns)).toEqual([{ index: 1, code: '003' }]);
    expect(read({ data: [{ index: 1, error_code: '003' }] }, sns)).toBe('data.0.index');
    // An id that is a name of the response as well.
    expect(read({ data: { total: 5 } }, ['total', 'a'])).toBe('data.total');
    expect(read({ failed: { api_count_2026: '003' } }, ['x', 'api_count_2026', 'y'])).toEqual([
      { index: 1, code: '003' },
    ]);
  });

  const through = async (text: string, sns: readonly string[]) => {
    const server = await serve([{ body: text }]);
    const { api } = client(server.url);
    const once = {
      accessKey: 'key',
      now: () => new Date(),
      nonce: () => 'n',
      random: () => 1,
      sleep: async () => {},
    };
    const signal = new AbortController().signal;
    const answer = await pushUsageRecords({ ...once, api, body: bodyOf(sns), signal, maxAttempts: () => 1 });
    await api.close();
    await server.close();
    return 'error' in answer ? answer.error.facts.code : answer.rejections;
  };

  test('keeps the digits of long numbers apart', async () => {
    const sns = ['12345678901234567', '12345678901234568'];
    const text = '{"error_code":"MKT.0000","data":[{"metering_sn":12345678901234567,"error_code":"001"}]}';
    expect(await through(text, sns)).toEqual([{ index: 0, code: '001' }]);
  });

  test.each([
    '{"error_code":"MKT.0000","data":[{"metering_sn":"a","error_code":"001"}],"data":[]}',
    '{"error_code":"MKT.0999","error_code" :"MKT.0000"}',
    `{"error_code":"MKT.0000","data":${JSON.stringify('{"a":"001","a":""}')}}`,
  ])('does not choose between two members of one name: %s', async (text) => {
    expect(await through(text, ['a'])).toBe('UNREADABLE_ANSWER');
  });

  test('does not parse the request for a response that has only an envelope', () => {
    const body = Buffer.from('not JSON');
    expect(readRejections(response({ ...success, request_id: 'r-1' }), body)).toEqual([]);
    expect(() => readRejections(response({ ...success, data: [rejected('a', '001')] }), body)).toThrow(
      SyntaxError,
    );
  });

  test('shows the response, where it is not understood, and its request id', () => {
    const thrown = (json: object | undefined, more: object = {}) => {
      try {
        return String(readRejections({ ...response(json), ...more }, bodyOf(['a'])));
      } catch (error) {
        return error as KooError;
      }
    };
    const { facts, message } = thrown(
      { ...success, data: ['x'.repeat(900)] },
      { requestId: 'r-1' },
    ) as KooError;
    expect(facts).toMatchObject({ requestId: 'r-1', details: { status: 200 } });
    const text = JSON.stringify({ ...success, data: ['x'.repeat(900)] });
    expect(message).toBe(
      `The response is a success, but koo does not understand its data.0: ${text.slice(0, 600)}`,
    );
    expect((thrown({ data: ['a'] }) as KooError).facts).not.toHaveProperty('requestId');
    expect((thrown(undefined) as KooError).message).toBe(
      'The response is a success, but koo does not understand it: OK',
    );
  });

  test.each([
    [{ errorMsg: 'x'.repeat(256), code: '001' }, '001', 'x'.repeat(255)],
    [{ error_code: '10' }, '010', undefined],
    [{ error_code: '1000' }, '1000', undefined],
    [{ error_code: 'MKT.1' }, 'MKT.1', undefined],
    [{ failed_code: '1', fail_reason: 'no' }, '001', 'no'],
    [{ resultCode: '1', result_desc: 'no' }, '001', 'no'],
    [{ abnormalCode: 1, description: 'no' }, '001', 'no'],
    [{ error_code: 'MKT.0000', abnormal_code: '002' }, '002', undefined],
    // No code by its name, but one of the documented ones.
    [{ zip_code: '1', codec: '2', verdict: '013', message_id: '3', reasons: '4' }, '013', undefined],
  ])('reads %j as %s, %s', (members, code, message) => {
    expect(read({ data: [{ metering_sn: 'a', ...members }] })).toStrictEqual([
      { index: 0, code, ...(message !== undefined && { message }) },
    ]);
  });

  test.each([
    // The id that is named most clearly counts, wherever it stands.
    [{ id: 'x', record_sn: 'y', meteringSn: 'a' }],
    [{ id: 'x', record_sn: 'a' }],
    [{ instance_id: 'b', metering_sn: 'a', id: 'x' }],
    [{ identity: 'x', id: 'a' }],
    [{ uniqueId: 'a', instance_id: 'b' }],
    [{ usage_unique_id: 'a' }],
    [{ instance: 'a' }],
  ])('%j is about the record a', (members) => {
    expect(read({ data: [{ ...members, error_code: '001' }] })).toEqual([{ index: 0, code: '001' }]);
  });
});

/** Texts that a response may have anywhere. */
const word = fc.constantFrom(
  'data',
  'result',
  'x',
  'list',
  'info',
  'items',
  'abnormal',
  'body',
  'records',
  'ret',
  '0',
);
const idName = fc.constantFrom(
  'metering_sn',
  'meteringSn',
  'sn',
  'id',
  'record',
  'usage_record_id',
  'key',
  'ref',
);
const codeName = fc.constantFrom('error_code', 'errorCode', 'code', 'status', 'result', 'err', 'reason', 'c');
const code = fc.constantFrom('001', '003', '007', '013', '9', 11, 'MKT.9001', '94060004', 'E_INSTANCE');

/** Ways to say that records were rejected. */
const statement = (sns: readonly string[]): fc.Arbitrary<JsonValue> =>
  fc
    .tuple(
      fc.constantFrom(
        'list',
        'map',
        'one',
        'map of objects',
        'ids',
        'ids by code',
        'columns',
        'count',
        'text',
        'nested',
      ),
      idName,
      codeName,
      code,
      fc.boolean(),
    )
    .map(([form, id, name, value, asText]) => {
      const entries = sns.map((sn) => ({ instance_id: 'i-1', [id]: sn, [name]: value }));
      const forms: Record<string, JsonValue> = {
        list: entries,
        map: Object.fromEntries(sns.map((sn) => [sn, value])),
        one: entries.length === 1 ? entries[0]! : entries,
        'map of objects': Object.fromEntries(sns.map((sn) => [sn, { [name]: value }])),
        ids: [...sns],
        'ids by code': { [String(value)]: [...sns] },
        columns: { [id]: [...sns], [name]: sns.map(() => value) },
        count: { success_count: 0, fail_count: sns.length },
        text: `${sns.join()}: ${value}`,
        nested: entries.map((entry) => ({ [id]: entry[id]!, error: { [name]: value } })),
      };
      return asText ? JSON.stringify(forms[form]) : forms[form]!;
    });

/** Puts a value somewhere into an object, beside others. */
const placed = (value: JsonValue): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(fc.array(fc.tuple(word, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([way, beside]) =>
      way.reduceRight<JsonValue>((inner, [name, inList, asText]) => {
        const held: JsonValue = inList && typeof inner === 'object' ? [inner] : inner;
        return { ...(beside && { total: 3 }), [name]: asText ? JSON.stringify(held) : held };
      }, value),
    )
    .map((object) => object as JsonObject);

describe('a success of any shape', () => {
  const sns = ['sn-1', 'sn-2', 'sn-3'];
  const readAll = (json: JsonObject) => {
    try {
      return readRejections(response({ ...json, ...success }), bodyOf(sns)).map(({ index }) => index);
    } catch (error) {
      expect((error as KooError).facts?.code).toBe('UNREADABLE_ANSWER');
      return undefined;
    }
  };

  test('that rejects records never counts as their acceptance', () => {
    const shapes = fc
      .subarray(sns, { minLength: 1 })
      .chain((some) => fc.tuple(fc.constant(some), statement(some).chain(placed)));
    fc.assert(
      fc.property(shapes, ([some, json]) => {
        const found = readAll(json);
        if (found) for (const sn of some) expect(found).toContain(sns.indexOf(sn));
      }),
      { numRuns: runs(3000) },
    );
  });

  test('with any other JSON in it is no success', () => {
    const saysSomething = (value: JsonValue): boolean =>
      typeof value === 'object' && value !== null
        ? Object.values(value).some(saysSomething)
        : value !== null && value !== '';
    fc.assert(
      fc.property(
        fc.constantFrom('data', 'result', 'x', 'list'),
        fc.jsonValue({ maxDepth: 3 }),
        (name, value) => {
          if (saysSomething(value as JsonValue))
            expect(readAll({ [name]: value as JsonValue })).toBeUndefined();
          else expect(readAll({ [name]: value as JsonValue }) ?? []).toEqual([]);
        },
      ),
      { numRuns: runs(1000) },
    );
  });
});
