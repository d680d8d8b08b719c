import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFault } from '../../../src/sandbox/api/gateway/fault.ts';
import { idOf, inGbk } from '../../users/support.ts';
import { buyer, buyers, file, listed, office, pathOf, start, studio, users, useUsers } from './harness.ts';

useUsers();

const resultsOf = (stdout: string) =>
  (JSON.parse(stdout) as { line?: number; account_name: string; result: string; error_code?: string }[]).map(
    ({ line, account_name, result, error_code }) =>
      [line, account_name, result, error_code].filter((one) => one !== undefined).join(' '),
  );

test('adds users who are named, once', async () => {
  const add = () =>
    users('add', buyer(1), '--name', 'hw00000002', '--id', idOf(2), '--product', studio, '--json');
  const first = await add();
  expect(first.exitCode).toBe(0);
  expect(resultsOf(first.stdout)).toEqual(['hw00000001 created', 'hw00000002 created']);
  expect(resultsOf((await add()).stdout)).toEqual(['hw00000001 exists', 'hw00000002 exists']);
  expect(await listed(studio)).toEqual(expect.arrayContaining([buyer(1), buyer(2)]));
  expect(first.stderr).toBe('');
});

test('sends nothing when a named user is invalid', async () => {
  const before = await listed(studio);
  const ended = await users('add', buyer(1), 'hw00000002', 'hw00000003:1.2E+31', '--product', studio);
  expect(ended).toMatchObject({ exitCode: 2, code: 'BAD_ROWS' });
  expect(ended.message).toMatch(
    /^2 users cannot be sent\n {2}User "hw00000002": the account ID is missing\n {2}User "hw00000003:1\.2E\+31": Excel turned the account ID into a number/,
  );
  expect(await listed(studio)).toEqual(before);
});

test('an id that is on the list under another name is rejected, with exit 8', async () => {
  const ended = await users(
    'add',
    'somebody:d78cbac186b744899480f25bd022f468',
    buyer(1),
    '--product',
    studio,
    '--json',
  );
  expect(ended.exitCode).toBe(8);
  expect(resultsOf(ended.stdout)).toEqual(['somebody rejected MKT.0199', 'hw00000001 created']);
});

test('remove names a value that is not an account ID, and both forms of a user', async () => {
  const ended = await users('remove', 'abc123', '--product', office, '--yes');
  expect(ended).toMatchObject({
    exitCode: 2,
    code: 'BAD_ROWS',
    message: 'User "abc123": not an account ID of 32 hexadecimal digits',
  });
  expect(ended.hint).toContain('as an account ID, such as d78cbac186b744899480f25bd022f468, or as NAME:ID.');
});

test('accepts a list that has no effect, and says how to activate it', async () => {
  for (const words of [
    [],
    ['--list', 'credit-line'],
    ['--list', 'trial'],
    ['--sku', 'da9b4d34-5295-46a7-92d4-000000000001'],
  ]) {
    const ended = await users('add', buyer(1), '--product', office, ...words);
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toMatch(
      /The list has no effect.*To activate it: koo product \w+ set OFFI758576253042421760.* --site sandbox/,
    );
    expect(await listed(office, ...words)).toEqual([buyer(1)]);
  }
});

test.each([
  [
    'RULE_BROKEN',
    /credit_line does not take a specification/,
    ['--list', 'credit-line', '--sku', 'da9b4d34-5295-46a7-92d4-000000000001'],
  ],
  [
    'RULE_BROKEN',
    /is not a trial specification/,
    ['--list', 'trial', '--sku', 'da9b4d34-5295-46a7-92d4-000000000001'],
  ],
  ['RULE_BROKEN', /has no specification nope/, ['--sku', 'nope']],
])('refuses a list that does not exist: %s %s', async (code, message, words) => {
  const ended = await users('add', buyer(1), '--product', office, ...words);
  expect(ended).toMatchObject({ exitCode: 2, code, message: expect.stringMatching(message) });
});

