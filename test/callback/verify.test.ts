import { describe, expect, test } from 'vitest';
import { inferProtocol } from '../../src/callback/infer-protocol.ts';
import { protocolOf, protocols } from '../../src/callback/protocols/index.ts';
import type { ProtocolId, SealInput } from '../../src/callback/protocols/model.ts';
import { toHttp } from '../../src/callback/protocols/request.ts';
import { type Verification, type VerifyInput, verify } from '../../src/callback/verify.ts';
import { KooError } from '../../src/errors/koo-error.ts';
import type { Captured } from '../../src/http/capture/model.ts';
import { readCapture } from '../../src/http/capture/read.ts';
import { toCurl } from '../../src/http/curl.ts';
import type { Mistake } from '../../src/signing/mistakes/mistake.ts';
import { authTokenMistakes } from '../../src/signing/mistakes/v1/auth-token.ts';
import { kitMistakes, v2Mistakes } from '../../src/signing/mistakes/v2/signature.ts';
import { formatBodySign } from '../../src/signing/v1-body-sign.ts';
import { all, key, now, seal } from './protocols/support.ts';

const later = new Date(now.getTime() + 3_600_000);

function capture(text: string): Captured {
  return readCapture(Buffer.from(text));
}

/** A delivery as it would be captured; `edit` changes what was captured. */
function captured(name: string, input: Partial<SealInput> = {}, edit = (curl: string) => curl): Captured {
  return capture(edit(toCurl(toHttp(seal(name, input)))));
}

function judge(what: Captured, options: Partial<VerifyInput> = {}): Verification {
  const protocol = options.protocol ?? inferProtocol(what);
  return verify(what, { protocol, key, otherKeys: [], now: later, ...options });
}

