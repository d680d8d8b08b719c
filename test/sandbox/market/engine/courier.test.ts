import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createDeliverer } from '../../../../src/callback/delivery/deliver.ts';
import type { Deliver, HttpRequest } from '../../../../src/callback/delivery/exchange.ts';
import { protocolOf } from '../../../../src/callback/protocols/index.ts';
import type { Opened, ProtocolId } from '../../../../src/callback/protocols/model.ts';
import {
  type CourierRequest,
  createCourier,
  type Injected,
} from '../../../../src/sandbox/market/engine/courier.ts';
import type { Settings } from '../../../../src/sandbox/market/model/settings.ts';
import { decryptClientSecret, readPrivateKey } from '../../../../src/signing/client-secret.ts';
import { decryptField, encryptField } from '../../../../src/signing/sensitive-field.ts';
import { bodySignature, formatBodySign } from '../../../../src/signing/v1-body-sign.ts';
import jdk from '../../../vectors/jdk.json' with { type: 'json' };
import { type Answer, answered, connection, keys, t0 } from '../traffic.ts';

const url = 'http://127.0.0.1:9/saasproduce';
const now = new Date('2026-11-28T02:00:00.000Z');
const order = { orderId: 'O1', orderLineId: 'O1-000001' };

/** A courier with a server that answers as told, and what it received. */
function courierTo(answer: Answer | Deliver = {}) {
  const sent: HttpRequest[] = [];
  const deliver: Deliver = async (request) => {
    sent.push(request);
    return typeof answer === 'function' ? answer(request) : answered(answer);
  };
  const courier = createCourier({
    deliver,
    now: () => now,
    nonce: () => 'NONCE',
    iv: () => 'abcdefghij012345',
  });
  const send = (
    protocol: ProtocolId,
    activity: string,
    values: CourierRequest['values'],
    more: Partial<CourierRequest> = {},
  ) => courier({ connection: connection(url), keys, protocol, activity, values, ...more });
  return { sent, send };
}

/** What the merchant reads in a request, with a key. */
function opened(
  { method, url: address, headers, body = '' }: HttpRequest,
  id: ProtocolId,
  key: string,
): Opened {
  const { pathname, search } = new URL(address);
  return protocolOf(id).open(
    {
      method,
      url: pathname + search,
      headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: Buffer.from(body),
    },
    { key, now },
  );
}

describe('testFlag', () => {
  it.each<[ProtocolId, string, Settings['test_flag'], '0' | '1' | undefined, unknown]>([
    ['v1', 'releaseInstance', 'omit', undefined, undefined],
    ['v1', 'releaseInstance', '0', undefined, '0'],
    ['v2', 'releaseInstance', 'omit', undefined, undefined],
    ['v2', 'releaseInstance', '1', undefined, '1'],
    ['v2', 'releaseInstance', 'omit', '1', '1'],
    ['v2', 'releaseInstance', '1', '0', '0'],
    ['license-code', 'releaseLicenseCode', 'omit', undefined, undefined],
    ['online-license', 'releaseInstance', 'omit', undefined, undefined],
    ['order-notify', 'orderNotify', 'omit', undefined, '0'],
    ['order-notify', 'orderNotify', 'omit', '1', '1'],
    ['v1-kit', 'tenantSync', 'omit', undefined, 0],
    ['v2-kit', 'tenantSync', 'omit', undefined, 0],
    ['v2-kit', 'tenantSync', '1', undefined, 1],
    ['v2-kit', 'tenantSync', 'omit', '1', 1],
  ])('of %s %s with the setting %s and %s is %j', async (id, activity, test_flag, testFlag, expected) => {
    const { sent, send } = courierTo();
    const target = connection(url, {}, { test_flag });
    await send(id, activity, {}, { connection: target, ...(testFlag && { testFlag }) });
    const read = opened(sent[0]!, id, keys[protocolOf(id).keyClass]);
    expect(read.ok && read.values.testFlag).toBe(expected);
  });
});

