import { describe, expect, test } from 'vitest';
import type { MerchantOptions } from '../../../src/callback/merchant/model.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { verbatim } from '../../../src/text/translate.ts';
import { harness } from './harness.ts';

const bought = { orderId: 'CS1', orderLineId: 'CS1-000001' };

/** An order of ten seats for a year. */
function orderOf(orderId: string, line: JsonObject = {}, product: JsonObject = {}): JsonObject {
  return {
    orderId,
    orderType: 'NEW',
    orderLine: [
      {
        orderLineId: `${orderId}-000001`,
        chargingMode: 'PERIOD',
        periodType: 'year',
        periodNumber: 1,
        expireTime: '20270302155959',
        productInfo: [{ productId: 'PY', skuCode: 'S1', linearValue: 10, ...product }],
        extendParams: [{ name: 'emailDomainName', value: 'example.com' }],
        ...line,
      },
    ],
    buyerInfo: { customerId: 'C1', mobilePhone: '18688888888', email: null },
  };
}

/** A merchant with an order API, which notes its queries and responds when it is told to. */
function merchantWith(orders: readonly JsonObject[], options: Partial<MerchantOptions> = {}) {
  const queries: string[] = [];
  const merchant = harness({
    lookUpOrder: async (orderId, orderLineId) => {
      queries.push(`${orderId} ${orderLineId}`);
      return orders.find((order) => order.orderId === orderId);
    },
    ...options,
  });
  return { ...merchant, queries, instances: () => [...merchant.state.instances.values()] };
}

describe.each(['v2', 'online-license'] as const)('%s newInstance', (protocol) => {
  test('takes product, period, size, buyer and parameters from the order', async () => {
    const { call, queries, instances } = merchantWith([orderOf('CS1')]);
    expect((await call(protocol, 'newInstance', bought)).resultCode).toBe('000000');
    expect(queries).toEqual(['CS1 CS1-000001']);
    expect(instances()).toMatchObject([
      {
        orderId: 'CS1',
        productId: 'PY',
        customerId: 'C1',
        chargingMode: '1',
        expireTime: '20270302155959',
        order: {
          skuCode: 'S1',
          quantity: '10',
          periodType: 'year',
          periodNumber: '1',
          mobilePhone: '18688888888',
          email: '',
          parameters: [{ name: 'emailDomainName', value: 'example.com' }],
        },
      },
    ]);
  });

  test('two calls at the same time create one instance, however the order API takes its time', async () => {
    const responses: ((order: JsonObject) => void)[] = [];
    const { call, instances } = merchantWith([], {
      lookUpOrder: () => new Promise((resolve) => responses.push(resolve)),
    });
    const calls = [call(protocol, 'newInstance', bought), call(protocol, 'newInstance', bought)];
    await expect.poll(() => responses.length).toBe(2);
    for (const respond of responses.reverse()) respond(orderOf('CS1'));
    const replies = await Promise.all(calls);
    expect(replies.map(({ resultCode }) => resultCode)).toEqual(['000000', '000000']);
    expect(replies[0]!.json.instanceId).toBe(replies[1]!.json.instanceId);
    expect(instances()).toHaveLength(1);
  });

  test.each([
    ['an unknown order', undefined],
    ['an order without the line', orderOf('CS1', { orderLineId: 'CS1-000002' })],
    ['an order without lines', { orderId: 'CS1' }],
    ['no order at all', { orderId: 'CS1', orderLine: 'x', buyerInfo: 1 }],
  ])('%s is refused with 000002 and creates nothing', async (_, order) => {
    const { call, instances } = merchantWith([], { lookUpOrder: async () => order });
    const reply = await call(protocol, 'newInstance', bought);
    expect(reply.resultCode).toBe('000002');
    expect(reply.reason?.en).toBe('the order API does not know the order');
    expect(instances()).toEqual([]);
  });

  test('an order that was unknown is found at the retry', async () => {
    const orders: JsonObject[] = [];
    const { call } = merchantWith(orders);
    expect((await call(protocol, 'newInstance', bought)).resultCode).toBe('000002');
    orders.push(orderOf('CS1'));
    expect((await call(protocol, 'newInstance', bought)).resultCode).toBe('000000');
  });

  test('without a response of the order API: 000005, nothing created, nothing disclosed', async () => {
    const text = verbatim('no response from 127.0.0.1');
    const failures = [
      new KooError({ category: 'network', code: 'TIMEOUT', message: text, hint: text }),
      new Error('SECRET DETAIL'),
    ];
    const { call, instances } = merchantWith([], {
      lookUpOrder: () => Promise.reject(failures.shift()),
    });
    for (const code of ['TIMEOUT', 'INTERNAL_ERROR']) {
      const reply = await call(protocol, 'newInstance', bought);
      expect(reply.json).toEqual({ resultCode: '000005', resultMsg: 'other internal error' });
      expect(reply.reason?.en).toBe(`the order cannot be queried (${code})`);
    }
    expect(instances()).toEqual([]);
  });
});

