import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { apiCode } from '../../src/codes/openapi.ts';
import { KooError } from '../../src/errors/koo-error.ts';
import { networkFailure } from '../../src/http/network-error.ts';
import { maxBytes, type OpenApiOptions } from '../../src/openapi/client.ts';
import { maxSaid, responseOf } from '../../src/openapi/errors.ts';
import type { ApiCall } from '../../src/openapi/model.ts';
import { isRetryableFailure, maxAttempts } from '../../src/openapi/retry.ts';
import { client, credential, type Reply, serve, success, type TestServer } from './server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const get: ApiCall = { method: 'GET', path: '/api/x', idempotent: true };
const post: ApiCall = { method: 'POST', path: '/api/x', body: '{"a":1}', idempotent: false };

async function start(
  replies: readonly Reply[],
  options: Parameters<typeof serve>[1] = {},
): Promise<TestServer> {
  const server = await serve(replies, options);
  closing.push(server.close);
  return server;
}

async function against(replies: readonly Reply[], options: Partial<OpenApiOptions> = {}) {
  const server = await start(replies);
  const made = client(server.url, options);
  closing.unshift(made.api.close);
  return { server, ...made };
}

async function failing(promise: Promise<unknown>): Promise<KooError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KooError)) throw error ?? new Error('it did not fail');
  return error;
}

const error = (status: number, code: string, message = '', headers = {}): Reply => ({
  status,
  headers,
  body: JSON.stringify({ error_code: code, error_msg: message }),
});

