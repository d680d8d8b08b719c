import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMerchant } from '../../../src/callback/merchant/merchant.ts';
import { protocolOf, protocols } from '../../../src/callback/protocols/index.ts';
import type { ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import { isMandatory, validateValues } from '../../../src/callback/protocols/validate.ts';
import { parseBodySign, verifyBodySign } from '../../../src/signing/v1-body-sign.ts';
import { harness, keys, license, type Read, read } from './harness.ts';

const v2Order = { orderId: 'CS1', orderLineId: 'CS1-000001' };

function bodySign(reply: Read): string | undefined {
  return reply.headers.find(([name]) => name === 'Body-Sign')?.[1];
}

function isSigned(reply: Read, key: string): boolean {
  const parsed = parseBodySign(bodySign(reply) ?? '');
  return parsed.ok && verifyBodySign(key, reply.body, parsed.signature);
}

describe('every activity of every protocol', () => {
  const all = protocols.flatMap(({ id, activities }) => activities.map(({ name }) => ({ id, name })));

  test.each(all)('$id $name returns a response that matches its declaration', async ({ id, name }) => {
    const merchant = harness();
    const created = {
      v1: await merchant.call('v1', 'newInstance'),
      v2: await merchant.call('v2', 'newInstance'),
    };
    const activity = protocolOf(id).activities.find((known) => known.name === name)!;
    const takes = (field: string) => activity.request.some((declared) => declared.name === field);
    const instanceId = (id === 'v1' ? created.v1 : created.v2).json.instanceId!;
    const reply = await merchant.call(id, name, {
      ...(takes('instanceId') && { instanceId }),
      ...(takes('license') && { license }),
      // Without a private key nothing decrypts a secret; deleting needs none.
      ...(takes('clientSecret') && { flag: 0 }),
    });
    expect(reply.json).toMatchObject({ resultCode: '000000', resultMsg: 'succeeded' });
    expect(validateValues(activity.reply, reply.json)).toEqual([]);
    expect(reply.headers[0]).toEqual(['Content-Type', 'application/json;charset=UTF-8']);
    expect(reply).toMatchObject({ activity: name, resultCode: '000000' });
    expect(reply.reason).toBeUndefined();
  });

  test.each(all)('$id $name rejects another key with 000001', async ({ id, name }) => {
    const merchant = harness();
    const reply = await merchant.call(id, name, {}, { key: 'not-the-key' });
    expect(reply.json.resultCode).toBe('000001');
    expect(reply.json.resultMsg).toBe('authentication failed');
  });

  test.each(all)('$id $name returns 000002 without its first mandatory field', async ({ id, name }) => {
    const merchant = harness();
    const activity = protocolOf(id).activities.find((known) => known.name === name)!;
    const field = activity.request.find(isMandatory);
    // The parameters of two retired activities are not published.
    if (!field) return expect(activity.source).toContain('imc_01_0038');
    const reply = await merchant.call(id, name, { [field.name]: undefined });
    expect(reply.json.resultCode).toBe('000002');
    expect(reply.reason?.en).toBe(`${field.name} is missing or empty`);
  });
});

describe('signing', () => {
  test('V1 protocols sign the sent bytes of every response, including rejections', async () => {
    const merchant = harness();
    const base = [
      await merchant.call('v1', 'newInstance'),
      await merchant.call('v1', 'newInstance', {}, { key: 'wrong' }),
      await merchant.call('v1', 'newInstance', { orderId: undefined }),
      await merchant.call('v1', 'refreshInstance', { instanceId: 'nobody' }),
      await merchant.call('v1', 'noSuchThing'),
      await merchant.handle({ method: 'GET', url: '/', headers: {}, body: Buffer.alloc(0) }),
    ];
    expect(base.map((reply) => reply.json.resultCode)).toEqual([
      '000000',
      '000001',
      '000002',
      '000003',
      '000002',
      '000001',
    ]);
    for (const reply of base) expect(isSigned(reply, keys.base)).toBe(true);
    const kit = [await merchant.call('v1-kit', 'tenantSync'), await merchant.call('v1-kit', 'noSuchThing')];
    for (const reply of kit) expect(isSigned(reply, keys.kit)).toBe(true);
  });

  test('V2 protocols do not', async () => {
    const merchant = harness();
    expect(bodySign(await merchant.call('v2', 'newInstance'))).toBeUndefined();
    expect(bodySign(await merchant.call('v2-kit', 'tenantSync'))).toBeUndefined();
  });

  test('escapes non-ASCII characters', async () => {
    const merchant = harness();
    const { json, text } = await merchant.call('v1', 'newInstance');
    expect(text).toMatch(/^[\x20-\x7e]*$/);
    expect(text).toContain('"memo":"\\u9996\\u6b21');
    expect(json.appInfo).toMatchObject({ memo: '首次登录后请修改初始密码。' });
  });
});

describe('authentication', () => {
  test('accepts 60 s before and after now, but not 60.001 s', async () => {
    const merchant = harness();
    const at = (offset: number) => ({ timestamp: String(merchant.now().getTime() + offset) });
    for (const offset of [-60_000, 60_000]) {
      expect((await merchant.call('v2', 'newInstance', {}, at(offset))).resultCode).toBe('000000');
    }
    for (const offset of [-60_001, 60_001]) {
      expect((await merchant.call('v2', 'newInstance', {}, at(offset))).resultCode).toBe('000002');
    }
  });

  test('rejects a replayed nonce with 000001 and changes nothing', async () => {
    const merchant = harness();
    const request = merchant.request('v2', 'newInstance', v2Order);
    expect((await merchant.handle(request)).resultCode).toBe('000000');
    const again = await merchant.handle(request);
    expect(again.json.resultCode).toBe('000001');
    expect(again.reason?.en).toBe('the nonce has already been used');
    expect(merchant.state.instances.size).toBe(1);
  });

  test('a forged request does not consume the nonce', async () => {
    const merchant = harness();
    await merchant.call('v2', 'newInstance', v2Order, { nonce: 'n1', key: 'wrong' });
    expect((await merchant.call('v2', 'newInstance', v2Order, { nonce: 'n1' })).resultCode).toBe('000000');
  });

  test('each interface class has its own nonces', async () => {
    const merchant = harness();
    for (const [protocol, name] of [
      ['v2', 'newInstance'],
      ['v2-kit', 'tenantSync'],
      ['order-notify', 'orderNotify'],
    ] as const) {
      expect((await merchant.call(protocol, name, {}, { nonce: 'n1' })).resultCode).toBe('000000');
    }
  });

  test('the key of another interface class does not verify', async () => {
    const merchant = harness();
    expect((await merchant.call('v2-kit', 'tenantSync', {}, { key: keys.base })).resultCode).toBe('000001');
    expect((await merchant.call('order-notify', 'orderNotify', {}, { key: keys.base })).resultCode).toBe(
      '000001',
    );
  });
});

describe('routing', () => {
  test.each(['v1', 'v1-kit', 'v2', 'v2-kit', 'license-code', 'online-license', 'order-notify'] as const)(
    '%s: an unknown activity is refused by 000002, whatever the key class',
    async (id) => {
      const merchant = harness();
      const reply = await merchant.call(id, 'noSuchThing');
      expect(reply.json.resultCode).toBe('000002');
      expect(reply.reason?.en).toBe('the server has no such interface');
      expect(reply.activity).toBe('noSuchThing');
    },
  );

  test.each(['function toString() { [native code] }', 'constructor', '__proto__'])(
    'refuses the activity %s',
    async (name) => {
      const merchant = harness();
      expect((await merchant.call('v2', name)).json.resultCode).toBe('000002');
      expect((await merchant.call('v1', name)).json.resultCode).toBe('000002');
    },
  );

  test('accepts any path before the sub-path', async () => {
    const merchant = harness();
    for (const front of ['', '/', '/a/b/c', '/produceAPIs']) {
      const base = merchant.request('v2', 'newInstance', v2Order);
      const url = base.url.replace('/saas/produce', front);
      expect((await merchant.handle({ ...base, url })).resultCode).toBe('000000');
      const kit = merchant.request('v2-kit', 'tenantSync');
      const kitUrl = kit.url.replace('/saas/produce', front);
      expect((await merchant.handle({ ...kit, url: kitUrl })).protocol).toBe('v2-kit');
    }
  });

  test('ignores a sub-path in the query and a trailing slash', async () => {
    const merchant = harness();
    const base = merchant.request('v2', 'newInstance', v2Order);
    const url = `${base.url}&next=/produceAPI/tenantSync`;
    expect((await merchant.handle({ ...base, url })).resultCode).toBe('000000');
    const kit = merchant.request('v1-kit', 'tenantSync');
    expect((await merchant.handle({ ...kit, url: `${kit.url}/` })).resultCode).toBe('000000');
  });

  test('rejects a protocol that is not served', async () => {
    const merchant = harness({ protocols: ['online-license'], keys: { base: keys.base } });
    expect(await merchant.call('v2', 'newInstance')).toMatchObject({
      resultCode: '000000',
      protocol: 'online-license',
    });
    expect((await merchant.call('v2', 'queryInstance')).resultCode).toBe('000002');
    expect((await merchant.call('v1', 'newInstance')).resultCode).toBe('000002');
    expect((await merchant.call('v2-kit', 'tenantSync')).resultCode).toBe('000002');
  });

  test('throws at once if a key is missing', () => {
    expect(() => harness({ keys: { base: 'b' } })).toThrow('no kit key for v1-kit');
  });
});

describe('unexpected requests', () => {
  const empty = { url: '/', headers: {}, body: new Uint8Array() };

  test.each(['PUT', 'HEAD', 'OPTIONS', 'DELETE', ''])('method %s', async (method) => {
    const { handle } = harness();
    expect((await handle({ ...empty, method })).json.resultCode).toBe('000002');
  });

  test.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['a list', '[]'],
    ['null', 'null'],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
  ])('a body of %s', async (_, body) => {
    const { handle } = harness();
    const reply = await handle({ ...empty, method: 'POST', body: Buffer.from(body) });
    expect(['000001', '000002']).toContain(reply.json.resultCode);
    expect(reply.json.resultMsg).not.toBe('');
  });

  test('returns a signed 000005 without details for an internal error', async () => {
    const { options, request } = harness();
    const broken = createMerchant({
      ...options,
      id: () => {
        throw new Error('SECRET DETAIL');
      },
    });
    const reply = read(await broken.handle(request('v1', 'newInstance')));
    expect(reply.json).toEqual({ resultCode: '000005', resultMsg: 'other internal error' });
    expect(isSigned(reply, keys.base)).toBe(true);
    expect(reply.reason?.en).toBe('internal server error');
  });

  test('never throws and always returns a JSON result', async () => {
    const { handle } = harness();
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
    const anyRequest: fc.Arbitrary<ReceivedRequest> = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PATCH'),
      url: fc.oneof(
        text,
        text.map((rest) => `/?activity=newInstance&${rest}`),
        text.map((rest) => `/produceAPI/${rest}`),
        text.map((rest) => `/produceAPI/v2/${rest}?%`),
      ),
      headers: fc.dictionary(fc.constantFrom('authtoken', 'x-sign', 'x-nonce', 'x-timestamp'), fc.string()),
      body: fc.oneof(
        fc.uint8Array(),
        fc.json().map((json) => Buffer.from(json)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const { json } = await handle(request);
        expect(['000001', '000002']).toContain(json.resultCode);
      }),
    );
  });

  test('rejects a body that is too long in the format of its protocol', () => {
    const { merchant } = harness();
    const refuse = (url: string) => merchant.rejectTooLong({ method: 'POST', url, headers: {} });
    expect(refuse('/x/produceAPI/authSync')).toMatchObject({ resultCode: '000002', protocol: 'v1-kit' });
    expect(refuse('/x/produceAPI/authSync').headers.map(([name]) => name)).toContain('Body-Sign');
    expect(refuse('/x').headers.map(([name]) => name)).not.toContain('Body-Sign');
  });
});

test('reasons in the log never hold a value from the request', async () => {
  const merchant = harness();
  const reply = await merchant.call('v2', 'updateInstanceStatus', { status: 'PRIVATE-VALUE' });
  expect(reply.resultCode).toBe('000002');
  expect(JSON.stringify(reply.reason)).not.toContain('PRIVATE');
});
