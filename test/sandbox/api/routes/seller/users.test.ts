import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../../src/text/json.ts';
import { start, temporaryFolder } from '../../../harness.ts';
import { accountId, ask, data, everything, inspect, office, sku, studio, user, versionOf } from './seller.ts';

type Target = { readonly url: string };

const create = (sandbox: Target, users: readonly object[], more: object = {}, id = office) =>
  ask(sandbox, 'POST', `/products/${id}/specified-users/batch-create`, {
    body: { list: 'audience', ...more, users },
  });

const remove = (sandbox: Target, account_ids: readonly string[], more: object = {}) =>
  ask(sandbox, 'POST', `/products/${office}/specified-users/batch-delete`, {
    body: { list: 'audience', ...more, account_ids },
  });

const list = async (sandbox: Target, query: Record<string, string> = {}) =>
  data(
    await ask(sandbox, 'GET', `/products/${office}/specified-users`, {
      query: { list: 'audience', ...query },
    }),
  );

const results = (answer: JsonObject) => (answer.users as JsonObject[]).map(({ result }) => result);
const ids = (answer: JsonObject) => (answer.users as JsonObject[]).map(({ account_id }) => account_id);

test('a batch is harmless to repeat, and raises the version once when it changed something', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  const users = [user(1), user(2), user(3)];
  const first = data(await create(sandbox, users));
  expect([first.version, results(first)]).toEqual(['2', ['created', 'created', 'created']]);
  const before = everything(stateFolder);
  const again = data(await create(sandbox, users));
  expect([again.version, results(again)]).toEqual(['2', ['exists', 'exists', 'exists']]);
  expect(everything(stateFolder)).toEqual(before);
  const mixed = data(await create(sandbox, [user(3), user(4)]));
  expect([mixed.version, results(mixed)]).toEqual(['3', ['exists', 'created']]);
  const gone = data(await remove(sandbox, [accountId(1), accountId(77), accountId(1)]));
  expect([gone.version, results(gone)]).toEqual(['4', ['deleted', 'absent', 'absent']]);
  const repeated = data(await remove(sandbox, [accountId(1)]));
  expect([repeated.version, results(repeated)]).toEqual(['4', ['absent']]);
  expect(await list(sandbox)).toMatchObject({ total_count: 3, version: '4' });
});

test('a user that cannot be put on the list is rejected, the others are put on it', async () => {
  const sandbox = await start();
  await create(sandbox, [user(1)]);
  const answer = data(
    await create(sandbox, [
      { ...user(1), account_name: 'someone-else' },
      { account_name: '', account_id: accountId(2) },
      { account_name: 'hw12345678', account_id: ' ' },
      user(5),
      user(5),
      { ...user(5), account_name: 'another' },
      // Forms that Huawei's samples do not have are no errors.
      { account_name: '张三', account_id: 'ABC' },
    ]),
  );
  expect(results(answer)).toEqual([
    'rejected',
    'rejected',
    'rejected',
    'created',
    'exists',
    'rejected',
    'created',
  ]);
  expect(
    (answer.users as JsonObject[]).flatMap(({ error_code, error_msg }) => (error_code ? [error_msg] : [])),
  ).toEqual([
    expect.stringContaining('account_name (user-conflict)'),
    expect.stringContaining('account_name (user-name-required)'),
    expect.stringContaining('account_id (user-id-required)'),
    expect.stringContaining('account_name (user-conflict)'),
  ]);
});

test('lists are apart: product and specification, credit line, trial', async () => {
  const sandbox = await start();
  const refs = [
    { list: 'audience' },
    { list: 'audience', sku_code: sku(1) },
    { list: 'credit_line' },
    { list: 'trial', sku_code: sku(3) },
  ];
  for (const [index, ref] of refs.entries()) await create(sandbox, [user(index)], ref);
  for (const [index, ref] of refs.entries())
    expect(ids(await list(sandbox, ref))).toEqual([accountId(index)]);
  expect(await versionOf(sandbox, office)).toBe('5');
});

