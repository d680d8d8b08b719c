import { expect, test } from 'vitest';
import { mockOrders } from '../../../../src/callback/protocols/mock-orders.ts';
import { otherSeller, sandboxBuyer } from '../../../../src/sandbox/state/accounts.ts';
import { api, send, start } from '../../harness.ts';

const query = (parameters: string) => `${api}/v1/order/query?${parameters}`;

test('every mock order is answered, to each seller', async () => {
  const sandbox = await start();
  for (const { id } of mockOrders) {
    const { status, json } = await send(sandbox, query(`orderId=${id}`), {
      credential: otherSeller.credential,
    });
    expect([status, json.resultCode, json.resultMsg]).toEqual([200, 'MKT.0000', 'Success']);
    expect(json.orderInfo).toMatchObject({ orderId: id, orderLine: [{ orderLineId: `${id}-000001` }] });
  }
});

test('the body of MOCKPERIODYEARNEW is the one that was seen', async () => {
  const { json } = await send(await start(), query('orderId=MOCKPERIODYEARNEW'));
  expect(JSON.stringify(json.orderInfo)).toBe(
    '{"orderId":"MOCKPERIODYEARNEW","orderType":"NEW","createTime":"20241121090846","orderLine":[{"orderLineId":"MOCKPERIODYEARNEW-000001","chargingMode":"PERIOD","periodType":"year","periodNumber":1,"expireTime":"20251121235959","productInfo":[{"productId":"OFFI846204237451911168","skuCode":"0a4d1578-5295-46a7-92d4-7c803dccc51d","linearValue":50,"productName":"MOCK测试商品,测试规格,基础版,包周期"}],"extendParams":[{"name":"emailDomainName","value":"test.xxxx.com"},{"name":"ip","value":"127.0.0.1"}],"currency":"100","currencyAfterDiscount":"100"}],"buyerInfo":{"mobilePhone":"18688888888","email":null,"customerId":"459bbbec25d24749b2eb83be37b602a8","customerName":"mock_user_01","customerRealName":"测试用户1","customerType":0,"userId":null,"userName":null},"extendParams":[]}',
  );
});

test('a stored order, and a line of it', async () => {
  const sandbox = await start();
  const id = 'CS2207261447AUY4H';
  expect((await send(sandbox, query(`orderId=${id}`))).json.orderInfo).toMatchObject({ orderId: id });
  const line = await send(sandbox, query(`orderId=${id}&orderLineId=${id}-000001`));
  expect(line.json).toMatchObject({
    resultCode: 'MKT.0000',
    orderInfo: { orderLine: [{ orderLineId: `${id}-000001` }] },
  });
});

test.each([
  ['', 400, 'MKT.0101', 'orderId is missing'],
  ['orderId=', 400, 'MKT.0101', 'orderId is missing'],
  ['orderId=MOCKONDEMAND&size=1', 400, 'MKT.0101', 'no parameter size'],
  ['orderId=MOCKONDEMAND&orderId=MOCKONDEMAND', 400, 'MKT.0101', 'orderId is given more than once'],
  [`orderId=${'x'.repeat(65)}`, 500, 'MKT.0100', 'longer than 64'],
  ['orderId=CS404', 500, 'MKT.0100', 'order CS404 does not exist'],
  ['orderId=MOCKONDEMAND&orderLineId=L', 500, 'MKT.0100', 'no order line L'],
  ['orderId=CS2512010900OTHER', 401, 'MKT.0150', 'another seller'],
])('?%s is %i %s', async (parameters, status, code, words) => {
  const { status: got, json } = await send(await start(), query(parameters));
  expect([got, json.resultCode]).toEqual([status, code]);
  expect(json.resultMsg).toContain(words);
  // Only some codes are explained further.
  expect(json.extra_info !== undefined).toBe(code !== 'MKT.0101');
});

test('an account that sells nothing is refused', async () => {
  const { status, json } = await send(await start(), query('orderId=MOCKONDEMAND'), {
    credential: sandboxBuyer.credential,
  });
  expect([status, json.resultCode, json.extra_info]).toEqual([401, 'MKT.0151', undefined]);
});
