import { describe, expect, test } from 'vitest';
import { decryptField } from '../../../src/signing/sensitive-field.ts';
import { encrypt, harness, keys, type Read } from './harness.ts';

/** What is in the encrypted part of a reply. */
function access(reply: Read, bits: 128 | 256 = 256) {
  const decrypted = (field: string) => {
    const read = decryptField(keys.base, field, bits);
    return read.ok ? read.text : read.reason.en;
  };
  const { userName, password, ...open } = reply.json.appInfo as Record<string, string>;
  return {
    ...open,
    userName: decrypted(userName!),
    password: decrypted(password!),
  };
}

const order = { orderId: 'CS1', productId: 'P1' };

describe('newInstance', () => {
  test('the same order gets the same instance and the same full reply, under a fresh IV', async () => {
    const { call, state } = harness();
    const first = await call('v1', 'newInstance', order);
    const again = await call('v1', 'newInstance', { ...order, businessId: 'another' });
    expect(again.json.instanceId).toBe(first.json.instanceId);
    expect(access(again)).toEqual(access(first));
    expect(again.json.appInfo).not.toEqual(first.json.appInfo);
    expect(first.json.encryptType).toBe('1');
    expect(state.instances.size).toBe(1);
  });

  test('two calls at the same time get one instance', async () => {
    const { call, state } = harness();
    const replies = await Promise.all(Array.from({ length: 8 }, () => call('v1', 'newInstance', order)));
    expect(new Set(replies.map(({ json }) => json.instanceId)).size).toBe(1);
    expect(state.instances.size).toBe(1);
  });

  test('another order or another product of the order is another instance', async () => {
    const { call } = harness();
    const replies = await Promise.all([
      call('v1', 'newInstance', { orderId: 'CS1', productId: 'P1' }),
      call('v1', 'newInstance', { orderId: 'CS1', productId: 'P2' }),
      call('v1', 'newInstance', { orderId: 'CS2', productId: 'P1' }),
    ]);
    expect(new Set(replies.map(({ json }) => json.instanceId)).size).toBe(3);
  });

  test('declares and uses AES-128', async () => {
    const { call } = harness({ encryptBits: 128 });
    const reply = await call('v1', 'newInstance');
    expect(reply.json.encryptType).toBe('2');
    expect(access(reply, 128).userName).toBe('admin');
  });

  test.each(['mobilePhone', 'email'])('%s that cannot be decrypted is rejected with 000002', async (name) => {
    const { call } = harness();
    for (const value of ['15905222222', encrypt('15905222222', 128)]) {
      const reply = await call('v1', 'newInstance', { [name]: value });
      expect(reply.resultCode).toBe('000002');
      expect(reply.reason?.en).toBe(`${name} cannot be decrypted with AES-256 and the access key`);
    }
    expect((await call('v1', 'newInstance', { [name]: '' })).resultCode).toBe('000000');
  });

  test('values of every kind verify', async () => {
    const { call } = harness();
    const customerName = '云商店 🚀 a+b/c=d&e%20';
    expect((await call('v1', 'newInstance', { customerName, unknown: '+%' })).resultCode).toBe('000000');
  });

  test('without stock a new order is 000100, a known one is answered', async () => {
    const { call } = harness({ stock: 1 });
    const first = await call('v1', 'newInstance', order);
    expect((await call('v1', 'newInstance', { ...order, orderId: 'CS2' })).json).toEqual({
      resultCode: '000100',
      resultMsg: 'no instance resource can be allocated',
    });
    expect((await call('v1', 'newInstance', order)).json.instanceId).toBe(first.json.instanceId);
  });

  test('once per account: 000103 for the same product, 000105 for another, allowed after release', async () => {
    const { call } = harness({ oncePerAccount: true });
    const buy = (orderId: string, productId: string, customerId: string) =>
      call('v1', 'newInstance', { orderId, productId, customerId });
    const first = await buy('CS1', 'P1', 'alice');
    expect((await buy('CS1', 'P1', 'alice')).resultCode).toBe('000000');
    expect((await buy('CS2', 'P1', 'alice')).resultCode).toBe('000103');
    expect((await buy('CS3', 'P2', 'alice')).resultCode).toBe('000105');
    expect((await buy('CS4', 'P1', 'bob')).resultCode).toBe('000000');
    await call('v1', 'releaseInstance', { instanceId: first.json.instanceId });
    expect((await buy('CS5', 'P1', 'alice')).resultCode).toBe('000000');
  });

  test('asynchronous: returns 000004 with only the ID, then all fields', async () => {
    const { call, wait } = harness({ asyncMs: 5_000 });
    const pending = await call('v1', 'newInstance', order);
    expect(pending.json).toEqual({
      resultCode: '000004',
      resultMsg: 'the request is being processed',
      instanceId: pending.json.instanceId,
    });
    const { instanceId } = pending.json;
    expect((await call('v1', 'queryInstance', { instanceId })).resultCode).toBe('000004');
    wait(5_000);
    expect((await call('v1', 'queryInstance', { instanceId })).resultCode).toBe('000000');
    expect(access(await call('v1', 'newInstance', order)).userName).toBe('admin');
  });
});

