import { describe, expect, test } from 'vitest';
import { listInstances } from '../../../../src/sandbox/market/views/listings.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import { balanceOf, deliveriesIn, instanceIn, openMarketplace, ordersOf, type Script } from '../scripted.ts';

const down: Script = () => 'down';

/** Times from 02:00 on, so many minutes apart. */
function times(count: number, step: number, activity: string, first = 0): string[] {
  const from = Date.parse('2026-03-02T02:00:00Z');
  return Array.from(
    { length: count },
    (_, index) =>
      `${new Date(from + (first + index * step) * 60_000).toISOString().slice(0, 19)} ${activity}`,
  );
}

test('V2: a creation is attempted 60 times in 2 hours, and refunded after 3', async () => {
  const { database, told, buy, to, entries } = await openMarketplace(down);
  const before = balanceOf(database);
  await buy();
  await to('2026-03-02T04:59:59Z');
  expect(told()).toEqual(times(60, 2, 'newInstance'));
  expect(balanceOf(database)).toBeLessThan(before);
  expect(ordersOf(database).map(({ status }) => status)).toEqual(['processing']);
  await to('2026-03-02T05:00:00Z');
  expect(told()).toHaveLength(60);
  expect(ordersOf(database).map(({ type, status }) => `${type} ${status}`)).toEqual([
    'NEW failed',
    'UNSUBSCRIBE completed',
  ]);
  expect(balanceOf(database)).toBe(before);
  expect(instanceIn(database).life.stage).toBe('failed');
  const failures = entries.filter((entry) => entry.type === 'notice' && entry.kind === 'delivery-failed');
  expect(failures).toHaveLength(60);
});

test.each([
  ['60', times(4, 60, 'newInstance')],
  ['3', times(60, 3, 'newInstance')],
] as const)('V1 with v1_step %s: a creation is attempted until it is refunded', async (v1_step, expected) => {
  const { database, told, buy, to } = await openMarketplace(down, {
    protocols: ['v1'],
    settings: { v1_step },
  });
  const before = balanceOf(database);
  await buy();
  await to('2026-03-03T05:00:00Z');
  expect(told()).toEqual(expected);
  expect(ordersOf(database).map(({ type, status }) => `${type} ${status}`)).toEqual([
    'NEW failed',
    'UNSUBSCRIBE completed',
  ]);
  expect(balanceOf(database)).toBe(before);
});

test('V1: the last attempt of an upgrade comes before its refund', async () => {
  const { database, told, buy, to, go } = await openMarketplace(
    ({ activity }, calls) => (activity === 'upgrade' && calls.length < 4 ? 'down' : undefined),
    { protocols: ['v1'] },
  );
  const order = await buy({ quantity: 10 });
  await go({ do: 'upgrade', instance: order, quantity: 20 });
  await to('2026-03-03T05:00:00Z');
  expect(told(1)).toEqual(times(4, 60, 'upgrade'));
  expect(ordersOf(database).at(-1)).toMatchObject({ type: 'CHANGE', status: 'completed' });
  expect(instanceIn(database).quantity).toBe(20);
});

test.each(['v1', 'v2'] as const)(
  '%s: an upgrade that fails is refunded, the instance stays as it was',
  async (protocol) => {
    const { database, buy, to, go, calls } = await openMarketplace(
      ({ activity }) => (activity.startsWith('upgrade') ? 'down' : undefined),
      { protocols: [protocol] },
    );
    const order = await buy({ quantity: 10 });
    const before = balanceOf(database);
    const instance = instanceIn(database);
    await go({ do: 'upgrade', instance: order, quantity: 20 });
    expect(balanceOf(database)).toBeLessThan(before);
    await to('2026-03-02T05:00:00Z');
    expect(ordersOf(database).at(-1)).toMatchObject({ type: 'CHANGE', status: 'failed' });
    expect(balanceOf(database)).toBe(before);
    expect(instanceIn(database)).toEqual(instance);
    const sent = calls.length;
    await to('2026-03-09T05:00:00Z');
    expect(calls).toHaveLength(sent);
    // It can be wanted again.
    await go({ do: 'upgrade', instance: order, quantity: 20 });
    expect(calls.length).toBe(sent + 1);
  },
);

