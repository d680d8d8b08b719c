import { afterEach, describe, expect, it } from 'vitest';
import { type OrderApi, startOrderApi } from '../../../src/sandbox/server/order-api.ts';
import type { OrderInfo } from '../../../src/sandbox/state/orders.ts';
import { announceSandbox } from '../../../src/sandbox/state/running.ts';
import { formatOrderTime, orderTime } from '../../../src/sandbox/state/times.ts';
import { api as path, send, start, temporaryFolder } from '../harness.ts';

let api: OrderApi | undefined;
afterEach(() => api?.close());

const query = (orderId: string, sk = api!.credential.sk) =>
  send(api!, `${path}/v1/order/query?orderId=${orderId}`, { credential: { ...api!.credential, sk } });

describe('the order API of a test run', () => {
  it('knows the orders that it has issued, and that they were queried', async () => {
    api = await startOrderApi(0);
    const order = api.issue('MOCKPERIODYEARNEW');
    expect(order.orderId).toMatch(/^CS[0-9A-F]{15}$/);
    expect(order.orderLineId).toBe(`${order.orderId}-000001`);
    expect(api.isQueried(order.orderId)).toBe(false);
    const reply = await query(order.orderId);
    expect(reply.json).toMatchObject({ orderInfo: { orderId: order.orderId, orderType: 'NEW' } });
    expect(api.isQueried(order.orderId)).toBe(true);
  });

  it('issues an order with given ids, so that those of two can resemble each other', async () => {
    api = await startOrderApi(0);
    const ids = { orderId: '0'.repeat(63) + 1, orderLineId: '0'.repeat(62) + 17 };
    expect(api.issue('MOCKPERIODYEARNEW', { ids })).toEqual(ids);
    const { orderInfo } = (await query(ids.orderId)).json;
    expect(orderInfo).toMatchObject({ orderId: ids.orderId, orderLine: [{ orderLineId: ids.orderLineId }] });
    expect(api.isQueried(ids.orderId)).toBe(true);
  });

  it('issues orders of each kind', async () => {
    api = await startOrderApi(0);
    const { orderId } = api.issue('MOCKPERIODDAYTRIAL');
    expect((await query(orderId)).json).toMatchObject({ orderInfo: { orderType: 'TRIAL' } });
  });

  it('issues orders that are placed now and have not expired, unlike the mock orders', async () => {
    api = await startOrderApi(0);
    const before = formatOrderTime(new Date());
    const issued = api.issue('MOCKPERIODYEARNEW');
    const oneTime = api.issue('MOCKONETIMENEW');
    const { createTime, orderLine } = (await query(issued.orderId)).json.orderInfo as unknown as OrderInfo;
    expect(createTime >= before).toBe(true);
    expect(createTime <= formatOrderTime(new Date())).toBe(true);
    const days = (orderTime(orderLine[0]!.expireTime!)! - orderTime(createTime)!) / 86_400_000;
    expect(Math.round(days / 365.5)).toBe(orderLine[0]!.periodNumber);
    const { orderInfo } = (await query(oneTime.orderId)).json;
    expect((orderInfo as unknown as OrderInfo).orderLine[0]).not.toHaveProperty('expireTime');
    const mock = (await query('MOCKPERIODYEARNEW')).json.orderInfo as unknown as OrderInfo;
    expect(mock.orderLine[0]!.expireTime).toBe('20251121235959');
  });

  it('knows no other orders, save the mock orders', async () => {
    api = await startOrderApi(0);
    expect((await query('CS0000000000000000')).json).toMatchObject({ resultCode: 'MKT.0100' });
    expect((await query('MOCKONDEMAND')).status).toBe(200);
  });

  it('takes no query with a wrong signature for one', async () => {
    api = await startOrderApi(0);
    const { orderId } = api.issue('MOCKONDEMAND');
    expect((await query(orderId, 'wrong-key')).status).toBe(401);
    expect(api.isQueried(orderId)).toBe(false);
  });
});

