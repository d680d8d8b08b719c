import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ApiCall } from '../../src/openapi/model.ts';
import { type SignedRequest, signCall } from '../../src/openapi/request.ts';
import { redactedCanonicalRequest } from '../../src/signing/sdk-hmac.ts';
import { client, serve } from './server.ts';

vi.mock(import('../../src/signing/sdk-hmac.ts'), { spy: true });

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Makes a call that the server refuses for its signature, with a debugger that listens or none. */
async function refused(debug: boolean) {
  const server = await serve([]);
  const made = client(server.url, {
    credential: { ak: 'TESTAK', sk: 'another' },
    ...(!debug && { debug: undefined as never }),
  });
  closing.push(made.api.close, server.close);
  const call = made.api.call({ method: 'POST', path: '/x', body: 'x'.repeat(1000), idempotent: false });
  await expect(call).rejects.toMatchObject({ facts: { code: 'SIGNATURE_REFUSED' } });
}

test('hashes a body a second time only to show the canonical request', async () => {
  await refused(false);
  expect(redactedCanonicalRequest).not.toHaveBeenCalled();
  await refused(true);
  expect(redactedCanonicalRequest).toHaveBeenCalledOnce();
});

const base = 'https://mkt.example/base';
const now = new Date('2026-01-31T12:00:00Z');
const sign = (call: Partial<ApiCall>): SignedRequest =>
  signCall({ method: 'POST', path: '/x', idempotent: true, ...call }, base, { ak: 'A', sk: 'S' }, now);
const named = ({ headers }: SignedRequest, wanted: string) =>
  headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
const streamed = (...chunks: readonly string[]) => ({
  contentType: 'multipart/form-data; boundary=b',
  length: 7,
  open: async function* () {
    yield* chunks.map((chunk) => Buffer.from(chunk));
  },
});

describe('the request of a call', () => {
  test('has one content type: that of the caller, however it is written, else JSON', () => {
    expect(named(sign({}), 'content-type')).toEqual(['application/json']);
    for (const name of ['Content-Type', 'content-type', 'CONTENT-TYPE']) {
      expect(named(sign({ headers: [[name, 'text/plain']] }), 'content-type')).toEqual(['text/plain']);
    }
    expect(named(sign({ headers: [['Content-Type-2', 'a']] }), 'content-type')).toEqual(['application/json']);
  });

  test('has the other headers of koo, unless the caller gives them', () => {
    const request = sign({});
    expect(['user-agent', 'accept', 'content-length'].map((name) => named(request, name))).toEqual([
      ['koo'],
      ['application/json'],
      [],
    ]);
    const other = sign({
      headers: [
        ['user-agent', 'mine'],
        ['ACCEPT', 'text/csv'],
      ],
    });
    expect([named(other, 'user-agent'), named(other, 'accept')]).toEqual([['mine'], ['text/csv']]);
  });

  test('signs neither the user agent nor what a proxy may add', () => {
    const [authorization] = named(sign({ headers: [['X-A', 'b']] }), 'authorization');
    expect(authorization).toContain('SignedHeaders=content-type;host;x-a;x-sdk-date,');
  });

  test('sends a stream unsigned, with its length, and every other body as it is', async () => {
    const request = sign({ body: streamed('abc', 'defg'), headers: [['X-A', 'b']] });
    const names = ['content-type', 'content-length', 'x-sdk-content-sha256', 'x-a'];
    expect(names.map((name) => named(request, name))).toEqual([
      ['multipart/form-data; boundary=b'],
      ['7'],
      ['UNSIGNED-PAYLOAD'],
      ['b'],
    ]);
    expect(await text(request.body as Readable)).toBe('abcdefg');
    const bytes = Buffer.from('{}');
    expect(sign({ body: bytes }).body).toBe(bytes);
    expect(sign({ body: '{}' }).body).toBe('{}');
    expect(sign({}).body).toBeNull();
    expect(named(sign({ body: '{}' }), 'x-sdk-content-sha256')).toEqual([]);
  });

  test.each(['Host', 'content-length', 'Transfer-Encoding', 'connection', 'AUTHORIZATION'])(
    'does not take the header %s, which belongs to the transport',
    (name) => {
      expect(() => sign({ headers: [[name, 'x']] })).toThrow(
        expect.objectContaining({
          facts: expect.objectContaining({ category: 'usage', code: 'INVALID_HEADER' }),
        }),
      );
    },
  );

  test.each([
    ['a', '', true],
    ["!#$%&'*+.^_`|~-09azAZ", 'a', true],
    ['a', '\t ~', true],
    ['', 'a', false],
    ['a:', 'a', false],
    [' a', 'a', false],
    ['a\n', 'a', false],
    ['a', '\x7f', false],
    ['a', '\x1f', false],
    ['a', 'é', false],
    ['a', '\n', false],
  ])('the header %j: %j is allowed: %s', (name, value, allowed) => {
    const make = () => sign({ headers: [[name, value]] });
    if (allowed) expect(make().headers).toContainEqual([name, value]);
    else
      expect(make).toThrow(
        expect.objectContaining({ facts: expect.objectContaining({ code: 'INVALID_HEADER' }) }),
      );
  });

  test('goes to the path below the base address, with its query in the order given', () => {
    expect(sign({ path: '/a%2Fb/' }).url.href).toBe('https://mkt.example/base/a%2Fb/');
    expect(
      sign({
        query: [
          ['b', '1 2'],
          ['a', ''],
        ],
      }).url.href,
    ).toBe('https://mkt.example/base/x?b=1%202&a=');
  });

  test.each([
    ['https://mkt.example', '.evil.example/x'],
    ['https://mkt.example', ':8443/x'],
    ['https://mkt.example', '@evil.example/x'],
    ['https://mkt.example', '//evil.example/x'],
    ['https://mkt.example', '/x?y'],
    ['https://mkt.example', '/x#y'],
    ['https://mkt.example', ''],
    ['https://mkt.example', 'x'],
    ['https://mkt.example', 'x/y'],
  ])('never goes from %s elsewhere: %j', (from, path) => {
    const call: ApiCall = { method: 'GET', path, idempotent: true };
    expect(() => signCall(call, from, { ak: 'A', sk: 'S' }, now)).toThrow(
      expect.objectContaining({
        facts: expect.objectContaining({ category: 'usage', code: 'INVALID_PATH' }),
      }),
    );
  });
});
