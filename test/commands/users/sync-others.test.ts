import { expect, test, vi } from 'vitest';
import type { OpenApi } from '../../../src/openapi/model.ts';
import { sandboxCredential } from '../../../src/sandbox/state/accounts.ts';
import { createUsers, deleteUsers } from '../../../src/seller/client.ts';
import { maxUsersOfPage } from '../../../src/seller/limits.ts';
import { client } from '../../openapi/server.ts';
import { idOf } from '../../users/support.ts';
import { before, buyer, buyers, file, listed, office, start, users, useUsers } from './harness.ts';

useUsers();

const audience = { list: 'audience' } as const;
const outsider = { account_name: 'outsider', account_id: 'f'.repeat(32) };
const hw = (index: number) => {
  const [account_name = '', account_id = ''] = buyer(index).split(':');
  return { account_name, account_id };
};
const idsOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => idOf(from + index));

type Change = (api: OpenApi) => Promise<unknown>;
const adds =
  (user = outsider, list: 'audience' | 'credit_line' = 'audience'): Change =>
  (api) =>
    createUsers(api, office, { list }, [user]);
const removes =
  (from: number, to = from + 1): Change =>
  (api) =>
    deleteUsers(api, office, audience, idsOf(from, to));

/** What others do before the request of a number to a path, counted from the first one of the sync. */
interface Others {
  readonly path: 'specified-users' | 'batch-create' | 'batch-delete';
  readonly at: number;
  readonly does: Change;
}

/** Syncs 500 buyers with a file while others change something. */
async function syncWhile(path: string, others: Others, ...argv: string[]) {
  const sandbox = await start();
  await users('import', file('all.csv', buyers(0, 500)), '--product', office);
  const { api } = client(sandbox.url, { credential: sandboxCredential });
  let seen = 0;
  let done = 0;
  await before(async (asked) => {
    if (!asked.endsWith(others.path)) return;
    seen += 1;
    if (seen !== others.at) return;
    done += 1;
    return others.does(api);
  });
  const ended = await users('sync', path, '--product', office, '--yes', '--json', ...argv);
  expect(done).toBe(1);
  return ended;
}

/** The same ids under other names. */
const renamed = (count: number) => buyers(0, count).replaceAll('hw', 'xy');

test.each<[string, string, Others, string]>([
  [
    'removes users whom the file has',
    buyers(200, 500),
    { path: 'batch-delete', at: 1, does: removes(250, 350) },
    '100 removed',
  ],
  ['adds a user', buyers(200, 500), { path: 'batch-delete', at: 2, does: adds() }, '1 added'],
  [
    'adds a user when the list was read',
    buyers(200, 510),
    { path: 'batch-create', at: 1, does: adds() },
    '1 added',
  ],
  [
    'puts back whom it has removed',
    buyers(200, 500),
    { path: 'batch-delete', at: 2, does: adds(hw(5)) },
    '1 added',
  ],
  [
    'adds a user between the two halves of a renaming',
    renamed(500),
    { path: 'batch-create', at: 1, does: adds() },
    '1 added',
  ],
  [
    'adds a user in the last renaming',
    renamed(500),
    { path: 'batch-create', at: 5, does: adds() },
    '1 added',
  ],
  [
    'takes off whom it has renamed',
    renamed(500),
    { path: 'batch-delete', at: 2, does: removes(5) },
    '1 removed',
  ],
  [
    'gives a renamed one the old name again',
    renamed(500),
    {
      path: 'batch-delete',
      at: 2,
      does: async (api) => {
        await removes(5)(api);
        await adds(hw(5))(api);
      },
    },
    '1 renamed',
  ],
  [
    // The list is read once, and then looked at.
    'puts back one of the last whom it has removed',
    buyers(100, 500),
    { path: 'specified-users', at: 2, does: adds(hw(5)) },
    '1 added',
  ],
])('sync stops when someone else %s', async (_, content, others, counts) => {
  const ended = await syncWhile(file('b.csv', content), others, '--allow-replace');
  expect(ended).toMatchObject({
    exitCode: 5,
    code: 'VERSION_CONFLICT',
    message: expect.stringContaining(`(users: ${counts})`),
  });
});

test('sync --no-remove goes on when someone else adds a user, who may stay', async () => {
  const others = { path: 'batch-create', at: 1, does: adds() } as const;
  expect(await syncWhile(file('b.csv', buyers(200, 510)), others, '--no-remove')).toMatchObject({
    exitCode: 0,
  });
  expect(await listed(office)).toHaveLength(511);
});

test.each([
  ['batch-create', 1],
  ['batch-create', 2],
  ['batch-delete', 1],
  ['batch-delete', 2],
  ['specified-users', 2],
] as const)('sync goes on when someone else changes another list before %s %i', async (path, at) => {
  const content = buyers(200, 510).replaceAll('hw0000030', 'xy0000030');
  const others = { path, at, does: adds(outsider, 'credit_line') };
  expect(await syncWhile(file('b.csv', content), others)).toMatchObject({ exitCode: 0 });
  const rows = content.trim().split('\n').slice(1);
  expect(await listed(office)).toEqual(rows.map((row) => row.replace(',', ':')));
});