describe('what is not looked up', () => {
  test('a request that is not authentic, replayed or incomplete', async () => {
    const { call, merchant, request, queries } = merchantWith([orderOf('CS1')]);
    await call('v2', 'newInstance', bought, { key: 'wrong' });
    await call('v2', 'newInstance', { ...bought, businessId: undefined });
    expect(queries).toEqual([]);
    const once = request('v2', 'newInstance', bought);
    await merchant.handle(once);
    await merchant.handle(once);
    expect(queries).toHaveLength(1);
  });

  test('V1, whose requests say what was bought, and calls that buy nothing', async () => {
    const { call, queries, instances } = merchantWith([orderOf('CS1')]);
    expect((await call('v1', 'newInstance')).resultCode).toBe('000000');
    await call('v2', 'newInstance', bought);
    queries.length = 0;
    const instanceId = instances()[1]!.id;
    for (const [name, values] of [
      ['queryInstance', {}],
      ['updateInstanceStatus', { status: 'FREEZE' }],
      // Releasing must not fail because of the order of the unsubscription.
      ['releaseInstance', { orderId: 'CS9', orderLineId: 'CS9-000001' }],
    ] as const) {
      expect((await call('v2', name, { instanceId, ...values })).resultCode).toBe('000000');
    }
    expect(queries).toEqual([]);
  });
});

describe('later orders', () => {
  async function created() {
    const orders = [
      orderOf('CS1'),
      orderOf('CS2', { extendParams: [], periodNumber: 2 }, { linearValue: 20 }),
      orderOf('CS3', { extendParams: null }, { linearValue: 30 }),
    ];
    const merchant = merchantWith(orders);
    await merchant.call('v2', 'newInstance', bought);
    const instance = merchant.instances()[0]!;
    const call = (name: string, orderId: string, values = {}) =>
      merchant.call('v2', name, {
        instanceId: instance.id,
        orderId,
        orderLineId: `${orderId}-000001`,
        ...values,
      });
    return { ...merchant, orders, instance, call };
  }

  test('a renewal changes size and period, its own expiry counts, and the parameters stay', async () => {
    const { call, instance } = await created();
    const renewal = { scene: 'RENEWAL_CHANGE', expireTime: '20290302155959' };
    expect((await call('refreshInstance', 'CS2', renewal)).resultCode).toBe('000000');
    expect(instance).toMatchObject({
      expireTime: '20290302155959',
      order: {
        quantity: '20',
        periodNumber: '2',
        parameters: [{ name: 'emailDomainName', value: 'example.com' }],
      },
    });
  });

  test('an upgrade changes the size once and keeps the expiry', async () => {
    const { call, instance, orders } = await created();
    expect((await call('upgradeInstance', 'CS2')).resultCode).toBe('000000');
    expect(instance).toMatchObject({ expireTime: '20270302155959', order: { quantity: '20' } });
    expect((await call('upgradeInstance', 'CS3')).resultCode).toBe('000000');
    expect(orders).toHaveLength(3);
    expect((await call('upgradeInstance', 'CS2')).resultCode).toBe('000000');
    expect(instance.order?.quantity).toBe('30');
  });

  test.each(['refreshInstance', 'upgradeInstance'])(
    '%s with an unknown order changes nothing',
    async (name) => {
      const { call, instance } = await created();
      const before = structuredClone(instance);
      expect((await call(name, 'CS9')).resultCode).toBe('000002');
      expect(instance).toEqual(before);
    },
  );
});

