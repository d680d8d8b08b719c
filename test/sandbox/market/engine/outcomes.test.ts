import { expect, test } from 'vitest';
import type { Entry } from '../../../../src/sandbox/market/model/journal.ts';
import { deliveriesIn, instanceIn, office, openMarketplace, ordersOf } from '../scripted.ts';

const speech = 'OFFI758576253042421762';
const studio = 'OFFI758576253042421764';

test.each([
  ['another instance', { resultCode: '000000', info: [{ instanceId: 'other' }] }],
  ['no instance', { resultCode: '000000', info: [] }],
  ['no list', { resultCode: '000000' }],
  ['something else than a list', { resultCode: '000000', info: { instanceId: 'I-00001-000001' } }],
])('a query that answers with %s is asked again, without a mail', async (_, reply) => {
  const { database, buy, to, told, entries } = await openMarketplace(({ activity, at }) =>
    activity === 'queryInstance' && at < '2026-03-02T02:02' ? { reply } : undefined,
  );
  await buy();
  expect(instanceIn(database).life.stage).toBe('creating');
  await to('2026-03-02T02:02:00Z');
  expect(told(1)).toEqual(['2026-03-02T02:00:00 queryInstance', '2026-03-02T02:02:00 queryInstance']);
  expect(instanceIn(database).life.stage).toBe('live');
  expect(entries.filter((entry) => entry.type === 'notice' && entry.kind === 'delivery-failed')).toEqual([]);
  const attempts = entries.filter((entry) => entry.type === 'attempt');
  expect(attempts.map(({ result }) => result)).toEqual(['succeeded', 'failed', 'succeeded']);
});

test('000003 is "not yet" for a query', async () => {
  const { database, buy, to, calls } = await openMarketplace(({ activity, at }) =>
    activity === 'queryInstance' && at < '2026-03-02T02:04' ? { resultCode: '000003' } : undefined,
  );
  await buy();
  await to('2026-03-02T03:00:00Z');
  expect(calls).toHaveLength(4);
  expect(ordersOf(database)[0]?.status).toBe('completed');
});

test('a query that finds no server writes no mails either', async () => {
  const { buy, entries } = await openMarketplace(({ activity }) =>
    activity === 'queryInstance' ? 'down' : undefined,
  );
  await buy();
  expect(entries.filter((entry) => entry.type === 'notice' && entry.to === 'seller')).toEqual([]);
});

test.each([
  [64, 'live', '1 newInstance succeeded 1'],
  [65, 'creating', '1 newInstance active 1'],
])('an instance id of %i characters: %s', async (length, stage, delivery) => {
  const { database, buy } = await openMarketplace(({ activity }) =>
    activity === 'newInstance' ? { resultCode: '000000', instanceId: 'x'.repeat(length) } : undefined,
  );
  await buy();
  expect(instanceIn(database).life.stage).toBe(stage);
  expect(deliveriesIn(database)[0]).toBe(delivery);
});

test('the refusals of a merchant are retried like faults', async () => {
  for (const resultCode of ['000100', '000103', '000105', '000107']) {
    const { buy, to, calls } = await openMarketplace(() => ({ resultCode }));
    await buy();
    await to('2026-03-02T02:04:00Z');
    expect(calls).toHaveLength(3);
  }
});

test('000004 accepts a creation, and nothing else', async () => {
  const { database, buy, go, to, calls } = await openMarketplace(({ activity }) =>
    activity === 'refreshInstance' ? { resultCode: '000004' } : undefined,
  );
  const instance = await buy();
  await go({ do: 'renew', instance });
  await to('2026-03-02T02:02:00Z');
  expect(calls.slice(2)).toHaveLength(2);
  expect(ordersOf(database).at(-1)?.status).toBe('processing');
});

test('details that the merchant does not show are not asked for again', async () => {
  const { database, buy, go, to, told, entries } = await openMarketplace((_, calls) =>
    calls.length < 2 ? undefined : 'down',
  );
  const instance = await buy();
  await expect(go({ do: 'view', instance })).resolves.toMatchObject({ gaveUp: 1 });
  await to('2026-03-03T02:00:00Z');
  expect(told(2)).toEqual(['2026-03-02T02:00:00 queryInstance']);
  expect(entries.findLast(({ type }) => type === 'gave-up')).toMatchObject({
    text: { en: 'queryInstance is not repeated: the buyer sees the last known values' },
  });
  expect(entries.filter(({ type }) => type === 'notice')).toHaveLength(1);
  expect(instanceIn(database).life.stage).toBe('live');
});

