import { describe, expect, it } from 'vitest';
import { refusalChecks } from '../../../src/callback/checks/refusals.ts';
import { replyContentChecks } from '../../../src/callback/checks/reply-content.ts';
import { replyFormChecks } from '../../../src/callback/checks/reply-form.ts';
import { replySignatureChecks } from '../../../src/callback/checks/reply-signature.ts';
import type { Exchange } from '../../../src/callback/delivery/exchange.ts';
import { v1 } from '../../../src/callback/protocols/v1.ts';
import { encryptField } from '../../../src/signing/sensitive-field.ts';
import { bodySignature } from '../../../src/signing/v1-body-sign.ts';
import type { JsonObject, JsonValue } from '../../../src/text/json.ts';
import { key } from '../protocols/support.ts';
import { exchange, judge, said, silence } from './support.ts';

const checks = () => [...replyFormChecks(v1), ...replyContentChecks(v1), ...replySignatureChecks(v1)];
const nothing = 'skipped: no response contains what this check examines';

const query = (body: JsonValue | Uint8Array, more: Parameters<typeof exchange>[1] = {}) =>
  exchange('v1 queryInstance', { body, ...more });
const text = (body: string, more: Parameters<typeof exchange>[1] = {}) => query(Buffer.from(body), more);
const typed = (type: string) => query({}, { headers: [['content-type', type]] });
const ok = { resultCode: '000000', resultMsg: 'success.' };

async function expectSaid(id: string, step: Exchange, expected: string): Promise<void> {
  expect(said(await judge(checks(), id, [step]))).toBe(expected);
}

