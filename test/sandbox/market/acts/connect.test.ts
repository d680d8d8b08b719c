import { expect, test } from 'vitest';
import { buyer, instanceIn, key, office, openMarketplace } from '../scripted.ts';

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

test.each([
  ['license-code', 'v2'],
  ['v2', 'license-code'],
  ['v1', 'online-license'],
] as const)('what was sold with %s is told nothing by %s', async (before, after) => {
  const { database, go, buy, calls, to } = await openMarketplace(undefined, { protocols: [before] });
  const order = await buy();
  const told = calls.length;
  const url = 'http://127.0.0.1:9/';
  await go({ do: 'connect', product: office, url, protocols: [after], keys: { base: key } });
  await go({ do: 'freeze', instance: order });
  await to('2026-03-03T02:00:00Z');
  expect(instanceIn(database).life.frozenFor).toEqual(['violation']);
  expect(calls).toHaveLength(told);
});