describe('the signature', () => {
  it('is that of the interface class', async () => {
    const { sent, send } = courierTo();
    await send('order-notify', 'orderNotify', order);
    expect(opened(sent[0]!, 'order-notify', keys.notify).ok).toBe(true);
    expect(opened(sent[0]!, 'order-notify', keys.base).ok).toBe(false);
  });

  it('is that of the base interfaces where the class has none', async () => {
    const { sent, send } = courierTo();
    await send('order-notify', 'orderNotify', order, { keys: { base: keys.base } });
    expect(opened(sent[0]!, 'order-notify', keys.base).ok).toBe(true);
  });

  it('needs a key', async () => {
    const { sent, send } = courierTo();
    const outcome = await send('v2', 'newInstance', order, { keys: { kit: keys.kit } });
    expect(outcome).toMatchObject({
      result: 'failed',
      meaning: { en: 'not sent: The connection has no access key for the base interfaces' },
      problems: [{ id: 'NO_ACCESS_KEY', severity: 'error' }],
      request: { method: 'POST', url, headers: [] },
    });
    expect(outcome).not.toHaveProperty('status');
    expect(sent).toEqual([]);
  });

  it('is made at the time of the attempt', async () => {
    const { send } = courierTo({ body: { resultCode: '000000', resultMsg: '', instanceId: 'I1' } });
    const { request } = await send('v2', 'newInstance', order);
    expect(request).toMatchObject({
      method: 'POST',
      sentAt: '2026-11-28T02:00:00.000Z',
      body: '{"activity":"newInstance","orderId":"O1","orderLineId":"O1-000001"}',
    });
    expect(new URL(request.url).searchParams.get('timestamp')).toBe(String(now.getTime()));
    expect(now.getTime()).not.toBe(t0);
  });
});

describe('sensitive values', () => {
  it.each([128, 256] as const)('are encrypted with AES-%i in V1', async (encrypt) => {
    const { sent, send } = courierTo();
    const values = { mobilePhone: '15905222222', email: 'test@example.com' };
    await send('v1', 'newInstance', values, { connection: connection(url, { encrypt }) });
    const query = new URL(sent[0]!.url).searchParams;
    for (const [name, plain] of Object.entries(values)) {
      expect(decryptField(keys.base, query.get(name)!, encrypt)).toEqual({ ok: true, text: plain });
    }
  });

  it('show no secret that the merchant repeats', async () => {
    const clientSecret = 'd0'.repeat(32);
    const { publicKey } = jdk.clientSecret;
    const target = { ...connection(url), rsaPublicKey: publicKey };
    const { send } = courierTo({ body: { resultCode: '000000', resultMsg: `saved ${clientSecret}` } });
    const outcome = await send(
      'v2-kit',
      'applicationSync',
      { flag: 1, clientSecret },
      { connection: target },
    );
    expect(outcome.reply).toMatchObject({ resultMsg: 'saved ***' });
    expect(JSON.stringify(outcome)).not.toContain(clientSecret);
  });

  it('are encrypted with the public key of the merchant in the kit', async () => {
    const { sent, send } = courierTo();
    const { publicKey, privateKey } = jdk.clientSecret;
    const rsaPublicKey = `-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----\n`;
    const values = { flag: 1, clientSecret: 'the secret' };
    const target = connection(url, { rsaPublicKey });
    const { request } = await send('v2-kit', 'applicationSync', values, { connection: target });
    const { clientSecret } = JSON.parse(sent[0]!.body!);
    expect(decryptClientSecret(readPrivateKey(privateKey), clientSecret)).toEqual({
      ok: true,
      text: 'the secret',
    });
    expect(request.body).not.toContain('the secret');
  });

  it('are not sent without it', async () => {
    const { sent, send } = courierTo();
    const values = { clientSecret: 'the secret' };
    expect(await send('v1-kit', 'applicationSync', values)).toMatchObject({
      result: 'failed',
      problems: [{ id: 'NO_RSA_KEY', hint: { en: expect.stringContaining('--rsa-public-key FILE') } }],
    });
    const wrong = { connection: connection(url, { rsaPublicKey: 'no key' }) };
    expect(await send('v1-kit', 'applicationSync', values, wrong)).toMatchObject({
      result: 'failed',
      problems: [{ id: 'INVALID_RSA_KEY' }],
    });
    expect(sent).toEqual([]);
    await expect(send('v2-kit', 'applicationSync', { flag: 0 })).resolves.toMatchObject({
      result: 'succeeded',
    });
  });
});