test.each([
  [{ list: 'credit_line', sku_code: sku(1) }, 'list-credit-line-sku'],
  [{ list: 'trial' }, 'list-trial-sku'],
  [{ list: 'trial', sku_code: sku(1) }, 'list-trial-sku'],
  [{ list: 'audience', sku_code: sku(99) }, 'sku-unknown'],
])('refuses a list that does not exist, %j: %s', async (ref, rule) => {
  const sandbox = await start();
  const query = ref as unknown as Record<string, string>;
  const read = await ask(sandbox, 'GET', `/products/${office}/specified-users`, { query });
  for (const { status, json } of [
    read,
    await create(sandbox, [user(1)], ref),
    await remove(sandbox, ['x'], ref),
  ]) {
    expect([status, json.error_code]).toEqual([400, 'MKT.0199']);
    expect(json.error_msg).toContain(`(${rule})`);
    expect(json.data).toMatchObject({ faults: [{ rule }] });
  }
});

test.each([
  ['no user', []],
  ['101 users', Array.from({ length: 101 }, (_, index) => user(index))],
  ['a user without an id', [{ account_name: 'hw12345678' }]],
  ['a number for an id', [{ account_name: 'hw12345678', account_id: 1 }]],
  ['a surplus member', [{ ...user(1), phone: '1' }]],
  ['a text without end', [{ ...user(1), account_name: 'x'.repeat(257) }]],
])('malformed: %s', async (_, users) => {
  const sandbox = await start();
  const { status, json } = await create(sandbox, users);
  expect([status, json.error_code]).toEqual([400, 'MKT.0101']);
  expect(await list(sandbox)).toMatchObject({ total_count: 0, version: '1' });
});

test('pages by offset and after an account id; no user appears twice when the list changes in between', async () => {
  const sandbox = await start();
  await create(
    sandbox,
    Array.from({ length: 10 }, (_, index) => user(9 - index)),
  );
  const all = Array.from({ length: 10 }, (_, index) => accountId(index));
  expect(ids(await list(sandbox))).toEqual(all);
  expect(ids(await list(sandbox, { offset: '8', limit: '5' }))).toEqual(all.slice(8));
  expect(ids(await list(sandbox, { offset: '10' }))).toEqual([]);
  const first = ids(await list(sandbox, { limit: '4' }));
  await remove(sandbox, [accountId(0), accountId(1)]);
  const rest = ids(await list(sandbox, { limit: '4', after: String(first.at(-1)) }));
  expect([...first, ...rest]).toEqual(all.slice(0, 8));
  expect(ids(await list(sandbox, { limit: '4', after: String(rest.at(-1)) }))).toEqual(all.slice(8));
  const both = await ask(sandbox, 'GET', `/products/${office}/specified-users`, {
    query: { list: 'audience', after: 'x', offset: '1' },
  }).catch((error: Error) => error);
  // The document cannot say that they exclude each other.
  expect(both).toBeInstanceOf(Error);
});

test('the count of a list is that of its users', async () => {
  const stateFolder = await temporaryFolder();
  const sandbox = await start({ stateFolder });
  await create(sandbox, [user(1), user(2)]);
  await create(sandbox, [user(2), user(3), { ...user(3), account_name: 'other' }]);
  await remove(sandbox, [accountId(1), accountId(1), accountId(50)]);
  await create(sandbox, [user(7)], {}, studio);
  inspect(stateFolder, (database) => {
    const counted = database
      .prepare('SELECT product_id, list, sku_code, count FROM user_lists WHERE count > 0 ORDER BY 1, 2, 3')
      .all();
    const real = database
      .prepare(
        'SELECT product_id, list, sku_code, count(*) AS count FROM specified_users GROUP BY 1, 2, 3 ORDER BY 1, 2, 3',
      )
      .all();
    expect(counted).toEqual(real);
  });
});
