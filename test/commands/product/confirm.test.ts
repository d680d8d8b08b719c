import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import ProductConfirm from '../../../src/commands/product/confirm.ts';
import CreditGet from '../../../src/commands/product/credit/get.ts';
import CreditSet from '../../../src/commands/product/credit/set.ts';
import StockAdd from '../../../src/commands/product/stock/add.ts';
import { runCommand } from '../run.ts';

const id = 'OFFI758576253042421760';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-confirm-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = () => ({ KOO_CONFIG_DIR: join(folder, 'config'), KOO_STATE_DIR: join(folder, 'state') });
const confirm = (...args: string[]) => runCommand(ProductConfirm, [id, '--site', 'cn', ...args], env());
const make = (...args: string[]) =>
  runCommand(CreditSet, [id, '--site', 'cn', '--worksheet', '-', ...args], env());
const get = () => runCommand(CreditGet, [id, '--site', 'cn', '--json'], env());

it('records the worksheet that is pending', async () => {
  expect(await confirm('--yes')).toMatchObject({ exitCode: 2, code: 'NO_SHEET' });
  expect(await make('--credit-line', 'all')).toMatchObject({ exitCode: 0 });
  expect(await get()).toMatchObject({ exitCode: 3, code: 'OPERATION_NOT_PUBLISHED' });
  const { stdout, exitCode } = await confirm('--yes', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    product: id,
    site: 'cn',
    sheet: 1,
    result: 'confirmed',
    recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    pending: [],
  });
  expect(JSON.parse((await get()).stdout)).toMatchObject({ credit_line: 'all' });
});

it('needs a number when several are pending, and lists them', async () => {
  await make('--credit-line', 'all');
  await make('--cash-coupon', 'off');
  expect(await confirm('--yes')).toMatchObject({
    exitCode: 2,
    code: 'SEVERAL_SHEETS',
    facts: {
      details: { pending: [{ sheet: 1 }, { sheet: 2 }] },
      message: {
        en: expect.stringMatching(
          /\n1 {2}\S+ \S+ UTC {2}credit line: on, for all users\n2 .*cash coupons: off$/,
        ),
        zh: expect.stringMatching(/信用额度支付：开启（全部用户）\n2 .*授信现金券支付：关闭$/),
      },
    },
  });
  expect((await confirm('--yes', '--sheet', '2')).stdout).toMatch(/Recorded: worksheet 2.*Pending: 1/s);
  expect((await confirm('--yes', '--sheet', '1')).stdout).toContain('Recorded: worksheet 1');
  expect(JSON.parse((await get()).stdout)).toMatchObject({ credit_line: 'all', cash_coupon: 'off' });
});

it('refuses a worksheet that another one has overtaken, and tells the way out', async () => {
  await make('--credit-line', 'all');
  await make('--credit-line', 'specified');
  await confirm('--yes', '--sheet', '2');
  const refused = await confirm('--yes', '--sheet', '1');
  expect(refused).toMatchObject({ exitCode: 7, code: 'SHEET_OVERTAKEN' });
  expect(refused.hint).toContain(`koo product confirm ${id} --sheet 1 --discard --site cn`);
  expect(JSON.parse((await get()).stdout)).toMatchObject({ credit_line: 'specified' });
  expect((await confirm('--yes', '--discard')).stdout).toContain('Forgotten: worksheet 1');
});

it('asks, or needs --yes, and shows what is to be recorded', async () => {
  await make('--credit-line', 'all');
  const asked = await confirm();
  expect(asked).toMatchObject({ exitCode: 2, code: 'MISSING_VALUE' });
  expect(asked.hint).toContain('--yes');
  expect(asked.stderr).toMatch(/Worksheet 1.*credit_line/s);
  expect(await get()).toMatchObject({ exitCode: 3 });
});

it('keeps the worksheets of each site and profile apart', async () => {
  await make('--credit-line', 'all');
  const other = await runCommand(ProductConfirm, [id, '--site', 'intl', '--yes'], env());
  expect(other).toMatchObject({ exitCode: 2, code: 'NO_SHEET' });
  expect(other.hint).toContain('--profile');
});

it('numbers the same worksheet once, and tells how to be rid of one', async () => {
  expect((await make('--credit-line', 'all')).stderr).toMatch(/Worksheet 1\..*--discard/s);
  expect((await make('--credit-line', 'all')).stderr).toContain('Worksheet 1.');
  expect((await make('--credit-line', 'specified')).stderr).toContain('Worksheet 2.');
  expect((await confirm('--yes')).hint).toContain('--sheet N --discard');
  await confirm('--yes', '--sheet', '2');
  // Made anew after another one was confirmed, it knows of that.
  expect((await make('--credit-line', 'all')).stderr).toContain('Worksheet 3.');
  expect((await confirm('--yes', '--sheet', '3')).exitCode).toBe(0);
});

