import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openMarket } from '../../../../src/sandbox/market/engine/market.ts';
import { createContext, readClock } from '../../../../src/sandbox/market/model/context.ts';
import { findInstance } from '../../../../src/sandbox/market/model/records.ts';
import {
  balanceOf,
  buyer,
  deliveriesIn,
  instanceIn,
  key,
  office,
  openMarketplace,
  ordersOf,
  type Script,
  signal,
  start,
} from '../scripted.ts';

/** Lets the timers of a market run until it has nothing to do at the moment. */
async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('what follows from an event comes before what is due at the same time for another reason', async () => {
  const { told, buy } = await openMarketplace();
  await buy({ count: 2 });
  expect(told().map((line) => line.slice(20))).toEqual([
    'newInstance',
    'queryInstance',
    'newInstance',
    'queryInstance',
  ]);
});

test('two runs with one seed give the same journal, without a seed other ids', async () => {
  const run = async (seed: boolean) => {
    const { database, buy, to, go, entries } = await openMarketplace(({ activity, at }) =>
      activity === 'refreshInstance' && at < '2026-03-02T02:04' ? { status: 503 } : undefined,
    );
    if (!seed) database.exec('UPDATE market_clock SET seed = NULL');
    const order = await buy({ quantity: 10, autoRenew: 1 });
    await go({ do: 'renew', instance: order });
    await to('2028-05-01T00:00:00Z');
    return entries;
  };
  const first = await run(true);
  expect(first.length).toBeGreaterThan(25);
  expect(await run(true)).toEqual(first);
  expect((await run(false)).map(({ type }) => type)).toEqual(first.map(({ type }) => type));
});

test('orders of one minute have different ids, also without a seed', async () => {
  const { database } = await openMarketplace();
  let byte = 0;
  const { orderId } = createContext({
    database,
    now: Date.parse(start),
    random: (size) => Buffer.alloc(size, Math.floor(byte++ / 2)),
    onEntry: () => undefined,
  });
  const ids = Array.from({ length: 10 }, () => {
    const { id } = orderId();
    database.prepare("INSERT INTO orders VALUES (?, '', '')").run(id);
    return id;
  });
  expect(new Set(ids).size).toBe(10);
});

test('an advance that its client ends stops where it is, and is not resumed', async () => {
  const { database, market, buy, calls, wall } = await openMarketplace(() => 'down');
  await buy();
  const ended = new AbortController();
  const { now } = await market.perform(
    { do: 'clock', to: '2027-01-01T00:00:00Z' },
    ({ type }) => type === 'gave-up' && ended.abort(),
    ended.signal,
  );
  expect(now).toBe('2026-03-02T03:58:00.000Z');
  market.run();
  wall.now += 1;
  await market.perform({ do: 'buyer', buyer }, () => undefined, signal);
  expect(calls).toHaveLength(60);
  expect(readClock(database)).toMatchObject({ now: Date.parse('2026-03-02T03:58:00Z') });
});

test('an advance can be ended while nothing is sent', async () => {
  const { market, go, buy } = await openMarketplace();
  await buy({ count: 40 });
  await go({ do: 'disconnect', product: office });
  const ended = new AbortController();
  setImmediate(() => ended.abort());
  const { now } = await market.perform(
    { do: 'clock', to: '2028-01-01T00:00:00Z' },
    () => undefined,
    ended.signal,
  );
  expect(now < '2028').toBe(true);
});

test.each([
  { advance: Number.MAX_SAFE_INTEGER },
  { to: '3000-01-01T00:00:00Z' },
  { to: '1999-12-31T23:59:59Z' },
  { to: '0001-01-01T00:00:00Z' },
])('the clock is not set to %o', async (where) => {
  const { go } = await openMarketplace();
  await expect(go({ do: 'clock', ...where })).rejects.toMatchObject({
    facts: { code: 'CLOCK_OUT_OF_RANGE' },
  });
  expect(await go({ do: 'clock', to: '2999-12-31T23:59:59Z' })).toMatchObject({
    now: '2999-12-31T23:59:59.000Z',
  });
});

test('of instances to which a merchant gave one id, the lines are named', async () => {
  const { database, buy } = await openMarketplace(() => ({ resultCode: '000000', instanceId: 'same' }));
  const lines = [`${await buy()}-000001`, `${await buy()}-000001`];
  expect(() => findInstance(database, 'same')).toThrow(`same names several instances: ${lines.join(', ')}`);
  expect(lines.map((line) => findInstance(database, line).key)).toEqual([1, 2]);
});

