import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { appIdOf } from '../../../../src/sandbox/market/kit/credentials.ts';
import { withStore } from '../../../../src/sandbox/store.ts';
import { openConsole, type Shown } from '../../../support/console.ts';
import { offers, openShop, productId } from '../trade.ts';

const path = `/buy/${productId}`;

/** What a browser sends that changes nothing of the form. */
const usual = {
  do: 'buy',
  times: '1',
  quantity: '',
  'new-buyer': 'hw-one',
  type: 'enterprise',
  pay: 'balance',
  count: '1',
};

/** The price that a form has shown. */
function costIn({ html }: Shown): string {
  return /name="cost" value="([^"]*)"/.exec(html)?.[1] ?? '';
}

/** A callback server that answers nothing until it is told to. */
async function slowServer() {
  const arrived = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const server = createServer(async (_, response) => {
    arrived.resolve();
    await answered.promise;
    response.end('{"resultCode":"000005"}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, arrived: arrived.promise, answer: answered.resolve };
}

test('without a connected product there is nothing to buy, and the page says what to do', async () => {
  const page = await openConsole();
  expect((await page.get('/buy')).text).toContain('Connect a product');
  expect(await page.get(path)).toMatchObject({
    status: 404,
    text: expect.stringContaining('is not connected'),
  });
});

test('what is bought is an instance, and its page shows what the callbacks came to', async () => {
  const page = await openShop();
  expect((await page.get('/buy')).html).toContain(`/console${path}`);
  const form = await page.get(path);
  expect(form.text).toContain('Standard 100 yuan for 1 year');
  expect(form.text).toContain('Standard 10 yuan for 1 month');
  expect(form.text).toContain('Trial trial of 15 days, free');
  expect(form.text).toContain('Seats: 1 to 500 in steps of 1');
  const bought = await page.post(path, { ...usual, offer: offers(form)[0] ?? '', times: '2' });
  expect(bought.path).toBe('/instances/1');
  expect(bought.text).toContain(`Done: koo sandbox buy ${productId} --buyer hw-one`);
  expect(bought.text).toContain('--period 2y');
  expect(bought.text).toContain('newInstance succeeded');
  expect(bought.text).toContain('Paid for the purchase 200 yuan');
});

test('a second click buys nothing more, also where the browser runs no script', async () => {
  const page = await openShop();
  const form = await page.get(path);
  const sent = {
    ...usual,
    offer: offers(form)[0] ?? '',
    form: /name="form" value="([^"]+)"/.exec(form.html)?.[1] ?? '',
  };
  const both = await Promise.all([page.post(path, sent), page.post(path, sent)]);
  expect(both.map((shown) => shown.path)).toEqual(['/instances/1', '/instances/1']);
  expect((await page.post(path, sent)).text).toContain('it was not processed again');
  expect((await page.get('/instances')).text).toContain('1 instance');
});

test('the command of a form that was not filled in names the buyer that it begins with', async () => {
  const page = await openShop();
  expect((await page.get(path)).text).toContain('--buyer hw12345678 ');
  await page.act({ do: 'buyer', buyer: 'a-buyer' });
  expect((await page.get(path)).text).toContain('--buyer a-buyer ');
});

test('what it would cost is told before, and nothing is bought', async () => {
  const page = await openShop();
  const [, monthly = ''] = offers(await page.get(path));
  const priced = await page.post(path, { ...usual, do: 'price', offer: monthly, times: '3', quantity: '4' });
  expect(priced.text).toContain('It would cost 120 yuan.');
  expect(priced.html).toMatch(/name="quantity"[^>]*value="4"/);
  expect(priced.html).toMatch(/value="hw-one"/);
  expect((await page.get('/instances')).text).toContain('Nothing has been bought yet.');
});

test('a refusal is told with the command that changes it, and what was typed stays', async () => {
  const page = await openShop({ parameters: [{ name: 'domain', required: true }] });
  const [yearly = '', , , , trial = ''] = offers(await page.get(path));
  const many = await page.post(path, {
    ...usual,
    offer: yearly,
    quantity: '501',
    'parameter-0': 'a.example',
  });
  expect(many.status).toBe(422);
  expect(many.text).toContain('501 cannot be bought: the quantity is from 1 to 500 in steps of 1.');
  expect(many.text).toContain('koo product attribute update seats --max 501 --site sandbox');
  expect(many.html).toMatch(/name="quantity"[^>]*value="501"/);
  expect(many.html).toMatch(/name="parameter-0"[^>]*value="a.example"/);
  const missing = await page.post(path, { ...usual, offer: yearly });
  expect(missing.text).toContain('The parameter domain is required.');
  const renewed = { ...usual, offer: trial, 'parameter-0': 'x', renewal: '1', renewals: '2' };
  expect((await page.post(path, renewed)).text).toContain('A trial is not renewed automatically.');
  expect((await page.post(path, { ...usual, offer: trial, 'parameter-0': 'x' })).path).toBe('/instances/1');
});

test.each([
  ['by the credit line', { pay: 'credit-line' }, 'cannot pay this product with your credit line'],
  ['as an individual, for enterprises', { type: 'individual' }, 'koo product audience set'],
])('%s: the rules of the product decide', async (_, fields, reason) => {
  const page = await openShop();
  withStore(page.stateFolder, (database) => {
    const row = database.prepare('SELECT settings FROM products WHERE id = ?').get(productId);
    const settings = JSON.parse(String(row?.settings));
    settings.audience = { type: 'enterprise', skus: {} };
    settings.credit = { cash_coupon: 'off', credit_line: 'specified' };
    database
      .prepare('UPDATE products SET settings = ? WHERE id = ?')
      .run(JSON.stringify(settings), productId);
  });
  const [yearly = ''] = offers(await page.get(path));
  expect((await page.post(path, { ...usual, offer: yearly, ...fields })).text).toContain(reason);
  expect((await page.post(path, { ...usual, offer: yearly })).path).toBe('/instances/1');
});

test('a purchase whose callbacks take long leads to its instance, which shows how it goes on', async () => {
  const { url, arrived, answer } = await slowServer();
  const page = await openShop({ url });
  const [yearly = ''] = offers(await page.get(path));
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    const sent = page.post(path, { ...usual, offer: yearly });
    await arrived;
    vi.advanceTimersByTime(3_000);
    const shown = await sent;
    expect(shown.path).toBe('/instances/1');
    expect(shown.text).toContain('Running: koo sandbox buy');
    expect(shown.html).not.toContain('class="notice');
  } finally {
    vi.useRealTimers();
    answer();
  }
  await expect.poll(async () => (await page.get('/instances/1')).text).toContain('newInstance failed');
  await expect.poll(async () => (await page.get('/instances/1')).text).not.toContain('Running: ');
});