test.each([
  ['batch-delete', 1],
  ['batch-create', 2],
] as const)('sync takes its own work for its own when the answer of %s %i is lost', async (path, at) => {
  const content = buyers(200, 500).replaceAll('hw', 'xy');
  const others = { path, at, does: () => Promise.resolve('lost') };
  expect(await syncWhile(file('b.csv', content), others)).toMatchObject({ exitCode: 0 });
  const rows = content.trim().split('\n').slice(1);
  expect(await listed(office)).toEqual(rows.map((row) => row.replace(',', ':')));
});

test.each([
  ['before each removal', 'batch-delete', 500],
  ['before each look at the end', 'specified-users', 400],
])('sync ends with a hint of its own when others change something %s', async (_, path, left) => {
  const sandbox = await start();
  await users('import', file('all.csv', buyers(0, 500)), '--product', office);
  const { api } = client(sandbox.url, { credential: sandboxCredential });
  let count = 0;
  await before(async (asked) => {
    if (!asked.endsWith(path)) return;
    count += 1;
    await adds({ account_name: 'hw12345678', account_id: idOf(count) }, 'credit_line')(api);
  });
  const ended = await users('sync', file('b.csv', buyers(100, 500)), '--product', office, '--yes');
  expect(ended).toMatchObject({
    exitCode: 5,
    code: 'VERSION_CONFLICT',
    message: expect.stringMatching(/^Others keep changing the product.* \(after (0|100) users\)$/),
    hint: expect.stringMatching(/^Run the same command again/),
  });
  expect((await listed(office)).length).toBe(left);
});

test('a sync that is refused does not say what would have been sent', async () => {
  await start();
  await users('import', file('all.csv', buyers(0, 2)), '--product', office);
  const odd = file('odd.csv', `name,id\na1,${idOf(7)}\n`);
  const refused = await users('sync', odd, '--product', office, '--yes');
  expect(refused).toMatchObject({ exitCode: 2, code: 'LIST_REPLACED' });
  expect(refused.message).toContain('all 2 would be removed and 1 other added');
  expect(refused.stderr).not.toContain('koo sends it anyway');
  const passed = await users('sync', odd, '--product', office, '--yes', '--allow-replace');
  expect(passed).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('koo sends it anyway') });
});

test('replaces one buyer by another as any other change', async () => {
  await start();
  await users('add', buyer(1), '--product', office);
  const ended = await users('sync', file('b.csv', buyers(2, 3)), '--product', office, '--yes');
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(await listed(office)).toEqual([buyer(2)]);
});

test('sync notices who is added to a page that it has read again already', async () => {
  const sandbox = await start();
  await users('import', file('all.csv', buyers(1, maxUsersOfPage + 100)), '--product', office);
  const { api } = client(sandbox.url, { credential: sandboxCredential });
  const early = { account_name: 'early', account_id: idOf(0) };
  let pagesAfterConflict = 0;
  let hasConflict = false;
  await before(async (asked) => {
    if (asked.endsWith('batch-delete') && !hasConflict) {
      hasConflict = true;
      await adds(outsider, 'credit_line')(api);
    }
    if (!asked.endsWith('specified-users') || !hasConflict) return;
    pagesAfterConflict += 1;
    if (pagesAfterConflict === 2) await adds(early)(api);
  });
  const wanted = file('b.csv', buyers(100, maxUsersOfPage + 100));
  const ended = await users('sync', wanted, '--product', office, '--yes', '--json');
  expect(ended).toMatchObject({
    exitCode: 5,
    code: 'VERSION_CONFLICT',
    message: expect.stringContaining('(users: 1 added)'),
  });
  expect(await listed(office)).toContain(`early:${early.account_id}`);
});

test.each([
  ['additions at the same time', 'batch-create', buyers(0, 1000), 4],
  ['guarded removals one after the other', 'batch-delete', buyers(400, 500), 1],
  ['guarded renamings one after the other', 'batch-delete', renamed(500), 1],
])('sync sends %s', async (_, path, content, expected) => {
  await start();
  await users('import', file('all.csv', buyers(0, 500)), '--product', office);
  let running = 0;
  let most = 0;
  await before(async (asked) => {
    if (!asked.endsWith(path)) return;
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await vi.waitUntil(() => most >= expected, { timeout: 20_000 });
    running -= 1;
  });
  const argv = ['--product', office, '--yes', '--allow-replace'];
  expect(await users('sync', file('b.csv', content), ...argv)).toMatchObject({ exitCode: 0 });
  expect(most).toBe(expected);
});
