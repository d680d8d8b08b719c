import { expect, test } from 'vitest';
import type { ConfigurationPatch } from '../../../../../src/seller/contract.ts';
import { start, temporaryFolder } from '../../../harness.ts';
import {
  accountId,
  ask,
  board,
  data,
  everything,
  office,
  patch,
  requestId,
  sku,
  studio,
  user,
  versionOf,
} from './seller.ts';

const get = async (sandbox: { url: string }, id: string) =>
  data(await ask(sandbox, 'GET', `/products/${id}/configuration`));

test('every part of a configuration is changed by one patch', async () => {
  const sandbox = await start();
  const change: ConfigurationPatch = {
    audience: { product: { type: 'enterprise' }, skus: { [sku(1)]: { type: 'specified' } } },
    credit: { cash_coupon: 'off', credit_line: 'specified' },
    purchase_limits: {
      '*': { once_per_customer: true, again_after_expiry: false },
      [sku(2)]: { max_quantity: 20 },
    },
    trial: { [sku(3)]: { days: 15, open_to: 'specified' } },
    users: [
      { list: 'audience', sku_code: sku(1), add: [user(1), user(2)], remove: [] },
      { list: 'credit_line', add: [user(3)], remove: [accountId(99)] },
      { list: 'trial', sku_code: sku(3), add: [user(4)], remove: [] },
    ],
    attributes: [{ code: 'region', type: 'enumeration', name: { en: 'Region', zh: '区域' }, values: ['cn'] }],
  };
  expect(data(await patch(sandbox, office, change))).toEqual({ version: '2' });
  const now = await get(sandbox, office);
  expect(now).toMatchObject({
    version: '2',
    audience: { type: 'enterprise', skus: { [sku(1)]: { type: 'specified' } } },
    credit: { cash_coupon: 'off', credit_line: 'specified' },
    trial: { [sku(3)]: { days: 15, open_to: 'specified' } },
    user_counts: [
      { list: 'audience', sku_code: sku(1), count: 2 },
      { list: 'credit_line', count: 1 },
      { list: 'trial', sku_code: sku(3), count: 1 },
    ],
  });
  expect(now.purchase_limits).toEqual({ '*': { once_per_customer: true }, [sku(2)]: { max_quantity: 20 } });
  expect(now.attributes).toContainEqual(expect.objectContaining({ code: 'region' }));
  // What a patch leaves out stays.
  await patch(sandbox, office, {
    credit: { credit_line: 'off' },
    audience: { skus: { [sku(1)]: null } },
    purchase_limits: { '*': null },
  });
  expect(await get(sandbox, office)).toMatchObject({
    version: '3',
    audience: { type: 'enterprise', skus: {} },
    credit: { cash_coupon: 'off', credit_line: 'off' },
    purchase_limits: { [sku(2)]: { max_quantity: 20 } },
    user_counts: [{ count: 2 }, { count: 1 }, { count: 1 }],
  });
});

test('what changes nothing leaves the version as it is; so do attributes', async () => {
  const sandbox = await start();
  for (const change of [
    {},
    { audience: { product: { type: 'enterprise' } } },
    { credit: { cash_coupon: 'on' } },
    { purchase_limits: { [sku(8)]: { again_after_expiry: true, once_per_customer: true }, '*': null } },
    { users: [{ list: 'audience', add: [], remove: [accountId(1)] }] },
    { attributes: [{ code: 'x', type: 'enumeration', name: { en: 'X', zh: 'X' }, values: ['a'] }] },
  ] as const satisfies readonly ConfigurationPatch[]) {
    expect(data(await patch(sandbox, board, change))).toEqual({ version: '1' });
  }
  expect(await versionOf(sandbox, board)).toBe('1');
});

test('refuses a stale version with the current one, with or without quotation marks', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  await patch(sandbox, office, { credit: { credit_line: 'all' } }, { ifMatch: '"1"' });
  const before = everything(stateFolder);
  const stale = await patch(sandbox, office, { credit: { credit_line: 'off' } }, { ifMatch: '1' });
  expect([stale.status, stale.json]).toEqual([
    409,
    {
      error_code: 'MKT.0409',
      error_msg: 'Version conflict: If-Match: 1 is not the current version 2',
      data: { version: '2' },
    },
  ]);
  expect(everything(stateFolder)).toEqual(before);
  const path = `/products/${office}/configuration`;
  const without = await ask(sandbox, 'PATCH', path, { body: { request_id: requestId() } });
  expect([without.status, without.json.error_msg]).toEqual([400, 'Invalid parameter: If-Match is missing']);
});