describe('an outcome', () => {
  const ok = { resultCode: '000000', resultMsg: 'ok' };

  it('tells what came back', async () => {
    const { send } = courierTo({ body: { ...ok, instanceId: 'I1' }, headers: [['X-Id', '7']] });
    const outcome = await send('v2', 'newInstance', order);
    expect(outcome).toMatchObject({
      result: 'succeeded',
      meaning: { en: 'resultCode 000000 (succeeded): ok' },
      status: 200,
      resultCode: '000000',
      reply: { ...ok, instanceId: 'I1' },
      problems: [],
      durationMs: 3,
      response: {
        headers: [
          ['Content-Type', 'application/json'],
          ['X-Id', '7'],
        ],
        body: '{"resultCode":"000000","resultMsg":"ok","instanceId":"I1"}',
      },
    });
    expect(outcome).not.toHaveProperty('injected');
  });

  it('has no response where there was none', async () => {
    const failure = { kind: 'dns', code: 'ENOTFOUND', durationMs: 9 } as const;
    const { send } = courierTo(async () => ({ answered: false, failure }));
    const outcome = await send('v2', 'newInstance', order);
    expect(outcome).toMatchObject({ result: 'failed', durationMs: 9, problems: [{ id: 'NET-REACHABLE' }] });
    for (const name of ['status', 'resultCode', 'reply', 'response'])
      expect(outcome).not.toHaveProperty(name);
  });

  it('has the problems that the checks find, with hints', async () => {
    const { send } = courierTo({ body: { ...ok, instanceId: 'I1' }, durationMs: 5001 });
    const slow = await send('v2', 'newInstance', order);
    expect(slow).toMatchObject({
      result: 'succeeded',
      problems: [{ id: 'V2-REPLY-TIME', severity: 'warning', actual: { en: 'newInstance: 5.0 s' } }],
    });
    const inTime = courierTo({ body: { ...ok, instanceId: 'I1' }, durationMs: 5000 });
    expect((await inTime.send('v2', 'newInstance', order)).problems).toEqual([]);

    const failing = courierTo({ status: 415, body: '' });
    const { problems } = await failing.send('v2', 'newInstance', order);
    expect(problems).toMatchObject([
      { id: 'V2-REPLY-STATUS', hint: { en: expect.stringContaining('utf-8') } },
    ]);
  });

  it('is the same for a query of an online licence', async () => {
    const { send } = courierTo({ body: { ...ok, info: [{ instanceId: 'I1' }] } });
    expect(await send('online-license', 'queryInstance', { instanceId: 'I1' })).toMatchObject({
      result: 'succeeded',
      problems: [],
      reply: { info: [{ instanceId: 'I1' }] },
    });
  });

  it('never has a key, whether the merchant or the buyer has repeated it', async () => {
    const body = {
      resultCode: '000005',
      resultMsg: `bad key ${keys.base}`,
      [keys.base]: keys.kit,
      deep: [keys.notify],
    };
    const headers = [
      ['Location', keys.base],
      ['X-Key', keys.license],
    ] as const;
    for (const status of [200, 302, 500]) {
      const { send } = courierTo({ body, status, headers });
      const outcomes = [
        await send('v1', 'newInstance', { customerName: keys.base }),
        await send('v2', 'newInstance', { orderId: keys.base }),
      ];
      const text = JSON.stringify(outcomes);
      for (const key of Object.values(keys)) expect(text).not.toContain(key);
      expect(text).toContain('***');
    }
  });

  it('shows nothing that could take over a terminal, and keeps the reply as it is', async () => {
    const resultMsg = 'a\u001b[2Jb\u202e';
    const { send } = courierTo({
      body: `{"resultCode":"000000","resultMsg":"a\u202eb","instanceId":"I\u200b1"}`,
      headers: [['X\u009b', 'a\u001b]0;x\u0007b']],
    });
    const { response, reply } = await send('v2', 'newInstance', order);
    expect(response).toMatchObject({
      headers: [
        ['Content-Type', 'application/json'],
        ['X', 'ab'],
      ],
      body: '{"resultCode":"000000","resultMsg":"ab","instanceId":"I1"}',
    });
    expect(reply?.instanceId).toBe('I\u200b1');
    const failing = courierTo({ body: { resultCode: '000005', resultMsg } });
    const outcome = await failing.send('v2', 'newInstance', order);
    expect(outcome.meaning.en).toBe('resultCode 000005 (other internal error): ab');
  });

  it('is one line, so that nothing is taken for another entry', async () => {
    const { send } = courierTo({ body: 'no JSON\n2026-03-02 10:00:00  ✔ newInstance' });
    const { meaning, problems } = await send('v2', 'newInstance', order);
    expect(meaning.en).toBe('text that is not JSON: no JSON 2026-03-02 10:00:00 ✔ newInstance');
    expect(problems.filter(({ actual }) => actual.en.includes('\n'))).toEqual([]);
    const coded = courierTo({ body: { resultCode: '0\n1', resultMsg: '' } });
    expect((await coded.send('v2', 'newInstance', order)).resultCode).toBe('0 1');
  });

  it('is a success with a warning where V1 is JSON only with an Accept header', async () => {
    const isAsked = ({ headers }: HttpRequest) => headers.some(([name]) => name === 'Accept');
    const { sent, send } = courierTo(async (request) =>
      answered(isAsked(request) ? {} : { type: 'text/html', body: '<html></html>', status: 406 }),
    );
    const outcome = await send('v1', 'queryInstance', { instanceId: 'I1' });
    expect(outcome.problems[0]).toMatchObject({ id: 'V1-REPLY-ACCEPT', severity: 'warning' });
    expect(outcome).toMatchObject({ status: 200, resultCode: '000000' });
    expect(sent.map(isAsked)).toEqual([false, true]);
  });

  it.each([
    ['v1', { type: 'text/html', body: '<html></html>' }, 2],
    ['v1', { type: 'text/html', body: '<html></html>', status: 500 }, 1],
    ['v2', { type: 'text/html', body: '<html></html>' }, 1],
  ] as const)('of %s is not asked for in vain: %o', async (protocol, answer, calls) => {
    const { sent, send } = courierTo(answer);
    const outcome = await send(protocol, 'queryInstance', { instanceId: 'I1' });
    expect([outcome.result, sent.length]).toEqual(['failed', calls]);
  });

  it('is bounded', async () => {
    const long = 'x'.repeat(70_000);
    const { send } = courierTo({
      body: { resultCode: '000000', resultMsg: long, instanceId: 'I1' },
      headers: Array.from({ length: 60 }, (_, index) => [`X-${index}`, long] as const),
    });
    const { reply, response, meaning, problems, request } = await send('v2', 'newInstance', {
      orderId: long,
    });
    expect(reply).toEqual({ resultCode: '000000', instanceId: 'I1' });
    expect(response?.body).toHaveLength(64 * 1024);
    expect(response?.headers).toHaveLength(50);
    expect(response?.headers[1]).toEqual(['X-0', 'x'.repeat(1024)]);
    expect(request.body).toHaveLength(64 * 1024);
    for (const text of [
      meaning,
      ...problems.flatMap(({ expected, actual, hint }) => [expected, actual, hint]),
    ]) {
      expect(text.en.length).toBeLessThanOrEqual(500);
      expect(text.zh.length).toBeLessThanOrEqual(500);
    }
  });

  it('is stored without the password of a buyer', async () => {
    const info = (password: string, userName: string) => [
      { instanceId: 'I1', appInfo: { frontEndUrl: 'https://a.example', userName, password } },
    ];
    const { send } = courierTo({ body: { ...ok, info: info('geheim', 'admin') } });
    const v2 = await send('v2', 'queryInstance', { instanceId: 'I1' });
    expect(v2.result).toBe('succeeded');
    expect(v2.reply).toEqual({ ...ok, info: info('***', 'admin') });
    expect(JSON.parse(v2.response?.body ?? '')).toEqual({ ...ok, info: info('***', 'admin') });
    const v1 = await send('v1', 'queryInstance', { instanceId: 'I1' });
    expect(v1.reply).toEqual({ ...ok, info: info('***', '***') });
    expect(JSON.stringify([v1, v2])).not.toContain('geheim');
    const secret = encryptField(keys.base ?? '', 'geheim', { bits: 256, iv: 'abcdefghij012345' });
    const sealed = courierTo({ body: { ...ok, info: info(secret, secret) } });
    expect((await sealed.send('v1', 'queryInstance', { instanceId: 'I1' })).reply).toEqual({
      ...ok,
      info: info(secret, secret),
    });
  });

  it('is stored without credentials in its headers', async () => {
    const headers = [
      ['Set-Cookie', 'session=geheim'],
      ['X-Auth-Token', 'geheim'],
      ['Set-Cookie\u009b', 'a=geheim'],
      ['X-Id', '7'],
    ] as const;
    const { send } = courierTo({ headers });
    expect((await send('v2', 'newInstance', order)).response?.headers.slice(1)).toEqual([
      ['Set-Cookie', '***'],
      ['X-Auth-Token', '***'],
      ['Set-Cookie', '***'],
      ['X-Id', '7'],
    ]);
  });

  it('is stored without a password in what is said of it', async () => {
    for (const body of [
      { resultCode: '000005', resultMsg: 'saved {"password":"geheim"}' },
      { resultCode: 'password=geheim', resultMsg: 'password: geheim' },
      '<b>password=geheim</b>',
    ]) {
      const outcome = await courierTo({ body }).send('v2', 'newInstance', order);
      expect(JSON.stringify(outcome)).not.toContain('geheim');
      expect(outcome.meaning.en).toContain('***');
    }
  });

  it.each<[string, (text: string) => Buffer]>([
    ['UTF-16', (text) => Buffer.from(text, 'utf16le')],
    ['gzip that no header names', (text) => gzipSync(text)],
    ['a name with an escape sequence', (text) => Buffer.from(text.replace('pass', 'pass\x1b[0m'))],
  ])('is stored without a password or a key in %s', async (_, encode) => {
    const body = encode(JSON.stringify({ ...ok, info: [{ password: 'geheim', key: keys.base }] }));
    const { response } = await courierTo({ body }).send('v2', 'queryInstance', { instanceId: 'I1' });
    expect(response?.body).toContain('***');
    expect(response?.body.replaceAll('\0', '')).not.toMatch(new RegExp(`geheim|${keys.base}`));
  });

  it('keeps of a long list of instances the one that was asked for', async () => {
    const memo = 'x'.repeat(1000);
    const info = Array.from({ length: 40 }, (_, index) => ({ instanceId: `I${index}`, appInfo: { memo } }));
    const { send } = courierTo({ body: { ...ok, info } });
    const { reply } = await send('v2', 'queryInstance', { instanceId: 'I7' });
    expect(reply).toEqual({ ...ok, info: [info[7]] });
    const short = courierTo({ body: { ...ok, info: info.slice(0, 10) } });
    expect((await short.send('v2', 'queryInstance', { instanceId: 'I7' })).reply).toEqual({
      ...ok,
      info: info.slice(0, 10),
    });
  });
});