test('a purchase that waits for another act leads to the instances, where it appears', async () => {
  const { url, arrived, answer } = await slowServer();
  const page = await openShop({ url });
  const [yearly = ''] = offers(await page.get(path));
  const first = page.act({ do: 'buy', product: productId, buyer: 'hw-first' });
  await arrived;
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  let shown: Shown | undefined;
  try {
    void page.post(path, { ...usual, offer: yearly }).then((after) => {
      shown = after;
    });
    while (!shown) {
      vi.advanceTimersByTime(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    vi.useRealTimers();
    answer();
  }
  expect(shown.path).toBe(`/instances?product=${productId}`);
  expect(shown.text).toContain('Running: koo sandbox buy');
  await first;
  await expect.poll(async () => (await page.get('/instances')).text).not.toContain('Running: ');
  expect((await page.get('/instances')).text).toContain('hw-one');
});

test('what the page has not shown the price of is bought after the price is confirmed', async () => {
  const page = await openShop();
  const first = await page.get(path);
  const [yearly = ''] = offers(first);
  expect(costIn(first)).toBe('100');
  const form = { ...usual, offer: yearly, quantity: '10' };
  const asked = await page.post(path, { ...form, cost: costIn(first) });
  expect(asked.text).toContain('It costs 1000 yuan, and nothing has been bought yet.');
  expect(asked.html).toMatch(/name="quantity"[^>]*value="10"/);
  expect(asked.text).toContain('--quantity 10');
  expect((await page.get('/instances')).text).toContain('Nothing has been bought yet.');
  const bought = await page.post(path, { ...form, cost: costIn(asked) });
  expect(bought.text).toContain('Paid for the purchase 1000 yuan');
});

test('several orders lead to the list of instances', async () => {
  const page = await openShop();
  const [yearly = ''] = offers(await page.get(path));
  const bought = await page.post(path, { ...usual, offer: yearly, count: '3' });
  expect(bought.path).toBe(`/instances?product=${productId}`);
  expect(bought.text).toContain('3 instances');
});

test('what is not publicly sold is bought by its own address', async () => {
  const page = await openShop({ unlisted: true });
  const form = await page.get(path);
  expect(form.html).toMatch(/name="direct"[^>]*checked/);
  const [yearly = ''] = offers(form);
  expect((await page.post(path, { ...usual, offer: yearly })).text).toContain('is not publicly sold');
  expect((await page.post(path, { ...usual, offer: yearly, direct: '1' })).path).toBe('/instances/1');
});

test.each([
  [{ quantity: 'many' }, 'The quantity is a whole number of at least 1'],
  [{ quantity: '0' }, 'The quantity is a whole number of at least 1'],
  [{ quantity: '-3' }, 'The quantity is a whole number of at least 1'],
  [{ times: '0' }, 'The number of periods is a whole number from 1 to 999'],
  [{ count: '10001' }, 'The number of orders is a whole number from 1 to 10,000'],
  [{ renewal: '1', renewals: '100' }, 'The number of renewals is a whole number from 0 to 99'],
  [{ 'new-buyer': '' }, 'Choose a buyer, or enter the account name of a new one'],
  [{ 'new-buyer': 'four' }, 'An account name must have 5 to 64 letters, digits, - or _, not "four"'],
  [{ 'new-buyer': 'n'.repeat(65) }, 'An account name must have 5 to 64 letters'],
  [{ 'new-buyer': '<b>x</b>' }, 'An account name must have 5 to 64 letters'],
])('a form with %o is refused in words of the form', async (fields, reason) => {
  const page = await openShop();
  const [yearly = ''] = offers(await page.get(path));
  const refused = await page.post(path, { ...usual, offer: yearly, ...fields });
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(reason)]);
});

