import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Captured, CaptureOptions } from '../../../src/http/capture/model.ts';
import { readCapture } from '../../../src/http/capture/read.ts';

function read(text: string, options?: CaptureOptions): Captured {
  return readCapture(Buffer.from(text), options);
}

function bodyOf(captured: Captured): string {
  return Buffer.from(captured.kind === 'request' ? captured.request.body : captured.body).toString();
}

const unreadable = expect.objectContaining({
  facts: expect.objectContaining({ code: 'UNREADABLE_CAPTURE' }),
});

const message = ['POST /p?x=%2B HTTP/1.1', 'Host: a.example', 'Content-Length: 4', '', '{} \n'];

test('refuses a body that is nested too deeply, in every format', () => {
  const body = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  const forms = [
    `POST / HTTP/1.1\nHost: a\n\n${body}`,
    `HTTP/1.1 200 OK\n\n[${body}]`,
    `curl http://a.example/ --data-binary '${body}'`,
    `{"method":"POST","url":"http://a.example/","body":${body}}`,
    JSON.stringify({ method: 'POST', url: 'http://a.example/', body }),
  ];
  for (const form of forms) expect(() => read(form)).toThrow('nested more than 1000 levels deep');
  expect(bodyOf(read(`POST / HTTP/1.1\n\n${'['.repeat(900)}${']'.repeat(900)}`))).toMatch(/^\[{900}/);
});

describe('raw HTTP', () => {
  test.each([['\r\n'], ['\n']])('reads a request with the line end %j', (newline) => {
    const captured = read(message.join(newline));
    expect(captured).toMatchObject({
      kind: 'request',
      request: { method: 'POST', url: '/p?x=%2B', headers: { host: 'a.example', 'content-length': '4' } },
    });
    expect(bodyOf(captured)).toBe('{} \n');
  });

  test('truncates a line end added by an editor to Content-Length', () => {
    expect(bodyOf(read(`${message.join('\n')}\n\n`))).toBe('{} \n');
  });

  test('reads a response after an interim one and that of a proxy', () => {
    const captured = read(
      'HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/2 200\r\nBody-Sign: sign_type="HMAC-SHA256", signature= "a="\r\n\r\n{}\n',
    );
    expect(captured).toMatchObject({
      kind: 'reply',
      status: 200,
      headers: [['Body-Sign', 'sign_type="HMAC-SHA256", signature= "a="']],
    });
    expect(bodyOf(captured)).toBe('{}\n');
  });

  test('joins chunks and keeps a body that is not actually chunked', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    expect(bodyOf(read(`${head}3;x=y\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n`))).toBe('{"a":1}');
    expect(bodyOf(read(`${head}{"a":1}`))).toBe('{"a":1}');
    expect(bodyOf(read(`${head}ff\r\n{"a":1}`))).toBe('ff\r\n{"a":1}');
  });

  test('returns any body unchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        const head = Buffer.from(`POST / HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n`);
        const captured = readCapture(Buffer.concat([head, body]));
        expect(Buffer.from(captured.kind === 'request' ? captured.request.body : [])).toEqual(
          Buffer.from(body),
        );
      }),
    );
  });

  test('splits an absolute URL into path and host header', () => {
    expect(read('GET https://a.example/p?x=1\n\n')).toMatchObject({
      request: { url: '/p?x=1', headers: { host: 'a.example' } },
    });
  });

  test('reports what is wrong', () => {
    expect(() => read('POST / HTTP/1.1\nHost: a\n{"a"}')).toThrow(
      /Line 3 of the HTTP message is not a header/,
    );
    expect(() => read('POST / HTTP/1.1\nContent-Length: 5\n\n{}')).toThrow(
      /2 bytes, but Content-Length is 5/,
    );
  });
});