describe('the life of an instance', () => {
  async function created(values = {}) {
    const merchant = harness();
    const { json } = await merchant.call('v1', 'newInstance', { ...order, ...values });
    const instanceId = String(json.instanceId);
    const call = (name: string, more = {}) => merchant.call('v1', name, { instanceId, ...more });
    return { ...merchant, instanceId, call, instance: () => merchant.state.instances.get(instanceId)! };
  }

  test('renewal moves the end; once more is a success', async () => {
    const { call, instance } = await created();
    for (let round = 0; round < 2; round += 1) {
      const reply = await call('refreshInstance', { expireTime: '20300101000000' });
      expect(reply.json).toEqual({ resultCode: '000000', resultMsg: 'succeeded' });
    }
    expect(instance().expireTime).toBe('20300101000000');
  });

  test('expiry and FREEZE freeze, NORMAL unfreezes; all are idempotent', async () => {
    const { call, instance } = await created();
    const seen: string[] = [];
    for (const status of ['FREEZE', 'FREEZE', 'NORMAL', 'NORMAL']) {
      expect((await call('instanceStatus', { instanceStatus: status })).resultCode).toBe('000000');
      seen.push(instance().status);
    }
    expect(seen).toEqual(['frozen', 'frozen', 'active', 'active']);
    for (let round = 0; round < 2; round += 1) {
      expect((await call('expireInstance')).resultCode).toBe('000000');
    }
    expect(instance().status).toBe('frozen');
  });

  test('the V2 word for unfreezing is 000002', async () => {
    const { call } = await created();
    expect((await call('instanceStatus', { instanceStatus: 'UNFREEZE' })).resultCode).toBe('000002');
  });

  test('an upgrade order upgrades once', async () => {
    const { call, instance } = await created();
    await call('upgrade', { orderId: 'UP1' });
    expect((await call('upgrade', { orderId: 'UP1' })).resultCode).toBe('000000');
    expect([...instance().upgrades]).toEqual(['UP1']);
  });

  test('a released debugging instance stays available', async () => {
    const { call } = await created({ testFlag: '1' });
    for (const name of [
      'releaseInstance',
      'releaseInstance',
      'refreshInstance',
      'expireInstance',
      'queryInstance',
    ]) {
      expect((await call(name)).resultCode).toBe('000000');
    }
  });

  test('a released real instance returns 000003 except for another release', async () => {
    const { call } = await created({ testFlag: undefined });
    expect((await call('releaseInstance')).resultCode).toBe('000000');
    expect((await call('releaseInstance')).resultCode).toBe('000000');
    for (const name of ['refreshInstance', 'expireInstance', 'queryInstance', 'upgrade', 'instanceStatus']) {
      expect((await call(name)).resultCode).toBe('000003');
    }
  });

  test.each([
    'refreshInstance',
    'expireInstance',
    'releaseInstance',
    'upgrade',
    'instanceStatus',
    'queryInstance',
  ])('%s of an unknown instance is 000003', async (name) => {
    const { call } = harness();
    expect((await call('v1', name, { instanceId: 'nobody' })).json).toEqual({
      resultCode: '000003',
      resultMsg: 'the instance ID does not exist',
    });
  });
});