describe('an outcome of a scenario', () => {
  async function injectedInto(injected: Injected, id: ProtocolId, activity: string) {
    const { sent, send } = courierTo();
    const outcome = await send(id, activity, { instanceId: 'I1' }, { injected });
    expect(sent).toEqual([]);
    expect(outcome).toMatchObject({ injected: true, request: { sentAt: now.toISOString() } });
    return outcome;
  }

  it('is a server that is down', async () => {
    expect(await injectedInto('down', 'v2', 'newInstance')).toMatchObject({
      result: 'failed',
      meaning: { en: 'the connection was refused (ECONNREFUSED)' },
    });
  });

  it('is an HTTP status', async () => {
    expect(await injectedInto({ status: 500 }, 'v2', 'newInstance')).toMatchObject({
      result: 'failed',
      status: 500,
      meaning: { en: 'HTTP 500 without a resultCode' },
    });
  });

  it('is a result code', async () => {
    expect(await injectedInto({ resultCode: '000004', instanceId: 'I1' }, 'v2', 'newInstance')).toMatchObject(
      {
        result: 'in-progress',
        reply: { instanceId: 'I1' },
      },
    );
    expect(await injectedInto({ resultCode: '000004' }, 'v2', 'queryInstance')).toMatchObject({
      result: 'failed',
      resultCode: '000004',
    });
  });

  it('is a success in which nothing is wrong', async () => {
    const done = { resultCode: '000000', instanceId: 'I1' };
    for (const [id, activity] of [
      ['v1', 'newInstance'],
      ['v1-kit', 'tenantSync'],
      ['v2', 'newInstance'],
      ['v2', 'queryInstance'],
    ] as const) {
      expect(await injectedInto(done, id, activity)).toMatchObject({ result: 'succeeded', problems: [] });
    }
    expect((await injectedInto(done, 'v2', 'queryInstance')).reply).toMatchObject({
      info: [{ instanceId: 'I1' }],
    });
  });
});

