import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { targetPath } from '../../../src/callback/listen/answerer.ts';
import { exchangeBytes, listen, listenWith, serve, serveBytes } from './support.ts';

function head(bytes: Buffer): string[] {
  const [start = ''] = bytes.toString('latin1').split('\r\n\r\n', 1);
  return start.split('\r\n');
}

describe('the request is forwarded as it is', () => {
  test('method, path, query, headers in their order and case, and the bytes of the body', async () => {
    const body = Buffer.from([0xff, 0x00, 0x7b, 0x0d, 0x0a, 0xe4, 0xba, 0x91]);
    const target = await serveBytes(
      'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
      body.toString('latin1').slice(-3),
    );
    const { url } = await listen(`${target.url}/`);
    const lines = [
      'POST /a//b/%7e;x?signature=a%2Bb+c&&x=%e4%ba HTTP/1.1',
      'Host: 127.0.0.1',
      'X-Sign: 1',
      'x-sign: 2',
      'AUTHToken: \xe4\xba\x91',
      'Content-Type: application/json;charset=utf8',
      'Connection: close, X-Hop',
      'X-Hop: gone',
      'TE: trailers',
      'Accept-Encoding: gzip',
      `Content-Length: ${body.length}`,
    ];
    const answer = await exchangeBytes(
      url,
      Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]),
    );
    expect(head(answer)[0]).toBe('HTTP/1.1 200 OK');
    const received = target.received();
    const [start, ...rest] = received.split('\r\n\r\n')[0]!.split('\r\n');
    expect(start).toBe('POST /a//b/%7e;x?signature=a%2Bb+c&&x=%e4%ba HTTP/1.1');
    const own = /^(host|connection|content-length): /;
    expect(rest.filter((line) => !own.test(line))).toEqual([
      'X-Sign: 1',
      'x-sign: 2',
      'AUTHToken: \xe4\xba\x91',
      'Content-Type: application/json;charset=utf8',
      'Accept-Encoding: gzip',
    ]);
    expect(rest).toContain(`host: ${new URL(target.url).host}`);
    expect(rest).toContain(`content-length: ${body.length}`);
    expect(received.endsWith(body.toString('latin1'))).toBe(true);
  });

  test('a chunked body arrives as a whole, and a GET has none', async () => {
    const bodies: string[] = [];
    const target = await serve(async (request, response) => {
      let body = `${request.method} ${request.url} `;
      for await (const chunk of request) body += chunk;
      bodies.push(body + (request.headers['transfer-encoding'] ?? ''));
      response.end('{}');
    });
    const { url } = await listen(target);
    const start = 'POST /p HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n';
    await exchangeBytes(
      url,
      `${start}Transfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n3\r\na":\r\n2\r\n1}\r\n0\r\n\r\n`,
    );
    await exchangeBytes(url, 'GET /q?a=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    expect(bodies).toEqual(['POST /p {"a":1}', 'GET /q?a=1 ']);
  });

  test.each([
    ['/', '/saas/x?a=b', '/saas/x?a=b'],
    ['/', '', '/'],
    ['/', '?a=b', '/?a=b'],
    ['/own', '/saas?a=b', '/own?a=b'],
    ['/own', '/saas', '/own'],
    [
      '/own/',
      '/saas/produceAPI/v2/tenantSync?x=/produceAPI/y',
      '/own/produceAPI/v2/tenantSync?x=/produceAPI/y',
    ],
    ['/own/', '/saas?x=/produceAPI/y', '/own/?x=/produceAPI/y'],
    ['/own', 'http://tunnel.example/produceAPI/authSync', '/own/produceAPI/authSync'],
    ['/', 'http://tunnel.example?a', '/?a'],
    ['/', '/x?u=http://a/b', '/x?u=http://a/b'],
  ])('a target %s gets %s as %s', (pathname, url, path) => {
    expect(targetPath({ pathname }, url)).toBe(path);
  });
});