test('orderNotify is recorded only for an order that exists', async () => {
  const { call, queries, state } = merchantWith([orderOf('CS1')]);
  expect((await call('order-notify', 'orderNotify', bought)).resultCode).toBe('000000');
  const unknown = { orderId: 'CS9', orderLineId: 'CS9-000001' };
  expect((await call('order-notify', 'orderNotify', unknown)).resultCode).toBe('000002');
  expect(queries).toEqual(['CS1 CS1-000001', 'CS9 CS9-000001']);
  expect(state.notified.size).toBe(1);
});

test('with the buyer of the order, V2 too sells once to each account', async () => {
  const orders = [orderOf('CS1'), orderOf('CS2'), orderOf('CS3', {}, { productId: 'OTHER' })];
  const { call } = merchantWith(orders, { oncePerAccount: true });
  const buy = async (orderId: string) =>
    (await call('v2', 'newInstance', { orderId, orderLineId: `${orderId}-000001` })).resultCode;
  expect([await buy('CS1'), await buy('CS1'), await buy('CS2'), await buy('CS3')]).toEqual([
    '000000',
    '000000',
    '000103',
    '000105',
  ]);
});

test('an online licence that does not expire by its order needs no expiry date, and one that does is judged by it', async () => {
  const orders = [
    orderOf('CS1', { chargingMode: 'ONE_TIME', periodType: null, periodNumber: null, expireTime: null }),
    orderOf('CS2', { expireTime: '20260401155959' }),
  ];
  const { call } = merchantWith(orders, { protocols: ['online-license'], sale: 'period' });
  const apply = async (orderId: string, values: JsonObject) => {
    const created = { orderId, orderLineId: `${orderId}-000001`, testFlag: '0' };
    const { instanceId } = (await call('online-license', 'newInstance', created)).json;
    const applied = { instanceId: instanceId!, testFlag: '0', expireTime: undefined, ...values };
    return (await call('online-license', 'getLicenseAsync', applied)).resultCode;
  };
  expect(await apply('CS1', {})).toBe('000000');
  expect(await apply('CS2', {})).toBe('000902');
  const until = { expireTime: '2026-04-01 15:59:59 z' };
  expect(await apply('CS2', { ...until, effectiveTime: '2026-04-01 15:59:59 z' })).toBe('000000');
  expect(await apply('CS2', { ...until, effectiveTime: '2026-04-01 16:00:00 z' })).toBe('000901');
});

describe('the business clock', () => {
  const later = new Date('2027-05-04T03:02:01.000Z');

  test('decides when an instance is ready, not whether a timestamp is valid', async () => {
    let time = later.getTime();
    const { call } = harness({ asyncMs: 60_000, businessNow: async () => new Date(time) });
    const { json } = await call('v2', 'newInstance', bought);
    expect(json.resultCode).toBe('000004');
    const { instanceId } = json;
    time += 59_999;
    expect((await call('v2', 'queryInstance', { instanceId })).resultCode).toBe('000004');
    time += 1;
    expect((await call('v2', 'queryInstance', { instanceId })).resultCode).toBe('000000');
  });

  test('a clock that cannot be read is an internal error', async () => {
    const { call, state } = harness({ businessNow: () => Promise.reject(new Error('no clock')) });
    expect((await call('v2', 'newInstance', bought)).resultCode).toBe('000005');
    expect(state.instances.size).toBe(0);
  });
});
