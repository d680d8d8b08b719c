import { expect, test } from 'vitest';
import { buyer, instanceIn, openMarketplace } from './scripted.ts';

const problemsOf = (
  entries: readonly { readonly type: string; readonly problems?: readonly { id: string }[] }[],
) =>
  entries.flatMap(({ problems = [] }) => problems.map(({ id }) => id)).filter((id) => id === 'SAME-INSTANCE');

test('the same instance for two order lines is a problem, unlike for a repeated call', async () => {
  const { entries, buy, to } = await openMarketplace(({ activity }, calls) => {
    if (activity !== 'newInstance') return undefined;
    // The first order is created by its second call.
    return calls.length === 0
      ? { resultCode: '000005', instanceId: 'I1' }
      : { resultCode: '000000', instanceId: 'I1' };
  });
  await buy();
  await to('2026-03-02T02:10:00Z');
  expect(problemsOf(entries)).toEqual([]);
  await buy({ buyer: 'another_buyer' });
  expect(problemsOf(entries)).toEqual(['SAME-INSTANCE']);
});

test('a pay-per-use instance that is created while its account is in arrears is overdue at once', async () => {
  const speech = 'OFFI758576253042421762';
  const { database, buy, go, to } = await openMarketplace(
    ({ activity }, calls) =>
      activity === 'queryInstance' && calls.length < 3 ? { resultCode: '000003' } : undefined,
    { product: speech },
  );
  await buy();
  expect(instanceIn(database).life.stage).toBe('creating');
  database.prepare('UPDATE market_buyers SET balance = -1').run();
  await to('2026-03-02T02:10:00Z');
  expect(instanceIn(database).life).toMatchObject({ stage: 'live', overdue: 'arrears' });
  await go({ do: 'buyer', buyer, balance: '1' });
  expect(instanceIn(database).life.overdue).toBeUndefined();
});

test('a licence code is renewed after its activation, not before', async () => {
  const studio = 'OFFI758576253042421760';
  const { database, buy, go } = await openMarketplace(undefined, {
    product: studio,
    protocols: ['license-code'],
  });
  const order = await buy();
  await expect(go({ do: 'renew', instance: order })).rejects.toMatchObject({
    facts: { code: 'ACT_REFUSED', message: { en: expect.stringContaining('has not been activated') } },
  });
  expect(instanceIn(database).life.terms).toHaveLength(1);
});