describe('an issued order', () => {
  it('differs from another one, and has a buyer of its own on request', async () => {
    api = await startOrderApi(0);
    const infos: OrderInfo[] = [];
    for (const facts of [{}, { buyer: 'another-customer' }]) {
      const { json } = await query(api.issue('MOCKPERIODYEARNEW', facts).orderId);
      infos.push(json.orderInfo as unknown as OrderInfo);
    }
    const [first, second] = infos;
    expect(second?.orderLine[0]).not.toEqual(first?.orderLine[0]);
    expect(infos.map(({ orderLine }) => orderLine[0]?.periodNumber)).toEqual([2, 3]);
    expect(infos.map(({ orderLine }) => orderLine[0]?.currency)).toEqual(['200', '300']);
    expect(infos.map(({ orderLine }) => orderLine[0]?.productInfo[0]?.linearValue)).toEqual([2, 3]);
    expect(second?.buyerInfo?.customerId).toBe('another-customer');
  });

  it('has two lines for pay-per-use, of different products', async () => {
    api = await startOrderApi(0);
    const { orderId } = api.issue('MOCKONDEMAND');
    const { orderLine } = (await query(orderId)).json.orderInfo as unknown as OrderInfo;
    expect(orderLine.map(({ orderLineId }) => orderLineId)).toEqual([
      `${orderId}-000001`,
      `${orderId}-000002`,
    ]);
    expect(new Set(orderLine.map(({ productInfo }) => productInfo[0]?.productId)).size).toBe(2);
  });
});

describe('a fault of an order', () => {
  it.each([
    ['500', 500, 'MKT.0999'],
    ['denied', 200, 'MKT.0999'],
    ['429', 429, 'APIGW.0308'],
    ['406', 406, 'MKT.0250'],
    ['MKT.0150', 401, 'MKT.0150'],
  ] as const)('%s is the answer until the order is restored', async (fault, status, code) => {
    api = await startOrderApi(0);
    const { orderId } = api.issue('MOCKONDEMAND', { fault });
    const other = api.issue('MOCKONDEMAND').orderId;
    const reply = await query(orderId);
    expect(reply.status).toBe(status);
    expect(reply.json).not.toHaveProperty('orderInfo');
    expect(JSON.stringify(reply.json)).toContain(code);
    expect((await query(other)).status).toBe(200);
    api.restore?.(orderId);
    expect((await query(orderId)).json).toMatchObject({ orderInfo: { orderId } });
  });

  it.each(['reset', 'half', 'silent'] as const)('%s gives no whole answer', async (fault) => {
    api = await startOrderApi(0);
    const { orderId } = api.issue('MOCKONDEMAND', { fault });
    const answer = query(orderId).then(
      () => 'answered',
      () => 'broken',
    );
    // The end of the order API ends the wait of a client without a time limit.
    if (fault === 'silent') await api.close().then(() => (api = undefined));
    expect(await answer).toBe('broken');
  });
});

describe('a refused query', () => {
  it.each(['of its own', 'of a sandbox that runs at the port'])('is told by its order, %s', async (host) => {
    const stateFolder = await temporaryFolder();
    const sandbox = host === 'of its own' ? undefined : await start({ stateFolder });
    if (sandbox) announceSandbox(stateFolder, sandbox);
    api = await startOrderApi(sandbox?.port ?? 0, [], stateFolder);
    const first = api.issue('MOCKONDEMAND').orderId;
    const second = api.issue('MOCKONDEMAND').orderId;
    await query('CS0000000000000000');
    await query(second, 'wrong-key');
    const refusalOf = (orderId: string) => api?.lastRefusal(orderId)?.isUnauthenticated;
    await expect.poll(() => refusalOf(second)).toBe(true);
    expect(refusalOf('CS0000000000000000')).toBe(false);
    expect(refusalOf(first)).toBeUndefined();
    await send(api, `${path}/v1/order/query`, { credential: api.credential });
    await expect.poll(() => refusalOf(first)).toBe(false);
  });
});

describe('the order API of a sandbox that runs at the port', () => {
  it('knows the orders of the test run until it ends, and its own', async () => {
    const stateFolder = await temporaryFolder();
    const sandbox = await start({ stateFolder });
    announceSandbox(stateFolder, sandbox);
    api = await startOrderApi(sandbox.port, [], stateFolder);
    expect(api.url).toBe(sandbox.url);
    expect(api.restore).toBeUndefined();
    const { orderId } = api.issue('MOCKPERIODYEARNEW');
    expect((await query('CS2207261447AUY4H')).status).toBe(200);
    expect(api.isQueried(orderId)).toBe(false);
    expect((await query(orderId)).status).toBe(200);
    expect(api.isQueried(orderId)).toBe(true);
    await api.close();
    const after = await send(sandbox, `${path}/v1/order/query?orderId=${orderId}`, {
      credential: api.credential,
    });
    expect(after.json).toMatchObject({ resultCode: 'MKT.0100' });
    api = undefined;
  });

  it('is one of its own at any other port', async () => {
    const stateFolder = await temporaryFolder();
    const sandbox = await start({ stateFolder });
    announceSandbox(stateFolder, sandbox);
    api = await startOrderApi(0, [], stateFolder);
    expect(api.url).not.toBe(sandbox.url);
  });
});
