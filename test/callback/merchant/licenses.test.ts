import { describe, expect, test } from 'vitest';
import { harness, license } from './harness.ts';

describe('online licences', () => {
  async function created(options = {}, testFlag: string | undefined = '1') {
    const merchant = harness({ protocols: ['online-license'], ...options });
    const order = { orderId: 'MOCKPERIODYEARNEW', orderLineId: 'MOCKPERIODYEARNEW-000001', testFlag };
    const { json } = await merchant.call('online-license', 'newInstance', order);
    const instanceId = String(json.instanceId);
    const apply = (more = {}) =>
      merchant.call('online-license', 'getLicenseAsync', { instanceId, eventId: 'E1', testFlag, ...more });
    return { ...merchant, instanceId, apply, instance: () => merchant.state.instances.get(instanceId)! };
  }

  test('the same event from the same device is the same application', async () => {
    const { apply, instance } = await created();
    await apply();
    expect((await apply()).json).toEqual({ resultCode: '000000', resultMsg: 'succeeded' });
    expect(instance().licenses.size).toBe(1);
    await apply({ deviceFingerprint: 'another' });
    await apply({ eventId: 'E2' });
    expect(instance().licenses.size).toBe(3);
  });

  test('rejects an unknown instance with 000003', async () => {
    const { apply } = await created();
    expect((await apply({ instanceId: 'nobody' })).resultCode).toBe('000003');
  });

  test('requires a fingerprint (000903)', async () => {
    const { apply } = await created();
    expect((await apply({ deviceFingerprint: undefined })).resultCode).toBe('000903');
  });

  test('requires an expiry date only for a period product (000902)', async () => {
    const period = await created();
    expect((await period.apply({ expireTime: undefined })).resultCode).toBe('000902');
    const onDemand = await created({ sale: 'on-demand' });
    expect((await onDemand.apply({ expireTime: undefined })).resultCode).toBe('000000');
  });

  test('returns 000901 after the expiry of a real order', async () => {
    const { apply, call, instanceId } = await created({}, '0');
    const renew = { instanceId, expireTime: '20260401000000' };
    await call('online-license', 'refreshInstance', renew);
    expect((await apply({ effectiveTime: '2026-04-01 00:00:01 z' })).resultCode).toBe('000901');
    expect((await apply({ effectiveTime: '2026-04-01 00:00:00 z' })).resultCode).toBe('000000');
  });

  test('saved debugging cases are old: their times are not judged', async () => {
    const { apply, call, instanceId } = await created();
    await call('online-license', 'refreshInstance', { instanceId, expireTime: '20250101000000' });
    expect((await apply({ effectiveTime: '2026-04-01 00:00:01 z' })).resultCode).toBe('000000');
  });

  test('returns 000900 above the quota, except for a known application', async () => {
    const { apply } = await created({ licenseQuota: 1 });
    expect((await apply()).resultCode).toBe('000000');
    expect((await apply({ eventId: 'E2' })).resultCode).toBe('000900');
    expect((await apply()).resultCode).toBe('000000');
  });

  test('asynchronous: returns 000004 until the licence is ready', async () => {
    const { apply, wait } = await created({ asyncMs: 1_000 });
    expect((await apply()).resultCode).toBe('000004');
    wait(999);
    expect((await apply()).resultCode).toBe('000004');
    wait(1);
    expect((await apply()).resultCode).toBe('000000');
  });
});

describe('licence codes', () => {
  const activities = ['refreshLicenseCode', 'updateLicenseCodeStatus', 'releaseLicenseCode'];

  test.each(activities)('%s of an unknown code returns 000003', async (name) => {
    const { call } = harness();
    expect((await call('license-code', name, { license: 'another' })).resultCode).toBe('000003');
  });

  test('renewed, frozen, unfrozen, each as often as you like', async () => {
    const { call, state } = harness();
    const code = () => state.licenseCodes.get(license)!;
    for (let round = 0; round < 2; round += 1) {
      const renew = { license, expireTime: '20300101000000' };
      expect((await call('license-code', 'refreshLicenseCode', renew)).resultCode).toBe('000000');
    }
    expect(code().expireTime).toBe('20300101000000');
    const seen: string[] = [];
    for (const status of ['FREEZE', 'FREEZE', 'UNFREEZE']) {
      const reply = await call('license-code', 'updateLicenseCodeStatus', { license, status });
      expect(reply.resultCode).toBe('000000');
      seen.push(code().status);
    }
    expect(seen).toEqual(['frozen', 'frozen', 'active']);
  });

  test('a debugging release keeps the code valid, a real one ends it', async () => {
    const { call } = harness();
    for (const [testFlag, after] of [
      ['1', '000000'],
      [undefined, '000003'],
    ] as const) {
      for (let round = 0; round < 2; round += 1) {
        const reply = await call('license-code', 'releaseLicenseCode', { license, testFlag });
        expect(reply.resultCode).toBe('000000');
      }
      for (const name of activities.slice(0, 2)) {
        expect((await call('license-code', name, { license })).resultCode).toBe(after);
      }
    }
  });
});

test('records orderNotify once and returns success each time', async () => {
  const { call, state } = harness();
  for (let round = 0; round < 2; round += 1) {
    const reply = await call('order-notify', 'orderNotify', { orderId: 'CS1', orderLineId: 'CS1-000001' });
    expect(reply.json).toEqual({ resultCode: '000000', resultMsg: 'succeeded' });
  }
  expect(state.notified.size).toBe(1);
  expect((await call('order-notify', 'orderNotify', { testFlag: undefined })).resultCode).toBe('000002');
});