describe('the form of a response', () => {
  it.each<[string, string, Exchange, string]>([
    ['STATUS', '200', query({}), 'passed'],
    ['STATUS', '201', query({}, { status: 201 }), 'queryInstance: HTTP 201'],
    ['STATUS', '299', query({}, { status: 299 }), 'queryInstance: HTTP 299'],
    ['STATUS', '300', query({}, { status: 300 }), nothing],
    ['STATUS', '399', query({}, { status: 399 }), nothing],
    ['STATUS', '400', query({}, { status: 400 }), 'queryInstance: HTTP 400'],
    ['STATUS', 'silence', silence('v1 queryInstance'), nothing],
    ['REDIRECT', '299', query({}, { status: 299 }), 'passed'],
    ['REDIRECT', '300', query({}, { status: 300 }), 'queryInstance: HTTP 300 → ?'],
    [
      'REDIRECT',
      'with a location',
      query({}, { status: 399, headers: [['LOCATION', `/${'x'.repeat(300)}`]] }),
      `queryInstance: HTTP 399 → /${'x'.repeat(199)}`,
    ],
    ['REDIRECT', '400', query({}, { status: 400 }), 'passed'],
    ['CONTENT-TYPE', 'JSON', typed('application/json'), 'passed'],
    ['CONTENT-TYPE', 'JSON with a charset', typed('Application/JSON ; charset=utf-8'), 'passed'],
    [
      'CONTENT-TYPE',
      'text',
      typed('text/plain; a=application/json'),
      'queryInstance: text/plain; a=application/json',
    ],
    ['CONTENT-TYPE', 'long', typed('x'.repeat(200)), `queryInstance: ${'x'.repeat(100)}`],
    ['CONTENT-TYPE', 'none', query({}, { headers: [] }), 'queryInstance: no Content-Type'],
    ['CONTENT-TYPE', 'an error page', query({}, { headers: [], status: 500 }), nothing],
    ['SIZE', '64 KiB', text('x'.repeat(65_536)), 'passed'],
    ['SIZE', '64 KiB and a byte', text('x'.repeat(65_537)), 'queryInstance: 64 KiB'],
    ['SIZE', 'cut', text('x'.repeat(1024 * 1024), { truncated: true }), 'queryInstance: > 1024 KiB'],
    ['TIME', '5 s', query({}, { durationMs: 5000 }), 'passed'],
    ['TIME', 'more', query({}, { durationMs: 5049 }), 'queryInstance: 5.0 s'],
    ['ANSWER', '20 s', query({}, { durationMs: 20_000 }), 'passed'],
    ['ANSWER', 'more', query({}, { durationMs: 20_001 }), 'queryInstance: response after 20.0 s'],
    ['TRACE', 'none', text('Exception'), 'passed'],
    [
      'TRACE',
      'Java',
      text('java.lang.NullPointerException'),
      'queryInstance: java.lang.NullPointerException',
    ],
    ['ENCODING', 'ASCII', query(ok, { headers: [['Content-Type', 'a; charset=gbk']] }), 'passed'],
    ['ENCODING', 'UTF-8', query('中', { headers: [['Content-Type', 'a; charset="utf8"']] }), 'passed'],
    [
      'ENCODING',
      'another',
      query('中', { headers: [['Content-Type', 'a; Charset = gbk']] }),
      'queryInstance: charset=gbk',
    ],
    [
      'ENCODING',
      'U+0080',
      query('\u0080', { headers: [['Content-Type', 'a; charset=xutf8']] }),
      'queryInstance: charset=xutf8',
    ],
    ['ENCODING', 'U+007F', query('\u007f', { headers: [['Content-Type', 'a; charset=utf8x']] }), 'passed'],
    ['ENCODING', 'a BOM', text('\ufeff{}'), 'queryInstance: the body begins with a byte order mark'],
    ['ENCODING', 'other first bytes', text('\uf000'), 'passed'],
    [
      'ENCODING',
      'GBK',
      query(Uint8Array.of(0xd6, 0xd0)),
      'queryInstance: bytes that are not valid UTF-8 (possibly GBK)',
    ],
    ['ENCODING', 'cut within a character', query(Uint8Array.of(0xe4, 0xb8), { truncated: true }), 'passed'],
    ['ENCODING', 'a question', text('{"resultMsg":"really??"}'), 'passed'],
    [
      'ENCODING',
      'two lost',
      query({ name: '??' }),
      'queryInstance: question marks in place of lost characters',
    ],
    [
      'ENCODING',
      'three lost',
      query({ name: 'a???' }),
      'queryInstance: question marks in place of lost characters',
    ],
    ['ENCODING', 'nothing', query(new Uint8Array()), nothing],
  ])('%s, %s', (id, _title, step, expected) => expectSaid(id, step, expected));

  it.each<[string, number, RegExp | undefined]>([
    ['queryInstance', 404, /path of the URL/],
    ['queryInstance', 413, /express\.json.*client_max_body_size.*post_max_size/],
    ['queryInstance', 415, /charset=utf8/],
    ['queryInstance', 403, undefined],
  ])('%s, %i: a hint where the cause is known', async (activity, status, hint) => {
    const verdict = await judge(checks(), 'REPLY-STATUS', [exchange(`v1 ${activity}`, { status })]);
    expect(verdict).toMatchObject({ status: 'failed', fill: { httpCode: String(status) } });
    const given = verdict.status === 'failed' ? verdict.hint?.en : '';
    if (hint) expect(given).toMatch(hint);
    else expect(given).toBeUndefined();
  });

  it('names the type for the message of the debugger', async () => {
    expect(await judge(checks(), 'REPLY-CONTENT-TYPE', [typed('text/html')])).toMatchObject({
      fill: { contentType: 'text/html' },
    });
    expect(await judge(checks(), 'REPLY-CONTENT-TYPE', [query({}, { headers: [] })])).toMatchObject({
      fill: { contentType: '' },
    });
  });

  it('must be complete', async () => {
    const first = await judge(checks(), 'REPLY-ANSWER', [query(ok), silence('v1 upgrade', 'cut-off')]);
    expect(said(first)).toBe(
      'upgrade: the connection was closed in the middle of the response body (CODE) after 1.2 s',
    );
    expect(first).not.toHaveProperty('hint');
    const late = await judge(checks(), 'REPLY-ANSWER', [silence('v1 upgrade', 'no-response')]);
    expect(late).toMatchObject({ hint: { en: expect.stringMatching(/provision in the background/) } });
    expect(said(await judge(checks(), 'REPLY-ANSWER', []))).toBe('skipped: no request was sent');
  });

  it('must be JSON without an Accept header', async () => {
    const html = text('<html>', { headers: [['content-type', `text/html${' '.repeat(200)}`]] });
    const withoutAccept = async (one: Exchange) =>
      said(await judge(checks(), 'REPLY-ACCEPT', [query(ok)], { withoutAccept: one }));
    expect(await withoutAccept(html)).toBe(`Content-Type: text/html${' '.repeat(91)}`);
    expect(await withoutAccept(query({}, { headers: [] }))).toBe('no Content-Type');
    expect(await withoutAccept(silence('v1 queryInstance'))).toBe('no Content-Type');
    expect(said(await judge(checks(), 'REPLY-ACCEPT', [query({}), query(ok)]))).toBe('passed');
    expect(said(await judge(checks(), 'REPLY-ACCEPT', [query({})]))).toBe(nothing);
  });

  it('is that of the first activity with a fault; others are named once', async () => {
    const steps = ['upgrade', 'upgrade', 'queryInstance', 'expireInstance', 'queryInstance'].map((name) =>
      exchange(`v1 ${name}`, { status: name === 'expireInstance' ? 200 : 500 }),
    );
    expect(said(await judge(checks(), 'REPLY-STATUS', steps))).toBe(
      'upgrade: HTTP 500; also in queryInstance',
    );
    const repeats = [exchange('v1 upgrade', { status: 502 })];
    expect(said(await judge(checks(), 'REPLY-STATUS', [query(ok)], { repeats }))).toBe('upgrade: HTTP 502');
  });
});

