import { describe, expect, test } from 'vitest';
import { readCapture } from '../../src/http/capture/read.ts';
import { partName } from '../../src/openapi/signed-text.ts';
import { type ApiVerifyInput, akOf, verifyCall } from '../../src/openapi/verify.ts';
import { sha256 } from '../../src/signing/bytes.ts';
import { sdkSignature, signRequest } from '../../src/signing/sdk-hmac.ts';
import type { Headers } from '../../src/signing/sdk-hmac-canonical.ts';
import { canonicalRequest } from '../../src/signing/sdk-hmac-canonical.ts';

const credential = { ak: 'AccessKey', sk: 'SecretKey' };
const now = new Date('2026-01-01T00:00:00Z');
const url = new URL('https://mkt.example.com/api/order/query?b=2&a=1');
const names = ['content-type', 'host', 'x-sdk-date'];
const plain: Headers = [
  ['Host', 'mkt.example.com'],
  ['Content-Type', 'application/json'],
  ['X-Sdk-Date', '20260101T000000Z'],
];
const right = canonicalRequest({ method: 'GET', url, headers: plain, body: '' }, names);

/** A raw request whose client signs another canonical request, or with another key. */
function capture(canonical = right, sk = credential.sk, ak = credential.ak): string {
  const signature = sdkSignature(canonical, '20260101T000000Z', sk);
  const authorization = `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const lines = [...plain, ['Authorization', authorization]].map(([name, value]) => `${name}: ${value}`);
  return ['GET /api/order/query?b=2&a=1 HTTP/1.1', ...lines, '', ''].join('\r\n');
}

function verify(text: string, input: Partial<ApiVerifyInput> = {}) {
  return verifyCall(readCapture(Buffer.from(text)), { credentials: [credential], ...input });
}

test('a correct request is valid, in each form of a capture', () => {
  const signed = signRequest({ method: 'GET', url, headers: [], body: '' }, credential, now);
  const curl = `curl '${url}' ${signed.map(([name, value]) => `-H '${name}: ${value}'`).join(' ')}`;
  const har = JSON.stringify({
    log: {
      entries: [
        {
          startedDateTime: now.toISOString(),
          request: {
            method: 'GET',
            url: url.href,
            headers: signed.map(([name, value]) => ({ name, value })),
          },
        },
      ],
    },
  });
  for (const text of [capture(), curl, har]) {
    expect(verify(text)).toMatchObject({
      valid: true,
      refusal: null,
      cause: null,
      reason: null,
      difference: null,
      signedAt: now.toISOString(),
    });
  }
});

test('shows both sides and the first difference', () => {
  const found = verify(capture(right.replace('query/', 'query')));
  expect(found).toMatchObject({
    valid: false,
    refusal: 'mismatch',
    cause: 'no-trailing-slash',
    reason: { en: expect.not.stringContaining('no SK') },
    expected: sdkSignature(right, '20260101T000000Z', 'SecretKey'),
    correct: { canonicalRequest: right },
    client: { canonicalRequest: right.replace('query/', 'query'), source: 'mistake' },
    difference: { part: 'path', expected: '/api/order/query/', actual: '/api/order/query' },
  });
});

test.each([
  ['query', right.replace('a=1&b=2', 'b=2&a=1'), 'b=2&a=1'],
  [
    'header host',
    right.replace('host:mkt.example.com', 'host:mkt.example.com:443'),
    'host:mkt.example.com:443',
  ],
  ['SignedHeaders', right.replace('content-type;host', 'host'), 'host;x-sdk-date'],
  ['empty line', right.replace('Z\n\n', 'Z\n'), 'content-type;host;x-sdk-date'],
  ['method', right.replace('GET', 'get'), 'get'],
])('names the part that differs: %s', (part, canonical, actual) => {
  expect(verify(capture(canonical)).difference).toMatchObject({ part, actual });
});

test('a difference in the string to sign', () => {
  const signature = sdkSignature(right, '20260101T080000Z', 'SecretKey');
  const text = capture().replace(/Signature=\w+/, `Signature=${signature}`);
  expect(verify(text)).toMatchObject({
    cause: 'other-date',
    difference: { part: 'time', expected: '20260101T000000Z', actual: '20260101T080000Z' },
  });
});

test('compares with the canonical request that the user gives', () => {
  const found = verify(capture(right, 'unrelated'), { signedText: `${right.replace('a=1', 'a=2')}\n` });
  expect(found).toMatchObject({
    cause: 'unknown',
    client: { source: 'file' },
    difference: { part: 'query', expected: 'a=1&b=2', actual: 'a=2&b=2' },
  });
});

test('names the part of each line in which the canonical request of the user differs', () => {
  const lines = right.split('\n');
  const parts = lines.map((line, index) => {
    const changed = lines.with(index, `${line}!`).join('\n');
    return verify(capture(right, 'unrelated'), { signedText: changed }).difference;
  });
  expect(parts.map((difference) => difference?.part)).toEqual([
    'method',
    'path',
    'query',
    'header content-type',
    'header host',
    'header x-sdk-date',
    'empty line',
    'SignedHeaders',
    'body hash',
  ]);
  expect(parts).toEqual(
    lines.map((line, index) => ({ part: parts[index]?.part, expected: line, actual: `${line}!` })),
  );
});

test('a canonical request that ends early, or does not end, differs where the other goes on', () => {
  const differenceFrom = (signedText: string) =>
    verify(capture(right, 'unrelated'), { signedText }).difference;
  const lines = right.split('\n');
  expect(differenceFrom(lines.slice(0, -1).join('\n'))).toEqual({
    part: 'body hash',
    expected: lines.at(-1),
    actual: '',
  });
  expect(differenceFrom(`${right}\nmore`)).toEqual({ part: 'body hash', expected: '', actual: 'more' });
  // The line feed at the end of a file is not part of it.
  for (const end of ['', '\n', '\r\n']) expect(differenceFrom(right + end)).toBeNull();
});

test.each([
  ['method', 'method'],
  ['empty line', 'empty line behind the headers'],
  ['time', 'time, in the string to sign'],
  ['header host', 'header host'],
  ['header header ', 'header header '],
])('the part %j is told as %j', (part, told) => {
  expect(partName(part).en).toBe(told);
});

describe('the canonical request of the server', () => {
  const reply = (canonical: string) =>
    JSON.stringify({
      error_code: 'APIGW.0301',
      error_msg: `Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:${canonical.replaceAll('\n', '|')}`,
    });

  test('tells a request that was changed on its way', () => {
    const response = reply(right.replace('host:mkt.example.com', 'host:10.0.0.1'));
    expect(verify(capture(), { response })).toMatchObject({
      valid: false,
      refusal: 'other-request',
      cause: 'changed-on-the-way',
      server: {
        difference: { part: 'header host', expected: 'host:10.0.0.1', actual: 'host:mkt.example.com' },
      },
    });
  });

  test('tells an SK that the server does not have', () => {
    expect(verify(capture(), { response: reply(right) })).toMatchObject({
      valid: false,
      refusal: 'other-secret',
      cause: 'other-secret',
      server: { canonicalRequest: right, difference: null },
    });
  });

  test('is found in a capture that has the response, and behind any separator', () => {
    const [method, target] = ['GET', url.href];
    const headers = Object.fromEntries(signRequest({ method, url, headers: [], body: '' }, credential, now));
    for (const separator of [':', ': ', '=', ' ']) {
      const text = `canonicalRequest${separator}GET|/other/|${'0'.repeat(64)}`;
      const har = {
        startedDateTime: now.toISOString(),
        request: {
          method,
          url: target,
          headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
        },
        response: { status: 401, headers: [], content: { text } },
      };
      expect(verify(JSON.stringify({ log: { entries: [har] } }))).toMatchObject({
        refusal: 'other-request',
        server: { difference: { part: 'path', expected: '/other/', actual: '/api/order/query/' } },
      });
    }
  });

  test('does not hide a mistake of the client', () => {
    const found = verify(capture(right.replace('query/', 'query')), { response: reply(right) });
    expect(found).toMatchObject({ cause: 'no-trailing-slash', server: { difference: null } });
    expect(found.notes.map(({ en }) => en)).not.toContainEqual(expect.stringContaining('differs from'));
    const changed = reply(right.replace('host:mkt.example.com', 'host:10.0.0.1'));
    const both = verify(capture(right.replace('query/', 'query')), { response: changed });
    expect(both.cause).toBe('no-trailing-slash');
    expect(both.notes.map(({ en }) => en)).toContainEqual(
      'The capture differs from what the server received: header host.',
    );
  });

  test('may be the message alone, with a remark behind it, and may be absent', () => {
    const message = `verify aksk signature fail, canonicalRequest: ${right.replaceAll('\n', '|')} (remark (a))`;
    expect(verify(capture(), { response: message }).server).toEqual({
      canonicalRequest: right,
      difference: null,
    });
    expect(verify(capture(), { response: '{"error_msg":"signature expired"}' })).toMatchObject({
      valid: true,
      server: null,
    });
  });
});

describe('the time', () => {
  test('is checked against the time of arrival, if that is known', () => {
    const at = (minutes: number) => ({ at: new Date(now.getTime() + minutes * 60_000) });
    expect(verify(capture(), at(15))).toMatchObject({ valid: true, notes: [] });
    expect(verify(capture(), at(16))).toMatchObject({ valid: false, refusal: 'expired', cause: 'expired' });
    expect(verify(capture(), at(-480))).toMatchObject({ refusal: 'expired', cause: 'local-time' });
  });

  test('is not checked otherwise, and a note says so', () => {
    expect(verify(capture()).notes).toEqual([
      expect.objectContaining({ en: expect.stringContaining('age of the signature was not checked') }),
    ]);
  });
});

describe('keys', () => {
  test('an AK whose SK is unknown', () => {
    expect(verify(capture(right, 'x', 'Other'))).toMatchObject({
      refusal: 'unknown-access-key',
      expected: null,
      reason: { en: expect.stringContaining('no SK for the AK Other') },
    });
  });

  test('an AK that the log hides is too long for one', () => {
    expect(verify(capture(right, 'x', '***'))).toMatchObject({ cause: 'ak-and-sk-swapped' });
  });

  test('hashes the token that it hides', () => {
    const token = { ...credential, securityToken: 'very-secret-token' };
    const request = { method: 'GET', url, headers: [], body: '' };
    const signed = signRequest(request, { ...token, sk: `${token.sk} ` }, now);
    const text = JSON.stringify({ method: 'GET', url: url.href, headers: Object.fromEntries(signed) });
    const all = ['host', 'x-sdk-date', 'x-security-token'];
    const canonical = canonicalRequest({ ...request, headers: signed }, all);
    const found = verify(text, { credentials: [token] });
    expect(found).toMatchObject({ cause: 'space-in-secret', difference: null });
    expect(found.correct?.stringToSign.split('\n')[2]).toBe(sha256(canonical).toString('hex'));
    for (const signedText of [canonical, canonical.replace('very-secret-token', '***')]) {
      expect(verify(text, { credentials: [token], signedText })).toMatchObject({
        client: found.correct,
        difference: null,
      });
    }
    const other = canonical.replace('a=1', 'a=2');
    expect(verify(text, { credentials: [token], signedText: other })).toMatchObject({
      client: { stringToSign: expect.stringContaining(sha256(other).toString('hex')) },
      difference: { part: 'query' },
    });
  });

  test('the token is that of the AK, whichever other keys are known', () => {
    const token = { ...credential, securityToken: 'very-secret-token' };
    const other = { ak: 'Other', sk: 'x', securityToken: 'another-token' };
    const signed = signRequest({ method: 'GET', url, headers: [], body: '' }, token, now);
    const lines = signed.map(([name, value]) => `${name}: ${name === 'X-Security-Token' ? '***' : value}`);
    const text = ['GET /api/order/query?b=2&a=1 HTTP/1.1', 'Host: mkt.example.com', ...lines, '', ''].join(
      '\n',
    );
    for (const credentials of [
      [other, token],
      [token, other],
    ]) {
      expect(verify(text, { credentials }).valid).toBe(true);
    }
  });

  test('the AK is that of the request; a response has none', () => {
    const akIn = (text: string) => akOf(readCapture(Buffer.from(text)));
    expect(akIn(capture())).toBe(credential.ak);
    expect(akIn('GET /x HTTP/1.1\nHost: a.example\n\n')).toBeUndefined();
    expect(akIn('HTTP/1.1 200 OK\nAuthorization: SDK-HMAC-SHA256 Access=A\n\n{}')).toBeUndefined();
  });

  test('contains neither SK nor token', () => {
    const token = { ...credential, securityToken: 'very-secret-token' };
    const signed = signRequest({ method: 'GET', url, headers: [], body: '' }, token, now);
    const lines = signed.map(([name, value]) => `${name}: ${name === 'X-Security-Token' ? '***' : value}`);
    const text = ['GET /api/order/query?b=2&a=1 HTTP/1.1', 'Host: mkt.example.com', ...lines, '', ''].join(
      '\n',
    );
    const found = verify(text, { credentials: [token] });
    expect(found).toMatchObject({ valid: true });
    expect(JSON.stringify(found)).not.toContain('very-secret-token');
    const without = verify(text);
    expect(without.valid).toBe(false);
    expect(without.notes.map(({ en }) => en)).toContainEqual(
      expect.stringContaining('hides the security token'),
    );
    const swapped = verify(capture(right, credential.ak, credential.sk));
    expect(swapped).toMatchObject({ cause: 'ak-and-sk-swapped', ak: '***' });
    expect(JSON.stringify(swapped)).not.toContain('SecretKey');
  });
});

test('a body of which only the hash is known', () => {
  const body = '{"license": "PL1"}';
  const request = { method: 'POST', url, headers: [['Content-Type', 'application/json']] as Headers, body };
  const headers = Object.fromEntries(signRequest(request, credential, now));
  const hashed = (bodySha256: string) =>
    JSON.stringify({ request: { method: 'POST', url: url.href, headers, bodySha256 } });
  const hash = (text: string) => sha256(text).toString('hex');
  expect(verify(hashed(hash(body)))).toMatchObject({ valid: true });
  const other = hash('{"license":"PL1"}');
  expect(verify(hashed(other))).toMatchObject({ valid: false, cause: 'unknown' });
  expect(verify(hashed(other)).notes.map(({ en }) => en)).toContainEqual(
    expect.stringContaining('only the hash of the body'),
  );
  const get = { method: 'GET', url: url.href, headers, bodySha256: hash('') };
  expect(verify(JSON.stringify({ request: get }))).toMatchObject({ cause: 'unknown', notes: [{}] });
});

test.each([
  ['a response', 'HTTP/1.1 200 OK\n\n{}'],
  ['a request without a host', 'GET /x HTTP/1.1\nX-Sdk-Date: 20260101T000000Z\n\n'],
])('refuses %s', (_, text) => {
  expect(() => verify(text)).toThrow(
    expect.objectContaining({ facts: expect.objectContaining({ code: 'UNREADABLE_CAPTURE' }) }),
  );
});

test('a request without a signature', () => {
  expect(verify('GET /x HTTP/1.1\nHost: a.example\n\n')).toMatchObject({
    valid: false,
    refusal: 'missing',
    cause: 'missing',
    ak: null,
    correct: null,
    signedAt: null,
  });
});

describe('a usage push, which has a second signature', () => {
  const usage = new URL('https://mkt.example.com/api/mkp-openapi-public/global/v1/isv/usage-data');
  const signed = signRequest(
    { method: 'POST', url: usage, headers: [['signature', 'x']], body: '' },
    credential,
    now,
  );
  const headers = Object.fromEntries(signed);
  const entry = { time: now.toISOString(), request: { method: 'POST', url: usage.href, headers } };

  test('is not valid if the server refused that', () => {
    const body = JSON.stringify({ error_code: '94060002', error_msg: 'Auth failed: another key SecretKey' });
    const told = verify(JSON.stringify({ ...entry, response: { status: 401, headers: {}, body } }));
    const logged = verify(JSON.stringify({ ...entry, status: 401, code: '94060002' }));
    for (const found of [told, logged]) {
      expect(found).toMatchObject({ valid: false, refusal: 'usage-signature', cause: 'usage-signature' });
    }
    expect(told.reason?.en).toMatch(/with 94060002: .+ The server says: Auth failed: another key \*\*\*$/);
    expect(logged.reason?.en).not.toContain('The server says');
  });

  test('is not said to be checked where only its AK/SK signature is', () => {
    const found = verify(JSON.stringify({ ...entry, status: 200, code: 'MKT.0000' }));
    expect(found.valid).toBe(true);
    expect(found.notes.map(({ en }) => en)).toEqual([expect.stringContaining('Only the AK/SK signature')]);
    expect(verify(capture(), { at: now }).notes).toEqual([]);
  });
});
