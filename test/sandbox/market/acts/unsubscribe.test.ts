import { expect, test } from 'vitest';
import { orderOf } from '../../../../src/sandbox/market/model/records.ts';
import { findBuyer } from '../../../../src/sandbox/market/orders/buyers.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import { buyer, instanceIn, office, openMarketplace, ordersOf } from '../scripted.ts';

const standard = 'da9b4d34-5295-46a7-92d4-000000000001';
const professional = 'da9b4d34-5295-46a7-92d4-000000000002';

/** What a buyer has spent of each kind of money, in yuan. */
function spent(database: Database) {
  const { balance = 0, coupon = 0 } = findBuyer(database, buyer) ?? {};
  return { balance: 1e6 - balance / 1e6, coupon: 1e6 - coupon / 1e6 };
}

function lastAmount(database: Database): number {
  return (orderOf(database, ordersOf(database).at(-1)?.id ?? '')?.amount ?? 0) / 1e6;
}

function soldOf(database: Database, sku: string): number {
  const row = database
    .prepare('SELECT sold FROM product_stock WHERE product_id = ? AND sku_code = ?')
    .get(office, sku);
  return Number(row?.sold);
}

test('an unsubscription within five days refunds upgrades and renewals too', async () => {
  const { database, go, buy } = await openMarketplace();
  const order = await buy({ quantity: 2 });
  await go({ do: 'upgrade', instance: order, quantity: 4 });
  await go({ do: 'renew', instance: order });
  expect(spent(database)).toEqual({ balance: 800, coupon: 0 });
  await go({ do: 'unsubscribe', instance: order });
  expect(lastAmount(database)).toBe(-800);
  expect(spent(database)).toEqual({ balance: 0, coupon: 0 });
});

test('each order is refunded to what it was paid with', async () => {
  const { database, go, buy } = await openMarketplace();
  const order = await buy({ pay: 'coupon' });
  await go({ do: 'renew', instance: order, pay: 'coupon' });
  await go({ do: 'renew', instance: order, pay: 'balance' });
  expect(spent(database)).toEqual({ balance: 100, coupon: 200 });
  await go({ do: 'unsubscribe', instance: order, renewal: true });
  expect(spent(database)).toEqual({ balance: 0, coupon: 200 });
  expect(instanceIn(database).payment).toBe('coupon');
  await go({ do: 'unsubscribe', instance: order });
  expect(lastAmount(database)).toBe(-200);
  expect(spent(database)).toEqual({ balance: 0, coupon: 0 });
});

test('of orders that were paid with different money, each gets its own back', async () => {
  const { database, go, buy } = await openMarketplace();
  const order = await buy({ pay: 'coupon' });
  await go({ do: 'renew', instance: order, pay: 'balance' });
  await go({ do: 'unsubscribe', instance: order });
  expect(spent(database)).toEqual({ balance: 0, coupon: 0 });
});

test('a renewal that is given back is refunded to what it was paid with', async () => {
  const { database, go, buy } = await openMarketplace();
  const order = await buy();
  await go({ do: 'renew', instance: order, pay: 'coupon' });
  await go({ do: 'unsubscribe', instance: order, renewal: true });
  expect(spent(database)).toEqual({ balance: 100, coupon: 0 });
});

test.each([
  ['newInstance', 0],
  ['upgradeInstance', 100],
])('an order that fails at %s is refunded to what it was paid with', async (down, coupon) => {
  const { database, go, buy, to } = await openMarketplace(({ activity }) =>
    activity === down ? 'down' : undefined,
  );
  const order = await buy({ pay: 'coupon' });
  if (down === 'upgradeInstance') await go({ do: 'upgrade', instance: order, quantity: 4 });
  await to('2026-03-02T06:00:00Z');
  expect(ordersOf(database).map(({ status }) => status)).toContain('failed');
  expect(spent(database)).toEqual({ balance: 0, coupon });
});

test('a refund that is agreed goes to what the purchase was paid with', async () => {
  const { database, go, buy } = await openMarketplace(undefined, { protocols: ['online-license'] });
  const order = await buy({ pay: 'coupon' });
  await go({ do: 'renew', instance: order, pay: 'balance' });
  await go({ do: 'unsubscribe', instance: order, amount: '30' });
  expect(spent(database)).toEqual({ balance: 100, coupon: 70 });
});

test('a renewal that was given back is not refunded twice', async () => {
  const { database, go, buy } = await openMarketplace();
  const order = await buy();
  await go({ do: 'renew', instance: order });
  await go({ do: 'unsubscribe', instance: order, renewal: true });
  await go({ do: 'unsubscribe', instance: order });
  expect(lastAmount(database)).toBe(-100);
  expect(spent(database).balance).toBe(0);
});