describe('the answer is returned byte for byte', () => {
  test('status and its text, headers in their order and case, body', async () => {
    const body = gzipSync('{"resultCode":"000000"}');
    const target = await serveBytes(
      Buffer.concat([
        Buffer.from(
          [
            'HTTP/1.1 299 Nearly OK',
            'Body-Sign: sign_type="HMAC-SHA256", signature="x"',
            'content-ENCODING: gzip',
            'Set-Cookie: a=1',
            'X-Text: \xe4\xba\x91',
            'Set-Cookie: b=2',
            `Content-Length: ${body.length}`,
            'Connection: close, X-Hop',
            'X-Hop: gone',
            '\r\n',
          ].join('\r\n'),
          'latin1',
        ),
        body,
      ]),
    );
    const { url } = await listen(target.url);
    const bytes = await exchangeBytes(url, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    expect(head(bytes)).toEqual([
      'HTTP/1.1 299 Nearly OK',
      'Body-Sign: sign_type="HMAC-SHA256", signature="x"',
      'content-ENCODING: gzip',
      'Set-Cookie: a=1',
      'X-Text: \xe4\xba\x91',
      'Set-Cookie: b=2',
      `Content-Length: ${body.length}`,
      'Connection: close',
    ]);
    expect(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)).toEqual(body);
  });

  test('a status text is returned in any character set', async () => {
    const target = await serveBytes(Buffer.from('HTTP/1.1 500 服务器错误\r\nContent-Length: 0\r\n\r\n'));
    const { url } = await listen(target.url);
    const bytes = await exchangeBytes(url, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    expect(bytes.toString('utf8').split('\r\n', 1)).toEqual(['HTTP/1.1 500 服务器错误']);
  });

  test('a chunked body gets a length, one of 204 none, and no redirect is followed', async () => {
    const target = await serve((request, response) => {
      if (request.url === '/204') response.writeHead(204).end();
      else if (request.url === '/302') response.writeHead(302, { Location: '/x' }).end('moved');
      else {
        response.write('ab');
        response.end('c');
      }
    });
    const { url } = await listen(target);
    const chunked = await fetch(`${url}/`);
    expect([chunked.headers.get('content-length'), await chunked.text()]).toEqual(['3', 'abc']);
    const empty = await fetch(`${url}/204`);
    expect([empty.status, empty.headers.get('content-length')]).toEqual([204, null]);
    const moved = await fetch(`${url}/302`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location'), await moved.text()]).toEqual([302, '/x', 'moved']);
  });

  test('a body of 1 MiB is kept, of a longer one 1 MiB, and each is passed on', async () => {
    const mebibyte = 1024 * 1024;
    const target = await serve((request, response) => {
      const size = Number(request.url!.slice(1));
      response.end(Buffer.alloc(size, 'x'));
    });
    const { url, calls } = await listen(target);
    for (const [size, kept, truncated] of [
      [mebibyte, mebibyte, false],
      [mebibyte + 1, mebibyte, true],
      [5 * mebibyte, mebibyte, true],
    ] as const) {
      const reply = await fetch(`${url}/${size}`);
      expect((await reply.arrayBuffer()).byteLength).toBe(size);
      const { answer } = calls.at(-1)!;
      expect(answer).toMatchObject({ status: 200, truncated });
      expect(answer && 'body' in answer && answer.body.length).toBe(kept);
    }
  });
});

describe('without an answer of the target', () => {
  test('a dead one: the sender gets 502, and the record says why', async () => {
    const { url, calls, judged } = await listen('http://127.0.0.1:1');
    const reply = await fetch(url, { method: 'POST', body: '{"activity":"newInstance"}' });
    expect(reply.status).toBe(502);
    expect(await reply.json()).toEqual({
      error_code: 'NO_ANSWER',
      error_msg: 'the connection was refused (ECONNREFUSED)',
    });
    await expect.poll(() => judged).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      verdict: 'failed',
      answer: { code: 'ECONNREFUSED', failure: { en: 'the connection was refused (ECONNREFUSED)' } },
    });
  });

  test('a slow one: 504 at the deadline', async () => {
    const target = await serve(() => undefined);
    const { url, calls, judged } = await listen(target, { timeoutMs: 1000 });
    const reply = await fetch(url);
    expect(reply.status).toBe(504);
    await expect.poll(() => judged).toHaveLength(1);
    expect(calls[0]).toMatchObject({ answer: { code: 'TIMEOUT' } });
  });

  test('one that hangs up in its answer: 502', async () => {
    const target = await serveBytes('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"res');
    const { url, calls } = await listen(target.url);
    expect((await fetch(url)).status).toBe(502);
    expect(calls[0]?.answer).toMatchObject({
      failure: { en: expect.stringContaining('in the middle of the response body') },
    });
  });

  test('one whose response is no valid HTTP: 502', async () => {
    const target = await serveBytes(
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    );
    const { url, calls } = await listen(target.url);
    expect((await fetch(url)).status).toBe(502);
    expect(calls[0]?.answer).toMatchObject({ failure: { en: expect.stringContaining('not HTTP') } });
  });

  test('one that does not speak HTTP: 502', async () => {
    const target = await serveBytes('SSH-2.0-OpenSSH_9.2\r\n');
    const { url } = await listen(target.url);
    expect((await fetch(url)).status).toBe(502);
  });
});

test('a sender that hangs up leaves a record with the answer', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  const target = await serve((_request, response) => asked.resolve(response));
  const { url, calls, judged } = await listen(target);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  const response = await asked.promise;
  socket.destroy();
  await once(socket, 'close');
  response.end('late');
  await expect.poll(() => judged).toHaveLength(1);
  expect(calls[0]?.answer).toMatchObject({ status: 200, body: Buffer.from('late') });
});

test('at the end, what was answered at the last moment is judged before all is closed', async () => {
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const sent = Buffer.from('{"resultCode":"000000","resultMsg":"ok"}');
  const headers = [['Content-Type', 'application/json']] as const;
  const { server, url, calls, judged } = await listenWith({
    answer: async () => {
      await end;
      const response = { status: 200, headers, body: sent, truncated: false, durationMs: 1 };
      return { answered: true as const, response, sent };
    },
    close: async () => resolve(),
  });
  const reply = fetch(url, { method: 'POST', body: '{}' }).catch((error: unknown) => error);
  await expect.poll(() => calls).toHaveLength(1);
  await server.close();
  expect(judged.map(({ id }) => id)).toEqual([1]);
  expect(calls[0]?.verdict).not.toBe('pending');
  await reply;
});

test('at the end, what the target does not answer in time stays without an answer', async () => {
  const target = await serve(() => undefined);
  const { server, url, calls } = await listen(target);
  const reply = fetch(url).catch((error: unknown) => error);
  await expect.poll(() => calls).toHaveLength(1);
  await server.close();
  expect(await reply).toBeInstanceOf(Error);
  expect(calls[0]).toMatchObject({ verdict: 'pending' });
  expect(calls[0]?.answer).toBeUndefined();
});
