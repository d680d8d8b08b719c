import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type ErrorFacts, KooError } from '../../src/errors/koo-error.ts';
import type { ApiResponse, OpenApi } from '../../src/openapi/model.ts';
import { isNothingStored, pushLegacyUsageRecords, pushUsageRecords } from '../../src/openapi/usage.ts';
import { client, type Reply, serve, success } from './server.ts';

function response(json: object | undefined): ApiResponse {
  const text = json ? JSON.stringify(json) : 'OK';
  const base = { status: 200, headers: {}, text, code: 'MKT.0000', message: '', attempts: 1 };
  return { ...base, ...(json && { json: json as NonNullable<ApiResponse['json']> }) };
}

describe('a push', () => {
  const pushing = {
    accessKey: 'key',
    body: Buffer.from('{"usage_records":[]}'),
    now: () => new Date(0),
    nonce: () => 'n',
    random: () => 1,
    sleep: async () => {},
    signal: new AbortController().signal,
    maxAttempts: () => 5,
  };

  const failed = (facts: Told & { readonly category?: ErrorFacts['category'] }) =>
    new KooError({
      category: 'network',
      code: 'TIMEOUT',
      message: { en: '', zh: '' },
      hint: { en: '', zh: '' },
      ...facts,
      details: {
        attempts: 1,
        ...(facts.status !== undefined && { status: facts.status }),
        ...(facts.maybeSent !== undefined && { maybeSent: facts.maybeSent }),
      },
    });

  /** Pushes to a server that fails in these ways, the last one again and again. */
  async function push(
    ways: readonly (KooError | ApiResponse)[],
    most = 5,
    signal = new AbortController().signal,
    random = 1,
  ) {
    let calls = 0;
    const waits: number[] = [];
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
      ...pushing,
      nonce: () => String(calls),
      random: () => random,
      sleep: async (ms) => void waits.push(ms),
      signal,
      maxAttempts: () => most,
    });
    expect(nonces).toEqual(Array.from({ length: calls }, (_, index) => String(index)));
    return { calls, answer, waits, details: 'error' in answer ? answer.error.facts.details : undefined };
  }

  const done = response({ error_code: 'MKT.0000' });
  const timeout = failed({ code: 'TIMEOUT' });
  const refused = failed({ code: 'CONNECTION_REFUSED', maybeSent: false });
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

  test.each<[boolean, ReturnType<typeof failed>]>([
    [true, throttled],
    [true, failed({ category: 'business', code: 'SERVER_ERROR', status: 500 })],
    [true, failed({ code: 'CONNECTION_RESET' })],
    [true, failed({ code: 'BAD_GATEWAY', status: 500 })],
    // Half a document.
    [true, failed({ code: 'NOT_THE_OPEN_API', status: 200 })],
    [false, failed({ code: 'NOT_THE_OPEN_API', status: 499 })],
    [false, failed({ code: 'TLS_FAILED' })],
    [false, failed({ code: 'NOT_HTTP' })],
    [false, failed({ code: 'HOST_NOT_FOUND' })],
    [false, failed({ category: 'business', code: 'REQUEST_REFUSED', status: 400 })],
    [false, failed({ category: 'business', code: 'UNREADABLE_ANSWER', status: 200 })],
    [false, failed({ category: 'permission', code: 'PERMISSION_DENIED', status: 403 })],
  ])('is sent again %s after %j', async (isRepeated, error) => {
    const { calls, answer } = await push([error, done]);
    expect(calls).toBe(isRepeated ? 2 : 1);
    if (!isRepeated) expect(answer).toMatchObject({ error: { facts: error.facts } });
  });

  test('that is refused for its nonce is sent again only if the client itself repeated it with that nonce', async () => {
    const auth = failed({
      category: 'permission',
      code: 'CREDENTIAL_REFUSED',
      resultCode: '94060002',
      status: 401,
    });
    expect(await push([auth, done])).toMatchObject({ calls: 1, details: { attempts: 1, status: 401 } });
    const repeated = auth.with({ details: { attempts: 2, status: 401 } });
    expect(await push([repeated, done])).toMatchObject({ calls: 2, answer: { rejections: [] } });
    // All attempts count, those of the client too.
    expect((await push([repeated, repeated, auth])).details).toEqual({ attempts: 5, status: 401 });
  });

  test('waits longer each time, by at least half', async () => {
    for (const [random, waits] of [
      [0, [200, 400, 800, 1600]],
      [1, [400, 800, 1600, 3200]],
    ] as const) {
      expect((await push([timeout], 5, undefined, random)).waits).toEqual(waits);
    }
  });

  test('throws what is not about a call, at once', async () => {
    const broken = failed({ category: 'usage', code: 'INVALID_PATH' });
    await expect(push([broken, done])).rejects.toBe(broken);
  });

  test('is signed with the access key, the time and the nonce over the body, and sent as it is', async () => {
    const server = await serve([{ body: '{"error_code":"MKT.0000","error_msg":"Success"}' }]);
    const { api } = client(server.url);
    const body = Buffer.from('{"usage_records":[]}');
    const options = { ...pushing, api, body, now: () => new Date(1_709_690_865_879), nonce: () => 'n-1' };
    await pushUsageRecords(options);
    await pushLegacyUsageRecords(api, body);
    await api.close();
    await server.close();
    const [request, legacy] = server.received;
    expect(request).toMatchObject({ method: 'POST', body });
    expect(request?.url.pathname).toBe('/api/mkp-openapi-public/global/v1/isv/usage-data');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      ts: '1709690865879',
      nonce: 'n-1',
      signature: createHmac('sha256', 'key')
        .update(`ts=1709690865879&nonce=n-1&body=${body}`)
        .digest('base64'),
    });
    expect(legacy).toMatchObject({ method: 'POST', body });
    expect(legacy?.url.pathname).toBe('/rest/marketplace/v1/isv/usage-data');
    expect(legacy?.headers).toMatchObject({ 'content-type': 'application/json;charset=UTF-8' });
    for (const name of ['signature', 'ts', 'nonce']) expect(legacy?.headers).not.toHaveProperty(name);
  });

  test.each<[string, Reply, (api: OpenApi) => Promise<unknown>]>([
    ['over the old interface', 'reset', (api) => pushLegacyUsageRecords(api, Buffer.from('{}'))],
    [
      'over the old interface, after an internal error',
      { status: 500, body: '{"error_code":"MKT.0999"}' },
      (api) => pushLegacyUsageRecords(api, Buffer.from('{}')),
    ],
    ['with the same nonce', 'reset', (api) => pushUsageRecords({ ...pushing, api, maxAttempts: () => 1 })],
  ])('is never sent twice %s', async (_, reply, send) => {
    const server = await serve([reply, success]);
    const { api } = client(server.url);
    await send(api).catch(() => undefined);
    await api.close();
    await server.close();
    expect(server.received).toHaveLength(1);
  });

  test('is not sent again after Ctrl-C', async () => {
    expect((await push([timeout], 5, AbortSignal.abort())).calls).toBe(1);
  });
});

