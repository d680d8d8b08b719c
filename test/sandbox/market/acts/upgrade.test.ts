import { expect, test } from 'vitest';
import { buyer, instanceIn, openMarketplace } from '../scripted.ts';

const board = 'OFFI758576253042421765';
const team = 'da9b4d34-5295-46a7-92d4-000000000008';
const unlimited = 'da9b4d34-5295-46a7-92d4-000000000011';

test.each(['upgrade', 'change'] as const)('%s: a specification without a quantity drops it', async (act) => {
  const { database, go, to } = await openMarketplace(undefined, {
    product: board,
    prices: [`${unlimited}:year=5000`],
  });
  await go({ do: 'buy', product: board, buyer, sku: team, period: '1y', quantity: 2 });
  const { purchase } = instanceIn(database).life;
  await to('2027-02-20T02:00:00Z');
  await go({ do: act, instance: purchase.id, sku: unlimited });
  const { sku, price, quantity } = instanceIn(database);
  expect([sku, price.skuCode, quantity]).toEqual([unlimited, unlimited, undefined]);
});
