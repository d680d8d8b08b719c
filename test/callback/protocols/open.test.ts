import { describe, expect, test } from 'vitest';
import type { Opened, ReceivedRequest, Sealed } from '../../../src/callback/protocols/model.ts';
import { sampleValues } from '../../../src/callback/protocols/samples.ts';
import { kitSignature, v2Signature } from '../../../src/signing/v2.ts';
import { all, context, key, now, pick, receive, seal } from './support.ts';

const samples = (name: string) => sampleValues(pick(name).activity, context());
const sealed = (name: string, input = {}) => seal(name, { values: samples(name), ...input });

/** `ok`, or the code of the refusal. */
function verdict(name: string, request: ReceivedRequest | Sealed, at = now): string {
  const received = 'query' in request ? receive(request) : request;
  const opened: Opened = pick(name).protocol.open(received, { key, now: at });
  if (!opened.ok) expect([opened.reason.en, opened.reason.zh].map(Boolean)).toEqual([true, true]);
  return opened.ok ? 'ok' : opened.resultCode;
}

/** The delivery with one parameter or header changed; `undefined` takes it away. */
function change(it: Sealed, name: string, value: string | undefined): Sealed {
  const edit = (list: Sealed['query']) =>
    list.flatMap((one) => (one[0] !== name ? [one] : value === undefined ? [] : [[name, value] as const]));
  return { ...it, query: edit(it.query), headers: edit(it.headers) };
}

function flip(hex: string): string {
  return (hex.startsWith('A') ? 'B' : 'A') + hex.slice(1);
}

describe.each(all)('$name', ({ name, protocol, activity }) => {
  const { signature, timestamp, nonce } = protocol.proof;
  const given = (it: Sealed, part: string) =>
    [...it.query, ...it.headers].find(([one]) => one === part)?.[1] ?? '';

  test('verifies only with the correct key', () => {
    expect(verdict(name, sealed(name))).toBe('ok');
    expect(verdict(name, sealed(name, { key: `${key}x` }))).toBe('000001');
    expect(verdict(name, sealed(name, { key: '' }))).toBe('000001');
  });

  test('refuses a missing, empty or damaged signature as 000001', () => {
    const right = sealed(name);
    const proof = given(right, signature.name);
    for (const wrong of [undefined, '', flip(proof), proof.slice(0, -1), `${proof}0`]) {
      expect(verdict(name, change(right, signature.name, wrong))).toBe('000001');
    }
  });

  test('refuses changed, added and removed values as 000001', () => {
    const right = sealed(name);
    const other = sealed(name, { values: { ...samples(name), testFlag: '0' } });
    const more = sealed(name, { values: { ...samples(name), more: 'x' } });
    for (const wrong of [other, more]) {
      expect(verdict(name, change(wrong, signature.name, given(right, signature.name)))).toBe('000001');
    }
    const { testFlag: _, ...fewer } = samples(name);
    const less = sealed(name, { values: fewer });
    expect(verdict(name, change(less, signature.name, given(right, signature.name)))).toBe('000001');
  });

  test('does not accept a timestamp other than the signed one', () => {
    const right = sealed(name);
    const other = sealed(name, { timestamp: protocol.timestamp(new Date(now.getTime() - 1)) });
    expect(verdict(name, change(other, signature.name, given(right, signature.name)))).toBe('000001');
  });

  test('refuses a missing or unreadable time as 000002', () => {
    const right = sealed(name);
    if (timestamp.in !== 'body') {
      for (const wrong of [undefined, '', 'now', '-1', '1e3']) {
        expect(verdict(name, change(right, timestamp.name, wrong))).toBe('000002');
      }
    }
    expect(verdict(name, sealed(name, { timestamp: 'yesterday' }))).toBe('000002');
  });

  test('says which activity was called', () => {
    const opened = protocol.open(receive(sealed(name)), { key, now });
    expect(opened.ok && opened.activity).toBe(activity.name);
  });

  if (!nonce) return;

  test('refuses a missing nonce as 000002, and hands on one that is there', () => {
    const right = sealed(name);
    expect(verdict(name, change(right, nonce.name, undefined))).toBe('000002');
    expect(verdict(name, change(right, nonce.name, ''))).toBe('000002');
    expect(verdict(name, change(right, nonce.name, 'another'))).toBe('000001');
    expect(protocol.open(receive(right), { key, now })).toMatchObject({ nonce: given(right, nonce.name) });
  });

  test.each([
    [-61_000, '000002'],
    [-60_001, '000002'],
    [-60_000, 'ok'],
    [-30_000, 'ok'],
    [60_000, 'ok'],
    [60_001, '000002'],
    [61_000, '000002'],
  ])('judges a time %i ms from now: %s', (offset, expected) => {
    const at = new Date(now.getTime() + offset);
    expect(verdict(name, sealed(name, { timestamp: protocol.timestamp(at) }))).toBe(expected);
  });

  test('refuses seconds for milliseconds as 000002', () => {
    expect(verdict(name, sealed(name, { timestamp: String(Math.floor(now.getTime() / 1000)) }))).toBe(
      '000002',
    );
  });

  test('refuses the 0 at the end of a nonce as the first digit of the timestamp', () => {
    const [first, moved] = [['n0', ''] as const, ['n', '0'] as const].map(([end, zero]) =>
      sealed(name, { nonce: end, timestamp: zero + protocol.timestamp(now) }),
    );
    expect(given(moved!, signature.name)).toBe(given(first!, signature.name));
    expect([verdict(name, first!), verdict(name, moved!)]).toEqual(['ok', '000002']);
  });

  test('checks the signature before the timestamp', () => {
    const stale = sealed(name, { timestamp: protocol.timestamp(new Date(0)), key: 'wrong' });
    expect(verdict(name, stale)).toBe('000001');
  });

  test('takes either case of hex', () => {
    const right = sealed(name);
    expect(verdict(name, change(right, signature.name, given(right, signature.name).toLowerCase()))).toBe(
      'ok',
    );
  });
});