describe('a call', () => {
  test('is signed, and its response is read', async () => {
    const { server, api } = await against([success]);
    const response = await api.call({
      ...get,
      path: '/api/a%20b',
      query: [
        ['b', '一 (&=+)'],
        ['a', ''],
        ['b', '2'],
      ],
      headers: [['X-Stage', 'RELEASE']],
    });
    expect(response).toMatchObject({ status: 200, code: 'MKT.0000', message: 'Success', attempts: 1 });
    const [request] = server.received;
    expect(request?.url.search).toBe('?b=%E4%B8%80%20%28%26%3D%2B%29&a=&b=2');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'koo',
      authorization: expect.stringMatching(
        /^SDK-HMAC-SHA256 Access=TESTAK, SignedHeaders=content-type;host;x-sdk-date;x-stage, Signature=\w{64}$/,
      ),
    });
  });

  test('temporary credentials send and sign their token', async () => {
    const server = await start([success], { securityToken: 'TOKEN' });
    const { api } = client(server.url, { credential: { ...credential, securityToken: 'TOKEN' } });
    closing.unshift(api.close);
    expect((await api.call(get)).status).toBe(200);
    expect(server.received[0]?.headers['x-security-token']).toBe('TOKEN');
  });

  test('keeps connections alive', async () => {
    const { server, api } = await against([success]);
    for (let count = 0; count < 10; count += 1) await api.call(post);
    // The next call may come before the last connection counts as free.
    expect(new Set(server.received.map(({ port }) => port)).size).toBeLessThanOrEqual(2);
  });

  test.each([
    ['an empty body', 'mkt', { status: 204 }],
    ['usage', 'mkt', { body: '{"error_code":"MKT.0000","error_msg":"success"}' }],
    ['upload', 'mkt', { body: '{"error_code":"CBC.0000"}' }],
    ['licence', 'mkt', { body: '{"error_code":"92020000","data":{}}' }],
    ['IAM, without a code', 'iam', { body: '{"domains":[]}' }],
  ] as const)('succeeds: %s', async (_, host, reply) => {
    const { api } = await against([reply]);
    expect((await api.call({ ...get, host })).attempts).toBe(1);
  });

  test.each([
    ['{}', ''],
    ['{"status":"maintenance"}', ''],
    ['{"error_code":null,"error_msg":"System error"}', ''],
    ['{"error_code":"CBC.0000"}', 'CBC.0000'],
  ])('does not take %s for a success', async (body, resultCode) => {
    const { server, api } = await against([{ body }]);
    const { facts } = await failing(api.call({ ...get, path: '/rest/marketplace/v1/isv/usage-data' }));
    expect(facts).toMatchObject({
      category: 'business',
      code: 'UNREADABLE_ANSWER',
      details: { status: 200 },
    });
    expect(facts.resultCode ?? '').toBe(resultCode);
    expect(facts.message.en).toContain(body);
    expect(server.received).toHaveLength(1);
    expect(facts.hint.en).toMatch(/Try again later/);
    const changing = await failing(api.call({ ...post, path: '/rest/marketplace/v1/isv/usage-data' }));
    expect(changing.facts.hint.en).toMatch(/check before you send it again/);
  });

  test('names the error of a response with another member for the code', async () => {
    const { api } = await against([{ body: '{"errorCode":"94060001","errorMsg":"later"}' }]);
    const { facts } = await failing(api.call(get));
    expect(facts).toMatchObject({ category: 'business', resultCode: '94060001' });
    expect(facts.message.en).toContain('later');
  });

  test('masks secrets of others before a message is cut', async () => {
    const hide = (text: string) => text.replaceAll('the-access-key', '***');
    const said = 'x'.repeat(maxSaid - 5);
    const { api } = await against([error(400, 'MKT.0101', `${said} the-access-key`)], { hide });
    const { facts } = await failing(api.call(get));
    expect(facts.message.en).toContain(`${said} ***`);
    expect(facts.message.en).not.toContain('the-a');
  });

  test('reads the body as it is, and masks what is shown', async () => {
    const securityToken = 'token-20';
    const body = '{"error_code":"MKT.0101","error_msg":"sn-token-20","data":[{"metering_sn":"sn-token-20"}]}';
    const server = await start([{ status: 400, body }], { securityToken });
    const { api } = client(server.url, { credential: { ...credential, securityToken } });
    closing.unshift(api.close);
    const failed = await failing(api.call(get));
    expect(responseOf(failed)?.json).toEqual(JSON.parse(body));
    expect(responseOf(failed)).toMatchObject({ text: body.replaceAll('token-20', '***'), message: 'sn-***' });
    expect(failed.facts.details).toMatchObject({ data: [{ metering_sn: 'sn-***' }] });
    expect(failed.facts.message.en).toMatch(/sn-\*\*\*/);
  });

  test('masks what is too long for a code, which may be anything, and no code', async () => {
    const securityToken = 'TOKEN-20';
    const codes = [`${'A'.repeat(8)}TOKEN-20`, `${'A'.repeat(9)}TOKEN-20`];
    const server = await start(
      codes.map((code) => error(400, code)),
      { securityToken },
    );
    const { api } = client(server.url, { credential: { ...credential, securityToken } });
    closing.unshift(api.close);
    expect((await failing(api.call(get))).facts.resultCode).toBe(`${'A'.repeat(8)}TOKEN-20`);
    expect((await failing(api.call(get))).facts.resultCode).toBe(`${'A'.repeat(9)}***`);
  });

  test('gives the headers of the response in lower case', async () => {
    const { api } = await against([{ ...(success as object), headers: { 'X-Total': '3' } }]);
    expect((await api.call(get)).headers).toMatchObject({
      'x-total': '3',
      'content-type': 'application/json',
    });
  });

  test('tells a response that is cut off from one that does not come', async () => {
    const { api } = await against(['half', 'reset']);
    expect((await failing(api.call(post))).facts).toMatchObject({
      category: 'network',
      code: 'ANSWER_CUT_OFF',
    });
    expect((await failing(api.call(post))).facts).toMatchObject({
      category: 'network',
      code: 'CONNECTION_RESET',
    });
  });

  test.each([
    ['MKT.0151', 401, 'permission', 'CREDENTIAL_REFUSED'],
    ['MKT.0154', 401, 'permission', 'CREDENTIAL_REFUSED'],
    ['CBC.0150', 403, 'permission', 'PERMISSION_DENIED'],
    ['91380150', 200, 'permission', 'PERMISSION_DENIED'],
    ['APIG.0302', 403, 'permission', 'PERMISSION_DENIED'],
    ['APIGW.0307', 401, 'permission', 'CREDENTIAL_REFUSED'],
    ['MKT.0101', 400, 'business', 'REQUEST_REFUSED'],
    ['MKT.9001', 500, 'business', 'REQUEST_REFUSED'],
    ['MKT.0100', 500, 'business', 'REQUEST_REFUSED'],
    ['92020003', 200, 'business', 'REQUEST_REFUSED'],
    ['92020005', 200, 'business', 'REQUEST_REFUSED'],
    ['91381034', 200, 'business', 'REQUEST_REFUSED'],
    ['APIGW.0101', 404, 'business', 'REQUEST_REFUSED'],
    ['APIGW.0103', 500, 'business', 'REQUEST_REFUSED'],
    ['APIGW.0201', 413, 'business', 'REQUEST_REFUSED'],
    ['XYZ.1', 200, 'business', 'REQUEST_REFUSED'],
    ['XYZ.1', 500, 'business', 'REQUEST_REFUSED'],
    ['XYZ.1', 403, 'permission', 'PERMISSION_DENIED'],
  ])('%s with HTTP %i is one error', async (resultCode, status, category, code) => {
    const { server, api } = await against([error(status, resultCode, 'words of the server')]);
    const failed = await failing(api.call(get));
    expect(failed.facts).toMatchObject({ category, code, resultCode, details: { status, attempts: 1 } });
    expect(failed.facts.message.en).toContain('words of the server');
    expect(responseOf(failed)?.json).toMatchObject({ error_code: resultCode });
    expect(server.received).toHaveLength(1);
  });

  test('the envelopes of orders and of IAM', async () => {
    const { api } = await against([
      { status: 401, body: '{"resultCode":"MKT.0150","resultMsg":"Illegal operation"}' },
      {
        status: 401,
        headers: { 'x-request-id': 'r2' },
        body: '{"error":{"code":401,"message":"no","title":"U"}}',
      },
    ]);
    expect((await failing(api.call(get))).facts).toMatchObject({
      resultCode: 'MKT.0150',
      category: 'permission',
    });
    expect((await failing(api.call(get))).facts).toMatchObject({
      resultCode: '401',
      category: 'permission',
      requestId: 'r2',
    });
  });

  test('does not follow a redirect', async () => {
    const other = await start([success]);
    const { api } = await against([{ status: 302, headers: { location: other.url } }]);
    expect((await failing(api.call(get))).facts).toMatchObject({
      category: 'network',
      code: 'NOT_THE_OPEN_API',
    });
    expect(other.received).toHaveLength(0);
  });

  test('removes control sequences of the server', async () => {
    const { api } = await against([error(400, 'X\u001b[31m.1', 'a\u001b]0;title\u0007b\u202e')]);
    const { facts } = await failing(api.call(get));
    expect(facts.message.en).toBe('X.1: not documented (ab)');
  });

  test('leaves out a message of the server that repeats the meaning', async () => {
    const meaning = apiCode('MKT.0150')?.meaning ?? { en: '', zh: '' };
    for (const said of [`${meaning.en.toUpperCase()}.`, meaning.zh]) {
      const { api } = await against([error(403, 'MKT.0150', said)]);
      expect((await failing(api.call(get))).facts.message.en).toBe(`MKT.0150: ${meaning.en}`);
    }
  });

  test.each(['@evil.example/x', 'x', '//', '/a?b=1', '/a#b', ''])('refuses the path %j', async (path) => {
    const { server, api } = await against([success]);
    const { facts } = await failing(api.call({ ...get, path }));
    expect(facts).toMatchObject({ category: 'usage', code: 'INVALID_PATH' });
    expect(server.received).toHaveLength(0);
  });

  test.each([
    ['Host', 'x'],
    ['authorization', 'x'],
    ['X-A', 'a\r\nb: c'],
    ['X A', 'b'],
    ['X-中', 'b'],
  ])('the header %j is refused', async (name, value) => {
    const { server, api } = await against([success]);
    const { facts } = await failing(api.call({ ...get, headers: [[name, value]] }));
    expect(facts).toMatchObject({ category: 'usage', code: 'INVALID_HEADER' });
    expect(server.received).toHaveLength(0);
  });
});

