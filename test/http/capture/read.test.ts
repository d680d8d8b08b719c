import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Captured, CaptureOptions } from '../../../src/http/capture/model.ts';
import { readCapture } from '../../../src/http/capture/read.ts';
import { runs } from '../../support/property-runs.ts';

function read(text: string, options?: CaptureOptions): Captured {
  return readCapture(Buffer.from(text), options);
}

function bodyOf(captured: Captured): string {
  return Buffer.from(captured.kind === 'request' ? captured.request.body : captured.body).toString();
}

function headersOf(captured: Captured) {
  return captured.kind === 'request' ? captured.sent.headers : captured.headers;
}

const unreadable = expect.objectContaining({
  facts: expect.objectContaining({ code: 'UNREADABLE_CAPTURE' }),
});

/** Mutated captures, which come close to valid ones, and any bytes. */
const mutated = fc
  .tuple(
    fc.constantFrom(
      'POST /p?x=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
      'HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\nContent-Length: 2\nBody-Sign: x\n\n{}',
      `curl -X POST 'http://a/x' -H "A: b" --data-raw $'{\\'a\\u4e2d\\x41'`,
      'curl ^"http://a/x?a=1^&b=2^" ^\n -d ^"^{^\\^"a^\\^":1^}^"',
      '{"log":{"entries":[{"startedDateTime":"2026-01-01","request":{"method":"POST","url":"/","headers":[{"name":"a","value":"b"}],"postData":{"text":"e30=","encoding":"base64"}},"response":{"status":200,"content":{"text":"{}"}}}]}}',
      '{"request":{"method":"GET","url":"/x","headers":[["a","b"]]},"reply":{"status":200,"headers":{"a":["b",1]},"body":"{}"}}\n{"method":"GET","url":"/x"}',
    ),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(4),
        fc.oneof(
          fc.uint8Array({ maxLength: 4 }),
          fc.constantFrom(...'"\\[]{}:,\n ^$').map((one) => Buffer.from(one)),
        ),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((bytes, [at, removed, added]) => {
      const start = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, start), added, bytes.subarray(start + removed)]);
    }, Buffer.from(text)),
  );

test('any bytes are read, or refused with an error of its own', () => {
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array()), fc.constantFrom('request', 'reply'), (bytes, side) => {
      try {
        expect(['request', 'reply']).toContain(readCapture(bytes, { side: side as 'request' }).kind);
      } catch (error) {
        expect(error).toMatchObject({ facts: { category: 'usage' } });
      }
    }),
    { numRuns: runs(1000) },
  );
});

test('a time that is no text is ignored', () => {
  const request = { method: 'GET', url: '/' };
  expect(read(JSON.stringify({ request, time: { toString: 1 } }))).not.toHaveProperty('time');
  expect(read(JSON.stringify({ request, startedDateTime: '2026-01-01T00:00:00Z' }))).toHaveProperty('time');
});

const tooLarge = (message: string) =>
  expect.objectContaining({ facts: expect.objectContaining({ code: 'CAPTURE_TOO_LARGE' }), message });

