import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { idOf } from '../../users/support.ts';
import { buyer, buyers, file, office, users, useUsers } from './harness.ts';

useUsers();

// A proxy that does not answer: a call would fail.
beforeEach(() => {
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9');
});
afterEach(() => {
  vi.restoreAllMocks();
});

const row = (index: number) => buyer(index).replace(':', '   ');
const table = (...indexes: number[]) =>
  ['账号名   账号ID   操作', ...indexes.map((one) => `${row(one)}   删除`)].join('\n');
const pasted = (text: string | Uint8Array) =>
  vi
    .spyOn(process, 'stdin', 'get')
    .mockReturnValue(Readable.from([Buffer.from(text as string)]) as typeof process.stdin);
const at = (site: string) => ['--product', office, '--site', site];

describe.each(['cn', 'intl', 'eu'])('on %s, without a key', (site) => {
  test('reports that a pasted table equals the file', async () => {
    pasted(table(1, 2));
    const ran = await users('sync', file('b.csv', buyers(1, 3)), ...at(site), '--from', '-', '--dry-run');
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.stdout).toBe(
      'The list is equal to the file.\n0 to add, 0 to remove, 0 to rename, 2 unchanged\n',
    );
  });

  test('reports the differences of a pasted table', async () => {
    pasted(table(2, 3));
    const path = file('b.csv', buyers(1, 3));
    const ran = await users('sync', path, ...at(site), '--from', '-', '--dry-run', '--json');
    expect(JSON.parse(ran.stdout)).toMatchObject({
      dryRun: true,
      plan: { add: 1, remove: 1, rename: 0, keep: 1 },
      results: [
        { result: 'would_delete', account_id: idOf(3) },
        { result: 'would_create', account_id: idOf(1) },
      ],
    });
  });

  test('without --from a dry run has nothing to compare with', async () => {
    const ran = await users('sync', file('b.csv', buyers(1, 3)), ...at(site), '--dry-run');
    expect(ran).toMatchObject({ exitCode: 3, code: 'OPERATION_NOT_PUBLISHED' });
    expect(ran.hint).toContain('--from FILE');
  });
});

test('a worksheet is of the difference to a list, and tells how to check it', async () => {
  const now = file('now.csv', buyers(2, 4));
  const path = file('b.csv', buyers(1, 3));
  const { stdout } = await users('sync', path, ...at('cn'), '--from', now, '--worksheet', '-');
  expect(stdout).toMatch(/Add 1 user to the list of users who may buy the product/);
  expect(stdout).toMatch(/Remove 1 user from the list of users who may buy the product/);
  expect(stdout).toContain(`\`koo users sync ${path} --product ${office} --from - --dry-run --site cn\``);
  expect(stdout).not.toContain('Also remove users');
  const unknown = await users('sync', path, ...at('cn'), '--worksheet', '-');
  expect(unknown.stdout).toMatch(/Add 2 users to the list of users who may buy the product/);
  expect(unknown.stdout).toContain('Also remove users who are on the list in the console');
});

test('a worksheet as data has no Markdown where nothing is to change, and tells what is still to check', async () => {
  const path = file('b.csv', buyers(1, 3));
  const asData = async (...more: string[]) =>
    JSON.parse((await users('sync', path, ...at('cn'), '--worksheet', '-', '-o', 'json', ...more)).stdout);
  expect(await asData('--from', path)).toMatchObject({ changes: [], steps: [], remaining: [], markdown: '' });
  const unknown = await asData();
  expect(unknown.steps).toHaveLength(1);
  expect(unknown.remaining).toEqual([{ en: expect.stringContaining('Also remove'), zh: expect.any(String) }]);
  expect(unknown.markdown).toContain(`- [ ] ${unknown.remaining[0].en}`);
});