describe('retries', () => {
  const throttled: readonly [string, Reply][] = [
    ['429', { status: 429 }],
    ['APIG.0308', error(429, 'APIG.0308')],
    ['MKT.0250', error(406, 'MKT.0250')],
  ];
  const passing: readonly [string, Reply][] = [
    ['MKT.0999', error(500, 'MKT.0999')],
    ['94060001', error(500, '94060001')],
    ['APIGW.0201', error(504, 'APIGW.0201')],
    ['APIG.0610', error(502, 'APIG.0610')],
    ['a page of a load balancer', { status: 502, body: '<html>' }],
    ['half a document', { body: '{"resultCode":"MKT' }],
    ['a reset', 'reset'],
    ['a truncated response', 'half'],
  ];

  test.each([...throttled, ...passing])('%s is retried, with a new signature', async (_, reply) => {
    let time = Date.now();
    const { server, api, waits } = await against([reply, reply, success], {
      now: () => {
        time += 1000;
        return new Date(time);
      },
    });
    expect((await api.call(get)).attempts).toBe(3);
    expect(waits).toEqual([400, 800]);
    const dates = server.received.map(({ headers }) => headers['x-sdk-date']);
    expect(new Set(dates).size).toBe(3);
  });

  test.each(throttled)(
    '%s is repeated even where repeating is not harmless: it was not carried out',
    async (_, reply) => {
      const { api } = await against([reply, success]);
      expect((await api.call(post)).attempts).toBe(2);
    },
  );

  test.each(passing)('%s is not retried where that is unsafe', async (_, reply) => {
    const { server, api } = await against([reply, success]);
    const { facts } = await failing(api.call(post));
    expect(server.received).toHaveLength(1);
    if (typeof reply === 'string') expect(facts.hint.en).toMatch(/may have been carried out/);
  });

  test('stops after the last attempt, with its error', async () => {
    const { server, api, waits } = await against([error(500, 'MKT.0999')]);
    const { facts } = await failing(api.call(get));
    expect(facts).toMatchObject({
      code: 'SERVER_ERROR',
      resultCode: 'MKT.0999',
      details: { attempts: maxAttempts },
      category: 'business',
    });
    expect(server.received).toHaveLength(maxAttempts);
    expect(waits).toEqual([400, 800, 1600, 3200].slice(0, maxAttempts - 1));
  });

  test.each([
    ['a reset', 'reset', get, true],
    ['an error of the server', error(500, 'MKT.0999'), get, true],
    ['a throttled call', error(429, 'APIG.0308'), post, false],
  ] as const)(
    'after %s, the error of a refused connection says whether the call may have arrived',
    async (_, reply, call, maybeSent) => {
      const server = await serve([reply]);
      const { api } = client(server.url, { sleep: () => server.close() });
      closing.push(async () => void (await api.close()));
      const { facts } = await failing(api.call(call));
      expect(facts).toMatchObject({ code: 'CONNECTION_REFUSED', details: { maybeSent } });
    },
  );

  test('a response of the longest size is read, a longer one is no document', async () => {
    const padded = (bytes: number) => ({ body: `${'{"resultCode":"MKT.0000"'.padEnd(bytes - 1)}}` });
    const { api } = await against([padded(maxBytes), padded(maxBytes + 1)]);
    expect((await api.call(post)).text).toHaveLength(maxBytes);
    expect((await failing(api.call(post))).facts.code).toBe('NOT_THE_OPEN_API');
  });

  test('an unknown host is asked once, a refused connection again: the name does not appear by waiting', () => {
    const failure = (code: string) => networkFailure(Object.assign(new Error(code), { code }), false);
    for (const idempotent of [true, false]) {
      expect(isRetryableFailure(failure('ENOTFOUND'), idempotent)).toBe(false);
      expect(isRetryableFailure(failure('EAI_AGAIN'), idempotent)).toBe(true);
      expect(isRetryableFailure(failure('ECONNREFUSED'), idempotent)).toBe(true);
    }
  });

  test('waits have jitter, and are never shorter than Retry-After', async () => {
    const asked = { status: 429, headers: { 'retry-after': '2' } };
    const { api, waits } = await against([{ status: 429 }, asked, success], { random: () => 0.5 });
    await api.call(get);
    expect(waits).toEqual([200, 2000]);
  });

  test('waits while there is time left, and not for longer', async () => {
    const asked = (seconds: number) => ({ status: 429, headers: { 'retry-after': String(seconds) } });
    const most = 60;
    const { server, api, waits } = await against([asked(most / 2), success, asked(most)], {
      timeoutMs: most * 1000,
    });
    expect((await api.call(get)).attempts).toBe(2);
    expect(waits).toEqual([(most / 2) * 1000]);
    // Some of the time has passed by the time the response is there.
    expect((await failing(api.call(get))).facts.code).toBe('THROTTLED');
    expect(server.received).toHaveLength(3);
  });

  test('counts what was waited before against the deadline', async () => {
    const asked = (seconds: number) => ({ status: 429, headers: { 'retry-after': String(seconds) } });
    let time = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => time);
    const waits: number[] = [];
    const { server, api } = await against([asked(30), asked(20), asked(20)], {
      timeoutMs: 60_000,
      sleep: async (ms) => {
        waits.push(ms);
        time += ms;
      },
    });
    expect((await failing(api.call(get))).facts.code).toBe('THROTTLED');
    expect(waits).toEqual([30_000, 20_000]);
    expect(server.received).toHaveLength(3);
  });

  test('gives up at once when Retry-After exceeds the deadline', async () => {
    const { server, api, waits } = await against([{ status: 429, headers: { 'retry-after': '3600' } }]);
    expect((await failing(api.call(get))).facts).toMatchObject({
      code: 'THROTTLED',
      details: { attempts: 1 },
    });
    expect(waits).toEqual([]);
    expect(server.received).toHaveLength(1);
  });
});