describe('requests', () => {
  test.each(all)('$name is valid at any age', ({ name, protocol, activity }) => {
    expect(judge(captured(name), { protocol })).toMatchObject({
      kind: 'request',
      protocol: protocol.id,
      activity: activity.name,
      valid: true,
      reason: null,
      cause: null,
      time: { at: now.toISOString(), age: 3600 },
    });
  });

  test('what is signed is shown without the key, and the right signature', () => {
    const v1 = judge(captured('v1 newInstance', { values: { orderId: 'CS1' } }));
    expect(v1).toMatchObject({
      canonical: 'activity=newInstance&orderId=CS1&timeStamp=20251125010203456',
      hmacKey: '<accessKey>20251125010203456',
    });
    expect(v1.expected).toBe(v1.given);
    const v2 = judge(captured('v2 newInstance', { timestamp: '17', nonce: 'ab' }));
    expect(v2.canonical).toMatch(/^<accessKey>ab17[0-9a-f]{64}$/);
    expect(
      judge(captured('v2-kit tenantSync', { timestamp: '17', nonce: 'ab', values: { flag: 1 } })).canonical,
    ).toBe('<accessKey>ab17{"flag":1}');
  });

  const nonce = '50D83FDECAED6CCD8EF597F2A5779505';
  const timestamp = String(now.getTime());

  test.each([
    [
      'inner-sha256',
      'v2 newInstance',
      v2Mistakes,
      { payload: '{"activity":"newInstance"}', timestamp, nonce },
    ],
    ['payload-hashed', 'v2-kit tenantSync', kitMistakes, { payload: '{}', timestamp, nonce }],
    [
      'key-without-time',
      'v1 newInstance',
      authTokenMistakes,
      {
        timeStamp: '20251125010203456',
        params: [
          ['activity', 'newInstance'],
          ['timeStamp', '20251125010203456'],
        ],
        form: 'get',
      },
    ],
    [
      'key-without-time',
      'v1-kit tenantSync',
      authTokenMistakes,
      { timeStamp: '20251125090203456', params: [['timeStamp', '20251125090203456']], form: 'post' },
    ],
  ])('names a known mistake: %s in %s', (cause, name, registry, input) => {
    const mistakes: readonly Mistake<never>[] = registry;
    const wrong = [
      mistakes.find((one) => one.cause === cause)?.sign({ key, ...input } as never) ?? [],
    ].flat()[0]!;
    const { expected } = judge(captured(name));
    const found = judge(
      captured(name, {}, (curl) =>
        curl.replace(expected, wrong).replace(encodeURIComponent(expected), encodeURIComponent(wrong)),
      ),
    );
    expect(found).toMatchObject({ valid: false, given: wrong, expected, cause: { cause } });
  });

  test('the key of another class is recognised', () => {
    const found = judge(captured('v2-kit tenantSync', { key: 'base' }), {
      otherKeys: [
        ['notify', 'other'],
        ['base', 'base'],
      ],
    });
    expect(found.cause).toMatchObject({
      cause: 'key-of-another-class',
      text: { en: expect.stringContaining('base') },
    });
  });

  test('shows where a request was changed, without a known cause', () => {
    const changed = captured('v1 newInstance', { values: { orderId: 'CS1', productId: 'p' } }, (curl) =>
      curl.replace('CS1', 'CS2'),
    );
    const signedText = 'activity=newInstance&orderId=CS1&productId=p&timeStamp=20251125010203456\n';
    const found = judge(changed, { signedText });
    expect(found).toMatchObject({ valid: false, cause: { cause: 'unknown' } });
    expect(found.difference).toMatchObject({ name: 'orderId', expected: expect.stringContaining('CS2') });
    expect(judge(changed, { signedText: found.canonical }).difference).toBeNull();
  });

  test('compares a V2 body alone', () => {
    const changed = captured('v2 newInstance', { values: { orderId: 'CS1' } }, (curl) =>
      curl.replace('CS1', 'CS2'),
    );
    const found = judge(changed, { signedText: '{"activity":"newInstance","orderId":"CS1"}' });
    expect(found.payload).toBe('{"activity":"newInstance","orderId":"CS2"}');
    expect(found.difference).toMatchObject({ name: 'orderId' });
  });

  test('the key in the text that was signed is not shown', () => {
    const theirs = `${key}nonce17deadbeef`;
    const found = judge(captured('v2 newInstance'), { signedText: theirs });
    expect(found.difference?.other).toMatch(/^<accessKey>/);
    expect(JSON.stringify(found)).not.toContain(key);
  });

  test.each([
    ['v2 newInstance', /^ab17/],
    ['v2-kit tenantSync', /^ab17\{/],
  ])('the text of %s may be given without the key', (name, start) => {
    const received = captured(name, { timestamp: '17', nonce: 'ab', values: { flag: 1 } });
    const right = judge(received).canonical.replace('<accessKey>', '');
    expect(right).toMatch(start);
    expect(judge(received)).toMatchObject({ isSameText: null, difference: null });
    expect(judge(received, { signedText: `${right}\n` })).toMatchObject({
      isSameText: true,
      difference: null,
    });
    const swapped = judge(received, { signedText: right.replace('ab17', '17ab') });
    expect(swapped).toMatchObject({
      isSameText: false,
      difference: { index: 0, other: expect.stringMatching(/^17ab/) },
    });
    // Another key is no missing key.
    const wrongKey = judge(received, { signedText: `another${right}` });
    expect(wrongKey.difference).toMatchObject({
      index: 0,
      expected: expect.stringMatching(/^<accessKey>ab17/),
    });
  });

  test('tells a difference in the hash of the body from one before it', () => {
    const received = captured('v2 newInstance', { timestamp: '17', nonce: 'ab', values: { orderId: 'CS1' } });
    const text = judge(received).canonical;
    const flip = (index: number) =>
      `${text.slice(0, index)}${text[index] === '0' ? '1' : '0'}${text.slice(index + 1)}`;
    const first = text.length - 64;
    for (const index of [first, text.length - 1]) {
      expect(judge(received, { signedText: flip(index) }).difference).toMatchObject({
        index,
        isBodyHash: true,
      });
    }
    expect(judge(received, { signedText: flip(first - 1) }).difference).not.toHaveProperty('isBodyHash');
    const kit = captured('v2-kit tenantSync', { timestamp: '17', nonce: 'ab', values: { flag: 1 } });
    const other = judge(kit).canonical.replace('1}', '2}');
    expect(judge(kit, { signedText: other }).difference).not.toHaveProperty('isBodyHash');
  });

  test('redacts a key in the request', () => {
    const found = judge(captured('v1 newInstance', { values: { orderId: key } }));
    expect(found.valid).toBe(true);
    expect(JSON.stringify(found)).not.toContain(key);
  });

  test('the window is judged only when the arrival is known', () => {
    const old = captured('v2 newInstance');
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    expect(judge(old, { at: at(60) }).valid).toBe(true);
    expect(judge(old, { at: at(61) })).toMatchObject({
      valid: false,
      cause: null,
      reason: { en: expect.stringContaining('60 s') },
      time: { age: 61 },
    });
    expect(judge(old, { at: at(-30) }).time?.age).toBe(-30);
    expect(judge(captured('v1 newInstance'), { at: at(900) }).valid).toBe(true);
  });

  test('notes seconds in place of milliseconds', () => {
    const seconds = String(Math.floor(now.getTime() / 1000));
    const found = judge(captured('v2 newInstance', { timestamp: seconds }));
    expect(found.notes).toHaveLength(1);
    expect(judge(captured('v2 newInstance')).notes).toEqual([]);
  });

  test('a missing part of the signature', () => {
    const without = (name: string, part: RegExp) =>
      judge(captured(name, {}, (curl) => curl.replace(part, '')));
    expect(without('v2 newInstance', /&nonce=\w+/)).toMatchObject({
      valid: false,
      reason: { en: 'the nonce is missing' },
    });
    expect(without('v2-kit tenantSync', /-H 'x-sign[^']*'/)).toMatchObject({
      valid: false,
      given: null,
      reason: { en: 'the signature is missing' },
      cause: null,
    });
    expect(without('v1 newInstance', /&authToken=[^']*/)).toMatchObject({ valid: false, given: null });
    expect(without('v1 newInstance', /&timeStamp=\d+/)).toMatchObject({ valid: false, time: null });
    expect(without('v1-kit tenantSync', /"timeStamp":"\d+"/)).toMatchObject({ valid: false, time: null });
  });
});

describe('replies', () => {
  const body = '{"resultCode":"000000","resultMsg":"success."}';
  const right = 'wd1JabGmHPwqq+/pu2hy00t74rTgYioCEzR6Mm27LbU=';
  const reply = (sign: string | undefined, content = body, name = 'Body-Sign') =>
    capture(`HTTP/1.1 200 OK\r\n${sign === undefined ? 'A: b' : `${name}: ${sign}`}\r\n\r\n${content}`);

  test('valid', () => {
    expect(judge(reply(formatBodySign(right)))).toMatchObject({
      kind: 'reply',
      protocol: 'v1',
      valid: true,
      given: right,
      expected: right,
      canonical: body,
      notes: [],
    });
  });

  test('detects a line feed that was not signed', () => {
    expect(judge(reply(formatBodySign(right), `${body}\n`))).toMatchObject({
      valid: false,
      reason: { en: 'Body-Sign is wrong' },
      cause: { cause: expect.not.stringMatching('unknown') },
    });
  });

  test('another key, another body', () => {
    const options = { key: 'other', otherKeys: [['kit', key]] as const };
    expect(judge(reply(formatBodySign(right)), options).cause?.cause).toBe('key-of-another-class');
    expect(judge(reply(formatBodySign(right), '{}')).cause?.cause).toBe('unknown');
  });

  test('reports an invalid and a missing header', () => {
    expect(judge(reply(`signature="${right}"`))).toMatchObject({
      valid: false,
      given: null,
      cause: null,
      reason: { en: expect.stringContaining('sign_type') },
    });
    expect(judge(reply(undefined), { protocol: protocolOf('v1') })).toMatchObject({
      valid: false,
      reason: { en: 'the Body-Sign header is missing' },
    });
  });

  test('notes an unusual spelling', () => {
    expect(judge(reply(formatBodySign(right), body, 'body-sign'))).toMatchObject({
      valid: true,
      notes: [{ en: expect.stringContaining('body-sign') }],
    });
  });

  test('replies of families that sign none', () => {
    expect(() => judge(reply(undefined))).toThrow(KooError);
    expect(() => judge(reply(undefined), { protocol: protocolOf('v2') })).toThrow(/not signed/);
  });
});

describe('the protocol is told by', () => {
  test.each(protocols.map(({ id, activities }) => [id, activities[0]!.name] as const))(
    '%s %s',
    (id, name) => {
      const twin: Partial<Record<ProtocolId, ProtocolId>> = { 'online-license': 'v2' };
      expect(inferProtocol(captured(`${id} ${name}`)).id).toBe(twin[id] ?? id);
    },
  );

  test.each([
    ['v1', `curl 'https://a.example/?activity=newInstance'`],
    ['v2', `curl 'https://a.example/?signature=1' -d '{"a":1}'`],
    ['v2', `curl 'https://a.example/' -d '{"activity":"unheard"}'`],
    ['online-license', `curl 'https://a.example/' -d '{"activity":"getLicenseAsync"}'`],
    ['v1-kit', `curl 'https://a.example/produceAPI/tenantSync' -d '{}'`],
    ['v2-kit', `curl 'https://a.example/x/produceAPI/v2/tenantSync' -d '{}'`],
  ])('%s: %s', (id, curl) => {
    expect(inferProtocol(capture(curl)).id).toBe(id);
  });

  test('nothing', () => {
    expect(() => inferProtocol(capture(`curl https://a.example -d '{"a":1}'`))).toThrow(KooError);
  });
});
