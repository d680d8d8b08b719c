import { expect, test } from 'vitest';
import { openMarketplace } from '../scripted.ts';

test('what has ended issues no licence, whatever is left of the quota', async () => {
  const { go, buy } = await openMarketplace(undefined, { protocols: ['online-license'] });
  const order = await buy();
  await go({ do: 'license', instance: order });
  await go({ do: 'unsubscribe', instance: order, amount: '60' });
  await expect(go({ do: 'license', instance: order })).rejects.toMatchObject({
    facts: { details: { refusal: 'ENDED' } },
  });
});
