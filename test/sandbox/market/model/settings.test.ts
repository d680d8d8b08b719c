import { expect, test } from 'vitest';
import type { Settings } from '../../../../src/sandbox/market/model/settings.ts';
import { settingValues } from '../../../../src/sandbox/market/model/settings.ts';
import { attemptsOf } from '../../../../src/sandbox/market/outbox/attempt-store.ts';
import { buyer, instanceIn, openMarketplace } from '../scripted.ts';

/** What each setting changes, seen by the merchant; what the others do to retries is in retries.test.ts. */
const seen: {
  readonly [Name in Exclude<keyof Settings, 'v1_step' | 'v1_refresh_given_up'>]: Record<
    Settings[Name],
    unknown
  >;
} = {
  test_flag: { omit: undefined, '0': '0', '1': '1' },
  freeze_at: { 'grace-end': '2027-03-09T15:59:59', expiry: '2027-03-02T15:59:59' },
  notify_orders: { all: 3, new: 1 },
  provision: { 'after-acceptance': '2026-03-03T02:00:00 2', 'at-payment': '2026-03-02T02:00:00 1' },
  unrenew_order_id: { unsubscribe: 'CS260302100000003', renewal: 'CS260302100000002' },
  v1_expire_zone: { beijing: '20270302235959', utc: '20270302155959' },
  v1_quantity: { amount: 'amount', diskSize: 'diskSize', bandWidth: 'bandWidth' },
  grace_days: { level: 7, '0': 0, '1': 1, '3': 3, '7': 7, '15': 15, '30': 30 },
  retention_days: { level: 7, '0': 0, '1': 1, '3': 3, '7': 7, '15': 15, '30': 30 },
  auto_renew_lead: {
    '7': '2027-02-22T19:00:00',
    '6': '2027-02-23T19:00:00',
    '5': '2027-02-24T19:00:00',
    '4': '2027-02-25T19:00:00',
    '3': '2027-02-26T19:00:00',
    '2': '2027-02-27T19:00:00',
  },
};

const day = 24 * 3_600_000;
const expiry = Date.parse('2027-03-02T15:59:59Z');

/** Days from the expiry to the freeze, and from the freeze to the release. */
async function overdueDays(
  settings: Partial<Settings>,
): Promise<readonly [grace: number, retention: number]> {
  const { buy, to, calls } = await openMarketplace(undefined, { settings });
  await buy();
  await to('2027-06-01T00:00:00Z');
  const times = calls.slice(-2).map(({ at }) => Date.parse(at));
  expect(calls.slice(-2).map(({ activity }) => activity)).toEqual([
    'updateInstanceStatus',
    'releaseInstance',
  ]);
  return [((times[0] ?? 0) - expiry) / day, ((times[1] ?? 0) - (times[0] ?? 0)) / day];
}

const observe: { readonly [Name in keyof typeof seen]: (value: Settings[Name]) => Promise<unknown> } = {
  async test_flag(value) {
    const { database, buy } = await openMarketplace(undefined, { settings: { test_flag: value } });
    await buy();
    const [attempt] = attemptsOf(database, 1);
    return JSON.parse(attempt?.outcome?.request?.body ?? '').testFlag;
  },
  async freeze_at(value) {
    const { buy, to, calls } = await openMarketplace(undefined, { settings: { freeze_at: value } });
    await buy();
    await to('2027-06-01T00:00:00Z');
    return calls.find(({ activity }) => activity === 'updateInstanceStatus')?.at.slice(0, 19);
  },
  async notify_orders(value) {
    const { buy, go, calls } = await openMarketplace(undefined, {
      protocols: ['v2', 'order-notify'],
      settings: { notify_orders: value },
    });
    const instance = await buy({ quantity: 10 });
    await go({ do: 'renew', instance });
    await go({ do: 'upgrade', instance, quantity: 20 });
    await go({ do: 'unsubscribe', instance });
    return calls.filter(({ activity }) => activity === 'orderNotify').length;
  },
  async provision(value) {
    const { database, buy, to, go, calls } = await openMarketplace(undefined, {
      protocols: ['v1'],
      supervised: true,
      settings: { provision: value },
    });
    const instance = await buy();
    await to('2026-03-03T02:00:00Z');
    await go({ do: 'accept', instance });
    expect(instanceIn(database).life.terms[0]?.expiresAt).toBe(Date.parse('2027-03-03T15:59:59Z'));
    const { document } = database.prepare('SELECT document FROM orders WHERE id = ?').get(instance) ?? {};
    expect(JSON.parse(String(document)).orderLine[0].expireTime).toBe('20270303155959');
    return calls.map(({ at, values }) => `${at.slice(0, 19)} ${values.provisionType}`).join();
  },
  async unrenew_order_id(value) {
    const { buy, go, calls } = await openMarketplace(undefined, { settings: { unrenew_order_id: value } });
    const instance = await buy();
    await go({ do: 'renew', instance });
    await go({ do: 'unsubscribe', instance, renewal: true });
    expect(calls.at(-1)?.values.scene).toBe('UNSUBSCRIBE_RENEWAL_PERIOD');
    return calls.at(-1)?.values.orderId;
  },
  async v1_expire_zone(value) {
    const { buy, calls } = await openMarketplace(undefined, {
      protocols: ['v1'],
      settings: { v1_expire_zone: value },
    });
    await buy();
    return calls[0]?.values.expireTime;
  },
  async v1_quantity(value) {
    const { buy, calls } = await openMarketplace(undefined, {
      protocols: ['v1'],
      settings: { v1_quantity: value },
    });
    await buy({ quantity: 10 });
    return Object.entries(calls[0]?.values ?? {}).find(([, sent]) => sent === '10')?.[0];
  },
  grace_days: async (value) => (await overdueDays({ grace_days: value }))[0],
  retention_days: async (value) => (await overdueDays({ retention_days: value }))[1],
  async auto_renew_lead(value) {
    const { buy, to, calls } = await openMarketplace(undefined, { settings: { auto_renew_lead: value } });
    await buy({ autoRenew: 1 });
    await to('2027-03-02T00:00:00Z');
    return calls.find(({ activity }) => activity === 'refreshInstance')?.at.slice(0, 19);
  },
};

for (const [name, expected] of Object.entries(seen)) {
  const setting = name as keyof typeof seen;
  test.each(Object.entries(expected))(`${name} %s: %s`, async (value, effect) => {
    const look = observe[setting] as (value: string) => Promise<unknown>;
    expect(await look(value)).toBe(effect);
  });
}

test('freeze_at is about an expiry: arrears have their grace anyway', async () => {
  const { database, buy, go, to, told } = await openMarketplace(undefined, {
    product: 'OFFI758576253042421762',
    settings: { freeze_at: 'expiry' },
  });
  await buy();
  database.prepare('UPDATE market_buyers SET balance = -1').run();
  await go({ do: 'buyer', buyer, level: 'V3' });
  await to('2026-03-04T00:00:00Z');
  expect(told(2)).toEqual(['2026-03-03T02:00:00 updateInstanceStatus']);
});

test('every value of every setting is looked at', () => {
  const values = Object.entries(seen).map(([name, effects]) => [name, Object.keys(effects).sort()]);
  const { v1_step: _1, v1_refresh_given_up: _2, ...others } = settingValues;
  expect(values).toEqual(Object.entries(others).map(([name, all]) => [name, [...all].sort()]));
});