describe('no response', () => {
  test('the deadline ends a call', async () => {
    const { api } = await against(['never'], { timeoutMs: 150 });
    const { facts } = await failing(api.call(get));
    expect(facts).toMatchObject({ category: 'network', code: 'TIMEOUT' });
  });

  test('all attempts have one deadline: after it, nothing is sent', async () => {
    const { server, api } = await against([{ status: 429 }, success], {
      timeoutMs: 150,
      random: () => 0,
      sleep: (_, signal) => setTimeout(60_000, undefined, { signal }),
    });
    expect((await failing(api.call(get))).facts).toMatchObject({ category: 'network', code: 'TIMEOUT' });
    expect(server.received.length).toBeLessThan(2);
  });

  test('an interruption ends a call', async () => {
    const controller = new AbortController();
    const { server, api } = await against(['never'], { signal: controller.signal });
    const call = failing(api.call(get));
    while (server.received.length === 0) await new Promise(setImmediate);
    controller.abort();
    expect((await call).facts).toMatchObject({ category: 'interrupted', code: 'INTERRUPTED' });
  });

  test('retries a refused connection even for an unsafe call', async () => {
    const gone = await serve([success]);
    await gone.close();
    const { api } = client(gone.url);
    closing.unshift(api.close);
    expect((await failing(api.call(post))).facts).toMatchObject({
      category: 'network',
      code: 'CONNECTION_REFUSED',
      details: { attempts: maxAttempts },
    });
  });
});

