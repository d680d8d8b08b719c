import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/callback/delivery/exchange.ts';
import { splitShell } from '../../../src/http/capture/command-line.ts';
import { readCapture } from '../../../src/http/capture/read.ts';
import { toCurl } from '../../../src/http/curl.ts';

function read(text: string) {
  const captured = readCapture(Buffer.from(text));
  if (captured.kind !== 'request') throw new Error('expected a request');
  const { method, url, headers, body } = captured.request;
  return { method, url, headers, body: Buffer.from(body).toString() };
}

const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', ''));
const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/);
const headerValue = fc.stringMatching(/^([!-~]([ -~]{0,20}[!-~])?)?$/);
const query = fc
  .array(fc.tuple(token, text), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'));

const request = fc.record({
  method: fc.constantFrom('GET' as const, 'POST' as const),
  path: fc.constantFrom('', '/', '/saasproduce', '/produceAPI/v2/tenantSync'),
  query,
  headers: fc.uniqueArray(fc.tuple(token, headerValue), {
    selector: ([name]) => name.toLowerCase(),
    maxLength: 4,
  }),
  body: fc.option(text, { nil: undefined }),
});

test('what toCurl writes is read back as it was', () => {
  fc.assert(
    fc.property(request, ({ method, path, query: parameters, headers, body }) => {
      const address = `${path}${parameters && `?${parameters}`}`;
      const sent: HttpRequest = {
        method,
        url: `https://isv.example.com:8443${address}`,
        headers,
        ...(body !== undefined && { body }),
      };
      const expected = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
      expect(read(toCurl(sent))).toEqual({
        method,
        url: address.startsWith('/') ? address : `/${address}`,
        headers: { host: 'isv.example.com:8443', ...expected },
        body: body ?? '',
      });
    }),
  );
});

describe('bash', () => {
  test.skipIf(process.platform === 'win32')('whatever bash quotes is read as bash reads it', () => {
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), { numRuns: 300, seed: 7 });
    const clean = texts.map((value) => value.replaceAll('\0', '').toWellFormed());
    const quoted = execFileSync('bash', ['-c', 'printf \'%q \' "$@"', 'bash', ...clean], {
      encoding: 'utf8',
    });
    expect(splitShell(quoted)).toEqual(clean);
  });

  test('the form of the guide: -d with its value attached', () => {
    expect(
      read(
        `curl -X POST 'https://www.isvwebsite.com/saasproduce?signature=11C4&timestamp=1680508066618&nonce=50D8' -H 'Accept:application/json' -H 'Content-Type:application/json;charset=utf8' -d'{"activity":"newInstance"}'`,
      ),
    ).toEqual({
      method: 'POST',
      url: '/saasproduce?signature=11C4&timestamp=1680508066618&nonce=50D8',
      headers: {
        host: 'www.isvwebsite.com',
        accept: 'application/json',
        'content-type': 'application/json;charset=utf8',
      },
      body: '{"activity":"newInstance"}',
    });
  });

  test.each([
    [
      `$'it\\'s \\u4e2d \\xe4\\xb8\\xad \\344\\270\\255 \\U0001F600 \\ud83d\\ude00 \\n\\t\\\\'`,
      `it's 中 中 中 😀 😀 \n\t\\`,
    ],
    [`"a \\"b\\" \\\\ c\\d"`, 'a "b" \\ c\\d'],
    [`'a'"b"c\\ d`, 'abc d'],
    [`"one \\\ntwo"`, 'one two'],
    [`$'\\q\\0'`, '\\q\0'],
  ])('quotes: %s', (word, value) => {
    expect(read(`$ curl.exe https://a.example/x --data-raw ${word}`).body).toBe(value);
  });

  test('reads continued lines, combined short options and a trailing pipe', () => {
    const captured = read(
      'curl -sSk \\\n  -XPUT \\\r\n --url=https://a.example/p?x=1#f \\\n -H "A: 1" -H "a: 2" -d a=1 -d b=2 | jq .',
    );
    expect(captured).toEqual({
      method: 'PUT',
      url: '/p?x=1',
      headers: {
        host: 'a.example',
        'content-type': 'application/x-www-form-urlencoded',
        a: '1, 2',
      },
      body: 'a=1&b=2',
    });
  });

  test('-G moves data into the query; --data-urlencode encodes the content', () => {
    const captured = read(
      `curl -G 'a.example/p?x=1' -d y=2 --data-urlencode 'z=a b+c' --data-urlencode '=&'`,
    );
    expect(captured).toMatchObject({ method: 'GET', url: '/p?x=1&y=2&z=a%20b%2Bc&%26', body: '' });
    expect(captured.headers).toEqual({ host: 'a.example' });
  });

  test('--json adds its default headers unless they are given', () => {
    const { headers } = read(`curl --json '{}' https://a.example -H 'Accept: text/plain'`);
    expect(headers).toEqual({ host: 'a.example', 'content-type': 'application/json', accept: 'text/plain' });
  });

  test.each([
    ['curl https://a.example/?a=1&b=2', /& at line 1, column 28 is not quoted/],
    [`curl 'https://a.example`, /quote at line 1, column 6 is not closed/],
    [`curl https://a.example \\\n -H "X: $TOKEN"`, /contains \$TOKEN at line 2, column 9/],
    ['curl https://a.example -d @body.json', /-d @body\.json refers to a file/],
    ['curl https://a.example --data-urlencode n@body.json', /--data-urlencode n@body\.json refers to a file/],
    ['curl https://a.example -F a=b', /uses -F, which koo does not support/],
    ['curl https://a.example --frobnicate', /uses --frobnicate, which koo does not support/],
    ['curl https://a.example -H', /-H has no value/],
    ['curl https://a.example -H nonsense', /invalid header: nonsense/],
    ['curl https://a.example https://b.example', /two URLs/],
    ['curl -X POST', /contains no URL/],
    [`curl https://a.example -d $'\\xff'`, /not valid UTF-8/],
  ])('says what is wrong: %s', (command, message) => {
    expect(() => read(command)).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ code: 'UNREADABLE_CAPTURE' }) }),
    );
    expect(() => read(command)).toThrow(message);
  });
});

describe('cmd.exe', () => {
  test('carets and backslashes', () => {
    const command = [
      'curl -X POST ^"https://a.example/p?x=1^&y=^%2B^" ^',
      '  -H ^"Content-Type: application/json^" ^',
      '  --data-raw ^"^{^\\^"memo^\\^":^\\^"a^\\\\b ^| c^\\^"^}^"',
    ].join('\r\n');
    expect(read(command)).toEqual({
      method: 'POST',
      url: '/p?x=1&y=%2B',
      headers: { host: 'a.example', 'content-type': 'application/json' },
      body: '{"memo":"a\\\\b | c"}',
    });
  });

  test('reads nested quotes and keeps a caret in quotes', () => {
    const command = String.raw`curl "https://a.example/p?x=1&y=2" -d "{\"a\":^1,\"b\":\"\\\"c\\\"\"}" ^`;
    expect(read(`${command}\n -X POST`).body).toBe(String.raw`{"a":^1,"b":"\"c\""}`);
  });

  test.each([
    [String.raw`"a\\"`, 'a\\'],
    [String.raw`"a\\\\"`, String.raw`a\\`],
    [String.raw`"a\\\" b"`, String.raw`a\" b`],
    [String.raw`"a\b\\c"`, String.raw`a\b\\c`],
  ])('reads backslashes before a quote: %s', (written, body) => {
    expect(read(`curl ^"https://a.example^" -d ${written} -X PUT`)).toMatchObject({ method: 'PUT', body });
  });
});