test('a server that is down for a day: what the clock brings is attempted on its own clock each time', async () => {
  const down = { from: '9', until: '9' };
  const { told, buy, to, go, calls, database } = await openMarketplace(({ at }) =>
    at >= down.from && at < down.until ? 'down' : undefined,
  );
  const order = await buy();
  down.from = '2026-03-10T02:00:00.000Z';
  down.until = '2026-03-11T02:00:00.000Z';
  await to(down.from);
  const before = calls.length;
  await go({ do: 'renew', instance: order });
  await to('2026-03-10T23:00:00Z');
  await go({ do: 'freeze', instance: order });
  await to('2026-03-12T00:00:00Z');
  const day = (hour: number, minutes: number) =>
    new Date(Date.UTC(2026, 2, 10, hour, minutes)).toISOString().slice(0, 19);
  expect(told(before)).toEqual([
    ...Array.from({ length: 60 }, (_, index) => `${day(2, 2 * index)} refreshInstance`),
    ...Array.from({ length: 60 }, (_, index) => `${day(23, 2 * index)} updateInstanceStatus`),
  ]);
  expect(deliveriesIn(database).slice(-2)).toEqual([
    '3 refreshInstance given-up 60',
    '4 updateInstanceStatus given-up 60',
  ]);
  // Nobody waits for the merchant: the period is longer, and the instance frozen.
  expect(instanceIn(database).life).toMatchObject({ frozenFor: ['violation'] });
  expect(instanceIn(database).life.terms).toHaveLength(2);
});

test('a server that is down for two hours less a minute gets every callback', async () => {
  const { database, buy, to, told } = await openMarketplace(({ at }) =>
    at < '2026-03-02T03:58:00.000Z' ? 'down' : undefined,
  );
  await buy();
  await to('2026-03-02T06:00:00Z');
  expect(told()).toEqual([...times(60, 2, 'newInstance'), '2026-03-02T03:58:00 queryInstance']);
  expect(ordersOf(database).map(({ status }) => status)).toEqual(['completed']);
});

test('000004 for an hour: the instance is asked for every two minutes until it is there', async () => {
  const { database, buy, to, told, entries } = await openMarketplace(({ at }) =>
    at < '2026-03-02T03:00:00.000Z' ? { resultCode: '000004' } : undefined,
  );
  await buy();
  await to('2026-03-02T06:00:00Z');
  expect(told()).toEqual(['2026-03-02T02:00:00 newInstance', ...times(30, 2, 'queryInstance', 2)]);
  expect(ordersOf(database).map(({ status }) => status)).toEqual(['completed']);
  // It is not there yet: that is no failure to write mails about.
  expect(entries.filter((entry) => entry.type === 'notice' && entry.kind === 'delivery-failed')).toEqual([]);
});

test('000004 for ever: 60 polls, a refund after 3 hours, and the half-made instance is released', async () => {
  const { database, buy, to, told, calls } = await openMarketplace(({ activity }) =>
    activity === 'releaseInstance' ? undefined : { resultCode: '000004' },
  );
  const before = balanceOf(database);
  await buy();
  await to('2026-03-02T06:00:00Z');
  expect(told()).toEqual([
    '2026-03-02T02:00:00 newInstance',
    ...times(60, 2, 'queryInstance', 2),
    '2026-03-02T05:00:00 releaseInstance',
  ]);
  expect(calls.at(-1)?.values).toEqual({
    instanceId: 'I-00001-000001',
    orderId: 'CS260302130000002',
    orderLineId: 'CS260302130000002-000001',
  });
  expect(balanceOf(database)).toBe(before);
});

test('V1: 000004 is a failure like any other', async () => {
  const { told, buy, to } = await openMarketplace(() => ({ resultCode: '000004' }), { protocols: ['v1'] });
  await buy();
  await to('2026-03-03T02:00:00Z');
  expect(told()).toEqual(times(4, 60, 'newInstance'));
});