describe('limits', () => {
  const mebibyte = 1024 * 1024;

  test('a body has 2 MB at most', () => {
    const fill = (size: number) => `POST / HTTP/1.1\n\n${'x'.repeat(size)}`;
    expect(bodyOf(read(fill(2 * mebibyte)))).toHaveLength(2 * mebibyte);
    expect(() => read(fill(2 * mebibyte + 1))).toThrow(tooLarge('The captured body is larger than 2 MB'));
    const chunks = (count: number) =>
      `HTTP/1.1 200\nTransfer-Encoding: chunked\n\n${'1\na\n'.repeat(count)}0\n\n`;
    expect(bodyOf(read(chunks(mebibyte / 2 - 1)))).toBe('a'.repeat(mebibyte / 2 - 1));
    expect(() => read(chunks(mebibyte / 2))).toThrow(tooLarge('The captured body is larger than 2 MB'));
  });

  test('a curl command has 4 MB at most', () => {
    const start = 'curl http://a -o ';
    const fill = (size: number) => start + 'x'.repeat(size - start.length);
    expect(read(fill(4 * mebibyte)).kind).toBe('request');
    expect(() => read(fill(4 * mebibyte + 1))).toThrow(tooLarge('The curl command is longer than 4 MB'));
  });

  test('a URL has 256 KB and 10,000 parameters at most', () => {
    const fill = (size: number) => `GET /${'x'.repeat(size - 1)} HTTP/1.1\n\n`;
    expect(read(fill(256 * 1024)).kind).toBe('request');
    expect(() => read(fill(256 * 1024 + 1))).toThrow(tooLarge('The captured URL is longer than 256 KB'));
    const query = (count: number) => `GET /?${Array.from({ length: count }, () => 'a').join('&')}\n\n`;
    expect(read(query(10_000)).kind).toBe('request');
    expect(() => read(query(10_001))).toThrow(tooLarge('The captured URL has more than 10000 parameters'));
  });

  test('the headers have 1 MB at most', () => {
    const fill = (size: number) => `GET / HTTP/1.1\nA: ${'x'.repeat(size - 'A'.length)}\n\n`;
    expect(headersOf(read(fill(mebibyte)))).toHaveLength(1);
    expect(() => read(fill(mebibyte + 1))).toThrow(tooLarge('The captured headers are longer than 1 MB'));
  });

  test('a message has 10,000 headers at most, in every format', () => {
    const forms: ((count: number) => string)[] = [
      (count) => `GET / HTTP/1.1\n${'a: b\n'.repeat(count)}\n`,
      (count) => `curl http://a ${"-H 'a: b' ".repeat(count)}`,
      (count) => JSON.stringify({ method: 'GET', url: '/', headers: Array(count).fill(['a', 'b']) }),
    ];
    for (const form of forms) {
      expect(headersOf(read(form(10_000)))).toHaveLength(10_000);
      expect(() => read(form(10_001))).toThrow(tooLarge('The captured message has more than 10000 headers'));
    }
  });

  test('a body is nested 1,000 levels deep at most, in every format', () => {
    const forms: ((body: string) => string)[] = [
      (body) => `POST / HTTP/1.1\nHost: a\n\n${body}`,
      (body) => `curl http://a/ -d '${body}'`,
      (body) => `{"method":"POST","url":"/","body":${body}}`,
      (body) => JSON.stringify({ request: { method: 'POST', url: '/', postData: { text: body } } }),
    ];
    const body = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    for (const form of forms) {
      expect(bodyOf(read(form(body(1000))))).toBe(body(1000));
      expect(() => read(form(body(1001)))).toThrow('nested more than 1000 levels deep');
    }
  });
});

describe('a long capture is read in one pass', () => {
  test('many interim responses', () => {
    expect(read(`${'HTTP/1.1 100 Continue\n\n'.repeat(100_000)}HTTP/1.1 204\n\n`)).toMatchObject({
      status: 204,
    });
  });

  test('many lines, the first of which is JSON', () => {
    expect(() => read(`{}\n${'{\n'.repeat(300_000)}`)).toThrow(unreadable);
    expect(read('{"method":"GET","url":"/"}\n'.repeat(100_000)).kind).toBe('request');
  });

  test('blanks within a header', () => {
    const blanks = ' '.repeat(500_000);
    expect(read(`curl http://a -H 'A: b${blanks}c'`)).toMatchObject({
      sent: { headers: [['A', `b${blanks}c`]] },
    });
  });
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
    expect(() => read('POST / HTTP/1.1\n: a\n\n')).toThrow(/Line 2 of the HTTP message is not a header/);
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

  test('says which of several entries is read', () => {
    const entry = { request: { method: 'GET', url: '/1' } };
    const toldOf = (count: number, options: CaptureOptions = {}) => {
      const told: string[] = [];
      const log = JSON.stringify({ log: { entries: Array.from({ length: count }, () => entry) } });
      read(log, { ...options, notice: ({ en }) => told.push(en) });
      return told;
    };
    expect(toldOf(42)).toEqual(['Entry 1 of 42 is read; --entry N reads another one.']);
    expect(toldOf(42, { entry: 7 })).toEqual(['Entry 7 of 42 is read; --entry N reads another one.']);
    expect(toldOf(1)).toEqual([]);
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