describe('the content of a response', () => {
  const creation = (body: JsonObject) => exchange('v1 newInstance', { body: { ...ok, ...body } });
  const appInfo = { frontEndUrl: 'https://isv.example.com/' };

  it.each<[string, string, Exchange, string]>([
    ['JSON', 'an object', text(' {} '), 'passed'],
    ['JSON', 'cut', text('{}', { truncated: true }), 'queryInstance: a body of more than 1 MiB'],
    ['JSON', 'nothing', text(' \n'), 'queryInstance: an empty body'],
    ['JSON', 'a string', text('"{}"'), 'queryInstance: a JSON string that contains JSON (serialised twice)'],
    ['JSON', 'a list', text('[1]'), 'queryInstance: JSON of type array'],
    ['JSON', 'null', text('null'), 'queryInstance: JSON of type null'],
    ['JSON', 'two objects', text('{}{}'), 'queryInstance: text that is not JSON: {}{}'],
    [
      'JSON',
      'long text',
      text(` ${'x'.repeat(100)}`),
      `queryInstance: text that is not JSON: ${'x'.repeat(60)}`,
    ],
    ['JSON', 'an error page', text('<html>', { status: 500 }), nothing],
    ['RESULT-CODE', '6', query({ resultCode: '00000x' }), 'passed'],
    ['RESULT-CODE', '5', query({ resultCode: '00000' }), 'queryInstance: "00000" (string)'],
    ['RESULT-CODE', '7', query({ resultCode: '0000000' }), 'queryInstance: "0000000" (string)'],
    ['RESULT-CODE', 'a number', query({ resultCode: 0 }), 'queryInstance: 0 (number)'],
    [
      'RESULT-CODE',
      'long',
      query({ resultCode: 'x'.repeat(99) }),
      `queryInstance: "${'x'.repeat(59)} (string)`,
    ],
    ['RESULT-CODE', 'none', query({}), 'queryInstance: no resultCode'],
    ['RESULT-CODE', 'no object', text('[]'), nothing],
    ['RESULT-MSG', 'empty', query({ resultMsg: '' }), 'passed'],
    ['RESULT-MSG', 'none', query({}), 'queryInstance: none'],
    ['RESULT-MSG', 'null', query({ resultMsg: null }), 'queryInstance: null'],
    ['FIELDS', 'all', creation({ instanceId: 'i', appInfo }), 'passed'],
    ['FIELDS', 'refused', creation({ resultCode: '000005' }), nothing],
    ['FIELDS', 'in creation, without appInfo', creation({ resultCode: '000004', instanceId: 'i' }), 'passed'],
    ['URLS', 'none', creation({ instanceId: 'i' }), nothing],
    ['URLS', 'absolute', creation({ instanceId: 'i', appInfo }), 'passed'],
    ['TYPES', 'no declared field', creation({ other: 1 }), nothing],
    ['LENGTH', 'a message of 255', query({ ...ok, resultMsg: 'x'.repeat(255) }), 'passed'],
  ])('%s, %s', (id, _title, step, expected) => expectSaid(id, step, expected));

  it.each<[string, Exchange, string]>([
    ['REPLY-FIELDS', creation({ appInfo }), 'instanceId'],
    ['REPLY-FIELDS', creation({ instanceId: 'i' }), 'appInfo'],
    ['REPLY-URLS', creation({ instanceId: 'i', appInfo: { frontEndUrl: '/login' } }), 'appInfo.frontEndUrl'],
    ['REPLY-LENGTH', query({ ...ok, resultMsg: 'x'.repeat(256) }), 'resultMsg'],
    ['REPLY-TYPES', creation({ instanceId: 1, appInfo }), 'instanceId'],
    ['REPLY-TYPES', creation({ instanceId: 'i', appInfo, encryptType: '3' }), 'encryptType'],
  ])('%s: %# names the field', async (id, step, field) => {
    expect(await judge(checks(), id, [step])).toMatchObject({ status: 'failed', fill: { fileId: field } });
  });
});