describe('JSON', () => {
  const request = {
    method: 'post',
    url: 'https://a.example/p?x=1',
    headers: { 'X-A': ['1', '2'] },
    body: '{ }',
  };
  const reply = { status: 200, headers: [['Body-Sign', 'x']], body: '{}\n' };

  test('reads a request and a response', () => {
    const captured = read(JSON.stringify(request));
    expect(captured).toMatchObject({
      request: { method: 'POST', url: '/p?x=1', headers: { host: 'a.example', 'x-a': '1, 2' } },
    });
    expect(bodyOf(captured)).toBe('{ }');
    expect(bodyOf(read(`\ufeff\n${JSON.stringify({ ...request, body: { a: 1 } })}`))).toBe('{"a":1}');
    expect(bodyOf(read(JSON.stringify({ method: 'GET', url: '/' })))).toBe('');
    expect(read(JSON.stringify(reply))).toMatchObject({ kind: 'reply', headers: [['Body-Sign', 'x']] });
    expect(bodyOf(read(JSON.stringify(reply)))).toBe('{}\n');
  });

  test('a capture with both: the request, or the response on request', () => {
    const both = JSON.stringify({ request, reply });
    expect(read(both).kind).toBe('request');
    expect(read(both, { side: 'reply' }).kind).toBe('reply');
    expect(read(JSON.stringify({ reply })).kind).toBe('reply');
  });

  test('reads the first or the chosen entry of a HAR log', () => {
    const entry = (path: string) => ({
      request: {
        method: 'POST',
        url: `https://a.example${path}`,
        headers: [
          { name: ':authority', value: 'a.example' },
          { name: 'X-Sign', value: 'ab' },
        ],
        postData: { mimeType: 'application/json', text: '{"a":"中"}' },
      },
      response: {
        status: 200,
        headers: [],
        content: { text: Buffer.from('{"b":1}').toString('base64'), encoding: 'base64' },
      },
    });
    const log = JSON.stringify({ log: { version: '1.2', entries: [entry('/1'), entry('/2')] } });
    const first = read(log);
    expect(first).toMatchObject({ request: { url: '/1', headers: { host: 'a.example', 'x-sign': 'ab' } } });
    expect(bodyOf(first)).toBe('{"a":"中"}');
    expect(read(log, { entry: 2 })).toMatchObject({ request: { url: '/2' } });
    expect(bodyOf(read(log, { entry: 2, side: 'reply' }))).toBe('{"b":1}');
    expect(() => read(log, { entry: 3 })).toThrow(/no entry 3; it has 2 entries/);
  });

  test('reports what is wrong and where', () => {
    expect(() => read('{"method":"GET"')).toThrow(/not valid JSON/);
    expect(() => read('{"method":"GET"}')).toThrow(/Invalid capture at request\.url/);
    expect(() => read('{"status":"200"}')).toThrow(/Invalid capture at reply\.status/);
    expect(() => read('{"status":200,"body":{}}')).toThrow(/Invalid capture at reply\.body/);
    expect(() => read('[]')).toThrow(/not a capture/);
  });
});

describe('a log of koo', () => {
  const line = (url: string, more = {}) =>
    JSON.stringify({
      time: '2026-01-31T08:00:00.000Z',
      request: {
        method: 'GET',
        url,
        headers: { Host: 'a.example', 'X-Sdk-Date': '20260131T080000Z' },
        ...more,
      },
      response: { status: 401, body: '{"error_msg":"x"}' },
    });

  test('is read line by line, or as a list: the last request unless another is chosen', () => {
    const lines = `${line('/1')}\n${line('/2')}\n`;
    const list = `[${line('/1')},${line('/2')}]`;
    for (const text of [lines, list]) {
      expect(read(text)).toMatchObject({ request: { url: '/2' } });
      expect(read(text, { entry: 1 })).toMatchObject({ request: { url: '/1' } });
      expect(() => read(text, { entry: 3 })).toThrow(/no entry 3; it has 2 entries/);
    }
  });

  test('keeps the time, the names of headers and the response', () => {
    expect(read(line('http://a.example/1?b=%2B#c'))).toMatchObject({
      time: new Date('2026-01-31T08:00:00Z'),
      responseBody: '{"error_msg":"x"}',
      sent: {
        url: 'http://a.example/1?b=%2B',
        headers: [
          ['Host', 'a.example'],
          ['X-Sdk-Date', '20260131T080000Z'],
        ],
      },
    });
  });

  test('may have the hash of a body, which may be absent or have its secrets hidden', () => {
    const bodySha256 = 'a'.repeat(64);
    expect(read(line('/1', { bodySha256 }))).toMatchObject({ sent: { bodySha256 } });
    expect(read(line('/1', { bodySha256, body: '{}' }))).toMatchObject({ sent: { bodySha256 } });
    expect(() => read(line('/1', { bodySha256: 'a' }))).toThrow(/request\.bodySha256/);
    const binary = read(line('/1', { body: '/wA=', bodyEncoding: 'base64' }));
    expect(binary).toMatchObject({ request: { body: new Uint8Array([0xff, 0]) } });
  });
});

test.each([[''], ['  \n '], ['hello'], ['<html>']])('refuses %j', (text) => {
  expect(() => read(text)).toThrow(unreadable);
});

test('fails only with UNREADABLE_CAPTURE', () => {
  const piece = fc.constantFrom(
    'curl ',
    "'",
    '"',
    '\\',
    '$',
    '^',
    '\n',
    '{',
    '}',
    '-H ',
    '-d',
    'HTTP/1.1 200',
    'a:b',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
      for (const text of [pieces.join(''), `curl ${pieces.join('')}`]) {
        try {
          read(text);
        } catch (error) {
          expect(error).toEqual(unreadable);
        }
      }
    }),
  );
});