test('the access key of a connection that is taken back is not in the file any more', async () => {
  const { database, go } = await openMarketplace();
  await go({ do: 'disconnect', product: office });
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const [{ file }] = database.prepare('PRAGMA database_list').all() as [{ file: string }];
  expect(readFileSync(file).includes(key)).toBe(false);
});

test('an act whose client is gone before its turn is not performed', async () => {
  const { database, market } = await openMarketplace();
  const gone = new AbortController();
  const waiting = market.perform({ do: 'clock', advance: 1000 }, () => undefined, signal);
  const bought = market.perform({ do: 'buy', product: office, buyer }, () => undefined, gone.signal);
  gone.abort();
  await waiting;
  await expect(bought).rejects.toThrow();
  expect(ordersOf(database)).toEqual([]);
});

test('what an act left due in virtual time is done by itself, and nothing that is due later', async () => {
  const { database, market, go, calls } = await openMarketplace(() => 'down');
  const gone = new AbortController();
  // The client disconnects as soon as the order is placed.
  await market.perform(
    { do: 'buy', product: office, buyer, count: 3 },
    ({ type }) => type === 'order' && gone.abort(),
    gone.signal,
  );
  expect(calls).toEqual([]);
  market.run();
  await until(() => calls.length === 3);
  await go({ do: 'buyer', buyer });
  expect(calls.map(({ at }) => at)).toEqual([start, start, start]);
  expect(readClock(database).now).toBe(Date.parse(start));
});

test('what is due comes before the next act', async () => {
  const { market, go, told, entries } = await openMarketplace();
  const gone = new AbortController();
  const buy = { do: 'buy', product: office, buyer } as const;
  await market.perform(buy, ({ type }) => type === 'order' && gone.abort(), gone.signal);
  expect(told()).toEqual([]);
  await go({ do: 'freeze', instance: 'CS260302100000001' });
  expect(told().map((line) => line.slice(20))).toEqual([
    'newInstance',
    'queryInstance',
    'updateInstanceStatus',
  ]);
  expect(entries.map(({ type }) => type)).toContain('attempt');
});

test('a clock that was killed in the middle of an advance goes on to its end', async () => {
  const { database, market, buy, calls } = await openMarketplace(() => 'down');
  await buy();
  const target = Date.parse('2026-03-03T00:00:00Z');
  database.prepare('UPDATE market_clock SET target = ?').run(target);
  market.run();
  await until(() => readClock(database).target === undefined);
  expect(calls).toHaveLength(60);
  expect(readClock(database)).toMatchObject({ mode: 'virtual', now: target });
});

test('a real clock attempts what is due, and does not make up for what it has missed', async () => {
  const { go, buy, wall, told, calls } = await openMarketplace(() => 'down');
  await go({ do: 'clock', mode: 'real' });
  await buy();
  wall.now += 60 * 60_000;
  await go({ do: 'buyer', buyer });
  await go({ do: 'buyer', buyer });
  expect(told()).toEqual(['2026-03-02T02:00:00 newInstance', '2026-03-02T03:00:00 newInstance']);
  wall.now += 2 * 60_000 - 1;
  await go({ do: 'buyer', buyer });
  expect(calls).toHaveLength(2);
  wall.now += 1;
  await go({ do: 'buyer', buyer });
  expect(told(2)).toEqual(['2026-03-02T03:02:00 newInstance']);
});

test('a real clock that is a little late each time attempts as often, before the order fails', async () => {
  const { database, go, buy, wall, calls } = await openMarketplace(() => 'down', { protocols: ['v1'] });
  await go({ do: 'clock', mode: 'real' });
  await buy();
  for (let hours = 1; hours <= 3; hours += 1) {
    wall.now = Date.parse(start) + hours * 3_600_000 + 800;
    await go({ do: 'buyer', buyer });
  }
  expect(calls.map(({ activity }) => activity)).toEqual(Array.from({ length: 4 }, () => 'newInstance'));
  expect(ordersOf(database)[0]?.status).toBe('failed');
});

test('an attempt that cannot be made has failed, and holds nothing up', async () => {
  const { database, go, buy, to, entries } = await openMarketplace(undefined, { keys: {} });
  await buy();
  const attempt = entries.find((entry) => entry.type === 'attempt');
  expect(attempt).toMatchObject({
    result: 'failed',
    meaning: { en: 'not sent: The connection has no access key for the base interfaces' },
  });
  await go({
    do: 'connect',
    product: office,
    url: 'http://127.0.0.1:9/',
    protocols: ['v2'],
    keys: { base: key },
  });
  await to('2026-03-02T02:02:00Z');
  expect(deliveriesIn(database)).toEqual(['1 newInstance succeeded 2', '2 queryInstance succeeded 1']);
});

