import { expect, test } from 'vitest';
import { describeInstance } from '../../../../src/sandbox/market/views/listings.ts';
import { buyer, instanceIn, office, openMarketplace, ordersOf } from '../scripted.ts';

const professional = 'da9b4d34-5295-46a7-92d4-000000000002';

test.each([{ sku: professional }, { quantity: 9 }])('a renewal does not change %o', async (other) => {
  const { database, calls, go, buy } = await openMarketplace();
  const order = await buy({ quantity: 5 });
  const before = calls.length;
  await expect(go({ do: 'renew', instance: order, ...other })).rejects.toMatchObject({
    facts: { code: 'ACT_REFUSED', details: { refusal: 'QUANTITY' } },
  });
  expect(calls).toHaveLength(before);
  expect(ordersOf(database)).toHaveLength(1);
  await go({ do: 'renew', instance: order, quantity: 5 });
  expect(instanceIn(database).life.terms).toHaveLength(2);
});

test('a trial becomes what the buyer chooses', async () => {
  const { database, go } = await openMarketplace();
  await go({ do: 'buy', product: office, buyer, trial: true });
  await go({ do: 'renew', instance: ordersOf(database)[0]?.id ?? '', sku: professional, quantity: 9 });
  expect(instanceIn(database)).toMatchObject({ sku: professional, quantity: 9 });
});

test.each(['renew', 'expire'] as const)(
  'a licence code that is not activated has no period to %s',
  async (act) => {
    const { database, calls, go, buy } = await openMarketplace(undefined, { protocols: ['license-code'] });
    const order = await buy();
    await expect(go({ do: act, instance: order })).rejects.toMatchObject({
      facts: { code: 'ACT_REFUSED', details: { refusal: 'STATE' } },
    });
    expect(ordersOf(database)).toHaveLength(1);
    expect(describeInstance(database, order).expiresAt).toBeNull();
    expect(calls).toEqual([]);
  },
);
