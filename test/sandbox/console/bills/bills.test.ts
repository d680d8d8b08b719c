import { describe, expect, onTestFinished, test } from 'vitest';
import { startDemo } from '../../../../src/callback/merchant/server/server.ts';
import { accounts } from '../../../../src/sandbox/state/accounts.ts';
import { formatMeteringTime } from '../../../../src/sandbox/state/times.ts';
import { type OpenConsole, openConsole } from '../../../support/console.ts';
import { legacyUsagePath, post, push, record } from '../../harness.ts';

const speech = 'OFFI758576253042421762';
const speechPackage = 'OFFI758576253042421763';
const hour = 3_600_000;
const start = Date.parse('2026-03-02T02:00:00Z');

interface Shop extends OpenConsole {
  /** The merchant's id of the instance. */
  readonly instance: string;
  /** Pushes usage that ends so many hours after the start. */
  use(hours: number, more?: Parameters<typeof record>[0]): Promise<readonly string[]>;
}

/** A console where hw_zhang has a pay-per-use instance. */
async function openShop(price = 'calls=step:0.5@10,0.3/hour'): Promise<Shop> {
  const demo = await startDemo({ sale: 'on-demand' });
  onTestFinished(() => demo.close());
  const browser = await openConsole();
  const { act, sandbox } = browser;
  await act({ do: 'clock', to: new Date(start).toISOString(), seed: 1 });
  const connection = {
    do: 'connect' as const,
    url: demo.target,
    protocols: ['v2' as const],
    keys: demo.keys,
  };
  await act({ ...connection, product: speech, prices: [price] });
  await act({ ...connection, product: speechPackage });
  await act({ do: 'buy', product: speech, buyer: 'hw_zhang' });
  const instance = /instances\/1"><code>([^<]+)</.exec((await browser.get('/bills')).html)?.[1] ?? '';
  return {
    ...browser,
    instance,
    async use(hours, more) {
      const end = start + hours * hour;
      const [begin_time = '', end_time = '', record_time = ''] = [end - hour / 2, end, end].map(
        formatMeteringTime,
      );
      const { json } = await push(sandbox, [
        record({ instance_id: instance, begin_time, end_time, record_time, usage_value: '12', ...more }),
      ]);
      return [String(json.error_code)];
    },
  };
}

const advance = (shop: OpenConsole, hours: number) => shop.act({ do: 'clock', advance: hours * hour });