test('a product that is not there, and one of another seller', async () => {
  const unknown = await users('list', '--product', 'OFFI0');
  expect(unknown).toMatchObject({ exitCode: 5 });
  const other = await users('add', buyer(1), '--product', 'OFFI758576253042421799');
  expect(other.exitCode).toBe(4);
});

test('imports a GBK file of a thousand buyers with two bad rows, and a changed one is synced', async () => {
  const rows = buyers(0, 1000, '华为云账号名,华为云账号ID').split('\n');
  rows[10] = 'hw00000009,1.23E+31';
  rows[500] = `,${idOf(499)}`;
  const path = file('buyers.csv', inGbk(rows.join('\r\n')));
  const before = await listed(studio);
  const imported = await users('import', path, '--product', studio, '--json');
  expect(imported.exitCode).toBe(8);
  expect(imported.stderr).toContain('read as GBK');
  const results = resultsOf(imported.stdout);
  expect(results.length).toBe(1000);
  expect(results.filter((row) => !row.endsWith('created'))).toEqual([
    '11 hw00000009 invalid EXCEL_NUMBER',
    '501  invalid MISSING_NAME',
  ]);
  expect((await listed(studio)).length).toBe(before.length + 998);
  const shown = await users('import', path, '--product', studio, '--lang', 'zh');
  expect(shown.stdout).toMatch(/11 .*hw00000009.*1\.23E\+31.*无效（未发送）.*被 Excel 转成了数字/);
  expect(shown.stdout).toContain('已在名单中 998');

  const refused = await users('sync', path, '--product', studio, '--yes');
  expect(refused).toMatchObject({ exitCode: 2, code: 'BAD_ROWS' });
  expect(refused.message).toMatch(/buyers\.csv:11: .*\n.*buyers\.csv:501: /);
  const wrong = file('wrong.csv', 'id,name,city\n1,alice1,x\n2,alice2,x\n');
  expect(await users('sync', wrong, '--product', studio, '--yes', '--no-remove')).toMatchObject({
    exitCode: 2,
    code: 'LIST_REPLACED',
  });
  const changed = file('changed.csv', buyers(5, 1005));
  const synced = await users('sync', changed, '--product', studio, '--yes', '--json');
  expect(synced.exitCode).toBe(0);
  expect(JSON.parse(synced.stdout).plan).toEqual({ add: 7, remove: 8, rename: 0, keep: 993, extra: 0 });

  const exported = pathOf('exported.csv');
  expect(await users('export', exported, '--product', studio)).toMatchObject({ exitCode: 0 });
  expect(readFileSync(exported, 'utf8')).toBe(buyers(5, 1005));
  expect(statSync(exported).mode & 0o777).toBe(0o600);
});

test('sync: shows the difference, asks, changes nothing on a dry run, and nothing the second time', async () => {
  const path = file('b.csv', `${buyers(1, 4)}renamed,d78cbac186b744899480f25bd022f468\n`);
  const before = await listed(studio);
  const dry = await users('sync', path, '--product', studio, '--dry-run');
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toContain('~ hw12345678 → renamed  d78cbac186b744899480f25bd022f468');
  expect(dry.stdout).toContain('3 to add, 2 to remove, 1 to rename, 0 unchanged');
  const asked = await users('sync', path, '--product', studio);
  expect(asked).toMatchObject({ exitCode: 2, code: 'MISSING_VALUE', hint: expect.stringContaining('--yes') });
  expect(asked.message).toContain('2 users will no longer be able to buy');
  expect(await listed(studio)).toEqual(before);

  const kept = await users('sync', path, '--product', studio, '--no-remove', '--yes', '--json');
  expect(kept.exitCode).toBe(8);
  expect(JSON.parse(kept.stdout).plan).toEqual({ add: 3, remove: 0, rename: 0, keep: 0, extra: 2 });
  expect((await listed(studio)).length).toBe(6);

  const synced = await users('sync', path, '--product', studio, '--yes', '--json');
  expect(resultsOf(JSON.stringify(JSON.parse(synced.stdout).results)).sort()).toEqual([
    '5 renamed renamed',
    'hid_koo_buyer_1 deleted',
    'koo-buyer-2 deleted',
  ]);
  expect((await listed(studio)).sort()).toEqual(
    [buyer(1), buyer(2), buyer(3), 'renamed:d78cbac186b744899480f25bd022f468'].sort(),
  );
  const again = await users('sync', path, '--product', studio, '--json');
  expect(again).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(again.stdout)).toMatchObject({ plan: { keep: 4 }, results: [] });
});