describe('V1', () => {
  test('has no time window, because none is documented', () => {
    const old = sealed('v1 newInstance', { timestamp: '20200727073711903' });
    expect(verdict('v1 newInstance', old)).toBe('ok');
  });

  test('reads + as a blank and takes the first of repeated parameters', () => {
    const { url, ...rest } = receive(sealed('v1 upgrade', { values: { skuCode: 'a b', instanceId: 'x' } }));
    const request = { ...rest, url: `${url.replace('a%20b', 'a+b')}&skuCode=other&authToken=other` };
    expect(pick('v1 upgrade').protocol.open(request, { key, now })).toEqual({
      ok: true,
      activity: 'upgrade',
      values: { instanceId: 'x', skuCode: 'a b' },
    });
  });

  test.each(['/', '/?', '?', '', '/?%zz=%', '/?authToken&timeStamp'])(
    'refuses %j without an error',
    (url) => {
      const request = { method: 'GET', url, headers: {}, body: new Uint8Array() };
      expect(verdict('v1 newInstance', request)).toBe('000001');
    },
  );

  test('keeps names with a meaning in JavaScript', () => {
    const values = JSON.parse('{"__proto__":"a","constructor":"b"}');
    const opened = pick('v1 newInstance').protocol.open(receive(seal('v1 newInstance', { values })), {
      key,
      now,
    });
    expect(opened.ok && Object.entries(opened.values)).toEqual(Object.entries(values));
  });
});

describe('V1 kit', () => {
  const name = 'v1-kit tenantSync';

  test('takes the token in quotation marks, as the pages print it', () => {
    const right = sealed(name);
    const token = right.headers.find(([one]) => one === 'authToken')?.[1];
    expect(verdict(name, change(right, 'authToken', `"${token}"`))).toBe('ok');
  });

  test.each([['{'], ['[]'], ['null'], [''], ['"text"'], [`{"a":${'['.repeat(2000)}${']'.repeat(2000)}}`]])(
    'refuses the body %.20s as 000002',
    (body) => {
      expect(verdict(name, { ...sealed(name), body })).toBe('000002');
    },
  );

  test.each([[20251125090203456], [null], ['20251125'], ['20250230090203456']])(
    'refuses the timeStamp %j as 000002',
    (timeStamp) => {
      const text = JSON.stringify({ ...samples(name), timeStamp });
      expect(verdict(name, sealed(name, { text }))).toBe('000002');
    },
  );

  test('keeps JSON values as they are', () => {
    const values = { flag: 1, userList: [{ a: null }], name: '  ' };
    const opened = pick(name).protocol.open(receive(sealed(name, { values })), { key, now });
    expect(opened.ok && opened.values).toEqual(values);
  });
});