test('an act tells why the state cannot be used, and does so each time', async () => {
  const { database, market, go, buy } = await openMarketplace(() => 'down');
  await buy();
  market.run();
  database.exec('ALTER TABLE market_attempts RENAME TO gone');
  await expect(go({ do: 'clock', advance: 200_000 })).rejects.toThrow('market_attempts');
  await expect(go({ do: 'buyer', buyer })).rejects.toThrow('market_attempts');
  database.exec('ALTER TABLE gone RENAME TO market_attempts');
  await go({ do: 'buyer', buyer });
  expect(deliveriesIn(database)).toEqual(['1 newInstance active 2']);
});

test('a product that is disconnected is told nothing more; its orders end, and the clock goes on', async () => {
  const { database, buy, to, go, calls } = await openMarketplace(({ activity }) =>
    activity === 'refreshInstance' || activity === 'upgradeInstance' ? 'down' : undefined,
  );
  const before = balanceOf(database);
  const renewed = await buy({ quantity: 10, autoRenew: 0 });
  await go({ do: 'renew', instance: renewed });
  const upgraded = await buy({ quantity: 10 });
  await go({ do: 'upgrade', instance: upgraded, quantity: 20 });
  const paid = balanceOf(database);
  const sent = calls.length;
  await go({ do: 'disconnect', product: office });
  await to('2028-12-01T00:00:00Z');
  expect(calls).toHaveLength(sent);
  expect(deliveriesIn(database).filter((line) => /active|queued/.test(line))).toEqual([]);
  expect(ordersOf(database).map(({ type, status }) => `${type} ${status}`)).toEqual([
    'NEW completed',
    'RENEW completed',
    'NEW completed',
    'CHANGE failed',
  ]);
  expect(balanceOf(database)).toBeGreaterThan(paid);
  expect(balanceOf(database)).toBeLessThan(before);
  expect([instanceIn(database, 1), instanceIn(database, 2)].map(({ life }) => life.stage)).toEqual([
    'released',
    'released',
  ]);
  await expect(go({ do: 'resend', delivery: 1 })).rejects.toMatchObject({ facts: { code: 'NOT_CONNECTED' } });
});

test('a purchase whose product is disconnected is refunded at its deadline', async () => {
  const { database, buy, to, go, calls } = await openMarketplace(() => 'down');
  const before = balanceOf(database);
  await buy();
  await go({ do: 'disconnect', product: office });
  await to('2026-03-03T00:00:00Z');
  expect(calls).toHaveLength(1);
  expect(balanceOf(database)).toBe(before);
  expect(ordersOf(database).map(({ type, status }) => `${type} ${status}`)).toEqual([
    'NEW failed',
    'UNSUBSCRIBE completed',
  ]);
});

test('what is frozen for two reasons is unfrozen when both are gone', async () => {
  const { database, buy, to, go, told } = await openMarketplace();
  const order = await buy();
  await go({ do: 'freeze', instance: order });
  await expect(go({ do: 'freeze', instance: order })).rejects.toMatchObject({
    facts: { code: 'ACT_REFUSED' },
  });
  await to('2027-03-10T00:00:00Z');
  expect(instanceIn(database).life.frozenFor).toEqual(['violation', 'expired']);
  await go({ do: 'unfreeze', instance: order });
  expect(instanceIn(database).life.frozenFor).toEqual(['expired']);
  const before = told().length;
  await go({ do: 'renew', instance: order });
  expect(told(before).map((line) => line.slice(20))).toEqual(['refreshInstance', 'updateInstanceStatus']);
  expect(instanceIn(database).life).toMatchObject({ frozenFor: [], stage: 'live' });
  await expect(go({ do: 'unfreeze', instance: order })).rejects.toMatchObject({
    facts: { code: 'ACT_REFUSED' },
  });
});

test('a renewal leaves a violation as it is', async () => {
  const { database, buy, to, go, told } = await openMarketplace();
  const order = await buy();
  await to('2027-03-10T00:00:00Z');
  await go({ do: 'freeze', instance: order });
  const before = told().length;
  await go({ do: 'renew', instance: order });
  expect(told(before).map((line) => line.slice(20))).toEqual(['refreshInstance']);
  expect(instanceIn(database).life.frozenFor).toEqual(['violation']);
});