test('sync: an empty file empties the list only with --allow-empty', async () => {
  const path = file('nobody.csv', 'account_name,account_id\n');
  expect(await users('sync', path, '--product', studio, '--yes')).toMatchObject({
    exitCode: 2,
    code: 'EMPTY_LIST',
  });
  expect((await listed(studio)).length).toBe(3);
  expect(await users('sync', path, '--product', studio, '--yes', '--allow-empty')).toMatchObject({
    exitCode: 0,
  });
  expect(await listed(studio)).toEqual([]);
  // A header, so that the file of an empty list is read as one.
  const header = 'account_name,account_id';
  expect((await users('list', '--product', studio, '-o', 'csv')).stdout).toBe(`${header},added_at\n`);
  expect((await users('export', '--product', studio, '-o', 'csv')).stdout).toBe(`${header}\n`);
});

test('removes by id, asks first, and reports who was not there', async () => {
  const words = ['koo-buyer-2:5f2d7c3b9a1e4d60b8c7f6e5d4c3b2a1', idOf(1), '--product', studio];
  const asked = await users('remove', ...words);
  expect(asked).toMatchObject({ exitCode: 2, code: 'MISSING_VALUE', hint: expect.stringContaining('--yes') });
  expect((await listed(studio)).length).toBe(3);
  const removed = await users('remove', ...words, '--yes', '--json');
  expect(removed.exitCode).toBe(0);
  expect(resultsOf(removed.stdout)).toEqual(['koo-buyer-2 deleted', ' absent']);
  expect((await listed(studio)).length).toBe(2);
  expect(await users('remove', 'koo-buyer-2', '--product', studio, '--yes')).toMatchObject({
    code: 'BAD_ROWS',
  });
  expect(await users('remove', '--product', studio, '--yes')).toMatchObject({ code: 'MISSING_VALUE' });
});

test('what export and list -o csv print is read back as it is, whatever the names', async () => {
  const names = ['=1+1', '+sum', '-dash', '@at', "'quoted", "''", 'a"b', 'a,b', 'hw12345678', '云商店'];
  const rows = names.map((name, index) => ({ account_name: name, account_id: idOf(index) }));
  const path = file('odd.json', JSON.stringify(rows));
  const words = [path, '--product', studio, '--yes'];
  expect(await users('sync', ...words)).toMatchObject({ exitCode: 2, code: 'LIST_REPLACED' });
  expect((await listed(studio)).length).toBe(3);
  const dry = await users('sync', path, '--product', studio, '--dry-run');
  expect(dry).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('all 3 would be removed') });
  expect(await users('sync', ...words, '--allow-replace')).toMatchObject({ exitCode: 0 });
  const expected = rows.map(({ account_name, account_id }) => `${account_name}:${account_id}`);
  expect(await listed(studio)).toEqual(expected);
  const printed = {
    'export.csv': (await users('export', '--product', studio)).stdout,
    'export-o.csv': (await users('export', '-', '--product', studio, '-o', 'csv')).stdout,
    'list.csv': (await users('list', '--product', studio, '-o', 'csv')).stdout,
    'list.tsv': (await users('list', '--product', studio, '-o', 'tsv')).stdout,
    'list.ndjson': (await users('list', '--product', studio, '-o', 'ndjson')).stdout,
    'list.json': (await users('list', '--product', studio, '--json')).stdout,
  };
  expect(printed['export.csv']).toBe(printed['export-o.csv']);
  expect(printed['export.csv']).toContain("'=1+1,");
  for (const [name, text] of Object.entries(printed)) {
    const synced = await users('sync', file(name, text), '--product', studio, '--dry-run', '--json');
    expect(JSON.parse(synced.stdout).plan, name).toMatchObject({
      add: 0,
      remove: 0,
      rename: 0,
      keep: names.length,
    });
  }
});