test.each(['down', { resultCode: '000005' }, { resultCode: '000004' }] as const)(
  'a change that the merchant answers with %o is refused, and nothing is ordered',
  async (answer) => {
    const { database, buy, go, to, calls } = await openMarketplace(({ activity }) =>
      activity === 'changeInstanceCheck' ? answer : undefined,
    );
    const instance = await buy({ quantity: 10 });
    await to('2027-02-20T02:00:00Z');
    await expect(go({ do: 'change', instance, quantity: 5 })).rejects.toMatchObject({
      facts: { code: 'ACT_REFUSED' },
    });
    await to('2027-02-21T02:00:00Z');
    expect(calls).toHaveLength(3);
    expect(ordersOf(database)).toHaveLength(1);
    expect(deliveriesIn(database).at(-1)).toBe('3 changeInstanceCheck refused 1');
  },
);

test.each(['000900', '000901', '000902', '000903'])('%s refuses a licence for good', async (resultCode) => {
  const { buy, go, to, calls, entries } = await openMarketplace(
    ({ activity }) => (activity === 'getLicenseAsync' ? { resultCode } : undefined),
    { product: studio, protocols: ['online-license'] },
  );
  const instance = await buy();
  await expect(go({ do: 'license', instance })).rejects.toMatchObject({ facts: { code: 'ACT_REFUSED' } });
  await to('2026-03-03T02:00:00Z');
  expect(calls.map(({ activity }) => activity)).toEqual(['newInstance', 'getLicenseAsync']);
  expect(entries.findLast(({ type }) => type === 'refused')).toMatchObject({ code: resultCode });
});

test('a licence that is refused for another reason is asked for again, with the same event', async () => {
  const { buy, go, to, calls } = await openMarketplace(
    ({ activity, at }) =>
      activity === 'getLicenseAsync' && at < '2026-03-02T02:04' ? { resultCode: '000005' } : undefined,
    { product: studio, protocols: ['online-license'] },
  );
  const instance = await buy();
  await go({ do: 'license', instance });
  await to('2026-03-03T02:00:00Z');
  const asked = calls.slice(1).map(({ values }) => values.eventId);
  expect(asked).toHaveLength(3);
  expect(new Set(asked).size).toBe(1);
});

test('an order with two lines is completed with the second one', async () => {
  const { database, buy, to, told } = await openMarketplace(
    ({ values, at }) =>
      String(values.orderLineId).endsWith('2') && at < '2026-03-02T02:02' ? 'down' : undefined,
    { product: speech, prices: ['calls=0.5/hour', 'storage=1/day'] },
  );
  await buy();
  expect(told().map((line) => line.slice(20))).toEqual(['newInstance', 'queryInstance', 'newInstance']);
  expect(ordersOf(database)[0]?.status).toBe('processing');
  await to('2026-03-02T02:02:00Z');
  expect(told(3)).toEqual(['2026-03-02T02:02:00 newInstance', '2026-03-02T02:02:00 queryInstance']);
  expect(ordersOf(database)[0]?.status).toBe('completed');
});

test('an order with two lines fails as a whole: what was delivered of it is released', async () => {
  const { database, buy, to, calls } = await openMarketplace(
    ({ values }) => (String(values.orderLineId).endsWith('2') ? 'down' : undefined),
    { product: speech, prices: ['calls=0.5/hour', 'storage=1/day'] },
  );
  await buy();
  await to('2026-03-02T06:00:00Z');
  expect([instanceIn(database, 1), instanceIn(database, 2)].map(({ life }) => life.stage)).toEqual([
    'released',
    'failed',
  ]);
  const [order, refund] = ordersOf(database);
  expect(order?.status).toBe('failed');
  expect(calls.filter(({ activity }) => activity === 'releaseInstance').map(({ values }) => values)).toEqual([
    { instanceId: expect.any(String), orderId: refund?.id, orderLineId: `${refund?.id}-000001` },
  ]);
});

test('what only a restart decides stays undecided until then', async () => {
  let isDown = true;
  const { database, buy, to, go } = await openMarketplace(({ activity }) =>
    isDown && activity === 'queryInstance' ? 'down' : undefined,
  );
  await buy();
  await to('2026-03-02T04:00:00Z');
  expect(deliveriesIn(database)).toEqual(['1 newInstance succeeded 1', '2 queryInstance given-up 60']);
  isDown = false;
  await go({ do: 'resend', delivery: 2 });
  expect(ordersOf(database).map(({ status }) => status)).toEqual(['completed']);
  expect(instanceIn(database).product).toBe(office);
});

const problemsOf = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => (entry.type === 'attempt' ? entry.problems.map(({ id }) => id) : []));

