import { describe, expect, it } from 'vitest';
import { type Database, transaction } from '../../../../src/sandbox/state/database.ts';
import { addUsers } from '../../../../src/sandbox/state/product-changes.ts';
import { findProduct } from '../../../../src/sandbox/state/products.ts';
import { type OpenConsole, openConsole } from '../../../support/console.ts';
import { accountId, inspect, office, sku, studio, user } from '../../api/routes/seller/seller.ts';

const audience = `/users?product=${studio}&list=audience`;
const line = (number: number) => `${user(number).account_name}:${accountId(number)}`;
const lines = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => line(from + at)).join('\r\n');

function fill(database: Database, count: number): void {
  const stored = findProduct(database, studio);
  if (!stored) throw new Error('no product');
  const context = { database, seller: stored.seller, now: new Date(0), assertRules: () => undefined };
  const users = Array.from({ length: count }, (_, at) => user(at + 1));
  transaction(database, () => addUsers(context, stored, { list: 'audience' }, users));
}

const add = (open: OpenConsole, path: string, users: string) => open.post(path, { users });

it('lists products with the lists that count, and those that are empty or without effect', async () => {
  const open = await openConsole();
  await add(open, `/users?product=${office}&list=audience`, lines(1));
  await open.post(`/products/${office}`, {
    group: 'credit',
    'credit-cash-coupon': 'on',
    'credit-credit-line': 'specified',
  });
  const { text } = await open.get('/users');
  expect(text).toContain(
    `Cloud Office ${office} May buy the product 1 user no effect May pay with the credit line 0 users in force, and empty`,
  );
  expect(text).toContain(`Design Studio licence ${studio} May buy the product 3 users`);
  expect((await open.in('zh').get('/users')).text).toContain('可使用信用额度支付');
});

it('shows a list in pages', async () => {
  const open = await openConsole();
  inspect(open.stateFolder, (database) => fill(database, 5000));
  const first = await open.get(audience);
  expect(first.text).toContain('May buy the product (5003)');
  expect(first.text).toContain('1 to 100 of 5003');
  expect(first.html.split('name="user"').length - 1).toBe(100);
  const last = await open.get(`${audience}&page=51`);
  expect(last.text).toContain('5001 to 5003 of 5003');
  expect(last.html.split('name="user"').length - 1).toBe(3);
  expect((await open.get(`${audience}&page=52`)).text).toContain('5001 to 5003 of 5003');
  const found = await open.get(`${audience}&text=${accountId(4321).toUpperCase().slice(-6)}`);
  expect(found.text).toContain(user(4321).account_name);
  expect(found.html.split('name="user"').length - 1).toBe(1);
  expect((await open.get(`${audience}&text=nobody`)).text).toContain('No user matches.');
});

describe('adding', () => {
  it('takes users one a line, counts those that are there, and keeps the list', async () => {
    const open = await openConsole();
    const done = await add(open, audience, lines(3));
    expect(done.path).toBe(audience);
    expect(done.text).toContain('3 users added.');
    expect(done.text).toContain(`${user(3).account_name} ${accountId(3)}`);
    expect((await add(open, audience, lines(4))).text).toContain('1 user added. 3 on the list already.');
  });

  it('takes a table as the seller console shows it, and thousands at once', async () => {
    const open = await openConsole();
    const table = `华为云账号名\t华为云账号ID\n${user(1).account_name}\t${accountId(1)}\n`;
    expect((await add(open, audience, table)).text).toContain('1 user added.');
    expect((await add(open, audience, lines(10_000, 2))).text).toContain('10000 users added.');
  });

  it('warns of what is unusual, and of a list without effect', async () => {
    const open = await openConsole();
    const done = await add(open, `/users?product=${office}&list=audience&sku=${sku(1)}`, 'hw12345678:abc');
    expect(done.text).toContain('1 user added.');
    expect(done.text).toContain(
      'Taken as they are, but to be checked: Line 1: account ID "abc" is not 32 lower-case hexadecimal digits.',
    );
    expect(done.text).toContain('The list has no effect yet.');
    expect(done.path).toContain(`sku=${sku(1)}`);
  });

  it.each([
    ['1 row is invalid. Line 2: the account ID is missing', `${line(1)}\nhw12345678:`],
    ['1 row is invalid. Line 2: the account name contains a space', `${line(1)}\nbad line`],
    ['2 rows are invalid.', 'hw12345678:\nhw12345679:'],
    ['the account name and the account ID are swapped', `${accountId(1)}:hw12345678`],
    ['has the name', `${line(1)}\nother-name:${accountId(1)}`],
    ['There is no user in the text', '\n'],
    ['the account name has more than 256 characters', `${'n'.repeat(257)}:${accountId(1)}`],
  ])('is refused, with what was typed and without a change: %s', async (reason, users) => {
    const open = await openConsole();
    const refused = await add(open, audience, users);
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(reason)]);
    if (users.trim() !== '')
      expect(refused.html).toContain(users.slice(0, 30).replaceAll('\n', '\r\n').split('\r\n')[0]);
    expect((await open.get(audience)).text).toContain('May buy the product (3)');
  });

  it('rejects an account that is on the list under another name', async () => {
    const open = await openConsole();
    await add(open, audience, line(1));
    const done = await add(open, audience, `other-name:${accountId(1)}\n${line(2)}`);
    expect(done.text).toContain('1 user added. 1 rejected: these IDs are on the list under another name');
    expect(done.text).not.toContain('other-name');
  });
});

it('removes the chosen users, says what they lose, and how it is done in a terminal', async () => {
  const open = await openConsole();
  await add(open, audience, lines(3));
  const none = await open.post(audience, { 'users-act': 'remove' });
  expect([none.status, none.text]).toEqual([422, expect.stringContaining('No user is chosen')]);
  const done = await open.post(audience, { 'users-act': 'remove', user: [accountId(1), accountId(2)] });
  expect(done.text).toContain('2 users removed.');
  expect(done.text).toContain('will no longer be able to buy');
  expect(done.text).toContain(
    `koo users remove ${accountId(1)} ${accountId(2)} --product ${studio} --yes --site sandbox`,
  );
  expect((await open.get(audience)).text).toContain('May buy the product (4)');
  const one = await open.post(audience, { 'users-act': 'remove', user: accountId(3) });
  expect(one.text).toContain(`${user(3).account_name} will no longer be able to buy`);
  expect((await open.post(audience, { 'users-act': 'remove', user: 'unknown' })).text).toContain(
    '0 users removed.',
  );
});

it('has a list of its own for each specification, the credit line and the trial', async () => {
  const open = await openConsole();
  const trial = `/users?product=${office}&list=trial&sku=${sku(3)}`;
  expect((await add(open, trial, line(1))).text).toContain('May try Trial');
  expect((await open.get(`/users?product=${office}&list=audience`)).text).toContain(
    'May buy the product (0)',
  );
  // A list that the product does not have.
  const { text } = await open.get(`/users?product=${office}&list=trial&sku=${sku(1)}`);
  expect(text).toContain('May buy the product (0)');
});

it('shows hostile names as text, and nothing of a product that there is not', async () => {
  const open = await openConsole();
  const hostile = '<img/src=x>"\'&';
  await add(open, audience, `${JSON.stringify([{ account_name: hostile, account_id: accountId(9) }])}`);
  const { html, text } = await open.get(audience);
  expect(text).toContain(hostile);
  expect(html).not.toContain('<img');
  expect((await open.get('/users?product=nothing')).text).toContain('Products and their lists');
  expect((await add(open, '/users?product=nothing', line(1))).text).toContain('no such product');
});
