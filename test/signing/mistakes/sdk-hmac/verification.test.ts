import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifySignature } from '../../../../src/signing/mistakes/sdk-hmac/verification.ts';
import { type Credential, sdkSignature, signRequest } from '../../../../src/signing/sdk-hmac.ts';
import {
  canonicalRequest,
  type Headers,
  headerValue,
  type SignableRequest,
} from '../../../../src/signing/sdk-hmac-canonical.ts';

const now = new Date('2026-01-01T00:00:00Z');
const credential = { ak: 'AccessKey', sk: 'SecretKey' };

describe('verifySignature', () => {
  const url = new URL('https://mkt.example.com/api/a%20b?z=1&a=2');
  const request: SignableRequest = {
    method: 'POST',
    url,
    headers: [['Content-Type', 'application/json']],
    body: '{"a":1}',
  };
  const sign = (changes: Partial<SignableRequest> = {}, by: Credential = credential, at = now) => {
    const changed = { ...request, ...changes };
    return { ...changed, headers: signRequest(changed, by, at) };
  };
  const verify = (received: SignableRequest, at = now, known: Credential = credential) =>
    verifySignature(received, [known], at);
  const withHeader = (received: SignableRequest, name: string, value: string) => ({
    ...received,
    headers: [...received.headers.filter(([one]) => one !== name), [name, value] as const],
  });

  test('accepts every request signed by signRequest', () => {
    const any = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PATCH'),
      path: fc.webPath(),
      query: fc.webQueryParameters(),
      body: fc.uint8Array({ maxLength: 40 }),
      token: fc.option(fc.stringMatching(/^[a-zA-Z0-9]{1,20}$/), { nil: undefined }),
    });
    fc.assert(
      fc.property(any, ({ method, path, query, body, token }) => {
        const by = { ...credential, ...(token !== undefined && { securityToken: token }) };
        const received = sign({ method, url: new URL(`https://h.example${path}?${query}`), body }, by);
        expect(verify(received, now, by)).toMatchObject({ ok: true, ak: 'AccessKey' });
      }),
    );
  });

  test('refuses any change of what is signed', () => {
    const right = sign();
    const changes: SignableRequest[] = [
      { ...right, method: 'PUT' },
      { ...right, body: '{"a":2}' },
      { ...right, url: new URL('https://mkt.example.com/api/a%20b?z=1&a=3') },
      { ...right, url: new URL('https://mkt.example.com/api/a%20c?z=1&a=2') },
      { ...right, url: new URL('https://other.example.com/api/a%20b?z=1&a=2') },
      withHeader(right, 'Content-Type', 'text/plain'),
      withHeader(right, 'X-Sdk-Date', '20260101T000001Z'),
    ];
    for (const changed of changes) expect(verify(changed)).toMatchObject({ ok: false, refusal: 'mismatch' });
    expect(verify(right)).toMatchObject({ ok: true, ak: 'AccessKey' });
  });

  test('accepts 15 minutes before and after', () => {
    const at = (ms: number) => verify(sign(), new Date(now.getTime() + ms));
    expect(at(900_000)).toMatchObject({ ok: true });
    expect(at(-900_000)).toMatchObject({ ok: true });
    expect(at(901_000)).toMatchObject({ refusal: 'expired' });
    expect(at(-901_000)).toMatchObject({ refusal: 'expired' });
  });

  test.each([
    ['missing', { ...request }],
    ['malformed', withHeader(sign(), 'Authorization', 'SDK-HMAC-SHA256 Access=a')],
    ['malformed', withHeader(sign(), 'X-Sdk-Date', '2026-01-01T00:00:00Z')],
    ['unknown-access-key', sign({}, { ak: 'other', sk: 'x' })],
    ['wrong-token', sign({}, { ...credential, securityToken: 'T' })],
    ['wrong-body-hash', sign({ headers: [['X-Sdk-Content-Sha256', 'abc']] })],
    [
      'unsigned-header',
      withHeader(
        sign(),
        'Authorization',
        'SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=host, Signature=00',
      ),
    ],
  ] as const)('%s', (refusal, received) => {
    expect(verify(received)).toMatchObject({ ok: false, refusal });
  });

  test('a mismatch reports the canonical request of the receiver', () => {
    expect(verify(sign({}, { ...credential, sk: 'wrong' }))).toMatchObject({
      refusal: 'mismatch',
      cause: 'unknown',
      text: { en: expect.stringContaining('the SK does not belong to the AK') },
      signature: { canonical: expect.stringMatching(/^POST\n\/api\/a%20b\/\na=2&z=1\n/) },
    });
  });

  const authorizationOf = (received: SignableRequest) => headerValue(received.headers, 'Authorization') ?? '';
  const withAuthorization = (change: (header: string) => string, received = sign()) =>
    withHeader(received, 'Authorization', change(authorizationOf(received)));

  test.each([
    ['other-algorithm', (text: string) => text.replace('SDK', 'AWS4'), 'must begin with "SDK-HMAC-SHA256"'],
    ['other-algorithm', (text: string) => text.replace('SHA256 ', 'SHA256'), 'must begin with'],
    ['credential', (text: string) => text.replace('Access=', 'Credential='), 'Access=<AK>'],
    ['authorization-spaces', (text: string) => text.replace('SHA256 ', 'SHA256  '), 'one space after'],
    [
      'authorization-spaces',
      (text: string) => text.replace(', Signature', ' , Signature'),
      'one space after',
    ],
    ['authorization-spaces', (text: string) => text.replace(', Signature', ',Signature'), 'one space after'],
    [
      'authorization-spaces',
      (text: string) => text.replace(', Signature', ',  Signature'),
      'one space after',
    ],
    ['authorization-spaces', (text: string) => text.replace('Access=', 'Access= '), 'one space after'],
    ['authorization-spaces', (text: string) => text.replace(';host', '; host'), 'one space after'],
    ['malformed', (text: string) => text.replace(/, Signature.*/, ''), 'must be "SDK-HMAC-SHA256 Access='],
    [
      'malformed',
      (text: string) =>
        text.replace('SignedHeaders=', `SignedHeaders=${' '.repeat(3000)}`).replace(/, Signature.*/, ''),
      'must be "SDK-HMAC-SHA256 Access=',
    ],
    ['malformed', (text: string) => `${text}, Extra=1`, 'must be "SDK-HMAC-SHA256 Access='],
    [
      'signed-headers-upper-case',
      (text: string) => text.replace('content-type', 'Content-Type'),
      'must be in lower case: Content-Type',
    ],
    ['signed-headers-doubled', (text: string) => text.replace('host', 'host;host'), 'each name once: host'],
    [
      'signed-headers-not-sorted',
      (text: string) => text.replace('content-type;host', 'host;content-type'),
      'in ascending order: content-type',
    ],
  ])('refuses a header Authorization by its rule: %s', (cause, change, words) => {
    expect(verify(withAuthorization(change))).toMatchObject({
      ok: false,
      refusal: 'malformed',
      cause,
      text: { en: expect.stringContaining(words) },
    });
  });

  test.each([
    'application/json',
    'application/json;charset=UTF-8',
    'application/problem+json',
    'application/bson',
  ])('refuses an unsigned payload of the type %s, although its signature is correct', (type) => {
    const headers: Headers = [
      ['Content-Type', type],
      ['X-Sdk-Content-Sha256', 'UNSIGNED-PAYLOAD'],
    ];
    expect(verify(sign({ headers }))).toMatchObject({ refusal: 'unsigned-payload', cause: 'unsigned-json' });
  });

  test.each(['application/octet-stream', 'multipart/form-data; boundary=x', 'text/plain'])(
    'accepts an unsigned payload of the type %s',
    (type) => {
      const headers: Headers = [
        ['Content-Type', type],
        ['X-Sdk-Content-Sha256', 'UNSIGNED-PAYLOAD'],
      ];
      expect(verify(sign({ headers }))).toMatchObject({ ok: true });
    },
  );

  test('accepts the headers that Huawei’s SDKs sign', () => {
    const signedBy = (names: readonly string[], headers: Headers) => {
      const sent: Headers = [['Host', 'mkt.example.com'], ['X-Sdk-Date', '20260101T000000Z'], ...headers];
      const canonical = canonicalRequest({ ...request, headers: sent }, names);
      const signature = sdkSignature(canonical, '20260101T000000Z', 'SecretKey');
      const value = `SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=${names.join(';')}, Signature=${signature}`;
      return { ...request, headers: [...sent, ['Authorization', value] as const] };
    };
    const json: Headers = [['Content-Type', 'application/json']];
    const agent: Headers = [...json, ['User-Agent', 'huaweicloud-usdk-nodejs/3.0']];
    const node = signedBy(['content-type', 'host', 'user-agent', 'x-sdk-date'], agent);
    const go = signedBy(['x-sdk-date'], json);
    const java = signedBy(['host', 'x-sdk-date'], json);
    const python = signedBy(['content-type', 'host', 'x-sdk-date'], [...json, ['X_Underscore', '1']]);
    const upload = signedBy(
      ['host', 'x-sdk-content-sha256', 'x-sdk-date'],
      [
        ['Content-Type', 'multipart/form-data; boundary=x'],
        ['X-Sdk-Content-Sha256', 'UNSIGNED-PAYLOAD'],
      ],
    );
    for (const received of [node, go, java, python, upload])
      expect(verify(received)).toMatchObject({ ok: true });
  });

  test('names the header that is not signed, and the one that is not sent', () => {
    const token = { ...credential, securityToken: 'TOKEN' };
    const unsigned = withAuthorization((text) => text.replace(';x-security-token', ''), sign({}, token));
    expect(verify(unsigned, now, token)).toMatchObject({
      refusal: 'unsigned-header',
      cause: 'header-not-listed',
      text: { en: expect.stringContaining('x-security-token is not signed') },
    });
    const right = sign();
    const dropped = { ...right, headers: right.headers.filter(([name]) => name !== 'Content-Type') };
    expect(verify(dropped)).toMatchObject({
      refusal: 'unsigned-header',
      cause: 'header-not-sent',
      text: { en: expect.stringContaining('content-type, but the request does not have it') },
    });
  });

  test('refuses a signed header that is repeated, and no other', () => {
    const right = sign();
    const twice = (name: string) => verify({ ...right, headers: [...right.headers, [name, '1']] });
    expect(twice('content-type')).toMatchObject({ refusal: 'unsigned-header', cause: 'header-repeated' });
    expect(twice('X-Other')).toMatchObject({ ok: true });
  });

  test.each([
    [8 * 3600, 'local-time', 'is 8 hours ahead of'],
    [-5 * 3600, 'local-time', 'is 5 hours behind'],
    [5.5 * 3600 + 100, 'local-time', 'is 5.5 hours ahead of'],
    [8 * 3600 + 150, 'expired', 'more than 15 minutes'],
    [3600, 'local-time', 'is 1 hour ahead of'],
    // An old request, and no time zone of many.
    [-3600, 'expired', 'more than 15 minutes'],
    [-2 * 3600, 'expired', 'more than 15 minutes'],
    [-3 * 3600, 'local-time', 'or the request is old'],
    [-12 * 3600, 'local-time', 'is 12 hours behind'],
    [-13 * 3600, 'expired', 'more than 15 minutes'],
    [0.5 * 3600, 'expired', 'more than 15 minutes'],
    [7.5 * 3600, 'expired', 'more than 15 minutes'],
    [14 * 3600, 'local-time', 'is 14 hours ahead of'],
    [15 * 3600, 'expired', 'more than 15 minutes'],
    [20 * 60, 'expired', 'more than 15 minutes'],
  ])('a date that is off by %i s: %s', (seconds, cause, words) => {
    const at = new Date(now.getTime() + seconds * 1000);
    expect(verify(sign({}, credential, at))).toMatchObject({
      refusal: 'expired',
      cause,
      text: { en: expect.stringContaining(words) },
    });
  });

  test.each([
    ['absent', (headers: Headers) => headers.filter(([name]) => name.toLowerCase() !== 'x-sdk-date')],
    [
      'empty',
      (headers: Headers) =>
        headers.map(([name, value]) => [name, name.toLowerCase() === 'x-sdk-date' ? '' : value] as const),
    ],
  ])('an %s X-Sdk-Date is missing', (_, change) => {
    const right = sign();
    expect(verify({ ...right, headers: change(right.headers) })).toMatchObject({
      refusal: 'malformed',
      cause: 'date-missing',
      text: { en: 'the header X-Sdk-Date is missing or empty' },
    });
  });

  test('tells what is wrong with the AK, and does not repeat the SK', () => {
    const swapped = sign({}, { ak: credential.sk, sk: credential.ak });
    expect(verify(swapped)).toMatchObject({ cause: 'ak-and-sk-swapped', signature: { ak: '***' } });
    expect(JSON.stringify(verify(swapped))).not.toContain('SecretKey');
    expect(verify(sign({}, { ak: 'ACCESSKEY', sk: 'x' }))).toMatchObject({ cause: 'ak-case' });
    expect(verify(sign({}, { ak: 'Other', sk: credential.sk }))).toMatchObject({
      cause: 'ak-of-another-pair',
    });
    expect(verify(sign({}, { ak: 'Other', sk: 'x' }))).toMatchObject({ cause: 'unknown-access-key' });
  });

  test('tells whose SK was used', () => {
    const second = { ak: 'Second', sk: 'OtherSecret' };
    const verified = verifySignature(sign({}, { ...credential, sk: second.sk }), [credential, second], now);
    expect(verified).toMatchObject({
      cause: 'secret-of-another-ak',
      text: { en: expect.stringContaining('AK Second') },
    });
  });
});