describe('the secrets of a response', () => {
  const iv = 'ABCDEFGHIJKLMNOP';
  const secret = (plain: string, bits: 128 | 256 = 256, own = iv) =>
    encryptField(key, plain, { bits, iv: own });
  const holding = (appInfo: JsonValue, encryptType?: JsonValue) =>
    query({ ...ok, ...(encryptType !== undefined && { encryptType }), info: [{ appInfo }] });

  it.each<[string, string, Exchange, string]>([
    ['DECRYPT', '256 bits', holding({ userName: secret('a') }), 'passed'],
    ['DECRYPT', '256 bits, declared', holding({ userName: secret('a') }, '1'), 'passed'],
    ['DECRYPT', '128 bits as text', holding({ userName: secret('a', 128) }, '2'), 'passed'],
    ['DECRYPT', '128 bits as a number', holding({ password: secret('a', 128) }, 2), 'passed'],
    [
      'DECRYPT',
      '128 bits, not declared',
      holding({ userName: secret('a'), password: secret('b', 128) }),
      'queryInstance: the field decrypts with AES-128',
    ],
    [
      'DECRYPT',
      '256 bits, declared as 128',
      holding({ userName: secret('a') }, '2'),
      'queryInstance: the field decrypts with AES-256',
    ],
    ['DECRYPT', 'null', holding({ userName: secret('null') }), 'queryInstance: the encrypted text is "null"'],
    ['DECRYPT', 'empty', holding({ userName: secret('') }), 'queryInstance: the encrypted text is ""'],
    ['DECRYPT', 'no text', holding({ userName: '', password: 1 }), nothing],
    ['DECRYPT', 'no object', holding('appInfo'), nothing],
    ['DECRYPT', 'no entries', query({ ...ok, info: ['x'] }), nothing],
    ['PLAIN-SECRET', 'encrypted', holding({ userName: secret('a') }), 'passed'],
    [
      'PLAIN-SECRET',
      'the second in plain text',
      holding({ userName: secret('a'), password: 'secret' }),
      'queryInstance: info[0].appInfo.password in another format',
    ],
    [
      'PLAIN-SECRET',
      'of a new instance',
      exchange('v1 newInstance', { body: { ...ok, appInfo: { userName: 'admin' } } }),
      'newInstance: appInfo.userName in another format',
    ],
    ['PLAIN-SECRET', 'none', query(ok), nothing],
    [
      'CONSTANT-IV',
      'two of one IV',
      holding({ userName: secret('a'), password: secret('b') }),
      'the same IV in 2 fields',
    ],
    [
      'CONSTANT-IV',
      'two IVs',
      holding({ userName: secret('a'), password: secret('a', 256, `Q${iv.slice(1)}`) }),
      'passed',
    ],
    [
      'CONSTANT-IV',
      'one field',
      holding({ userName: secret('a') }),
      'skipped: fewer than two encrypted fields were returned',
    ],
  ])('%s, %s', (id, _title, step, expected) => expectSaid(id, step, expected));

  it.each<[JsonValue | undefined, 128 | 256, RegExp]>([
    [undefined, 128, /"2"/],
    ['2', 256, /"1"/],
  ])('encryptType %s, encrypted with %i bits: names the value to return', async (encryptType, bits, hint) => {
    const verdict = await judge(checks(), 'REPLY-DECRYPT', [
      holding({ userName: secret('a', bits) }, encryptType),
    ]);
    expect(verdict).toMatchObject({ hint: { en: expect.stringMatching(hint) } });
  });
});

