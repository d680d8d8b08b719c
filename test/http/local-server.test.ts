import { IncomingMessage, type RequestListener } from 'node:http';
import { connect, Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Refusal } from '../../src/http/expected-request.ts';
import { answerEarly, type LocalServer, readBody, startLocalServer } from '../../src/http/local-server.ts';

const open: LocalServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const limit = 1_000;

/** Answers with the length of the body, or early with 413. */
const measure: RequestListener = (request, response) => {
  readBody(request, limit).then(
    (body) => {
      if (body) response.end(String(body.length));
      else answerEarly(request, response, 413, [], Buffer.from('too long'));
    },
    () => response.destroy(),
  );
};

async function start(names: readonly string[] = [], listener = measure) {
  const refused: Refusal[] = [];
  const server = await startLocalServer({
    port: 0,
    names,
    listener,
    maxHeaderSize: 16_384,
    onRefused: (_, refusal) => refused.push(refusal),
  });
  open.push(server);
  return { server, refused };
}

/** Sends a text, and returns what comes back until the connection ends or `done` is in it. */
function exchange({ port }: LocalServer, sent: string, done?: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(sent));
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      received += chunk;
      if (done !== undefined && received.includes(done)) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });
}

test('refuses a foreign host in JSON, without asking for the body, and says so once', async () => {
  const { server, refused } = await start([], () => expect.unreachable());
  const head =
    'POST / HTTP/1.1\r\nHost: attacker.example\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n';
  const answer = await exchange(server, `${head}12345`);
  expect(answer).toMatch(/^HTTP\/1\.1 421 /);
  expect(JSON.parse(answer.slice(answer.indexOf('{')))).toEqual({
    error_code: 'HOST_NOT_ALLOWED',
    error_msg: expect.stringContaining('--allow-host attacker.example'),
  });
  await exchange(server, `${head}12345`);
  expect(refused.map(({ code }) => code)).toEqual(['HOST_NOT_ALLOWED']);
});

test('takes a host that was allowed', async () => {
  const { server, refused } = await start(['tunnel.example']);
  const answer = await exchange(
    server,
    'GET / HTTP/1.1\r\nHost: tunnel.example\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(refused).toEqual([]);
});

test('serves HTTP/1.0 without a host, and not HTTP/1.1', async () => {
  const { server } = await start();
  expect(await exchange(server, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  expect(await exchange(server, 'GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*INVALID_HOST/s);
});

test('reads a body up to the limit, with and without its length', async () => {
  const { server } = await start();
  const post = (body: string | ReadableStream) =>
    fetch(server.url, { method: 'POST', body, ...{ duplex: 'half' } }).then((reply) => reply.text());
  const streamed = (size: number) => new Blob(['x'.repeat(size)]).stream();
  expect(await post('x'.repeat(limit))).toBe(String(limit));
  expect(await post(streamed(limit))).toBe(String(limit));
  expect(await post('x'.repeat(limit + 1))).toBe('too long');
  expect(await post(streamed(limit + 1))).toBe('too long');
});

test('keeps the bytes of a body, not its chunks: a chunk of one byte takes a hundred of memory', async () => {
  const request = new IncomingMessage(new Socket());
  const body = readBody(request, limit);
  const chunk = Buffer.alloc(1);
  for (let index = 0; index < limit; index += 1) {
    chunk[0] = index % 251;
    request.emit('data', chunk);
  }
  request.emit('end');
  expect(await body).toEqual(Buffer.from(Array.from({ length: limit }, (_, index) => index % 251)));
});

test('fails for a client that has disconnected before', async () => {
  const outcome = Promise.withResolvers<unknown>();
  const { server } = await start([], (request) => {
    request.once('close', () => {
      readBody(request, limit).then(outcome.resolve, outcome.resolve);
    });
  });
  const socket = connect(server.port, '127.0.0.1', () => {
    socket.write(`POST / HTTP/1.1\r\nHost: localhost:${server.port}\r\nContent-Length: 9\r\n\r\nhalf`);
    setTimeout(() => socket.destroy(), 50);
  });
  expect(await outcome.promise).toMatchObject({ message: 'the client disconnected' });
});

test('answers at the limit, before the sender has ended', async () => {
  const { server } = await start();
  const head = `POST / HTTP/1.1\r\nHost: localhost:${server.port}\r\n`;
  const stated = await exchange(server, `${head}Content-Length: 99999999999\r\n\r\n`, 'too long');
  expect(stated).toMatch(/^HTTP\/1\.1 413 .*Connection: close/s);
  const chunk = `3e9\r\n${'x'.repeat(1_001)}\r\n`;
  const endless = await exchange(server, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}`, 'too long');
  expect(endless).toMatch(/^HTTP\/1\.1 413 /);
});

test('hands a long answer to a sender that reads none before it has sent all', async () => {
  const { server } = await start();
  const size = 4 * 1024 * 1024;
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', reject).pause();
    socket.write(`POST / HTTP/1.1\r\nHost: localhost:${server.port}\r\nContent-Length: ${size}\r\n\r\n`);
    socket.write('x'.repeat(size), () => {
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk;
      });
      socket.on('end', () => resolve(received)).resume();
    });
  });
  expect(answer).toContain('too long');
});