test('a refresh that was given up is sent again once the server is back; the renewal stood all the time', async () => {
  let isDown = false;
  const { database, told, buy, to, go, calls } = await openMarketplace(() => (isDown ? 'down' : undefined));
  const order = await buy();
  isDown = true;
  await go({ do: 'renew', instance: order });
  await to('2026-03-02T04:00:00Z');
  expect(told(2)).toEqual(times(60, 2, 'refreshInstance'));
  expect(ordersOf(database).at(-1)).toMatchObject({ type: 'RENEW', status: 'completed' });
  await expect(go({ do: 'resend', delivery: 3 })).resolves.toMatchObject({ gaveUp: 1 });
  expect(deliveriesIn(database)).toContain('3 refreshInstance given-up 61');
  isDown = false;
  await expect(go({ do: 'resend', delivery: 3 })).resolves.toMatchObject({ gaveUp: 0 });
  expect(deliveriesIn(database)).toContain('3 refreshInstance succeeded 62');
  expect(calls.slice(2).every(({ values }) => values.orderId === calls[2]?.values.orderId)).toBe(true);
});

test.each([
  ['failed', 'v1', 'failed'],
  ['completed', 'v1', 'completed'],
  ['failed', 'v2', 'completed'],
] as const)(
  'v1_refresh_given_up=%s, %s: the order of a refresh that was given up is %s',
  async (set, protocol, status) => {
    let isDown = false;
    const { database, buy, to, go, entries } = await openMarketplace(() => (isDown ? 'down' : undefined), {
      protocols: [protocol],
      settings: { v1_refresh_given_up: set },
    });
    const order = await buy();
    const before = balanceOf(database);
    isDown = true;
    await go({ do: 'renew', instance: order });
    const paid = balanceOf(database);
    await to('2026-03-02T04:30:00Z');
    const expiry = instanceIn(database).life.terms.at(-1)?.expiresAt;
    expect(ordersOf(database).at(-1)).toMatchObject({ type: 'RENEW', status });
    expect(expiry).toBe(Date.parse('2028-03-02T15:59:59Z'));
    // Nothing is refunded, also not after three hours.
    await to('2026-03-02T08:00:00Z');
    expect(ordersOf(database).map(({ type }) => type)).toEqual(['NEW', 'RENEW']);
    expect(paid).toBeLessThan(before);
    expect(balanceOf(database)).toBe(paid);
    const texts = entries.flatMap((entry) => ('text' in entry ? [entry.text.en] : []));
    expect(texts.some((text) => text.includes('counts as failed until'))).toBe(status === 'failed');
    isDown = false;
    const refresh = deliveriesIn(database).find((line) => line.includes('given-up')) ?? '';
    await go({ do: 'resend', delivery: Number.parseInt(refresh, 10) });
    expect(ordersOf(database).at(-1)).toMatchObject({ type: 'RENEW', status: 'completed' });
  },
);

test('a renewal whose refresh was given up can be given back', async () => {
  let isDown = false;
  const { database, buy, to, go } = await openMarketplace(() => (isDown ? 'down' : undefined), {
    protocols: ['v1'],
  });
  const order = await buy();
  isDown = true;
  await go({ do: 'renew', instance: order });
  await to('2026-03-02T04:30:00Z');
  isDown = false;
  await go({ do: 'unsubscribe', instance: order, renewal: true });
  expect(instanceIn(database).life.terms.at(-1)?.expiresAt).toBe(Date.parse('2027-03-02T15:59:59Z'));
});