/** The rows of the list with a heading, as a person reads them. */
function rowsOf(html: string, title: string): readonly string[] {
  const section = html.split('<section').find((one) => one.includes(`<h2>${title}</h2>`)) ?? '';
  const [, , ...rows] = section.split('<tr>');
  return rows.map((row) =>
    row
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

test('without anything, says what to do', async () => {
  const { get } = await openConsole();
  const { text, html } = await get('/bills');
  expect(text).toContain('There are no pay-per-use instances.');
  expect(html).toContain('href="/console/buy"');
  expect(text).toContain('No bill has been written yet.');
  expect(text).toContain('koo usage push usage.csv --site sandbox');
  expect((await get('/bills/1')).status).toBe(404);
});

test('usage is open until its bill, which has its lines', async () => {
  const shop = await openShop();
  await advance(shop, 1);
  expect(await shop.use(1)).toEqual(['MKT.0000']);
  const before = await shop.get('/bills');
  expect(rowsOf(before.html, 'Pay-per-use instances')).toEqual([
    `${shop.instance} ${speech} active 2026-03-02 13:00:00 usage is billed hw_zhang Balance: 1000000 yuan 12 1 record 0`,
  ]);
  const [open] = rowsOf(before.html, 'Usage records');
  expect(open).toMatch(
    /^not billed yet Bill at 2026-03-02 13:00:00 \S+ 12 2026-03-02 10:30:00 2026-03-02 11:00:00 – sn-/,
  );
  await advance(shop, 2);
  const after = await shop.get('/bills');
  expect(rowsOf(after.html, 'Pay-per-use instances')[0]).toMatch(
    /active – hw_zhang Balance: 999994\.4 yuan 0 5\.6$/,
  );
  expect(rowsOf(after.html, 'Usage records')[0]).toMatch(/^on a bill Bill 1 /);
  expect(rowsOf(after.html, 'Bills')).toEqual([
    `Bill 1 5.6 12 0 999994.4 ${shop.instance} hw_zhang 2026-03-02 13:00:00 2026-03-02 11:00:00`,
  ]);
  const bill = await shop.get('/bills/1');
  expect(rowsOf(bill.html, 'Lines')).toEqual([
    'Usage (calls) 12',
    'Taken from packages 0',
    expect.stringMatching(
      /^Charged 12 5\.6 Price each part .*: up to 10: 0\.5 yuan a unit, above: 0\.3 yuan a unit$/,
    ),
  ]);
  expect(rowsOf(bill.html, 'Usage records')).toHaveLength(1);
});

test('arrears are told with what follows, and how they end', async () => {
  const shop = await openShop('calls=2/hour');
  await shop.act({ do: 'buyer', buyer: 'hw_zhang', balance: '5' });
  await advance(shop, 1);
  await shop.use(1);
  await advance(shop, 2);
  const { text, html } = await shop.get('/bills');
  expect(text).toContain('Balance: -19 yuan in arrears');
  expect(text).toContain('koo sandbox buyer hw_zhang --top-up 100');
  expect(rowsOf(html, 'Pay-per-use instances')[0]).toMatch(
    /the (grace|retention) period ends: (freeze|release)/,
  );
  await shop.act({ do: 'buyer', buyer: 'hw_zhang', topUp: '100' });
  const paid = await shop.get('/bills');
  expect(paid.text).not.toContain('in arrears');
  expect(rowsOf(paid.html, 'Pay-per-use instances')[0]).not.toMatch(/period ends/);
});

test('a package is taken first, and shown with what is left', async () => {
  const shop = await openShop();
  await shop.act({ do: 'buy', product: speechPackage, buyer: 'hw_zhang' });
  const quota = rowsOf((await shop.get('/bills')).html, 'Packages')[0] ?? '';
  expect(quota).toMatch(/ hw_zhang 100 0 100 /);
  const [packageId = ''] = quota.split(' ');
  await advance(shop, 1);
  await shop.use(1, { relate_pkg_instance: packageId });
  await advance(shop, 2);
  const { html } = await shop.get('/bills');
  expect(rowsOf(html, 'Packages')[0]).toMatch(
    new RegExp(`^${packageId} ${speechPackage} hw_zhang 100 12 88 `),
  );
  expect(rowsOf(html, 'Bills')[0]).toMatch(/^Bill 1 0 12 12 /);
  expect(rowsOf(html, 'Usage records')[0]).toContain(packageId);
});

describe('records', () => {
  test.each([
    ['001', { instance_id: 'nobody' }, 'the instance does not exist', 'Check instance_id'],
    ['003', { usage_value: '-1' }, 'the usage value is wrong', ''],
    ['009', { instance_id: 'koo-payg-other-seller' }, '', ''],
    ['012', { instance_id: 'koo-period-0001' }, '', ''],
  ])('%s are shown with the meaning', async (code, more, meaning, next) => {
    const { sandbox, get } = await openConsole();
    await push(sandbox, [record(more)]);
    const { html } = await get('/bills');
    const [row] = rowsOf(html, 'Usage records');
    expect(row?.startsWith(code)).toBe(true);
    expect(row).toContain(meaning);
    expect(row).toContain(next);
  });

  test('of an instance that was not bought here are not charged', async () => {
    const { sandbox, get } = await openConsole();
    await push(sandbox, [record()]);
    const [row] = rowsOf((await get('/bills')).html, 'Usage records');
    expect(row).toMatch(/^accepted Not charged: the instance was not bought in this sandbox\. koo-payg-0001/);
  });

  test('of the old interface have the verdict that the sender never hears', async () => {
    const { sandbox, get } = await openConsole();
    const { metering_sn: _, ...old } = record({ product_id: 'p', instance_id: 'nobody' });
    await post(sandbox, legacyUsagePath, { usage_records: [old] });
    const [row] = rowsOf((await get('/bills')).html, 'Usage records');
    expect(row).toMatch(/^001 the instance does not exist .*nobody old interface/);
  });

  test('are limited by result, product, buyer and instance', async () => {
    const shop = await openShop();
    await shop.act({ do: 'buy', product: speech, buyer: 'hw_li' });
    await advance(shop, 2);
    await shop.use(1);
    await advance(shop, 3);
    await shop.use(4);
    await shop.use(4, { instance_id: 'nobody' });
    await shop.use(4, { instance_id: 'koo-payg-0001' });
    const count = async (query: string) =>
      rowsOf((await shop.get(`/bills?${query}`)).html, 'Usage records').length;
    expect(await count('')).toBe(4);
    expect(await count('result=accepted')).toBe(3);
    expect(await count('result=rejected')).toBe(1);
    expect(await count('result=charged')).toBe(1);
    expect(await count('result=open')).toBe(1);
    expect(await count(`product=${speech}`)).toBe(2);
    expect(await count('buyer=hw_zhang')).toBe(2);
    expect(await count('buyer=hw_li')).toBe(0);
    expect(await count(`instance=${shop.instance}`)).toBe(2);
    expect(await count('instance=nobody')).toBe(1);
    const other = await shop.get('/bills?buyer=hw_li');
    expect(rowsOf(other.html, 'Pay-per-use instances')).toHaveLength(1);
    expect(rowsOf(other.html, 'Bills')).toHaveLength(0);
  });

  test('have pages of 25', async () => {
    const { sandbox, get } = await openConsole();
    await push(
      sandbox,
      Array.from({ length: 26 }, () => record()),
    );
    const first = await get('/bills');
    expect(rowsOf(first.html, 'Usage records')).toHaveLength(25);
    expect(first.html).toContain('href="/console/bills?records=2"');
    const second = await get('/bills?records=2');
    expect(rowsOf(second.html, 'Usage records')).toHaveLength(1);
    expect(second.html).not.toContain('records=3');
    for (const odd of ['0', '-1', 'x', '9e99', '1.5']) {
      expect(rowsOf((await get(`/bills?records=${odd}`)).html, 'Usage records')).toHaveLength(25);
    }
  });

  test('hostile ones are text, and bounded', async () => {
    const { sandbox, get } = await openConsole();
    const script = '<script>alert(1)</script>';
    await push(sandbox, [
      record({
        instance_id: script,
        metering_sn: '\u001b[31m\u202e',
        usage_value: `${script}${'9'.repeat(100_000)}`,
      }),
    ]);
    const { html } = await get(`/bills?buyer=${encodeURIComponent(script)}`);
    expect(html).not.toContain('<script>alert');
    const page = await get('/bills');
    expect(page.html).not.toContain('<script>alert');
    expect(page.html).not.toMatch(/[\u001b\u202e]/);
    expect(page.html.length).toBeLessThan(20_000);
  });
});

test('no page has a secret', async () => {
  const shop = await openShop();
  await advance(shop, 3);
  await shop.use(1);
  for (const path of ['/bills', '/bills/1']) {
    const { html } = await shop.get(path);
    for (const { accessKey, credential } of accounts) {
      expect(html).not.toContain(accessKey);
      expect(html).not.toContain(credential.sk);
    }
  }
});