describe('the signature of a response', () => {
  const body = Buffer.from('{"resultCode":"000000","resultMsg":"success."}');
  const header = (signature: string) => `sign_type="HMAC-SHA256", signature="${signature}"`;
  const right = header(bodySignature(key, body));
  const wrong = header(bodySignature('another key', body));
  const signed = (value: string, name = 'Body-Sign', more: Parameters<typeof exchange>[1] = {}) =>
    exchange('v1 queryInstance', {
      headers: [[name, value]],
      ...more,
      body: more.body ?? body,
    });

  it.each<[string, string, Exchange, string]>([
    ['SIGN', 'present', signed('x'), 'passed'],
    ['SIGN', 'absent', signed('x', 'X-Sign'), 'queryInstance: none'],
    ['SIGN', 'an error page', signed('x', 'X-Sign', { status: 500 }), nothing],
    ['SIGN-CASE', 'right', signed('x'), 'passed'],
    ['SIGN-CASE', 'lower', signed('x', 'body-sign'), 'queryInstance: body-sign'],
    ['SIGN-CASE', 'absent', signed('x', 'X-Sign'), 'passed'],
    ['SIGN-FORM', 'right', signed(right), 'passed'],
    ['SIGN-FORM', 'absent', signed(right, 'X-Sign'), nothing],
    ['SIGN-FORM', 'silence', silence('v1 queryInstance'), nothing],
    ['SIGN-RIGHT', 'right', signed(right), 'passed'],
    ['SIGN-RIGHT', 'wrong', signed(wrong), `queryInstance: ${wrong.slice(wrong.indexOf(' ') + 1)}`],
    ['SIGN-RIGHT', 'wrong, cut', signed(wrong, 'Body-Sign', { truncated: true }), 'passed'],
    ['SIGN-RIGHT', 'not well-formed', signed('x'), 'passed'],
    [
      'SIGN-RIGHT',
      'wrong, in another charset',
      signed(wrong, 'Body-Sign', { body: Uint8Array.of(0xd6) }),
      nothing,
    ],
  ])('%s, %s', (id, _title, step, expected) => expectSaid(id, step, expected));

  it('must have its form', async () => {
    const verdict = await judge(checks(), 'REPLY-SIGN-FORM', [signed('x')]);
    expect(verdict).toMatchObject({ status: 'failed', expected: { en: header('<base64>') } });
  });

  it('that is wrong in a known way has a hint', async () => {
    const hex = header(Buffer.from(bodySignature(key, body), 'base64').toString('hex'));
    const found = await judge(checks(), 'REPLY-SIGN-RIGHT', [
      signed(header(Buffer.from(hex).toString('base64'))),
    ]);
    expect(found).not.toHaveProperty('hint');
    const empty = header(bodySignature(key, Buffer.alloc(0)));
    expect(await judge(checks(), 'REPLY-SIGN-RIGHT', [signed(empty)])).toHaveProperty('hint.en');
  });

  it('that is right is named for the message of the debugger', async () => {
    expect(await judge(checks(), 'REPLY-SIGN-RIGHT', [signed(wrong)])).toMatchObject({
      fill: { signature: bodySignature(key, body) },
    });
  });

  it.each<[string, Exchange, string]>([
    ['right', signed(right), nothing],
    [
      'of a rejection',
      exchange('v1 queryInstance', { body: { resultCode: '000001' } }),
      'queryInstance: none',
    ],
    ['of a page', exchange('v1 queryInstance', { status: 500 }), nothing],
  ])('%s: rejections', async (_title, refused, expected) => {
    const refusals = [{ check: 'V1-AUTH-EMPTY', exchange: refused }];
    expect(said(await judge(checks(), 'REPLY-SIGN-REFUSALS', [signed(right)], { refusals }))).toBe(expected);
  });
});

