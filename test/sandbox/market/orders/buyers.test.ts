import { expect, onTestFinished, test } from 'vitest';
import { formatAmount } from '../../../../src/sandbox/market/money/amounts.ts';
import { type Buyer, buyerFor, findBuyer, putBuyer } from '../../../../src/sandbox/market/orders/buyers.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import { createUserWriter } from '../../../../src/sandbox/state/products.ts';
import { openStore, resetStore } from '../../../../src/sandbox/store.ts';
import { temporaryFolder } from '../../harness.ts';

const product = 'OFFI758576253042421760';
const listedId = 'd78cbac186b744899480f25bd022f468';
const ownId = 'c0ffee00c0ffee00c0ffee00c0ffee00';

async function open(): Promise<Database> {
  const database = openStore(await temporaryFolder());
  onTestFinished(() => database.close());
  return database;
}

function addUser(
  database: Database,
  name: string,
  id: string,
  list: 'audience' | 'credit_line' = 'audience',
) {
  const writer = createUserWriter(database, product, { list }, new Date());
  expect(writer.add({ account_id: id, account_name: name })).toBe('created');
  writer.finish();
}

test('an unknown buyer is made from the name, the same one each time, and is not stored', async () => {
  const database = await open();
  const buyer = buyerFor(database, 'koo-new-buyer');
  expect(buyer).toMatchObject({
    name: 'koo-new-buyer',
    realName: 'koo-new-buyer',
    type: 'enterprise',
    level: 'V0',
  });
  expect(buyer.id).toMatch(/^[0-9a-f]{32}$/);
  expect([buyer.balance, buyer.creditLine, buyer.coupon].map(formatAmount)).toEqual([
    '1000000',
    '1000000',
    '1000000',
  ]);
  expect(buyer.mobile).toMatch(/^186\d{8}$/);
  expect(buyerFor(database, 'koo-new-buyer')).toEqual(buyer);
  expect(buyerFor(database, 'koo-other-buyer').id).not.toBe(buyer.id);
  expect(findBuyer(database, 'koo-new-buyer')).toBeUndefined();
});

test('an unknown buyer has the account id that any list of specified users has for the name', async () => {
  const database = await open();
  expect(buyerFor(database, 'hw12345678').id).toBe(listedId);
  expect(buyerFor(database, listedId)).toEqual(buyerFor(database, 'hw12345678'));
  expect(buyerFor(database, 'koo-late').id).not.toBe(ownId);
  addUser(database, 'koo-late', ownId, 'credit_line');
  expect(buyerFor(database, 'koo-late')).toMatchObject({ id: ownId, name: 'koo-late' });
});

test('an account id that no list has is that of the buyer', async () => {
  const database = await open();
  expect(buyerFor(database, ownId)).toMatchObject({ id: ownId, name: 'hwc0ffee00' });
});

test('a buyer that was stored is found by id and by name, and stays what it is', async () => {
  const database = await open();
  const buyer: Buyer = {
    ...buyerFor(database, 'koo-rich'),
    level: 'V3',
    type: 'individual',
    balance: -5,
    realName: '测试',
  };
  putBuyer(database, buyer);
  expect(findBuyer(database, 'koo-rich')).toEqual(buyer);
  expect(findBuyer(database, buyer.id)).toEqual(buyer);
  const changed = {
    ...buyer,
    balance: Number.MAX_SAFE_INTEGER,
    mobile: '18600000000',
    email: 'a@example.com',
  };
  putBuyer(database, changed);
  expect(findBuyer(database, buyer.id)).toEqual(changed);
  // A list that has the name with another id does not make it another account.
  addUser(database, 'koo-rich', ownId);
  expect(buyerFor(database, 'koo-rich').id).toBe(buyer.id);
  // Nor does another name for the same account.
  addUser(database, 'koo-alias', buyer.id);
  expect(buyerFor(database, 'koo-alias').name).toBe('koo-rich');
});

test('an id is not taken for the name of another account', async () => {
  const database = await open();
  putBuyer(database, { ...buyerFor(database, '0'.repeat(32)), name: ownId });
  putBuyer(database, { ...buyerFor(database, 'koo-true'), id: ownId });
  expect(findBuyer(database, ownId)?.name).toBe('koo-true');
});

test('a reset forgets the buyers', async () => {
  const database = await open();
  putBuyer(database, buyerFor(database, 'koo-gone'));
  resetStore(database);
  expect(findBuyer(database, 'koo-gone')).toBeUndefined();
});
