import { describe, expect, test } from 'vitest';
import { KooError } from '../../src/errors/koo-error.ts';
import type { ApiResponse } from '../../src/openapi/model.ts';
import { isNothingStored, parseRejections } from '../../src/openapi/usage.ts';

function response(json: object | undefined): ApiResponse {
  const text = json ? JSON.stringify(json) : 'OK';
  const base = { status: 200, headers: {}, text, code: 'MKT.0000', message: '', attempts: 1 };
  return { ...base, ...(json && { json: json as NonNullable<ApiResponse['json']> }) };
}

describe('the rejected records of a response', () => {
  const rejected = [{ meteringSn: 'a', code: '001', message: 'no' }];

  test.each([
    [{ abnormal_usage_data: [{ metering_sn: 'a', instance_id: 'i', error_code: '001', error_msg: 'no' }] }],
    [{ data: [{ metering_sn: 'a', error_code: '001', error_msg: 'no' }] }],
    [{ data: { abnormalUsageDatas: [{ instanceId: 'i', meteringSn: 'a', errorCode: 1, errorMsg: 'no' }] } }],
    [{ data: { list: [{ record_id: 'a', code: '001', description: 'no' }] } }],
    [{ fail_list: [{ code: '1', sn: 'a', id: 'x', reason: 'no' }] }],
  ])('%j', (json) => {
    expect(parseRejections(response({ error_code: 'MKT.0000', ...json }))).toEqual(rejected);
  });

  test.each([
    [{}],
    [{ data: null }],
    [{ data: {} }],
    [{ data: [] }],
    [{ data: { list: [] } }],
    [{ data: 'ok' }],
  ])('%j: there are none', (json) => {
    expect(parseRejections(response({ error_code: 'MKT.0000', ...json }))).toEqual([]);
  });

  test('counts one without a code as rejected', () => {
    expect(parseRejections(response({ data: [{ metering_sn: 'a' }] }))).toEqual([
      { meteringSn: 'a', code: 'UNKNOWN' },
    ]);
  });

  test.each([
    [{ data: [{ instance_id: 'i', error_code: '001' }] }],
    [{ data: ['a'] }],
    [{ data: { list: [1] } }],
    [undefined],
  ])('does not accept %j as a success', (json) => {
    expect(() => parseRejections(response(json))).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ code: 'UNREADABLE_ANSWER' }) }),
    );
  });
});

interface Told {
  readonly code?: string;
  readonly resultCode?: string;
  readonly status?: number;
}

describe('whether the old interface certainly stored nothing', () => {
  const error = ({ status, ...facts }: Told) =>
    new KooError({
      category: 'network',
      code: 'REQUEST_REFUSED',
      message: { en: '', zh: '' },
      hint: { en: '', zh: '' },
      ...facts,
      ...(status !== undefined && { details: { status } }),
    });

  test.each<[boolean, Told]>([
    [true, { code: 'CONNECTION_REFUSED' }],
    [true, { code: 'HOST_NOT_FOUND' }],
    [true, { code: 'TLS_FAILED' }],
    [true, { status: 401 }],
    [true, { status: 400, resultCode: 'MKT.0101' }],
    [true, { status: 406, resultCode: 'MKT.0250' }],
    [true, { status: 500, resultCode: 'MKT.0100' }],
    [true, { status: 500, resultCode: 'MKT.9003' }],
    [true, { status: 200, resultCode: 'MKT.9002' }],
    [false, { code: 'CONNECTION_RESET' }],
    [false, { code: 'TIMEOUT' }],
    [false, { code: 'ANSWER_CUT_OFF' }],
    [false, { code: 'INTERRUPTED' }],
    [false, { status: 500, resultCode: 'MKT.0999' }],
    [false, { status: 500, resultCode: 'MKT.7777' }],
    [false, { status: 504, resultCode: 'APIGW.0201' }],
    [false, { status: 502 }],
    [false, { status: 200 }],
  ])('%s: %j', (certain, facts) => {
    expect(isNothingStored(error(facts))).toBe(certain);
  });
});