it('numbers the same stock twice: it is added twice', async () => {
  const add = () =>
    runCommand(StockAdd, [id, '--delta', '5', '--note', 'more', '--site', 'cn', '--worksheet', '-'], env());
  await add();
  expect((await add()).stderr).toContain('Worksheet 2.');
});

it('leaves a worksheet pending that is made again into a file that cannot be written', async () => {
  await make('--credit-line', 'all');
  const failed = await runCommand(
    CreditSet,
    [
      ...[id, '--site', 'cn', '--credit-line', 'all'],
      ...['--worksheet', join(folder, 'no', 'such', 'folder.md')],
    ],
    env(),
  );
  expect(failed.exitCode).not.toBe(0);
  expect(await confirm('--yes')).toMatchObject({ exitCode: 0 });
});

it('tells that what is kept of a worksheet cannot be read, and forgets it', async () => {
  await make('--credit-line', 'all');
  const database = new DatabaseSync(join(folder, 'state', 'recorded.sqlite'));
  database.exec(`UPDATE sheets SET changes = '[{"kind":"price"}]'`);
  database.close();
  const refused = await confirm('--yes');
  expect(refused).toMatchObject({ exitCode: 3, code: 'SHEET_UNREADABLE' });
  expect(refused.hint).toContain(`koo product confirm ${id} --sheet 1 --discard --site cn`);
  expect(await confirm('--yes', '--discard')).toMatchObject({ exitCode: 0 });
});

describe('what was recorded before there was a profile of the site', () => {
  const settings = (current: string, profiles: object) => {
    mkdirSync(join(folder, 'config'), { recursive: true });
    writeFileSync(join(folder, 'config', 'settings.json'), JSON.stringify({ version: 1, current, profiles }));
  };
  const sandbox = { sandbox: { site: 'sandbox', secrets: 'file' } };
  const account = (name: string) => ({ id: name.repeat(32), name });
  const cn = (name: string) => ({ site: 'cn', secrets: 'file', account: account(name) });
  const recorded = (...args: string[]) => runCommand(CreditGet, [id, '--recorded', '--json', ...args], env());

  it('is not filed under a profile of another site, and goes to the first of its own', async () => {
    settings('sandbox', sandbox);
    const made = await make('--credit-line', 'all');
    expect(made.stderr).toContain(`koo product confirm ${id} --sheet 1 --site cn\n`);
    expect(await confirm('--yes')).toMatchObject({ exitCode: 0 });
    settings('cn', { ...sandbox, cn: cn('a') });
    const read = await recorded();
    expect(JSON.parse(read.stdout)).toMatchObject({ credit_line: 'all' });
    expect(read.stderr).toContain('of the profile "cn" from now on');
    expect((await recorded()).stderr).not.toContain('from now on');
    // It is not another profile's, but that tells where it is.
    settings('other', { cn: cn('a'), other: cn('b') });
    const other = await recorded();
    expect(other).toMatchObject({ exitCode: 3, code: 'NOT_RECORDED' });
    expect(other.hint).toContain(`under --profile cn (account ${'a'.repeat(32)}).`);
  });

  it('goes with a profile whose account becomes known', async () => {
    settings('cn', { cn: { site: 'cn', secrets: 'file' } });
    await runCommand(CreditSet, [id, '--credit-line', 'all', '--worksheet', '-'], env());
    settings('cn', { cn: cn('a') });
    const wish = [id, '--yes'];
    expect(await runCommand(ProductConfirm, wish, env())).toMatchObject({ exitCode: 0 });
    settings('cn', { cn: cn('b') });
    expect((await runCommand(ProductConfirm, wish, env())).hint).toContain('--profile cn');
    expect(await recorded()).toMatchObject({ code: 'NOT_RECORDED' });
  });

  it('a worksheet that is pending elsewhere is told where', async () => {
    await make('--credit-line', 'all');
    const none = await runCommand(ProductConfirm, [id, '--site', 'eu', '--yes'], env());
    expect(none).toMatchObject({ exitCode: 2, code: 'NO_SHEET' });
    expect(none.hint).toContain('Others are recorded under --site cn.');
  });
});

it.each<[string, (path: string) => void]>([
  ['a folder', (path) => mkdirSync(path)],
  ['a link', (path) => symlinkSync(join(folder, 'elsewhere'), path)],
])('records that are %s are to be looked for in KOO_STATE_DIR', async (_, put) => {
  mkdirSync(join(folder, 'state'));
  put(join(folder, 'state', 'recorded.sqlite'));
  const refused = await make('--credit-line', 'all');
  expect(refused).toMatchObject({ exitCode: 3 });
  expect(refused.hint).toContain('KOO_STATE_DIR');
  expect(refused.hint).not.toContain('KOO_CONFIG_DIR');
});

it('tells of a state folder that is none by its own variable', async () => {
  writeFileSync(join(folder, 'state'), '');
  const refused = await make('--credit-line', 'all');
  expect(refused).toMatchObject({ exitCode: 3 });
  expect(refused.hint).toContain('KOO_STATE_DIR');
});