test('a buyer that exists buys under whatever name', async () => {
  const page = await openShop();
  await page.act({ do: 'buyer', buyer: 'x' });
  const [yearly = ''] = offers(await page.get(path));
  const bought = await page.post(path, { ...usual, offer: yearly, 'new-buyer': '', buyer: 'x' });
  expect(bought.path).toBe('/instances/1');
  expect((await page.post('/buyers', { buyer: 'y', type: '' })).text).toContain(
    'An account name must have 5 to 64',
  );
  expect((await page.post('/buyers', { buyer: 'x', topUp: '1' })).text).toContain(
    'Done: koo sandbox buyer x',
  );
});

test('names and values are shown as text', async () => {
  const page = await openShop({ parameters: [{ name: '<img src=x>', required: false }] });
  const [yearly = ''] = offers(await page.get(path));
  const buyer = '"><script>alert(1)</script>';
  await page.act({ do: 'buyer', buyer });
  const bought = await page.post(path, {
    ...usual,
    offer: yearly,
    'new-buyer': '',
    buyer,
    'parameter-0': '</dd><script>alert(2)</script>',
  });
  expect(bought.path).toBe('/instances/1');
  for (const shown of [
    bought,
    await page.get('/instances'),
    await page.get('/buyers'),
    await page.get(path),
  ]) {
    expect(shown.html).not.toMatch(/<script>|<img/);
  }
  expect(bought.text).toContain('</dd><script>alert(2)</script>');
});

test('a buyer gets money and a level', async () => {
  const page = await openShop();
  await page.buy();
  expect((await page.get('/buyers')).text).toContain('hw-buyer enterprise V0 999900');
  const changed = await page.post('/buyers', { buyer: 'hw-buyer', level: 'V3', topUp: '50.5', type: '' });
  expect(changed.text).toContain('Done: koo sandbox buyer hw-buyer --level V3 --top-up 50.5');
  expect(changed.text).toContain('hw-buyer enterprise V3 999950.5');
  expect((await page.post('/buyers', { buyer: 'hw-buyer', topUp: 'much' })).status).toBe(422);
  expect((await page.in('zh').get('/buyers')).text).toContain('hw-buyer 企业 V3 999950.5');
});

test('the organisations lead to unified login', async () => {
  const page = await openShop({ loginAddress: 'http://127.0.0.1:8080/sso' });
  expect((await page.get('/buyers')).html).not.toContain('Organisations');
  const { id } = await page.order();
  await page.act({ do: 'bind', instance: id });
  const shown = await page.get('/buyers');
  expect(shown.text).toMatch(/测试企业0001 [0-9a-f]{32} \(org0001\) http:\/\/127\.0\.0\.1:\d+ /);
  const login = `/unified-login/#/portal-login?ind=UNOP&amp;appId=${appIdOf(productId)}`;
  expect(shown.html).toContain(`<a href="${login}">${productId}</a>`);
  await page.act({ do: 'unbind', instance: id });
  expect((await page.get('/buyers')).html).not.toContain(login);
});