interface Told {
  readonly code?: string;
  readonly resultCode?: string;
  readonly status?: number;
  readonly maybeSent?: boolean;
}

describe('whether the old interface certainly stored nothing', () => {
  const error = ({ status, maybeSent, ...facts }: Told) =>
    new KooError({
      category: 'network',
      code: 'REQUEST_REFUSED',
      message: { en: '', zh: '' },
      hint: { en: '', zh: '' },
      ...facts,
      details: { ...(status !== undefined && { status }), ...(maybeSent !== undefined && { maybeSent }) },
    });

  test.each<[boolean, Told]>([
    [true, { code: 'TIMEOUT', maybeSent: false }],
    [true, { status: 401 }],
    [true, { status: 403 }],
    [true, { status: 429 }],
    [true, { status: 400, resultCode: 'MKT.0101' }],
    [true, { status: 406, resultCode: 'MKT.0250' }],
    [true, { status: 500, resultCode: 'MKT.0100' }],
    [true, { status: 500, resultCode: 'MKT.9003' }],
    [true, { status: 200, resultCode: 'MKT.9002' }],
    [false, { code: 'CONNECTION_RESET' }],
    [false, { code: 'TIMEOUT', maybeSent: true }],
    [false, { code: 'ANSWER_CUT_OFF' }],
    [false, { code: 'INTERRUPTED' }],
    [false, { status: 500, resultCode: 'MKT.0999' }],
    [false, { status: 500, resultCode: 'MKT.7777' }],
    [false, { status: 504, resultCode: 'APIGW.0201' }],
    [false, { status: 404 }],
    [false, { status: 502 }],
    [false, { status: 200 }],
    // Whatever it means, it names a success.
    [false, { status: 404, resultCode: 'MKT.0000' }],
    [false, { status: 400, resultCode: 'MKT.0000' }],
  ])('%s: %j', (certain, facts) => {
    expect(isNothingStored(error(facts))).toBe(certain);
  });
});