test('a worksheet for users who are named tells a command that says by the console whether it is done', async () => {
  const checkOf = async (...words: Parameters<typeof users>) =>
    JSON.parse((await users(...words, ...at('cn'), '--worksheet', '-', '-o', 'json')).stdout).check;
  const rest = `--product ${office} --list credit-line --from - --worksheet - --site cn`;
  const list = ['--list', 'credit-line'];
  const remove = await checkOf('remove', idOf(1), `hw2:${idOf(2)}`, ...list);
  expect(remove).toBe(`koo users remove ${idOf(1)} ${idOf(2)} ${rest}`);
  expect(await checkOf('add', buyer(1), ...list)).toBe(`koo users add ${buyer(1)} ${rest}`);
  const sheet = await users('remove', idOf(1), ...at('cn'), '--worksheet', '-');
  expect(sheet.stdout).toContain(
    `\`koo users remove ${idOf(1)} --product ${office} --from - --worksheet - --site cn\``,
  );

  for (const [words, now, message] of [
    [['remove', idOf(1)], table(2), `Not on the list: ${idOf(1)}`],
    [['add', buyer(2)], table(2), ''],
    [['add', `other1:${idOf(2)}`], table(2), `${idOf(2)} is on the list as hw00000002, not as other1`],
  ] as const) {
    pasted(now);
    const ran = await users(words[0], words[1], '--product', office, '--from', '-', '--worksheet', '-');
    expect(ran.stdout).toMatch(/^Nothing to change/);
    expect(ran.stderr).toContain(message);
  }
  pasted(table(1, 2));
  const left = await users('remove', idOf(1), '--product', office, '--from', '-', '--worksheet', '-');
  expect(left.stdout).toContain('Remove 1 user from the list of users who may buy the product');
});

test('-o json gives the steps as data', async () => {
  const now = file('now.csv', buyers(2, 4));
  const path = file('b.csv', buyers(1, 3));
  const ran = await users('sync', path, ...at('cn'), '--from', now, '--worksheet', '-', '-o', 'json');
  expect(ran).toMatchObject({ exitCode: 0 });
  const named = (index: number) => ({ account_name: buyer(index).split(':')[0], account_id: idOf(index) });
  expect(JSON.parse(ran.stdout)).toMatchObject({
    product: office,
    site: 'cn',
    check: `koo users sync ${path} --product ${office} --from - --dry-run --site cn`,
    steps: [
      {
        goal: { en: 'The list contains the users below.', zh: '名单中有下表用户。' },
        menu: {
          zh: expect.stringContaining('销售对象管理'),
          en: expect.stringContaining('Target Customers'),
        },
        labels: expect.arrayContaining([{ en: 'Add User', zh: '添加用户' }]),
        values: { users: [named(1)] },
      },
      {
        values: { users: [named(3)] },
        expect: { en: 'The list contains none of these users.', zh: '名单中没有这些用户。' },
        undo: { en: 'Add the users to the list again with name and ID.' },
        impact: [{ en: 'User hw00000003 will no longer be able to buy the product.' }],
      },
    ],
  });
});

test('the list of a document is what is there', async () => {
  const now = file(
    'now.yaml',
    `# exported\nproduct: ${office}\naudience: { type: all, users: ["${buyer(1)}"] }\n`,
  );
  const path = file('b.csv', buyers(1, 3));
  const ran = await users('sync', path, ...at('cn'), '--from', now, '--dry-run', '--json');
  expect(JSON.parse(ran.stdout)).toMatchObject({ plan: { add: 1, keep: 1 } });
  const trial = [...at('cn'), '--list', 'trial', '--sku', 't', '--from', now, '--dry-run'];
  expect(await users('sync', path, ...trial)).toMatchObject({ exitCode: 2, code: 'LIST_NOT_GIVEN' });
  const other = ['--product', 'OTHER', '--site', 'cn', '--from', now, '--dry-run'];
  expect(await users('sync', path, ...other)).toMatchObject({ exitCode: 2, code: 'OTHER_PRODUCT' });
  const sheet = await users('add', buyer(2), ...at('cn'), '--from', now, '--worksheet', '-');
  expect(sheet.stdout).toContain('The list has no effect: the audience of the product is all users');
});

