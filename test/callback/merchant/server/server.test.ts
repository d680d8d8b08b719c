import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { LogEntry, Merchant } from '../../../../src/callback/merchant/model.ts';
import { startServer } from '../../../../src/callback/merchant/server/server.ts';
import type { ReceivedRequest } from '../../../../src/callback/protocols/model.ts';
import type { LocalServer } from '../../../../src/http/local-server.ts';
import { parseBodySign, verifyBodySign } from '../../../../src/signing/v1-body-sign.ts';
import { harness, keys } from '../harness.ts';

const open: LocalServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(merchant: Merchant) {
  const log: LogEntry[] = [];
  const server = await startServer({ merchant, port: 0, log: (entry) => log.push(entry) });
  open.push(server);
  return { server, log };
}

interface Answer {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

function send(server: LocalServer, { method, url, headers, body }: ReceivedRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(server.url, { method, path: url, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          rawHeaders: response.rawHeaders,
          body: Buffer.concat(chunks),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

function header(answer: Answer, name: string): string | undefined {
  const at = answer.rawHeaders.indexOf(name);
  return at < 0 ? undefined : answer.rawHeaders[at + 1];
}

function code(answer: Answer): unknown {
  return JSON.parse(answer.body.toString()).resultCode;
}

test('keeps the case of Body-Sign and signs the bytes sent', async () => {
  const { merchant, request } = harness();
  const { server, log } = await start(merchant);
  const answer = await send(server, request('v1', 'newInstance'));
  expect(answer.status).toBe(200);
  expect(header(answer, 'Content-Type')).toBe('application/json;charset=UTF-8');
  expect(header(answer, 'Content-Length')).toBe(String(answer.body.length));
  const sign = parseBodySign(header(answer, 'Body-Sign')!);
  expect(sign.ok && verifyBodySign(keys.base, answer.body, sign.signature)).toBe(true);
  expect(log).toEqual([
    {
      time: expect.any(Date),
      method: 'GET',
      protocol: 'v1',
      activity: 'newInstance',
      resultCode: '000000',
      durationMs: expect.any(Number),
    },
  ]);
});

test('serves every protocol on one port, also rejections with HTTP 200', async () => {
  const { merchant, request } = harness();
  const { server, log } = await start(merchant);
  const calls = [
    request('v1-kit', 'tenantSync'),
    request('v2', 'newInstance'),
    request('v2-kit', 'tenantSync'),
    request('order-notify', 'orderNotify'),
    request('order-notify', 'orderNotify', {}, { key: 'wrong' }),
    { method: 'PUT', url: '/', headers: {}, body: new Uint8Array() },
    { method: 'POST', url: '/produceAPI/none', headers: {}, body: Buffer.from('{') },
  ];
  const answers = [];
  for (const call of calls) answers.push(await send(server, call));
  expect(answers.map(({ status }) => status)).toEqual(calls.map(() => 200));
  expect(answers.map(code)).toEqual(['000000', '000000', '000000', '000000', '000001', '000002', '000001']);
  expect(log.map(({ resultCode }) => resultCode)).toEqual(answers.map(code));
  expect(log[4]!.reason?.en).toBe('the signature is wrong');
});

test.each([
  ['v1-kit', 'tenantSync', 4],
  ['v2-kit', 'tenantSync', 4],
  ['v2', 'newInstance', 1],
] as const)(
  '%s accepts a body of the limit, and rejects a longer one in JSON',
  async (protocol, activity, megabytes) => {
    const { merchant, request } = harness();
    const { server, log } = await start(merchant);
    const post = request(protocol, activity);
    const size = megabytes * 1024 * 1024;
    await send(server, { ...post, body: Buffer.alloc(size, ' ') });
    expect(log[0]?.reason?.en).not.toBe('the body is too long');
    const long = await send(server, { ...post, body: Buffer.alloc(size + 1, ' ') });
    expect(log[1]?.reason?.en).toBe('the body is too long');
    expect(long.status).toBe(200);
    expect(JSON.parse(long.body.toString())).toEqual({
      resultCode: '000002',
      resultMsg: 'invalid request parameter',
    });
    expect(header(long, 'Body-Sign') !== undefined).toBe(protocol === 'v1-kit');
    expect(header(long, 'Connection')).toBe('close');
  },
);

test('rejects what is nested too deeply for any reader', async () => {
  const { merchant, request } = harness();
  const { server } = await start(merchant);
  const depth = 500_000;
  for (const [protocol, activity] of [
    ['v1-kit', 'tenantSync'],
    ['v2-kit', 'tenantSync'],
    ['v2', 'newInstance'],
  ] as const) {
    const body = Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    const answer = await send(server, { ...request(protocol, activity), body });
    expect(['000001', '000002']).toContain(code(answer));
  }
});

test('closes the connection of an endless body, and keeps serving', async () => {
  const { merchant, request } = harness();
  const { server, log } = await start(merchant);
  const sent = await new Promise<number>((resolve) => {
    const socket = connect(server.port, '127.0.0.1');
    const chunk = Buffer.alloc(256 * 1024, ' ');
    let count = 0;
    const pump = () => {
      while (!socket.destroyed && socket.write(chunk)) count += 1;
      count += 1;
    };
    socket.on('connect', () => {
      socket.write(
        `POST / HTTP/1.1\r\nHost: localhost:${server.port}\r\nContent-Length: 99999999999\r\n\r\n`,
      );
      pump();
    });
    socket.on('drain', pump);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(count * chunk.length));
  });
  expect(sent).toBeGreaterThanOrEqual(16 * 1024 * 1024);
  expect(sent).toBeLessThan(64 * 1024 * 1024);
  expect(code(await send(server, request('v2', 'newInstance')))).toBe('000000');
  expect(log.map(({ resultCode }) => resultCode)).toEqual(['000002', '000000']);
});

test('survives a client that disconnects in the middle', async () => {
  const { merchant, request } = harness();
  const { server } = await start(merchant);
  await new Promise<void>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(`POST / HTTP/1.1\r\nHost: localhost:${server.port}\r\nContent-Length: 100\r\n\r\n{`, () =>
        socket.destroy(),
      );
    });
    socket.on('close', () => resolve());
  });
  expect(code(await send(server, request('v2', 'newInstance')))).toBe('000000');
});