describe('an older callback that is sent again', () => {
  const refused = {
    facts: {
      code: 'ACT_REFUSED',
      message: { en: expect.stringContaining('is older than refreshInstance (delivery 4)') },
      hint: { en: expect.stringContaining('--yes') },
    },
  };

  test('after a later one has arrived is refused, unless it is confirmed', async () => {
    const { buy, go, calls } = await openMarketplace();
    const order = await buy();
    await go({ do: 'renew', instance: order });
    await go({ do: 'renew', instance: order });
    const expiries = () => calls.slice(2).map(({ values }) => values.expireTime);
    expect(expiries()).toEqual(['20280302155959', '20290302155959']);
    await expect(go({ do: 'resend', delivery: 3 })).rejects.toMatchObject(refused);
    expect(expiries()).toHaveLength(2);
    // The last one, and what changes nothing, may be sent at any time.
    await go({ do: 'resend', delivery: 4 });
    await go({ do: 'resend', delivery: 1 });
    await go({ do: 'resend', delivery: 3, anyway: true });
    expect(expiries().at(-1)).toBe('20280302155959');
  });

  test('after a later one that has not arrived, or is of another instance, is sent', async () => {
    let isDown = false;
    const { buy, to, go } = await openMarketplace(() => (isDown ? 'down' : undefined));
    const order = await buy();
    const other = await buy();
    await go({ do: 'renew', instance: order });
    await go({ do: 'renew', instance: other });
    await go({ do: 'resend', delivery: 5 });
    isDown = true;
    await go({ do: 'renew', instance: order });
    await to('2026-03-02T04:30:00Z');
    await expect(go({ do: 'resend', delivery: 5 })).resolves.toBeDefined();
  });
});

test.each(['grace', 'frozen'] as const)(
  'an expiry that is moved forward says that the server is not told (%s)',
  async (until) => {
    const { buy, go, calls, entries } = await openMarketplace();
    const order = await buy();
    const before = calls.length;
    await go({ do: 'expire', instance: order, until });
    const texts = entries.flatMap((entry) => (entry.type === 'state' ? [entry.text.en] : []));
    const said = texts.filter((text) => text.includes('No callback says so'));
    expect(said).toEqual([
      'The period ends now instead of at 2027-03-02 23:59:59 in Beijing. No callback says so: the callback server still has the former expiry',
    ]);
    expect(calls.length - before).toBe(until === 'grace' ? 0 : 1);
    // Further stages move no expiry.
    await go({ do: 'expire', instance: order, until: 'released' });
    expect(
      entries.filter((entry) => entry.type === 'state' && entry.text.en.includes('No callback')),
    ).toHaveLength(1);
  },
);

test('a creation that was given up and is sent again in time completes the order', async () => {
  let isDown = true;
  const { database, told, buy, to, go } = await openMarketplace(() => (isDown ? 'down' : undefined));
  await buy();
  await to('2026-03-02T04:30:00Z');
  isDown = false;
  await go({ do: 'resend', delivery: 1 });
  await to('2026-03-02T06:00:00Z');
  expect(told(60)).toEqual(['2026-03-02T04:30:00 newInstance', '2026-03-02T04:30:00 queryInstance']);
  expect(ordersOf(database).map(({ status }) => status)).toEqual(['completed']);
});

test('what is over cannot be sent again', async () => {
  const { buy, to, go, calls } = await openMarketplace(down);
  await buy();
  await to('2026-03-02T05:00:00Z');
  await expect(go({ do: 'resend', delivery: 1 })).rejects.toMatchObject({ facts: { code: 'ACT_REFUSED' } });
  await expect(go({ do: 'resend', delivery: 9 })).rejects.toMatchObject({
    facts: { code: 'UNKNOWN_DELIVERY' },
  });
  expect(calls).toHaveLength(60);
});

test('what is under way cannot be sent again', async () => {
  const { buy, go } = await openMarketplace(down);
  await buy();
  await expect(go({ do: 'resend', delivery: 1 })).rejects.toMatchObject({
    facts: { code: 'DELIVERY_UNDER_WAY' },
  });
});

