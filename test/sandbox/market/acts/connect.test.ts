import { expect, test } from 'vitest';
import { buyer, openMarketplace } from '../scripted.ts';

test('another customer level counts for what is in its grace period already', async () => {
  const { go, buy, to, told, calls } = await openMarketplace();
  await go({ do: 'buyer', buyer, level: 'V0' });
  const order = await buy();
  await go({ do: 'expire', instance: order });
  const before = calls.length;
  await go({ do: 'buyer', buyer, level: 'V5' });
  await to('2026-05-01T02:00:00Z');
  expect(told(before)).toEqual([
    '2026-03-09T02:00:00 updateInstanceStatus',
    '2026-03-24T02:00:00 releaseInstance',
  ]);
});
