import { expect, test } from 'vitest';
import { offers, openShop, productId } from './trade.ts';

test('what is bought through the form is an instance, with what the callbacks came to', async () => {
  const page = await openShop();
  expect((await page.get('/buy')).html).toContain(`/console/buy/${productId}`);
  const form = await page.get(`/buy/${productId}`);
  expect(form.text).toContain('100 yuan for 1 year');
  expect(form.text).toContain('10 yuan for 1 month');
  const offer = offers(form.html)[0] ?? '';
  const bought = await page.post(`/buy/${productId}`, {
    do: 'buy',
    offer,
    times: '2',
    'new-buyer': 'hw-one',
    type: 'enterprise',
    pay: 'balance',
    count: '1',
  });
  expect(bought.path).toBe('/instances/1');
  expect(bought.text).toContain('Done: koo sandbox buy OFFI758576253042421760 --buyer hw-one');
  expect(bought.text).toContain('--period 2y');
  expect(bought.text).toContain('newInstance succeeded');
  expect(bought.text).toContain('200 yuan');
});
