import { expect, it } from 'vitest';
import { putSupervision } from '../../../src/sandbox/market/rules/trading.ts';
import { readSeed, storeSeed } from '../../../src/sandbox/seed/seed.ts';
import { withStore } from '../../../src/sandbox/store.ts';
import { openConsole } from '../../support/console.ts';
import { inspect, office, sku, speech } from '../api/routes/seller/seller.ts';
import { push, record, send, usagePath } from '../harness.ts';
import { openShop, productId } from './trade.ts';

/** Nothing listens there. */
const closed = 'http://127.0.0.1:9/saasproduce';

it('says how to begin, and connects the first product', async () => {
  const open = await openConsole();
  const { text, html } = await open.get('/');
  expect(text).toContain('Start here');
  expect(text).toContain(`koo sandbox buy ${office} --buyer`);
  expect(text).not.toContain('Needs attention');
  expect(html).toContain(`value="${office}"`);
  expect((await open.in('zh').get('/')).text).toContain('从这里开始');
  const refused = await open.post('/', {
    'connect-product': office,
    'connect-url': 'https://user:pa55-7f6e@host/',
    'connect-protocol': 'v2',
  });
  expect(refused.status).toBe(422);
  expect(refused.html).not.toContain('pa55-7f6e');
  const unknown = await open.post('/', {
    'connect-product': 'none',
    'connect-url': closed,
    'connect-protocol': 'v2',
  });
  expect([unknown.status, unknown.text]).toEqual([422, expect.stringContaining('has no product none')]);
  const done = await open.post('/', {
    'connect-product': office,
    'connect-url': closed,
    'connect-protocol': ['', 'v2'],
  });
  expect(done.path).toBe(`/products/${office}`);
  expect(done.text).toContain(`${office} is connected to ${closed} (v2)`);
  expect((await open.get('/')).text).toContain('Nothing: callbacks are delivered');
});

