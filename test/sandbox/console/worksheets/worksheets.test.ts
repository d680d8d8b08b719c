import { describe, expect, test } from 'vitest';
import { transaction } from '../../../../src/sandbox/state/database.ts';
import { addUsers } from '../../../../src/sandbox/state/product-changes.ts';
import { findProduct, putProduct } from '../../../../src/sandbox/state/products.ts';
import { findWorksheet } from '../../../../src/sandbox/state/worksheets.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import { type OpenConsole, openConsole } from '../../../support/console.ts';
import { office } from '../../api/routes/seller/seller.ts';

const zhang = { account_name: 'hw_zhang', account_id: 'a'.repeat(32) };
const li = { account_name: 'hw_li', account_id: 'b'.repeat(32) };
const wang = { account_name: 'hw_wang', account_id: 'c'.repeat(32) };
const rows = (...users: (typeof zhang)[]) =>
  [
    '华为云账号名\t华为云账号ID\t操作',
    ...users.map((one) => `${one.account_name}\t${one.account_id}\t删除`),
  ].join('\n');

/** A console whose product is for specified users, who are these. */
async function openList(...users: (typeof zhang)[]): Promise<OpenConsole> {
  const browser = await openConsole();
  const database = openStore(browser.stateFolder);
  const stored = findProduct(database, office);
  if (!stored) throw new Error('no product');
  const { seller, settings } = stored;
  const audience = { ...settings.audience, type: 'specified' } as const;
  const context = { database, seller, now: new Date(0), assertRules: () => undefined };
  transaction(database, () => {
    addUsers(context, stored, { list: 'audience' }, users);
    putProduct(database, { ...stored, settings: { ...settings, audience } });
  });
  database.close();
  return browser;
}

/** A worksheet of the list alone. */
const ofList = { product: office, site: 'cn', part: 'list:audience' };

test('says what a worksheet is, and offers the parts of the product that is chosen', async () => {
  const { get } = await openList(zhang);
  const empty = await get('/worksheets');
  expect(empty.text).toContain('There is no worksheet yet. Choose a product below.');
  expect(empty.html).not.toContain('name="part"');
  const { text, html } = await get(`/worksheets?product=${office}`);
  expect(text).toContain('Target customers');
  expect(text).toContain('List: May buy the product (1 user)');
  expect(html).toContain('name="present:audience"');
  expect((await get('/worksheets?product=constructor')).html).not.toContain('name="part"');
});

test('leads through the change in the words of the console', async () => {
  const { post } = await openList(zhang);
  const { path, text, html } = await post('/worksheets', {
    product: office,
    site: 'cn',
    part: ['audience', 'credit', 'list:audience'],
  });
  expect(path).toBe('/worksheets/1');
  expect(text).toContain('The worksheet is ready. Nothing was sent.');
  expect(text).toContain(
    '卖家中心 > 商品管理（旧版：交易管理）> 销售配置管理 > 销售对象管理（或：对象配置）',
  );
  expect(text).toContain(
    'For each row below, enter 华为云账号名 (account name) and 华为云账号ID (account id) and confirm.',
  );
  expect(html).toContain(`data-copy="${zhang.account_id}"`);
  expect(html).toContain('data-copy="hw_zhang"');
  expect(text).toContain('Buyers outside it will no longer be able to buy.');
  // Users are added before the others are shut out.
  expect(text.indexOf('Add 1 user')).toBeLessThan(text.indexOf('Target customers of the product'));
});

test('a console without documents of a page says so', async () => {
  const { post } = await openList(zhang);
  const { text } = await post('/worksheets', { ...ofList, site: 'eu' });
  expect(text).toContain("Huawei's documents of this site describe no page for it.");
});

test('a table of the console leaves the differences', async () => {
  const { post } = await openList(zhang, li);
  const { text } = await post('/worksheets', { ...ofList, 'present:audience': rows(li, wang) });
  expect(text).toContain('1. Add 1 user to the list');
  expect(text).toContain('2. Remove 1 user from the list');
  expect(text).toContain('hw_wang');
  expect(text).not.toContain('hw_li ');
  const same = await post('/worksheets', { ...ofList, 'present:audience': rows(zhang, li) });
  expect(same.status).toBe(422);
  expect(same.text).toContain('There is nothing to change');
});