describe('queryInstance', () => {
  test('returns known IDs and omits unknown ones', async () => {
    const { call } = harness();
    const a = (await call('v1', 'newInstance', { orderId: 'CS1' })).json.instanceId;
    const b = (await call('v1', 'newInstance', { orderId: 'CS2' })).json.instanceId;
    const reply = await call('v1', 'queryInstance', { instanceId: `${a},nobody,${b}` });
    expect(reply.json).toMatchObject({
      resultCode: '000000',
      encryptType: '1',
      info: [{ instanceId: a }, { instanceId: b }],
    });
  });

  test('lists an instance that is not ready without login information', async () => {
    const { call, wait } = harness({ asyncMs: 5_000 });
    const a = (await call('v1', 'newInstance', { orderId: 'CS1' })).json.instanceId;
    wait(5_000);
    const b = (await call('v1', 'newInstance', { orderId: 'CS2' })).json.instanceId;
    const { json } = await call('v1', 'queryInstance', { instanceId: `${a},${b}` });
    expect(json.info).toEqual([{ instanceId: a, appInfo: expect.anything() }, { instanceId: b }]);
  });

  test('accepts 100 IDs and rejects 101 with 000002', async () => {
    const { call } = harness();
    const { instanceId } = (await call('v1', 'newInstance')).json;
    const ids = (count: number) =>
      [instanceId, ...Array.from({ length: count - 1 }, (_, n) => `x${n}`)].join(',');
    expect((await call('v1', 'queryInstance', { instanceId: ids(100) })).resultCode).toBe('000000');
    expect((await call('v1', 'queryInstance', { instanceId: ids(101) })).resultCode).toBe('000002');
  });

  test.each([
    ['0', true],
    ['5', true],
    ['1', false],
    ['3', false],
  ])('chargingMode %s: use is reported: %s', async (chargingMode, metered) => {
    const { call } = harness();
    const { instanceId } = (await call('v1', 'newInstance', { chargingMode })).json;
    const { json } = await call('v1', 'queryInstance', { instanceId });
    const [info] = json.info as Record<string, unknown>[];
    const dashboardUrl = 'https://app.example.com/usage';
    const usage = [{ usageValue: 0, statisticalTime: '20260301080000000', dashboardUrl }];
    expect(info!.usageInfo).toEqual(metered ? usage : undefined);
  });
});

describe('the retired licence interfaces', () => {
  test('the same order gets the same licence; its instance lives as any other', async () => {
    const { call } = harness();
    const first = await call('v1', 'getLicense', { orderId: 'CS1' });
    const again = await call('v1', 'getLicense', { orderId: 'CS1', businessId: 'another' });
    expect(again.json).toEqual(first.json);
    expect(first.json.license).toBe(`LICENSE-${first.json.instanceId}`);
    const { instanceId } = first.json;
    for (const name of ['refreshLicense', 'expireLicense', 'releaseLicense']) {
      expect((await call('v1', name, { instanceId })).resultCode).toBe('000000');
      expect((await call('v1', name, { instanceId: 'nobody' })).resultCode).toBe('000003');
    }
  });

  test('asynchronous: no licence before it is ready', async () => {
    const { call, wait } = harness({ asyncMs: 1 });
    const pending = await call('v1', 'getLicense', { orderId: 'CS1' });
    expect(pending.json.resultCode).toBe('000004');
    expect(pending.json.license).toBeUndefined();
    wait(1);
    expect((await call('v1', 'getLicense', { orderId: 'CS1' })).json.license).toBeDefined();
  });
});