describe.each(['v1-kit tenantSync', 'v2-kit tenantSync'])('%s', (name) => {
  test.each([
    ['/produceAPI/tenantSync', 'tenantSync', ''],
    ['/a/produceAPI/tenantSync/?x=/produceAPI/v2/y', 'tenantSync', ''],
    ['/produceAPI/v2/tenantSync', '', 'tenantSync'],
    ['/produceAPI/v2/other#x', '', 'other'],
    ['/produceAPI/', '', ''],
    ['/', '', ''],
  ])('reads the activity from %s', (url, v1, v2) => {
    const opened = pick(name).protocol.open({ ...receive(sealed(name)), url }, { key, now });
    expect(opened.ok && opened.activity).toBe(name.startsWith('v1') ? v1 : v2);
  });
});

describe('V2', () => {
  const name = 'v2 queryInstance';
  const timestamp = String(now.getTime());
  const nonce = 'n';

  /** A request signed over exactly these bytes. */
  function raw(body: string | Uint8Array): ReceivedRequest {
    const payload = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
    const signature = v2Signature({ key, payload, timestamp, nonce });
    return {
      method: 'POST',
      url: `/saas?signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`,
      headers: {},
      body: Buffer.from(body),
    };
  }

  test('accepts a signature of the unchanged text', () => {
    const text = '{ "testFlag":"1", "activity":"queryInstance", "instanceId":"\\u4e2d" }';
    expect(pick(name).protocol.open(raw(text), { key, now })).toEqual({
      ok: true,
      activity: 'queryInstance',
      values: { testFlag: '1', instanceId: '中' },
      nonce,
    });
  });

  test.each([
    '{ "testFlag":"1", "instanceId":"\\u4e2d", "activity":"queryInstance", "x":null }',
    '{"instanceId":"中","testFlag":"1","activity":"queryInstance"}',
  ])('accepts a signature over the canonical form of %s', (text) => {
    expect(verdict(name, seal(name, { text }))).toBe('ok');
  });

  test.each([
    ['[]'],
    ['null'],
    ['{"a":1'],
    [''],
    ['\ufeff{"activity":"queryInstance"}'],
    [`{"a":${'['.repeat(2000)}${']'.repeat(2000)}}`],
    [Uint8Array.of(0x7b, 0xff, 0x7d)],
  ])('refuses the signed body %.20s as 000002', (body) => {
    expect(verdict(name, raw(body))).toBe('000002');
  });

  test('verifies the signature of a body that is not JSON', () => {
    expect(verdict(name, change(seal(name, { text: '{' }), 'signature', 'A'.repeat(64)))).toBe('000001');
  });

  test.each(['{"instanceId":"a"}', '{"activity":1}', '{"activity":null}', '{"activity":["queryInstance"]}'])(
    'reads no activity in %s',
    (text) => {
      const opened = pick(name).protocol.open(raw(text), { key, now });
      expect(opened.ok && opened.activity).toBe('');
    },
  );

  test('keeps names with a meaning in JavaScript', () => {
    const text = '{"__proto__":{"a":1},"activity":"queryInstance","constructor":"b"}';
    const opened = pick(name).protocol.open(raw(text), { key, now });
    if (!opened.ok) throw new Error('refused');
    expect(JSON.stringify(opened.values)).toBe('{"__proto__":{"a":1},"constructor":"b"}');
    expect('a' in opened.values).toBe(false);
  });

  test('distinguishes base and kit signatures', () => {
    const base = sealed(name);
    const input = { key, payload: base.body ?? '', timestamp, nonce: '50D83FDECAED6CCD8EF597F2A5779505' };
    expect(verdict(name, change(base, 'signature', kitSignature(input)))).toBe('000001');
    const kit = sealed('v2-kit tenantSync');
    const swapped = v2Signature({ ...input, payload: kit.body ?? '' });
    expect(verdict('v2-kit tenantSync', change(kit, 'x-sign', swapped))).toBe('000001');
  });

  test('does not read the signature from another place', () => {
    const kit = receive(sealed('v2-kit tenantSync'));
    expect(verdict('v2 newInstance', kit)).toBe('000001');
    expect(verdict('v2-kit tenantSync', receive(sealed('v2 newInstance')))).toBe('000001');
  });
});