test('an upgrade that failed is not refunded twice', async () => {
  const { database, go, buy, to } = await openMarketplace(({ activity }) =>
    activity === 'upgradeInstance' ? 'down' : undefined,
  );
  const order = await buy();
  await go({ do: 'upgrade', instance: order, quantity: 4 });
  await to('2026-03-02T06:00:00Z');
  await go({ do: 'unsubscribe', instance: order });
  expect(lastAmount(database)).toBe(-100);
  expect(spent(database).balance).toBe(0);
});

test('stock goes back to the specification that was bought', async () => {
  const { database, go, buy } = await openMarketplace(undefined, { prices: [`${professional}:year=500`] });
  const before = [soldOf(database, standard), soldOf(database, professional)];
  const order = await buy();
  await go({ do: 'upgrade', instance: order, sku: professional });
  await go({ do: 'unsubscribe', instance: order });
  expect([soldOf(database, standard), soldOf(database, professional)]).toEqual(before);
});

test('a renewed period that has begun cannot be unsubscribed', async () => {
  const { go, buy } = await openMarketplace();
  const order = await buy();
  await go({ do: 'expire', instance: order });
  await go({ do: 'renew', instance: order });
  await expect(go({ do: 'unsubscribe', instance: order })).rejects.toMatchObject({
    facts: { code: 'ACT_REFUSED', details: { refusal: 'LATE' } },
  });
});

test('after a renewal is given back, the next one repeats what was before it', async () => {
  const { database, calls, go, buy, to } = await openMarketplace();
  const order = await buy({ quantity: 10 });
  await to('2027-02-20T02:00:00Z');
  await go({ do: 'change', instance: order, quantity: 6, sku: standard, period: '1m' });
  expect(instanceIn(database)).toMatchObject({ quantity: 6, period: { type: 'month' } });
  await go({ do: 'unsubscribe', instance: order, renewal: true });
  const { quantity, period, price } = instanceIn(database);
  expect({ quantity, period, price: price.period }).toEqual({
    quantity: 10,
    period: { type: 'year', number: 1 },
    price: { type: 'year', number: 1 },
  });
  await go({ do: 'renew', instance: order });
  expect(calls.at(-1)?.values).toMatchObject({ expireTime: '20280302155959' });
  expect(lastAmount(database)).toBe(1000);
});

test('an upgrade stays when the renewal before it is given back', async () => {
  const { database, go, buy } = await openMarketplace();
  const order = await buy({ quantity: 2 });
  await go({ do: 'renew', instance: order, period: '1m' });
  await go({ do: 'upgrade', instance: order, quantity: 4 });
  await go({ do: 'unsubscribe', instance: order, renewal: true });
  expect(instanceIn(database)).toMatchObject({ quantity: 4, period: { type: 'year', number: 1 } });
});

test('what is supervised is unsubscribed by agreement before it is created', async () => {
  const { database, calls, entries, go, buy, to } = await openMarketplace(undefined, { supervised: true });
  const order = await buy();
  await expect(go({ do: 'unsubscribe', instance: order })).rejects.toMatchObject({
    facts: { details: { refusal: 'STATE' } },
  });
  await go({ do: 'unsubscribe', instance: order, amount: '40' });
  expect(spent(database).balance).toBe(60);
  expect(instanceIn(database).life.stage).toBe('released');
  await expect(go({ do: 'accept', instance: order })).rejects.toMatchObject({
    facts: { code: 'ACT_REFUSED' },
  });
  await to('2026-03-03T02:00:00Z');
  expect(calls).toEqual([]);
  expect(ordersOf(database).map(({ type, status }) => `${type} ${status}`)).toEqual([
    'NEW completed',
    'UNSUBSCRIBE completed',
  ]);
  expect(entries.filter((entry) => entry.type === 'notice').map(({ kind }) => kind)).toContain(
    'unsubscription-to-approve',
  );
});

test('what is supervised and unsubscribed can no longer be accepted', async () => {
  const { database, go, buy } = await openMarketplace(undefined, {
    supervised: true,
    settings: { provision: 'at-payment' },
  });
  const order = await buy();
  await go({ do: 'unsubscribe', instance: order, amount: '100' });
  await expect(go({ do: 'accept', instance: order })).rejects.toMatchObject({
    facts: { code: 'ACT_REFUSED' },
  });
  expect(spent(database).balance).toBe(0);
});
