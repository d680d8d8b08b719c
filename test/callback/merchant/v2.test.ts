import { describe, expect, test } from 'vitest';
import { harness } from './harness.ts';

const order = { orderId: 'MOCKPERIODYEARNEW', orderLineId: 'MOCKPERIODYEARNEW-000001' };

describe('newInstance', () => {
  test('the same order line gets the same instance, at the same time too', async () => {
    const { call, state } = harness();
    const replies = await Promise.all(Array.from({ length: 8 }, () => call('v2', 'newInstance', order)));
    expect(new Set(replies.map(({ json }) => json.instanceId)).size).toBe(1);
    expect(state.instances.size).toBe(1);
    expect(replies[0]!.json).toEqual({
      resultCode: '000000',
      resultMsg: 'succeeded',
      instanceId: expect.any(String),
    });
  });

  test('another line of the order is another instance', async () => {
    const { call } = harness();
    const a = await call('v2', 'newInstance', order);
    const b = await call('v2', 'newInstance', { ...order, orderLineId: 'MOCKPERIODYEARNEW-000002' });
    expect(a.json.instanceId).not.toBe(b.json.instanceId);
  });

  test('without stock: 000100', async () => {
    const { call } = harness({ stock: 0 });
    expect((await call('v2', 'newInstance', order)).resultCode).toBe('000100');
  });

  test('asynchronous: returns 000004 until the instance is ready, also from queryInstance', async () => {
    const { call, wait } = harness({ asyncMs: 60_000 });
    const { json } = await call('v2', 'newInstance', order);
    expect(json.resultCode).toBe('000004');
    const { instanceId } = json;
    wait(59_999);
    expect((await call('v2', 'queryInstance', { instanceId })).json).toEqual({
      resultCode: '000004',
      resultMsg: 'the request is being processed',
    });
    wait(1);
    expect((await call('v2', 'queryInstance', { instanceId })).resultCode).toBe('000000');
    expect((await call('v2', 'newInstance', order)).json).toMatchObject({ resultCode: '000000', instanceId });
  });
});

test('queryInstance of several instances describes those that are ready, the others by their ID alone', async () => {
  const { call, wait } = harness({ asyncMs: 60_000 });
  const first = String((await call('v2', 'newInstance', order)).json.instanceId);
  wait(60_000);
  const line = { ...order, orderLineId: 'MOCKPERIODYEARNEW-000002' };
  const second = String((await call('v2', 'newInstance', line)).json.instanceId);
  for (const instanceId of [`${first},${second}`, `${second},${first}`]) {
    const { resultCode, json } = await call('v2', 'queryInstance', { instanceId });
    expect(resultCode).toBe('000000');
    expect(new Map((json.info as { instanceId: string }[]).map((one) => [one.instanceId, one]))).toEqual(
      new Map<string, unknown>([
        [first, { instanceId: first, appInfo: expect.any(Object) }],
        [second, { instanceId: second }],
      ]),
    );
  }
  expect((await call('v2', 'queryInstance', { instanceId: second })).resultCode).toBe('000004');
});

describe('the life of an instance', () => {
  async function created(values = {}) {
    const merchant = harness();
    const { json } = await merchant.call('v2', 'newInstance', { ...order, ...values });
    const instanceId = String(json.instanceId);
    const call = (name: string, more = {}) => merchant.call('v2', name, { instanceId, ...more });
    return { ...merchant, instanceId, call, instance: () => merchant.state.instances.get(instanceId)! };
  }

  test('queryInstance returns plain text and omits unknown IDs', async () => {
    const { call, instanceId, instance } = await created();
    const { json } = await call('queryInstance', { instanceId: `nobody,${instanceId}` });
    expect(json.info).toEqual([
      {
        instanceId,
        appInfo: {
          frontEndUrl: 'https://app.example.com/login',
          adminUrl: 'https://app.example.com/admin',
          userName: 'admin',
          password: instance().password,
          memo: '首次登录后请修改初始密码。',
        },
      },
    ]);
  });

  test.each(['TRIAL_TO_FORMAL', 'RENEWAL', 'UNSUBSCRIBE_RENEWAL_PERIOD', 'RENEWAL_CHANGE'])(
    'scene %s moves the end, with and without milliseconds',
    async (scene) => {
      const { call, instance } = await created();
      for (const expireTime of ['20300101000000', '20310101000000000']) {
        expect((await call('refreshInstance', { scene, expireTime })).resultCode).toBe('000000');
        expect(instance().expireTime).toBe(expireTime);
      }
    },
  );

  test('rejects an unknown scene with 000002', async () => {
    const { call } = await created();
    expect((await call('refreshInstance', { scene: 'CANCEL_RENEW' })).resultCode).toBe('000002');
  });

  test('FREEZE and UNFREEZE are idempotent; NORMAL returns 000002', async () => {
    const { call, instance } = await created();
    const seen: string[] = [];
    for (const status of ['FREEZE', 'FREEZE', 'UNFREEZE', 'UNFREEZE']) {
      expect((await call('updateInstanceStatus', { status })).resultCode).toBe('000000');
      seen.push(instance().status);
    }
    expect(seen).toEqual(['frozen', 'frozen', 'active', 'active']);
    expect((await call('updateInstanceStatus', { status: 'NORMAL' })).resultCode).toBe('000002');
  });

  test('an upgrade order upgrades once', async () => {
    const { call, instance } = await created();
    await call('upgradeInstance', { orderId: 'UP1' });
    expect((await call('upgradeInstance', { orderId: 'UP1' })).resultCode).toBe('000000');
    expect(instance().upgrades.size).toBe(1);
  });

  test('changeInstanceCheck reads its nested product', async () => {
    const { call } = await created();
    const productInfo = { skuCode: 's', productId: 'p', productName: '产品 "x"', linearValue: 3 };
    expect((await call('changeInstanceCheck', { productInfo })).resultCode).toBe('000000');
    expect((await call('changeInstanceCheck', { productInfo: { skuCode: 's' } })).resultCode).toBe('000002');
  });

  test('release: a debugging instance stays callable, a real one is gone', async () => {
    for (const [testFlag, after] of [
      ['1', '000000'],
      ['0', '000003'],
      [undefined, '000003'],
    ] as const) {
      const { call } = await created({ testFlag });
      expect((await call('releaseInstance')).resultCode).toBe('000000');
      expect((await call('releaseInstance')).resultCode).toBe('000000');
      for (const name of [
        'refreshInstance',
        'updateInstanceStatus',
        'queryInstance',
        'changeInstanceCheck',
      ]) {
        expect((await call(name)).resultCode).toBe(after);
      }
    }
  });

  test.each([
    'queryInstance',
    'refreshInstance',
    'updateInstanceStatus',
    'releaseInstance',
    'upgradeInstance',
    'changeInstanceCheck',
  ])('%s of an unknown instance is 000003', async (name) => {
    const { call } = harness();
    expect((await call('v2', name, { instanceId: 'nobody' })).resultCode).toBe('000003');
  });
});

test('verifies a body with another key order, spaces and escapes', async () => {
  const merchant = harness();
  const request = merchant.request('v2', 'newInstance', { ...order, extra: '云 🚀' });
  const values = Object.entries(JSON.parse(Buffer.from(request.body).toString()));
  const text = JSON.stringify(Object.fromEntries(values.reverse()), null, 2).replace('云', '\\u4e91');
  expect((await merchant.handle({ ...request, body: Buffer.from(text) })).resultCode).toBe('000000');
});