it('quotes a product id in the commands that it shows', async () => {
  const open = await openConsole();
  const id = '$(touch x)';
  const skus = [{ sku_code: 's', name: 'S', charging_modes: ['PERIOD'] }];
  withStore(open.stateFolder, (database) => {
    database.exec('DELETE FROM products');
    storeSeed(database, readSeed({ products: [{ product_id: id, name: { en: 'N', zh: 'N' }, skus }] }));
  });
  const texts = [await open.get('/'), await open.get(`/products/${encodeURIComponent(id)}`)].map(({ html }) =>
    html.replaceAll('&#39;', "'"),
  );
  const commands = texts.flatMap((html) => html.match(/koo sandbox (connect|buy|probe)[^<"]*/g) ?? []);
  expect(commands.length).toBeGreaterThanOrEqual(4);
  expect(commands.filter((one) => one.replaceAll(`'${id}'`, '').includes('$('))).toEqual([]);
});

it('shows the latest of the journal, what is due and counts', async () => {
  const open = await openShop();
  await open.act({ do: 'buy', product: productId, sku: sku(1), buyer: 'hw-one', quantity: 5, period: '1m' });
  const { text } = await open.get('/');
  expect(text).toMatch(/✔ newInstance orderId=CS\w+ orderLineId=\S+ .*→ resultCode 000000 \(succeeded\)/);
  expect(text).toContain('the period ends');
  expect(text).toMatch(/Connected products 1 Orders of buyers 1 · koo sandbox orders Instances of buyers 1/);
  for (let at = 0; at < 12; at += 1) await open.act({ do: 'buyer', buyer: `hw-${at}`, level: 'V1' });
  for (let at = 0; at < 12; at += 1) await open.act({ do: 'buyer', buyer: `hw-${at}`, level: 'V2' });
  const later = await open.get('/');
  expect(later.html.split('enterprise, level V').length - 1).toBe(20);
  expect(later.text.indexOf('hw-11: enterprise, level V2')).toBeLessThan(
    later.text.indexOf('hw-10: enterprise'),
  );
});

it('names callbacks that fail and are given up, and the order that waits for them', async () => {
  const open = await openConsole();
  await open.act({ do: 'clock', mode: 'virtual' });
  await open.act({
    do: 'connect',
    product: office,
    url: closed,
    protocols: ['v2'],
    keys: { base: 'key-of-the-merchant' },
  });
  await open.act({ do: 'buy', product: office, sku: sku(1), buyer: 'hw-one', quantity: 5, period: '1m' });
  const failing = await open.get('/');
  expect(failing.text).toMatch(
    /failing newInstance for CS\S+: the connection was refused .* next attempt at/,
  );
  expect(failing.text).toMatch(/order in processing CS\w+ of \w+ is not delivered yet it fails at 20/);
  expect(failing.html).toContain('href="/console/deliveries/1"');
  expect(failing.html).toContain('href="/console/instances/1"');
  await open.act({ do: 'clock', advance: 30 * 86_400_000 });
  const { text, html } = await open.get('/');
  expect(text).toMatch(/given up newInstance for/);
  expect(text).toContain('koo sandbox resend 1');
  expect(text).not.toContain('order in processing');
  expect(html).not.toContain('key-of-the-merchant');
});

it('names instances in grace and frozen ones, with what ends that', async () => {
  const open = await openShop();
  for (const buyer of ['hw-one', 'hw-two'])
    await open.act({ do: 'buy', product: productId, sku: sku(1), buyer, quantity: 5, period: '1m' });
  const idOf = (key: number) =>
    inspect(open.stateFolder, (database) =>
      String(database.prepare('SELECT instance_id AS id FROM market_instances WHERE key = ?').get(key)?.id),
    );
  expect((await open.get('/')).text).not.toContain('grace period or frozen');
  await open.act({ do: 'expire', instance: idOf(1), until: 'grace' });
  await open.act({ do: 'freeze', instance: idOf(2) });
  const { text } = await open.get('/');
  expect(text).toContain(`${idOf(1)} of ${productId}: grace period, since it has expired frozen at 20`);
  expect(text).toContain(`koo sandbox renew ${idOf(1)}`);
  expect(text).toContain(`${idOf(2)} of ${productId}: frozen, for a violation`);
  expect(text).toContain(`koo sandbox unfreeze ${idOf(2)}`);
});

it('counts what is more than a few', async () => {
  const open = await openConsole();
  await open.act({ do: 'clock', mode: 'virtual' });
  await open.act({ do: 'connect', product: office, url: closed, protocols: ['v2'], keys: {} });
  await open.act({
    do: 'buy',
    product: office,
    sku: sku(1),
    buyer: 'hw-one',
    quantity: 5,
    period: '1m',
    count: 6,
  });
  const { text, html } = await open.get('/');
  expect(html.split('is not delivered yet').length - 1).toBe(5);
  expect(text).toContain('order in processing All 6');
});

it('names products that are not traded, and failed probes', async () => {
  const open = await openConsole();
  inspect(open.stateFolder, (database) => {
    putSupervision(database, office, { isDelisted: true, failures: { month: '2026-03', count: 6 } });
    putSupervision(database, speech, { isFrozen: true, probed: { day: 1, hasFailed: true, before: 4 } });
    putSupervision(database, productId.replace(/0$/, '5'), {
      probed: { day: 1, hasFailed: true, before: 1 },
    });
    putSupervision(database, 'fine', { probed: { day: 1, hasFailed: false, before: 0 } });
  });
  const { text, html } = await open.get('/');
  expect(text).toContain(`${office} is delisted: 6 of its orders have failed this month`);
  expect(text).toContain(`koo sandbox probe ${speech} --repaired`);
  expect(text).toContain('failing day 2 of 5');
  expect(text).not.toContain('fine');
  expect(html.split('probe failed</span>').length - 1).toBe(1);
});

it('names rejected usage and wrong signatures of the last day', async () => {
  const at = { now: Date.now() };
  const open = await openConsole({ now: () => new Date(at.now) });
  const credential = { ak: 'KOOSANDBOX0000000001', sk: 'wrong' };
  await send(open.sandbox, '/api/mkp-openapi-public/global/v1/order/query', { credential });
  await send(open.sandbox, usagePath, { body: JSON.stringify({ usage_records: [record()] }) });
  await push(open.sandbox, [record(), record({ instance_id: 'koo-payg-none' })]);
  await send(open.sandbox, '/v3/auth/domains');
  // The log is written a moment later.
  await expect.poll(async () => (await open.get('/')).text).toContain('A push of usage was rejected');
  const { text, html } = await open.get('/');
  expect(text).toContain('wrong API signature GET /api/mkp-openapi-public/global/v1/order/query');
  expect(text).toContain(
    `koo sandbox log --limit 10000 --query "[?code=='APIGW.0301']" -o json | koo api verify`,
  );
  expect(html.split('wrong API signature</span>').length - 1).toBe(1);
  expect(text).not.toContain('/v3/auth/domains');
  expect(text).toMatch(/usage rejected Usage of koo-payg-none: (\d{3}), .* koo codes \1/);
  expect(html.split('usage rejected</span>').length - 1).toBe(1);
  at.now += 24 * 3_600_000 - 60_000;
  expect((await open.get('/')).text).toContain('wrong API signature');
  at.now += 120_000;
  expect((await open.get('/')).text).not.toContain('wrong API signature');
});

it('shows what comes from outside as text', async () => {
  const open = await openConsole();
  await open.act({ do: 'connect', product: office, url: closed, protocols: ['v2'], keys: {} });
  await open.act({ do: 'buyer', buyer: '<script>alert(1)</script>', level: 'V1' });
  await fetch(`${open.sandbox.url}/v1/%3Cscript%3Ealert(2)%3C/script%3E`);
  const { html, text } = await open.get('/');
  expect(html).not.toContain('<script>alert');
  expect(text).toContain('<script>alert(1)</script>');
});