test('only users who are on the list are removed in a worksheet, with their names', async () => {
  const now = file('now.csv', buyers(1, 3));
  const { stdout } = await users('remove', idOf(1), idOf(7), ...at('cn'), '--from', now, '--worksheet', '-');
  expect(stdout).toContain('User hw00000001 will no longer be able to buy the product.');
  expect(stdout).not.toContain(idOf(7));
});

test('an id to remove may be in upper case; koo reports one that is not on the list', async () => {
  const now = file('now.csv', buyers(11, 13));
  const ids = [idOf(11).toUpperCase(), idOf(7)];
  const { stdout, stderr } = await users('remove', ...ids, ...at('cn'), '--from', now, '--worksheet', '-');
  expect(stdout).toContain('User hw00000011 will no longer be able to buy the product.');
  expect(stderr).toContain(`Not on the list: ${idOf(7)}`);
});

test.each([
  ['another first setting', `audience: { type: all }\nproduct: ${office}\n`],
  ['a directive', `%YAML 1.2\n---\nproduct: ${office}\naudience: { type: all }\n`],
  ['JSON in another order', `{"version":"1","product":"${office}","audience":{"type":"all"}}`],
  ['a comment', `# now\n\nproduct: ${office}\naudience: { type: all }\n`],
])('a document with %s is a document', async (_, text) => {
  const trial = [...at('cn'), '--list', 'trial', '--sku', 't', '--from', file('now.yaml', text), '--dry-run'];
  const ran = await users('sync', file('b.csv', buyers(1, 3)), ...trial);
  expect(ran).toMatchObject({ exitCode: 2, code: 'LIST_NOT_GIVEN' });
});

test('a user who is removed by the id alone is called by it', async () => {
  const { stdout } = await users('remove', idOf(1), ...at('cn'), '--worksheet', '-');
  expect(stdout).toContain(`> - User ${idOf(1)} will no longer be able to buy the product.`);
});

test.each([
  ['nothing', '', 'NO_INPUT'],
  ['white space', ' \n\t\n', 'NO_INPUT'],
  ['a byte order mark alone', '\ufeff', 'NO_INPUT'],
  ['a byte order mark of UTF-16 alone', Buffer.from('\ufeff', 'utf16le'), 'NO_INPUT'],
  ['white space in UTF-16', Buffer.from('\ufeff \n', 'utf16le').swap16(), 'NO_INPUT'],
  ['words', '<html>\nSomething else\n', 'BAD_ROWS'],
  ['other columns', '产品名称\t状态\nA\tB\n', 'BAD_HEADER'],
  ['a cut row', `账号名   账号ID\nhw12345678   d78cbac186b7\n${'hw2   '}\n`, 'BAD_ROWS'],
  ['a conflict', `账号名\t账号ID\na12345\t${idOf(1)}\nb12345\t${idOf(1)}\n`, 'BAD_ROWS'],
])('a paste of %s is refused', async (_, text, code) => {
  pasted(text);
  const ran = await users('sync', file('b.csv', buyers(1, 3)), ...at('cn'), '--from', '-', '--dry-run');
  expect(ran).toMatchObject({ exitCode: 2, code, stdout: '' });
});

test('--from sends nothing, and stdin is read once', async () => {
  const path = file('b.csv', buyers(1, 3));
  for (const site of ['cn', 'sandbox']) {
    const ran = await users('sync', path, ...at(site), '--yes', '--from', path);
    expect(ran).toMatchObject({ exitCode: 2, code: 'MISSING_FLAG' });
  }
  for (const name of ['sync', 'import', 'remove'] as const) {
    const ran = await users(name, '-', ...at('cn'), '--from', '-', '--worksheet', '-');
    expect(ran).toMatchObject({ exitCode: 2, code: 'STDIN_TAKEN' });
  }
});
