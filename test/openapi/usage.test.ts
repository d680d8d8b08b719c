import { describe, expect, test } from 'vitest';
import { KooError } from '../../src/errors/koo-error.ts';
import type { ApiResponse } from '../../src/openapi/model.ts';
import { isNothingStored, parseRejections, pushUsageRecords } from '../../src/openapi/usage.ts';

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

describe('a push', () => {
  const failed = (facts: Told & { readonly category?: 'network' | 'business' | 'permission' }) =>
    new KooError({
      category: 'network',
      code: 'TIMEOUT',
      message: { en: '', zh: '' },
      hint: { en: '', zh: '' },
      ...facts,
      details: { attempts: 1, ...(facts.status !== undefined && { status: facts.status }) },
    });

  /** Pushes to a server that fails in these ways, the last one again and again. */
  async function push(
    ways: readonly (KooError | ApiResponse)[],
    most = 5,
    signal = new AbortController().signal,
  ) {
    let calls = 0;
    const nonces: string[] = [];
    const answer = await pushUsageRecords({
      api: {
        call: async ({ headers }) => {
          const way = ways[Math.min(calls, ways.length - 1)]!;
          calls += 1;
          nonces.push(headers?.find(([name]) => name === 'nonce')?.[1] ?? '');
          if (way instanceof KooError) throw way;
          return way;
        },
        close: async () => {},
      },
      accessKey: 'key',
      body: Buffer.from('{}'),
      now: () => new Date(0),
      nonce: () => String(calls),
      random: () => 1,
      sleep: async () => {},
      signal,
      maxAttempts: () => most,
    });
    expect(nonces).toEqual(Array.from({ length: calls }, (_, index) => String(index)));
    return { calls, answer, details: 'error' in answer ? answer.error.facts.details : undefined };
  }

  const done = response({ error_code: 'MKT.0000' });
  const timeout = failed({ code: 'TIMEOUT' });
  const refused = failed({ code: 'CONNECTION_REFUSED' });
  const throttled = failed({ category: 'business', code: 'THROTTLED', status: 429 });
  const denied = failed({ category: 'permission', code: 'CREDENTIAL_REFUSED', status: 401 });

  test.each([1, 2, 5, 12])('is sent %i times at most, and says so', async (most) => {
    const { calls, details } = await push([timeout], most);
    expect(calls).toBe(most);
    expect(details).toEqual({ attempts: most });
  });

  test('succeeds at the last attempt', async () => {
    const { calls, answer } = await push([timeout, timeout, done], 3);
    expect({ calls, answer }).toEqual({ calls: 3, answer: { rejections: [], maybeStored: true } });
  });

  test.each([
    [false, [done]],
    [false, [refused, throttled, done]],
    [true, [timeout, done]],
    [true, [timeout, refused, done]],
    [false, [denied]],
    [false, [refused]],
    [true, [timeout, denied]],
    [true, [response({ data: ['?'] })]],
  ])('says whether records may have been stored: %s', async (maybeStored, ways) => {
    expect((await push(ways)).answer).toMatchObject({ maybeStored });
  });

  test('is not sent again after Ctrl-C', async () => {
    expect((await push([timeout], 5, AbortSignal.abort())).calls).toBe(1);
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
    [true, { code: 'PROXY_UNREACHABLE' }],
    [true, { code: 'PROXY_REJECTED' }],
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