test.each([
  [
    'a rule broken by the last item',
    (users: object[]) => [...users, { account_name: ' ', account_id: accountId(9) }],
  ],
  [
    'the last user on the list under another name',
    (users: object[]) => [
      ...users,
      { account_name: 'someone', account_id: 'd78cbac186b744899480f25bd022f468' },
    ],
  ],
])('all or nothing: %s', async (_, list) => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  const before = everything(stateFolder);
  const change = {
    audience: { product: { type: 'specified' } },
    credit: { cash_coupon: 'off' },
    purchase_limits: { '*': { once_per_customer: true } },
    attributes: [{ code: 'region', type: 'enumeration', name: { en: 'R', zh: 'R' }, values: ['cn'] }],
    users: [
      { list: 'credit_line', add: [user(1)], remove: ['d78cbac186b744899480f25bd022f468'] },
      { list: 'audience', add: list([user(1), user(2), user(3)]), remove: [] },
    ],
  } as unknown as ConfigurationPatch;
  const id = requestId();
  const refused = await patch(sandbox, studio, change, { id });
  expect([refused.status, refused.json.error_code]).toEqual([400, 'MKT.0199']);
  expect(refused.json.error_msg).toMatch(
    /users\[1\]\.add\[3\]\.account_name \(user-(name-required|conflict)\)/,
  );
  expect(everything(stateFolder)).toEqual(before);
  // The id is free: the mended change goes through under it.
  const { users: [first] = [], ...rest } = change;
  expect(data(await patch(sandbox, studio, { ...rest, users: first ? [first] : [] }, { id }))).toEqual({
    version: '2',
  });
});

test('the same request again is answered as it was, also after other changes', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  const once = {
    change: { credit: { credit_line: 'all' } },
    more: { ifMatch: '1', id: requestId() },
  } as const;
  expect(data(await patch(sandbox, office, once.change, once.more))).toEqual({ version: '2' });
  expect(data(await patch(sandbox, office, { credit: { credit_line: 'off' } }))).toEqual({ version: '3' });
  const before = everything(stateFolder);
  expect(data(await patch(sandbox, office, once.change, once.more))).toEqual({ version: '2' });
  expect(everything(stateFolder)).toEqual(before);
  // Its id stands for it alone, on this product alone.
  const other = await patch(
    sandbox,
    office,
    { credit: { cash_coupon: 'off' } },
    { ...once.more, ifMatch: '3' },
  );
  expect([other.status, other.json.error_code]).toEqual([400, 'MKT.0199']);
  expect(data(await patch(sandbox, board, once.change, once.more))).toEqual({ version: '2' });
});

test('accepts one of several simultaneous changes, and tells the others', async () => {
  const stateFolder = await temporaryFolder();
  // Two sandboxes on one state, as two terminals make them.
  const both = [await start({ stateFolder }), await start({ stateFolder })];
  const replies = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      patch(
        both[index % 2] as { url: string },
        office,
        { users: [{ list: 'audience', add: [user(index)], remove: [] }] },
        { ifMatch: '1' },
      ),
    ),
  );
  expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
  const { user_counts } = await get(both[0] as { url: string }, office);
  expect(user_counts).toEqual([{ list: 'audience', count: 1 }]);
});

test('10 000 users go in one patch, 10 001 do not', async () => {
  const sandbox = await start();
  const add = Array.from({ length: 10_000 }, (_, index) => user(index));
  const more = await patch(sandbox, office, { users: [{ list: 'audience', add, remove: [accountId(1e6)] }] });
  expect(more.json.error_msg).toContain('users (users-max)');
  expect(data(await patch(sandbox, office, { users: [{ list: 'audience', add, remove: [] }] }))).toEqual({
    version: '2',
  });
  expect(await get(sandbox, office)).toMatchObject({ user_counts: [{ list: 'audience', count: 10_000 }] });
});