describe('rejections', () => {
  const all = () => refusalChecks(v1);
  const refused = (body: JsonValue | Uint8Array, check = 'V1-AUTH-EMPTY', more: object = {}) => ({
    check,
    exchange: query(body, more),
  });
  const none = 'skipped: no request was rejected';
  const code1 = { resultCode: '000001', resultMsg: 'no' };
  const html = Buffer.from('<html>java.io.IOException</html>');

  it.each<[string, string, readonly ReturnType<typeof refused>[], string]>([
    ['FORM', 'none', [], none],
    ['FORM', 'accepted', [refused(ok)], none],
    ['FORM', 'a code', [refused(code1)], 'passed'],
    ['FORM', 'a page', [refused(html, 'B', { status: 500 })], 'HTTP 500 without a resultCode (B)'],
    [
      'FORM',
      'a code with HTTP 401',
      [refused(code1, 'B', { status: 401 })],
      /^HTTP 401, resultCode 000001.*\(B\)$/.source,
    ],
    [
      'FORM',
      'more than an object',
      [refused(Buffer.from('x{"resultCode":"000001"}'), 'B')],
      /^resultCode 000001.*\(B\)$/.source,
    ],
    ['FORM', 'cut', [refused(code1, 'B', { truncated: true })], /^resultCode 000001.*\(B\)$/.source],
    [
      'FORM',
      'no code',
      [refused({}, 'C'), refused({}, 'B'), refused({}, 'C')],
      'HTTP 200 without a resultCode (B, C)',
    ],
    ['MSG', 'present', [refused(code1)], 'passed'],
    ['MSG', 'absent', [refused({ resultCode: '000001' }, 'B')], /without resultMsg \(B\)$/.source],
    ['MSG', 'no code', [refused({})], none],
    ['CODE', '000001', [refused(code1)], 'passed'],
    ['CODE', '000002', [refused({ resultCode: '000002' })], 'passed'],
    ['CODE', '000003', [refused({ resultCode: '000003' })], /^resultCode 000003.*\(V1-AUTH-EMPTY\)$/.source],
    ['CODE', '000003 of koo callback send', [refused({ resultCode: '000003' }, 'send')], /\(send\)$/.source],
    ['CODE', '000003 of another check', [refused({ resultCode: '000003' }, 'V1-SEM-UNKNOWN')], none],
    ['CODE', 'no code', [refused({})], none],
    ['TRACE', 'none', [refused(code1)], 'passed'],
    [
      'TRACE',
      'a trace',
      [refused(html, 'B', { status: 500 })],
      'HTTP 500 without a resultCode, with a stack trace (B)',
    ],
    ['TRACE', 'silence', [{ check: 'B', exchange: silence('v1 upgrade') }], none],
  ])('%s, %s', async (id, _title, refusals, expected) => {
    const found = said(await judge(all(), `REFUSAL-${id}`, [], { refusals: [...refusals] }));
    if (expected.endsWith('$')) expect(found).toMatch(new RegExp(expected));
    else expect(found).toBe(expected);
  });

  it('of activities whose usual responses are wrong are not judged', async () => {
    const refusals = [refused({})];
    expect(said(await judge(all(), 'REFUSAL-FORM', [text('[]')], { refusals }))).toBe(none);
  });
});