test('an automatic renewal without money is tried every day at 03:00 until the release', async () => {
  const { database, buy, to, go, entries, told } = await openMarketplace();
  await go({ do: 'buyer', buyer, level: 'V0' });
  await buy({ period: '1m', autoRenew: 0 });
  await go({ do: 'buyer', buyer, balance: '0' });
  await to('2026-06-01T00:00:00Z');
  const failed = entries.filter((entry) => entry.type === 'notice' && entry.kind === 'renewal-failed');
  expect(failed.map(({ at }) => new Date(at).toISOString().slice(0, 16))).toEqual([
    '2026-03-25T19:00',
    ...[26, 27, 28, 29, 30, 31].map((day) => `2026-03-${day}T19:00`),
    ...[1, 2, 3].map((day) => `2026-04-0${day}T19:00`),
  ]);
  expect(told(2)).toEqual([
    '2026-04-03T15:59:59 updateInstanceStatus',
    '2026-04-04T15:59:59 releaseInstance',
  ]);
  expect(ordersOf(database)).toHaveLength(1);
});

test('an automatic renewal is made as often as was agreed', async () => {
  const { database, buy, to, told } = await openMarketplace();
  await buy({ period: '1m', autoRenew: 2 });
  await to('2027-01-01T00:00:00Z');
  expect(told(2).slice(0, 3)).toEqual([
    '2026-03-25T19:00:00 refreshInstance',
    '2026-04-24T19:00:00 refreshInstance',
    '2026-06-09T15:59:59 updateInstanceStatus',
  ]);
  expect(ordersOf(database).map(({ type }) => type)).toEqual(['NEW', 'RENEW', 'RENEW']);
});

test('an automatic renewal waits for an order that is under way', async () => {
  let isDown = false;
  const { buy, to, go, entries, database } = await openMarketplace(() => (isDown ? 'down' : undefined));
  const order = await buy({ period: '1m', quantity: 10, autoRenew: 0 });
  await to('2026-03-25T18:00:00Z');
  isDown = true;
  await go({ do: 'upgrade', instance: order, quantity: 20 });
  await to('2026-03-25T20:00:00Z');
  expect(entries.filter((entry) => entry.type === 'notice' && entry.kind === 'renewal-failed')).toHaveLength(
    1,
  );
  isDown = false;
  await to('2026-03-26T20:00:00Z');
  expect(ordersOf(database).map(({ type, status }) => `${type} ${status}`)).toEqual([
    'NEW completed',
    'CHANGE failed',
    'RENEW completed',
  ]);
});

test('a change that is agreed to after it has become impossible is not ordered', async () => {
  const script: Script = ({ activity, at }) =>
    activity === 'updateInstanceStatus' && at < '2027-02-20T02:10' ? 'down' : undefined;
  const { database, buy, to, go, told, entries } = await openMarketplace(script);
  const order = await buy({ quantity: 10 });
  await to('2027-02-20T02:00:00Z');
  await go({ do: 'freeze', instance: order });
  await go({ do: 'change', instance: order, quantity: 5 });
  await go({ do: 'buyer', buyer, balance: '0' });
  await to('2027-02-20T03:00:00Z').catch(() => undefined);
  expect(told().at(-1)).toBe('2027-02-20T02:10:00 changeInstanceCheck');
  expect(entries.findLast(({ type }) => type === 'refused')).toMatchObject({ code: 'PURCHASE_REFUSED' });
  expect(ordersOf(database)).toHaveLength(1);
  await go({ do: 'buyer', buyer, balance: '1000' });
  await go({ do: 'renew', instance: order });
  expect(ordersOf(database)).toHaveLength(2);
});

test('a state is opened again by another process as it was left', async () => {
  const { database, market, buy, calls } = await openMarketplace(() => 'down');
  await buy();
  await market.close();
  const again = openMarket({
    database,
    courier: () => Promise.reject(new Error('unplugged')),
    random: (size) => Buffer.alloc(size),
    wallClock: () => new Date(start),
  });
  const { due } = await again.perform({ do: 'clock', advance: 120_000 }, () => undefined, signal);
  await again.close();
  expect(calls).toHaveLength(1);
  expect(deliveriesIn(database)).toEqual(['1 newInstance active 2']);
  expect(due[0]).toMatchObject({ at: '2026-03-02T02:04:00.000Z', type: 'attempt' });
});