describe('Ctrl-C', () => {
  test.each([
    ['a success', success, undefined],
    ['an error', error(400, 'MKT.0101'), 'REQUEST_REFUSED'],
  ])('keeps a response that has arrived: %s', async (_, reply, code) => {
    const ended = new AbortController();
    const { api } = await against([reply], {
      signal: ended.signal,
      debug: (line) => {
        if (line.includes('HTTP')) ended.abort();
      },
    });
    if (code === undefined) expect(await api.call(post)).toMatchObject({ status: 200 });
    else expect((await failing(api.call(post))).facts.code).toBe(code);
    expect(ended.signal.aborted).toBe(true);
  });

  test('during a wait ends the call, and nothing is sent again', async () => {
    const ended = new AbortController();
    const { server, api } = await against([{ status: 429 }, success], {
      signal: ended.signal,
      sleep: async (_, signal) => {
        ended.abort();
        signal?.throwIfAborted();
      },
    });
    expect((await failing(api.call(get))).facts).toMatchObject({
      category: 'interrupted',
      code: 'INTERRUPTED',
      hint: { en: 'A call in progress may have been carried out.' },
    });
    expect(server.received).toHaveLength(1);
  });

  test('before the call: nothing is sent', async () => {
    const { server, api } = await against([success], { signal: AbortSignal.abort() });
    expect((await failing(api.call(get))).facts.code).toBe('INTERRUPTED');
    expect(server.received).toHaveLength(0);
  });

  test('sends nothing again', async () => {
    const ended = new AbortController();
    const { server, api } = await against([error(500, 'MKT.0999'), success], {
      signal: ended.signal,
      debug: (line) => {
        if (line.includes('HTTP')) ended.abort();
      },
    });
    expect((await failing(api.call(get))).facts.code).toBe('INTERRUPTED');
    expect(server.received).toHaveLength(1);
  });
});

