import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { LogEntry } from '../../../../src/sandbox/api/log/log.ts';
import { otherSeller, sandboxBuyer, sandboxSeller } from '../../../../src/sandbox/state/accounts.ts';
import { signRequest } from '../../../../src/signing/sdk-hmac.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import { api, legacyUsagePath, post, send, start, usagePath } from '../../harness.ts';

const order = `${api}/v1/order/query?orderId=MOCKPERIODYEARNEW`;

describe('authentication', () => {
  test('accepts a valid signature, and IAM says whose it is', async () => {
    const sandbox = await start();
    for (const { credential, id, name } of [sandboxSeller, otherSeller, sandboxBuyer]) {
      const { status, json } = await send(sandbox, '/v3/auth/domains', { credential });
      expect(status).toBe(200);
      expect(json).toMatchObject({ domains: [{ id, name, enabled: true }] });
    }
  });

  test.each([
    [
      'another SK',
      { credential: { ...sandboxSeller.credential, sk: 'x' } },
      'verify aksk signature fail, canonicalRequest:GET|/v3/auth/domains/|',
    ],
    ['an unknown AK', { credential: { ak: 'NOBODY', sk: 'x' } }, 'Get secretKey failed'],
    ['a time long ago', { at: new Date(Date.now() - 16 * 60_000) }, 'signature expired'],
    ['a time far ahead', { at: new Date(Date.now() + 16 * 60_000) }, 'signature expired'],
    [
      'a security token',
      { credential: { ...sandboxSeller.credential, securityToken: 'T' } },
      'decrypt token fail',
    ],
    [
      'another security token',
      { credential: { ...sandboxSeller.temporary, securityToken: otherSeller.temporary.securityToken! } },
      'decrypt token fail',
    ],
    [
      'a temporary key without its token',
      { credential: { ak: sandboxSeller.temporary.ak, sk: sandboxSeller.temporary.sk } },
      'decrypt token fail',
    ],
    [
      'a temporary key with another SK',
      { credential: { ...sandboxSeller.temporary, sk: 'x' } },
      'verify aksk signature fail',
    ],
  ])('refuses %s', async (_, sending, words) => {
    const { status, json } = await send(await start(), '/v3/auth/domains', sending);
    expect(status).toBe(401);
    expect(json).toEqual({
      error_code: 'APIGW.0301',
      error_msg: expect.stringContaining(`Incorrect IAM authentication information: ${words}`),
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(JSON.stringify(json)).not.toContain(sandboxSeller.credential.sk);
    expect(JSON.stringify(json)).not.toContain(sandboxSeller.temporary.sk);
  });

  test('accepts a temporary key with its token', async () => {
    const sandbox = await start();
    for (const { temporary, id, name } of [sandboxSeller, otherSeller, sandboxBuyer]) {
      const { json } = await send(sandbox, '/v3/auth/domains', { credential: temporary });
      expect(json).toMatchObject({ domains: [{ id, name }] });
    }
  });

  test('accepts a time that is off by 14 minutes', async () => {
    const sandbox = await start();
    for (const minutes of [-14, 14]) {
      const at = new Date(Date.now() + minutes * 60_000);
      expect((await send(sandbox, order, { at })).status).toBe(200);
    }
  });

  test('refuses a request without a signature', async () => {
    const reply = await fetch(new URL(order, (await start()).url));
    expect(reply.status).toBe(401);
    expect(await reply.json()).toMatchObject({ error_code: 'APIGW.0301' });
  });

  test('refuses a body that was changed on the way', async () => {
    const sandbox = await start();
    const url = new URL(`${api}/v1/license/heartbeat`, sandbox.url);
    const headers = [['Content-Type', 'application/json']] as const;
    const signed = signRequest(
      { method: 'POST', url, headers, body: '{"license":"PLXXXXXX"}' },
      sandboxSeller.credential,
      new Date(),
    );
    const reply = await fetch(url, {
      method: 'POST',
      headers: signed.map(([name, value]): [string, string] => [name, value]),
      body: '{"license":"PLXXXXXY"}',
    });
    expect(await reply.json()).toMatchObject({ error_code: 'APIGW.0301' });
  });
});

describe('is as strict as the rules are written', () => {
  const json = [['Content-Type', 'application/json']] as const;

  /** Sends what koo signs after a change of its headers. */
  async function sendChanged(
    change: (headers: [string, string][]) => [string, string][],
    headers: readonly (readonly [string, string])[] = json,
  ) {
    const sandbox = await start();
    const url = new URL(order, sandbox.url);
    const signed = signRequest(
      { method: 'GET', url, headers, body: '' },
      sandboxSeller.credential,
      new Date(),
    );
    const reply = await fetch(url, { headers: change(signed.map(([name, value]) => [name, value])) });
    return { status: reply.status, message: String(((await reply.json()) as JsonObject).error_msg) };
  }

  const authorization = (change: (text: string) => string) => (headers: [string, string][]) =>
    headers.map(([name, value]): [string, string] => [
      name,
      name === 'Authorization' ? change(value) : value,
    ]);

  test('accepts the request that is changed below', async () => {
    expect(await sendChanged((headers) => headers)).toMatchObject({ status: 200 });
  });

  test.each([
    [
      'upper-case names',
      (text: string) => text.replace('content-type', 'Content-Type'),
      'SignedHeaders must be in lower case: Content-Type',
    ],
    [
      'doubled names',
      (text: string) => text.replace('host', 'host;host'),
      'SignedHeaders must list each name once: host',
    ],
    [
      'names out of order',
      (text: string) => text.replace('content-type;host', 'host;content-type'),
      'SignedHeaders must be in ascending order: content-type',
    ],
    [
      'extra spaces',
      (text: string) => text.replace(', Signature', ',  Signature'),
      'one space after SDK-HMAC-SHA256 and after each comma',
    ],
    [
      'no spaces',
      (text: string) => text.replaceAll(', ', ','),
      'one space after SDK-HMAC-SHA256 and after each comma',
    ],
  ])('refuses %s, and names the rule', async (_, change, rule) => {
    const { status, message } = await sendChanged(authorization(change));
    expect(status).toBe(401);
    expect(message).toContain(rule);
  });

  test('refuses JSON with an unsigned payload, and names the rule', async () => {
    const { status, message } = await sendChanged(
      (headers) => headers,
      [...json, ['X-Sdk-Content-Sha256', 'UNSIGNED-PAYLOAD']],
    );
    expect(status).toBe(401);
    expect(message).toContain('must not be UNSIGNED-PAYLOAD for JSON');
  });
});

describe('what the gateway refuses', () => {
  test.each([
    ['GET', '/nothing/here'],
    ['POST', order],
    ['DELETE', '/v3/auth/domains'],
  ])('%s %s is not published', async (method, path) => {
    const { status, json } = await send(await start(), path, { method });
    expect([status, json.error_code]).toEqual([404, 'APIGW.0101']);
    expect(json.request_id).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    ['1 MB for licences', 1, `${api}/v1/license/heartbeat`],
    ['2 MB for usage', 2, usagePath],
    ['2 MB for usage of the old interface', 2, legacyUsagePath],
    ['12 MB for a file', 12, `${api}/v1/market-event/koo-event-0001/file`],
    ['1 MB for what it does not know', 1, '/nothing/here'],
  ])('a body of more than %s', async (_, megabytes, path) => {
    const sandbox = await start();
    const codeOf = async (size: number) => {
      const { status, json } = await send(sandbox, path, { method: 'POST', body: new Uint8Array(size) });
      return [status, json.error_code ?? json.resultCode];
    };
    const limit = megabytes * 1024 * 1024;
    expect(await codeOf(limit)).not.toContain('APIGW.0201');
    expect(await codeOf(limit + 1)).toEqual([413, 'APIGW.0201']);
  });

  test('an address of more than 32 KB', async () => {
    const { status, json } = await send(await start(), `${order}${'x'.repeat(32 * 1024)}`);
    expect([status, json.error_code]).toEqual([414, 'APIGW.0201']);
  });

  test.each([
    ['a header of more than 32 KB', 1, 33 * 1024],
    ['headers of more than 128 KB', 5, 30 * 1024],
  ])('%s', async (_, count, length) => {
    const headers = Array.from(
      { length: count },
      (_, index) => [`X-Note-${index}`, 'x'.repeat(length)] as const,
    );
    const { status, json } = await send(await start(), order, { headers });
    expect([status, json.error_code]).toEqual([494, 'APIGW.0201']);
  });
});

test('a signed body may be nested 1000 levels deep, and not more', async () => {
  const sandbox = await start();
  const reply = (depth: number) =>
    send(sandbox, `${api}/v1/license/heartbeat`, {
      body: `{"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`,
    });
  expect(JSON.stringify((await reply(1000)).json)).toContain('no parameter x');
  for (const depth of [1001, 400_000])
    expect(JSON.stringify((await reply(depth)).json)).toContain('not a JSON object');
});

test('koo explains in the language that is asked for', async () => {
  const sandbox = await start();
  const path = `${api}/v1/order/query?orderId=X`;
  expect((await send(sandbox, path)).json.resultMsg).toContain('order X does not exist');
  const zh = await send(sandbox, path, { headers: [['X-Language', 'zh-cn']] });
  expect(zh.json.resultMsg).toContain('订单 X 不存在');
});

test('survives a client that disconnects in the middle of its body', async () => {
  const sandbox = await start();
  const socket = connect(sandbox.port, '127.0.0.1');
  const head = `POST ${api}/v1/license/heartbeat HTTP/1.1\r\nHost: localhost:${sandbox.port}`;
  socket.write(`${head}\r\nContent-Length: 100\r\n\r\nhalf`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { json } = await post(sandbox, `${api}/v1/license/heartbeat`, { license: 'PLKOOALIVE' });
  expect(json.error_code).toBe('92020000');
});

describe('a page in the browser', () => {
  /** Sends a request signed with the public keys of the sandbox for a host. */
  async function sendTo(host: string, more: readonly string[] = []) {
    const log: LogEntry[] = [];
    const sandbox = await start({ log: (entry) => log.push(entry), names: ['container'] });
    const url = new URL(`http://${host.replace('PORT', String(sandbox.port))}/v3/auth/domains`);
    const headers = signRequest(
      { method: 'GET', url, headers: [], body: '' },
      sandboxSeller.credential,
      new Date(),
    );
    const lines = [...headers.map(([name, value]) => `${name}: ${value}`), ...more];
    const all = lines.some((line) => /^host:/i.test(line)) ? lines : [`Host: ${url.host}`, ...lines];
    const socket = connect(sandbox.port, '127.0.0.1');
    socket.end(`GET ${url.pathname} HTTP/1.1\r\n${all.join('\r\n')}\r\nConnection: close\r\n\r\n`);
    const answer = await text(socket);
    return { status: Number(answer.split(' ')[1]), answer, log };
  }

  test('cannot use the sandbox under a name of its own', async () => {
    const { status, answer, log } = await sendTo('attacker.example:PORT');
    expect(status).toBe(421);
    expect(answer).toContain('start it with --allow-host attacker.example');
    expect(log).toMatchObject([
      { method: 'GET', path: '/v3/auth/domains', status: 421, code: 'HOST_NOT_ALLOWED' },
    ]);
    expect(log[0]?.content).toBeUndefined();
  });

  test('cannot use it from another origin', async () => {
    const { status, log } = await sendTo('127.0.0.1:PORT', ['Origin: https://attacker.example']);
    expect([status, log[0]?.code]).toEqual([403, 'PAGE_NOT_ALLOWED']);
  });

  test.each(['127.0.0.1:PORT', 'localhost:PORT', 'container:9000'])('is not what calls %s', async (host) => {
    expect((await sendTo(host)).status).toBe(200);
  });
});
