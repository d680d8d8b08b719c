import { expect, test } from 'vitest';
import { withStore } from '../../../../src/sandbox/store.ts';
import { openShop, productId } from '../trade.ts';

test('instances are filtered by state, buyer, product and any of their IDs', async () => {
  const page = await openShop();
  await page.connect('OFFI758576253042421761');
  await page.buy({ buyer: 'hw-one' });
  const { id } = await page.order({ buyer: 'hw-two' });
  await page.buy({ product: 'OFFI758576253042421761', buyer: 'hw-two' });
  await page.act({ do: 'freeze', instance: id });
  const found = async (query: string) => {
    const { html, text } = await page.get(`/instances?${query}`);
    const keys = [...html.matchAll(/href="\/console\/instances\/(\d+)"/g)].map(([, key]) => key);
    return { keys, text };
  };
  expect((await found('')).keys).toEqual(['3', '2', '1']);
  expect((await found('state=frozen')).keys).toEqual(['2']);
  expect((await found('state=active')).keys).toEqual(['3', '1']);
  expect((await found('buyer=hw-two')).keys).toEqual(['3', '2']);
  expect((await found(`product=${productId}&buyer=hw-two`)).keys).toEqual(['2']);
  expect((await found(`text=${id.toLowerCase()}`)).keys).toEqual(['2']);
  expect((await found('text=%25')).text).toContain('No instance matches.');
  expect((await found("text='")).text).toContain('No instance matches.');
  expect((await page.get('/instances?buyer=hw-two')).html).toMatch(/name="buyer"[^>]*value="hw-two"/);
});

test('pages of 10,000 instances lead to one another, with the filter', async () => {
  const page = await openShop();
  await page.buy();
  withStore(page.stateFolder, (database) =>
    database.exec(
      `WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
       INSERT INTO market_instances SELECT n.i, product, sku, buyer, order_id || n.i, line || n.i, resource || n.i,
         instance_id || n.i, license, stage, document FROM market_instances, n WHERE key = 1`,
    ),
  );
  const first = await page.get('/instances?state=active');
  expect(first.text).toContain('10000 instances');
  expect(first.text).toContain('1 to 50 of 10000');
  expect(first.html.match(/<tr>/g)).toHaveLength(51);
  expect(first.html).toContain('state=active&amp;page=2');
  const last = await page.get('/instances?state=active&page=200');
  expect(last.html).toContain('href="/console/instances/1"');
  expect(last.text).not.toContain('Next');
  for (const number of ['201', '99999999'])
    expect((await page.get(`/instances?page=${number}`)).text).toContain('9951 to 10000 of 10000');
  for (const number of ['0', '-1', 'x', '1.5', 'Infinity', '99999999999999999999'])
    expect((await page.get(`/instances?page=${number}`)).text).toContain('1 to 50 of 10000');
});