describe('over a connection', () => {
  const deliverer = createDeliverer({ timeoutMs: 20_000 });
  const hasty = createDeliverer({ timeoutMs: 2_000 });
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  afterAll(() => Promise.all([deliverer.close(), hasty.close()]));

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function released(address: string, id: ProtocolId = 'v2', { deliver } = deliverer) {
    const { send } = courierTo(deliver);
    const { result, meaning, status, problems } = await send(
      id,
      'releaseInstance',
      { instanceId: 'I1' },
      { connection: connection(address) },
    );
    return { result, meaning: meaning.en, status, problems: problems.map(({ id: check }) => check) };
  }

  const serve = async (listener: RequestListener) =>
    `http://${await listen(createServer(listener))}/saasproduce`;

  it('succeeds, signed', async () => {
    const body = '{"resultCode":"000000","resultMsg":"ok"}';
    const address = await serve((request, response) => {
      const right = opened(
        { method: 'GET', url: `http://127.0.0.1${request.url}`, headers: [] },
        'v1',
        keys.base,
      );
      response.writeHead(right.ok ? 200 : 401, [
        'Content-Type',
        'application/json',
        'Body-Sign',
        formatBodySign(bodySignature(keys.base, body)),
      ]);
      response.end(body);
    });
    expect(await released(address, 'v1')).toEqual({
      result: 'succeeded',
      meaning: 'resultCode 000000 (succeeded): ok',
      status: 200,
      problems: [],
    });
  });

  it('follows no redirect', async () => {
    const paths: (string | undefined)[] = [];
    const address = await serve((request, response) => {
      paths.push(request.url?.split('?')[0]);
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    expect(await released(address)).toMatchObject({
      result: 'failed',
      meaning: 'a redirect: HTTP 307 → /elsewhere',
      problems: ['V2-REPLY-REDIRECT'],
    });
    expect(paths).toEqual(['/saasproduce']);
  });

  it('fails where no server listens', async () => {
    const server = createTcpServer();
    const address = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await released(`http://${address}/`)).toMatchObject({
      result: 'failed',
      meaning: 'the connection was refused (ECONNREFUSED)',
      problems: ['NET-REACHABLE'],
    });
  });

  it('fails where nothing is answered in time', async () => {
    const address = await serve(() => {});
    expect(await released(address, 'v2', hasty)).toMatchObject({
      result: 'failed',
      meaning: 'connected, but no response in time (TIMEOUT)',
    });
  });

  it('fails where the answer does not end in time', async () => {
    const address = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"resultCode":"000000"');
    });
    expect(await released(address, 'v2', hasty)).toMatchObject({
      result: 'failed',
      meaning: expect.stringContaining('TIMEOUT'),
    });
  });

  it('fails where the answer is cut off', async () => {
    const address = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
      response.write('{"resultCode":"000000","resultMsg":"ok"}', () => response.socket?.destroy());
    });
    expect(await released(address)).toMatchObject({
      result: 'failed',
      meaning: expect.stringContaining('in the middle of the response body'),
    });
  });

  it('fails without TLS where it has to be', async () => {
    const address = await listen(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await released(`https://${address}/`)).toMatchObject({
      result: 'failed',
      meaning: expect.stringContaining('TLS'),
      problems: ['NET-TLS'],
    });
  });
});