test('export: the form by the name, no file overwritten, none left of a failure', async () => {
  for (const [name, start] of [
    ['a.json', '[\n  {'],
    ['a.ndjson', '{"'],
    ['a.tsv', 'account_name\t'],
    ['a.txt', 'hid_koo'],
  ]) {
    const path = pathOf(name!);
    const ended = await users('export', path, '--product', studio, '--json');
    expect(ended.exitCode).toBe(0);
    expect(readFileSync(path, 'utf8').startsWith(start!)).toBe(true);
    const synced = await users('sync', path, '--product', studio, '--json');
    expect(JSON.parse(synced.stdout).results).toEqual([]);
  }
  const path = file('mine.csv', 'mine');
  expect(await users('export', path, '--product', studio)).toMatchObject({
    exitCode: 2,
    code: 'FILE_EXISTS',
  });
  expect(await users('export', path, '--product', 'OFFI0', '--force')).toMatchObject({ exitCode: 5 });
  expect(readFileSync(path, 'utf8')).toBe('mine');
  expect(await users('export', path, '--product', studio, '--force')).toMatchObject({ exitCode: 0 });
  expect(readFileSync(path, 'utf8')).toContain('hw12345678');
  expect(await users('export', '/nowhere/a.csv', '--product', studio)).toMatchObject({
    code: 'UNWRITABLE_FILE',
  });
});

test('check needs no server: every fault, and exit 7 for errors alone', async () => {
  const bad = file('bad.csv', `name,id\nhw00000001,${idOf(1)}\nhw00000001,${idOf(1)}\n,x\n`);
  const checked = await users('check', bad, '--json');
  expect(checked.exitCode).toBe(7);
  expect(JSON.parse(checked.stdout)).toMatchObject({
    valid: false,
    rows: 3,
    users: 1,
    errors: 1,
    warnings: 2,
    faults: [
      { line: 3, code: 'DUPLICATE' },
      { line: 4, code: 'MISSING_NAME' },
      { line: 4, code: 'ID_FORM' },
    ],
  });
  expect((await users('check', bad, '--lang', 'zh')).stdout).toContain('bad.csv:4：缺少账号名');
  expect(await users('check', file('ok.csv', buyers(0, 3)))).toMatchObject({ exitCode: 0 });
  expect(await users('check', pathOf('none.csv'))).toMatchObject({ exitCode: 2, code: 'UNREADABLE_FILE' });
  expect(await users('check', file('h.csv', 'a,b\n'))).toMatchObject({ exitCode: 2, code: 'BAD_HEADER' });
});

test('check: findings by line, many warnings of one kind on one line', async () => {
  const rows = Array.from({ length: 100 }, (_, index) => `a${index},${idOf(index)}`);
  const path = file('many.csv', `name,id\n${rows.join('\n')}\n,${idOf(200)}\n`);
  const { stdout } = await users('check', path);
  expect(stdout.split('\n')).toEqual([
    `warning  ${path}: 100 account names are not 5 to 64 letters, digits, - or _; unusual, but allowed (lines 2-101)`,
    expect.stringMatching(/^error {2}.*many\.csv:102: the account name is missing$/),
    'Rows: 101; users to send: 100; errors: 1; warnings: 100',
    '',
  ]);
  expect((await users('check', path, '--lang', 'zh')).stdout).toContain(
    '100 个账号名不是 5～64 位字母、数字、- 或 _，格式少见但允许（第 2-101 行）',
  );
});