test('what has succeeded is sent again without consequences', async () => {
  let isDown = false;
  const { database, buy, go, told, entries } = await openMarketplace(() => (isDown ? 'down' : undefined));
  await buy();
  const before = instanceIn(database);
  const count = entries.length;
  isDown = true;
  await expect(go({ do: 'resend', delivery: 1 })).resolves.toMatchObject({ gaveUp: 0 });
  expect(told(2)).toEqual(['2026-03-02T02:00:00 newInstance']);
  expect(deliveriesIn(database)).toEqual(['1 newInstance succeeded 2', '2 queryInstance succeeded 1']);
  expect(instanceIn(database)).toEqual(before);
  expect(entries.slice(count).map(({ type }) => type)).toEqual(['attempt', 'notice']);
});

test.each([
  ['60', [0, 60]],
  ['3', Array.from({ length: 20 }, (_, index) => 3 * index)],
] as const)('V1 with v1_step %s: every other callback is attempted for an hour', async (v1_step, minutes) => {
  const { told, buy, to, go } = await openMarketplace(
    ({ activity }) => (activity === 'newInstance' ? undefined : 'down'),
    { protocols: ['v1'], settings: { v1_step } },
  );
  const order = await buy();
  await go({ do: 'renew', instance: order });
  await to('2026-03-02T04:00:00Z');
  expect(told(1)).toEqual(minutes.flatMap((minute) => times(1, 0, 'refreshInstance', minute)));
});

test('an order notification is attempted for 3 hours beside the callbacks of the instance', async () => {
  const { database, told, buy, to } = await openMarketplace(
    ({ activity }) => (activity === 'orderNotify' ? 'down' : undefined),
    { protocols: ['v2', 'order-notify'] },
  );
  await buy();
  await to('2026-03-03T02:00:00Z');
  expect(told()).toEqual([
    '2026-03-02T02:00:00 orderNotify',
    '2026-03-02T02:00:00 newInstance',
    '2026-03-02T02:00:00 queryInstance',
    ...times(3, 60, 'orderNotify', 60),
  ]);
  expect(ordersOf(database).map(({ status }) => status)).toEqual(['completed']);
});

test('a release drops the refresh that is being retried, and its order is no longer under way', async () => {
  const { database, told, buy, to, go, entries } = await openMarketplace(({ activity }) =>
    activity === 'refreshInstance' ? 'down' : undefined,
  );
  const order = await buy();
  await go({ do: 'renew', instance: order });
  await to('2026-03-02T02:05:00Z');
  await go({ do: 'expire', instance: order, until: 'released' });
  await to('2026-03-03T02:00:00Z');
  expect(told(2)).toEqual([...times(3, 2, 'refreshInstance'), '2026-03-02T02:05:00 releaseInstance']);
  expect(deliveriesIn(database)).toContain('3 refreshInstance dropped 3');
  expect(deliveriesIn(database)).toContain('4 updateInstanceStatus dropped 0');
  expect(ordersOf(database).map(({ status }) => status)).toEqual(['completed', 'completed']);
  expect(entries.filter(({ type }) => type === 'dropped')).toHaveLength(2);
});

test('a later callback waits until the earlier one of its instance is settled, not for those of others', async () => {
  const { told, buy, to, go } = await openMarketplace(({ at, activity, values }) =>
    activity === 'refreshInstance' &&
    at < '2026-03-02T02:04:00.000Z' &&
    values.instanceId === 'I-00001-000001'
      ? 'down'
      : undefined,
  );
  const first = await buy();
  const second = await buy();
  await go({ do: 'renew', instance: first });
  await go({ do: 'freeze', instance: first });
  await go({ do: 'freeze', instance: second });
  await to('2026-03-02T03:00:00Z');
  expect(told(4)).toEqual([
    '2026-03-02T02:00:00 refreshInstance',
    '2026-03-02T02:00:00 updateInstanceStatus',
    '2026-03-02T02:02:00 refreshInstance',
    '2026-03-02T02:04:00 refreshInstance',
    '2026-03-02T02:04:00 updateInstanceStatus',
  ]);
});