describe('a wrong signature', () => {
  const hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const wrong = { credential: { ak: 'TESTAK', sk: 'another-secret', securityToken: 'temporary-token' } };

  test('--debug shows both canonical requests and no secret', async () => {
    const server = await start([success], { securityToken: 'temporary-token' });
    const { api, lines } = client(server.url, wrong);
    closing.unshift(api.close);
    const { facts } = await failing(api.call(get));
    expect(facts).toMatchObject({ category: 'permission', code: 'SIGNATURE_REFUSED', requestId: 'req-1' });
    expect(facts.message.en).not.toContain('canonicalRequest');
    const shown = lines.join('\n');
    expect(shown).toMatch(
      /canonical request that koo signed:\nGET\n\/api\/x\/\n\ncontent-type:application\/json\nhost:/,
    );
    expect(shown).toMatch(
      /canonical request of the server:\nGET\n\/api\/x\/\n\ncontent-type:application\/json\nhost:/,
    );
    expect(shown).not.toMatch(/another-secret|temporary-token/);
    expect(lines.at(-1)).toBe('they are equal: the SK does not belong to the AK');
  });

  test("shows the sandbox's explanation, and not the canonical request before it", async () => {
    const canonical = `GET|/api/x/||host:h||host|${'0'.repeat(64)}`;
    const explanation = `(The path ends with a slash. ${'x'.repeat(300)})`;
    const message = `verify aksk signature fail, canonicalRequest:${canonical} ${explanation}`;
    const { api } = await against([error(401, 'APIGW.0301', message)]);
    const { facts } = await failing(api.call(get));
    expect(facts).toMatchObject({
      code: 'SIGNATURE_REFUSED',
      message: { en: expect.stringContaining(`(verify aksk signature fail ${explanation})`) },
    });
  });

  test("masks the token in the gateway's response", async () => {
    const securityToken = 'temporary-token/+=';
    const refusal = error(401, 'APIGW.0301', `canonicalRequest: x-security-token:${securityToken}|`);
    const server = await start([refusal], { securityToken });
    const { api } = client(server.url, { credential: { ...credential, securityToken } });
    closing.unshift(api.close);
    const response = responseOf(await failing(api.call(get)));
    expect(response?.text).toContain('x-security-token:***');
    const { json: _, ...shown } = response!;
    expect(JSON.stringify(shown)).not.toContain(securityToken);
  });

  test.each([
    ['signature refused', 'the server does not show its canonical request'],
    [
      `verify aksk signature fail, canonicalRequest:GET|/other/|${hash}`,
      'they differ: something between koo and the server modifies requests',
    ],
  ])('--debug says what the server said: %s', async (said, last) => {
    const message = `verify aksk signature fail ${said}`;
    const { api, lines } = await against([error(401, 'APIGW.0301', message)]);
    await failing(api.call(get));
    expect(lines.at(-1)).toBe(last);
    expect(lines.some((line) => line.startsWith('canonical request of the server'))).toBe(
      said.includes('canonical'),
    );
  });

  test('shows the remark of the server, which is not part of its canonical request', async () => {
    const said = `verify aksk signature fail, canonicalRequest: GET|/other/|${hash} (host was replaced)`;
    const { api, lines } = await against([error(401, 'APIGW.0301', said)]);
    const { facts } = await failing(api.call(get));
    expect(facts.message.en).toContain('(verify aksk signature fail (host was replaced))');
    expect(lines.slice(-2)).toEqual([
      `canonical request of the server:\nGET\n/other/\n${hash}`,
      'they differ: something between koo and the server modifies requests',
    ]);
  });

  test('--debug compares canonical requests after a refused signature only', async () => {
    const { api, lines } = await against([error(401, 'APIGW.0307', 'canonicalRequest:GET|'), success]);
    await failing(api.call(get));
    await api.call(get);
    expect(lines).toEqual([
      expect.stringMatching(/^GET http:\/\/[\d.:]+\/api\/x -> HTTP 401 APIGW\.0307 \(\d+ ms\)$/),
      expect.stringMatching(/^GET http:\/\/[\d.:]+\/api\/x -> HTTP 200 MKT\.0000 \(\d+ ms\)$/),
    ]);
  });

  test('--debug shows each attempt and wait, and no secret of the caller', async () => {
    const { api, lines } = await against(['reset', { status: 429 }, success]);
    await api.call({ ...get, query: [['a', credential.sk]] });
    expect(
      lines.map((line) => line.replace(/\(\d+ ms\)$/, '(n ms)').replace(/^GET .* ->/, 'GET ->')),
    ).toEqual([
      expect.stringMatching(/^GET -> reset \w+ \(n ms\)$/),
      'waiting 400 ms',
      'GET -> HTTP 429 (n ms)',
      'waiting 800 ms',
      'GET -> HTTP 200 MKT.0000 (n ms)',
    ]);
    expect(lines.join()).toContain('?a=***');
    expect(lines.join()).not.toContain(credential.sk);
  });

  test('reports a wrong clock', async () => {
    const server = await start([success], { skewMs: -20 * 60_000 });
    const { api } = client(server.url, { credential: { ak: 'TESTAK', sk: 'x' } });
    closing.unshift(api.close);
    const { facts } = await failing(api.call(get));
    expect(facts).toMatchObject({ code: 'CLOCK_SKEW', category: 'permission' });
    expect(facts.hint.en).toMatch(/20 minutes ahead/);
  });

  test('reports a locked AK', async () => {
    const { api } = await against([
      error(
        401,
        'APIGW.0301',
        'Incorrect IAM authentication information: AK access failed to reach the limit, forbidden',
      ),
    ]);
    expect((await failing(api.call(get))).facts.code).toBe('ACCESS_KEY_LOCKED');
  });
});