test('a warning about a user who is sent stands in its row', async () => {
  const added = await users('add', 'hw12345679:XYZ', '--product', studio, '--json');
  expect(added.exitCode).toBe(0);
  expect(JSON.parse(added.stdout)).toMatchObject([
    { result: 'created', warning: 'account ID "XYZ" is not 32 lower-case hexadecimal digits' },
  ]);
  const shown = await users('add', 'hw12345679:XYZ', buyer(1), '--product', studio);
  expect(shown.stdout).toMatch(/already on the list +account ID "XYZ" is not 32/);
  expect(shown.stdout).toContain('1 already on the list, 1 added\n1 user has an unusual name or ID.');
  const same = await users('add', 'hw12345678:hw12345678', '--product', studio);
  expect(same).toMatchObject({ exitCode: 2, code: 'BAD_ROWS' });
});

test('sync shows whom it removes first, and most of them', async () => {
  await users('import', file('a.csv', buyers(0, 100)), '--product', studio);
  const path = file('b.csv', buyers(60, 200));
  const { stdout } = await users('sync', path, '--product', studio, '--dry-run');
  const signs = stdout.split('\n').map((line) => line.slice(0, 2));
  expect(signs.slice(0, 30)).toEqual(Array(30).fill('- '));
  expect(signs.slice(30, 40)).toEqual(Array(10).fill('+ '));
  expect(stdout).toContain('… and 123 more (--dry-run -o csv lists all)');
  const csv = await users('sync', path, '--product', studio, '--dry-run', '-o', 'csv');
  expect(csv.stdout.trim().split('\n').length).toBe(164);
});

test('on a site of Huawei nothing is sent; a worksheet has the same users', async () => {
  const path = file('b.csv', buyers(1, 4));
  for (const [name, ...words] of [
    ['add', buyer(1)],
    ['remove', idOf(1), '--yes'],
    ['import', path],
    ['sync', path, '--yes'],
  ] as const) {
    const words2 = [...words, '--product', office, '--site', 'cn'];
    expect(await users(name, ...words2)).toMatchObject({ exitCode: 3, code: 'OPERATION_NOT_PUBLISHED' });
    const sheet = await users(name, ...words2, '--worksheet', '-', '--lang', 'zh');
    expect(sheet.exitCode).toBe(0);
    expect(sheet.stdout).toContain(`\`${idOf(1)}\``);
    expect(sheet.stdout).toContain('销售对象管理');
  }
});

test('a server that fails now and then: all users are added in the end, and each row is reported once', async () => {
  const fault = parseFault('20%,seed=3');
  await start({ fault });
  const path = file('b.csv', buyers(0, 2000));
  const synced = await users('sync', path, '--product', office, '--yes', '--json', '--timeout', '60');
  expect(synced.exitCode).toBe(0);
  expect(JSON.parse(synced.stdout).results.length).toBe(2000);
  await start();
  expect((await listed(office)).length).toBe(2000);
});

test('a failure in the midst tells what was done, and the same command goes on', async () => {
  let calls = 0;
  const sandbox = await start({
    fault: { rates: {}, latencyMs: 300, seed: 1 },
    log: ({ path }) => {
      if (path.endsWith('batch-create')) calls += 1;
      if (calls === 3) void sandbox.close();
    },
  });
  const path = file('b.csv', buyers(0, 3000));
  const ended = await users('sync', path, '--product', office, '--yes', '--timeout', '2');
  expect(ended).toMatchObject({ exitCode: 6 });
  expect(ended.hint).toContain('run the same command again');
  const details = ended.facts?.details as { done: number };
  expect(details.done).toBeGreaterThan(0);
  expect(details.done).toBeLessThan(3000);
  await start();
  const again = JSON.parse((await users('sync', path, '--product', office, '--yes', '--json')).stdout);
  expect(again.plan.keep).toBeGreaterThanOrEqual(details.done);
  expect(again.plan.add + again.plan.keep).toBe(3000);
  expect((await listed(office)).length).toBe(3000);
});