test('accepts a query of 100 IDs', async () => {
  const { merchant, request } = harness();
  const { server } = await start(merchant);
  const { instanceId } = JSON.parse((await send(server, request('v1', 'newInstance'))).body.toString());
  const ids = [instanceId, ...Array.from({ length: 99 }, (_, n) => String(n).padStart(64, 'x'))].join(',');
  expect(code(await send(server, request('v1', 'queryInstance', { instanceId: ids })))).toBe('000000');
});

test('two creates at the same time over two connections give one instance', async () => {
  const { merchant, request, state } = harness();
  const { server } = await start(merchant);
  const order = { orderId: 'CS1', orderLineId: 'CS1-000001' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => send(server, request('v2', 'newInstance', order))),
  );
  expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1);
  expect(state.instances.size).toBe(1);
});

test('listens on loopback by default', async () => {
  const { server } = await start(harness().merchant);
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  expect(server.loopback).toBe(true);
  const all = await startServer({ merchant: harness().merchant, host: '0.0.0.0', port: 0, log: () => {} });
  open.push(all);
  expect(all.loopback).toBe(false);
});

test('a port in use is an error', async () => {
  const { server } = await start(harness().merchant);
  const second = startServer({ merchant: harness().merchant, port: server.port, log: () => {} });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('does not wait for idle or slow connections when it closes', async () => {
  const { server } = await start(harness().merchant);
  const socket = connect(server.port, '127.0.0.1');
  await new Promise<void>((resolve) => socket.on('connect', resolve));
  socket.write(`POST / HTTP/1.1\r\nHost: localhost:${server.port}\r\nContent-Length: 100\r\n\r\n{`);
  socket.on('error', () => undefined);
  // It would wait for minutes: as long as a request may take.
  await open.pop()!.close();
});