test('a callback that is sent again does not overtake the queue of its instance', async () => {
  let isDown = false;
  const { database, told, buy, to, go } = await openMarketplace(() => (isDown ? 'down' : undefined));
  const order = await buy();
  isDown = true;
  await go({ do: 'renew', instance: order });
  await to('2026-03-02T04:00:00Z');
  await go({ do: 'freeze', instance: order });
  await go({ do: 'unfreeze', instance: order });
  isDown = false;
  await go({ do: 'resend', delivery: 3 });
  expect(told(63)).toEqual(['2026-03-02T04:00:00 refreshInstance']);
  await to('2026-03-02T04:10:00Z');
  expect(told(64)).toEqual([
    '2026-03-02T04:02:00 updateInstanceStatus',
    '2026-03-02T04:02:00 updateInstanceStatus',
  ]);
  expect(deliveriesIn(database).every((line) => line.includes('succeeded'))).toBe(true);
});

test('a purchase of which the order has failed is not attempted any more', async () => {
  const { database, calls, buy, go, wall, market } = await openMarketplace(down);
  await go({ do: 'clock', mode: 'real' });
  wall.now = Date.parse('2026-03-02T02:00:00Z');
  await buy();
  // The sandbox was off for some hours.
  wall.now = Date.parse('2026-03-02T09:00:00Z');
  await go({ do: 'buyer', buyer: 'other' });
  wall.now = Date.parse('2026-03-02T11:00:00Z');
  await go({ do: 'buyer', buyer: 'other' });
  expect(instanceIn(database).life.stage).toBe('failed');
  expect(calls.map(({ at }) => at.slice(11, 16))).toEqual(['02:00', '09:00']);
  expect(deliveriesIn(database)).toEqual(['1 newInstance dropped 2']);
  await market.close();
});

describe('an instance of which the server was not told', () => {
  const notTold = (database: Database) => listInstances(database, { limit: 9 }).map((one) => one.notTold);

  test('is marked with the delivery, until that arrives or a later one of its kind tells', async () => {
    let isDown = false;
    const { database, buy, to, go } = await openMarketplace(() => (isDown ? 'down' : undefined));
    const order = await buy();
    expect(notTold(database)).toEqual([[]]);
    isDown = true;
    await go({ do: 'renew', instance: order });
    expect(notTold(database)).toEqual([[]]);
    await to('2026-03-02T04:00:00Z');
    await go({ do: 'freeze', instance: order });
    await to('2026-03-02T08:00:00Z');
    expect(notTold(database)).toEqual([[3, 4]]);
    isDown = false;
    // It is usable again, so that the freeze need not be told any more.
    await go({ do: 'unfreeze', instance: order });
    expect(notTold(database)).toEqual([[3]]);
    await go({ do: 'resend', delivery: 3, anyway: true });
    expect(notTold(database)).toEqual([[]]);
  });

  test('is not marked for an order that failed and was refunded', async () => {
    const { database, buy, to, go } = await openMarketplace(({ activity }) =>
      activity === 'upgradeInstance' ? 'down' : undefined,
    );
    const order = await buy({ quantity: 10 });
    await go({ do: 'upgrade', instance: order, quantity: 20 });
    await to('2026-03-09T05:00:00Z');
    expect(deliveriesIn(database)).toContainEqual(expect.stringMatching(/upgradeInstance given-up/));
    expect(notTold(database)).toEqual([[]]);
  });
});

test('V1: a renewal of a frozen instance, which unfreezes it at the server, is followed by its freeze', async () => {
  const { buy, go, told, database } = await openMarketplace(undefined, { protocols: ['v1'] });
  const order = await buy();
  await go({ do: 'freeze', instance: order });
  await go({ do: 'renew', instance: order });
  expect(told(1).map((line) => line.slice(20))).toEqual([
    'instanceStatus',
    'refreshInstance',
    'instanceStatus',
  ]);
  expect(instanceIn(database).life.frozenFor).toEqual(['violation']);
  await go({ do: 'unfreeze', instance: order });
  await go({ do: 'renew', instance: order });
  expect(told(4).map((line) => line.slice(20))).toEqual(['instanceStatus', 'refreshInstance']);
});