test('ticks stay, also in another process, and can be taken back', async () => {
  const { post, get, stateFolder } = await openList(zhang);
  await post('/worksheets', { product: office, site: 'cn', part: ['audience', 'list:audience'] });
  const ticked = await post('/worksheets/1', { do: 'done', step: '1' });
  expect(ticked.text).toContain('Step 2 is done.');
  expect((await get('/worksheets')).text).toContain('1 of 2 done');
  const database = openStore(stateFolder);
  expect(findWorksheet(database, 1)?.done).toEqual([1]);
  database.close();
  await post('/worksheets/1', { do: 'undone', step: '1' });
  expect((await get('/worksheets')).text).toContain('0 of 2 done');
  for (const step of ['2', '-1', 'x', '']) await post('/worksheets/1', { do: 'done', step });
  expect((await get('/worksheets')).text).toContain('0 of 2 done');
});

describe('the check', () => {
  test('names what differs', async () => {
    const { post } = await openList(zhang, li);
    await post('/worksheets', ofList);
    const renamed = { ...li, account_name: 'hw_li_old' };
    const shown = rows(renamed, wang);
    const { text } = await post('/worksheets/1', { do: 'check', list: 'audience', 'shown:audience': shown });
    expect(text).toContain('3 differences 2 users in the console at');
    expect(text).toContain('is missing: add it hw_zhang');
    expect(text).toContain('is surplus: remove it hw_wang');
    expect(text).toContain('has another name in the console hw_li');
    expect(text).toContain('0 of 1 done');
  });

  test('ticks the steps of a list that is as wanted', async () => {
    const { post } = await openList(zhang, li);
    await post('/worksheets', ofList);
    const shown = rows(li, zhang);
    const { text } = await post('/worksheets/1', { do: 'check', list: 'audience', 'shown:audience': shown });
    expect(text).toContain('as wanted 2 users in the console at');
    expect(text).toContain('1 of 1 done');
  });

  test('a text that is no list is refused, and comes back', async () => {
    const { post } = await openList(zhang);
    await post('/worksheets', ofList);
    const shown = `${rows(zhang)}\nhw_li\tnot-an-id with spaces\t删除`;
    const { status, html } = await post('/worksheets/1', {
      do: 'check',
      list: 'audience',
      'shown:audience': shown,
    });
    expect(status).toBe(422);
    expect(html).toContain('not-an-id with spaces');
  });
});

test('is deleted, and is then not found', async () => {
  const { post, get } = await openList(zhang);
  await post('/worksheets', ofList);
  const { path, text } = await post('/worksheets/1', { do: 'delete' });
  expect(path).toBe('/worksheets');
  expect(text).toContain('The worksheet is deleted.');
  expect((await get('/worksheets/1')).status).toBe(404);
  expect((await post('/worksheets/1', { do: 'done', step: '0' })).path).toBe('/worksheets');
});

test.each([
  ['an unknown product', { ...ofList, product: 'nothing' }, 'The sandbox does not have this product'],
  ['no part', { ...ofList, part: '' }, 'There is nothing to change'],
])('%s is refused', async (_, fields, message) => {
  const { post } = await openList(zhang);
  const { status, text } = await post('/worksheets', fields);
  expect(status).toBe(422);
  expect(text).toContain(message);
});

test('hostile names are text', async () => {
  const script = '<script>alert(1)</script>';
  const { post } = await openList({ account_name: `${script}`, account_id: 'd'.repeat(32) });
  const { html } = await post('/worksheets', ofList);
  expect(html).not.toContain('<script>alert');
  expect(html).toContain('&lt;script&gt;alert');
});

test('a long list is shown in part, and whole on demand', async () => {
  const users = Array.from({ length: 51 }, (_, index) => ({
    account_name: `hw_user_${index}`,
    account_id: String(index).padStart(32, '0'),
  }));
  const { post, get } = await openList(...users);
  const { text, html } = await post('/worksheets', ofList);
  expect(text).not.toContain('hw_user_50');
  expect(html).toContain('href="/console/worksheets/1?more=1"');
  expect((await get('/worksheets/1?more=1')).text).toContain('hw_user_50');
});