test('another instance for a repeated call is a problem, and the first one stays', async () => {
  let restarted = false;
  const { database, entries, buy, go } = await openMarketplace(({ activity }) =>
    activity === 'newInstance' && restarted ? { resultCode: '000000', instanceId: 'I2' } : undefined,
  );
  await buy();
  const first = instanceIn(database).instanceId;
  await go({ do: 'resend', delivery: 1 });
  expect(problemsOf(entries)).not.toContain('OTHER-INSTANCE');
  restarted = true;
  await go({ do: 'resend', delivery: 1 });
  expect(problemsOf(entries)).toContain('OTHER-INSTANCE');
  expect(instanceIn(database).instanceId).toBe(first);
});

test('the instance of a seed is not taken over', async () => {
  const { database, entries, buy } = await openMarketplace(({ activity }) =>
    activity === 'newInstance' ? { resultCode: '000000', instanceId: 'koo-payg-other-seller' } : undefined,
  );
  const row = () => database.prepare("SELECT * FROM instances WHERE id = 'koo-payg-other-seller'").get();
  const before = row();
  await buy();
  expect(row()).toEqual(before);
  expect(problemsOf(entries)).toContain('SAME-INSTANCE');
});

test('a trial that became formal can be unsubscribed for five days from then', async () => {
  const { database, buy, go, to } = await openMarketplace();
  const order = await buy({ trial: true, period: undefined as never });
  await to('2026-03-10T02:00:00Z');
  await go({ do: 'renew', instance: order, period: '1y' });
  await to('2026-03-14T02:00:00Z');
  await go({ do: 'unsubscribe', instance: order });
  expect(instanceIn(database).life.stage).toBe('released');
});

test('the same instance for two order lines is a problem, unlike for a repeated call', async () => {
  const { entries, buy, to } = await openMarketplace(({ activity }, calls) => {
    if (activity !== 'newInstance') return undefined;
    const resultCode = calls.length === 0 ? '000005' : '000000';
    return { resultCode, instanceId: 'I1' };
  });
  await buy();
  await to('2026-03-02T02:10:00Z');
  expect(problemsOf(entries)).not.toContain('SAME-INSTANCE');
  await buy({ buyer: 'another_buyer' });
  expect(problemsOf(entries)).toContain('SAME-INSTANCE');
});

test('the same instance for two lines of an order is noticed while the first one is being created', async () => {
  const { database, entries, buy } = await openMarketplace(
    ({ activity }) =>
      activity === 'newInstance' ? { resultCode: '000000', instanceId: 'I1' } : { resultCode: '000003' },
    { product: speech, prices: ['calls=0.5/hour', 'storage=1/day'] },
  );
  await buy();
  expect(instanceIn(database, 1).life.stage).toBe('creating');
  expect(problemsOf(entries)).toContain('SAME-INSTANCE');
});

test('a pay-per-use instance that is created while its account is in arrears is overdue at once', async () => {
  const { database, buy, to } = await openMarketplace(
    ({ activity }, calls) =>
      activity === 'queryInstance' && calls.length < 3 ? { resultCode: '000003' } : undefined,
    { product: speech },
  );
  await buy();
  expect(instanceIn(database).life.stage).toBe('creating');
  database.prepare('UPDATE market_buyers SET balance = -1').run();
  await to('2026-03-02T02:10:00Z');
  expect(instanceIn(database).life).toMatchObject({ stage: 'live', overdue: 'arrears' });
});

test('a licence code is renewed after its activation, not before', async () => {
  const { database, buy, go } = await openMarketplace(undefined, { protocols: ['license-code'] });
  const order = await buy();
  await expect(go({ do: 'renew', instance: order })).rejects.toMatchObject({
    facts: { code: 'ACT_REFUSED' },
  });
  expect(instanceIn(database).life.terms).toHaveLength(1);
});

test('an order of two lines fails also when one of them has been closed meanwhile', async () => {
  const { database, buy, to, go } = await openMarketplace(
    ({ values }) => (String(values.orderLineId).endsWith('2') ? 'down' : undefined),
    { product: speech, prices: ['calls=0.5/hour', 'storage=1/day'] },
  );
  const order = await buy();
  await go({ do: 'close', instance: `${order}-000001` });
  await to('2026-03-02T06:00:00Z');
  expect([instanceIn(database, 1), instanceIn(database, 2)].map(({ life }) => life.stage)).toEqual([
    'released',
    'failed',
  ]);
  expect(ordersOf(database)[0]?.status).toBe('failed');
  // The clock goes on.
  await buy({ buyer: 'another_buyer' });
});
