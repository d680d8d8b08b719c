import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import ProductConfirm from '../../../src/commands/product/confirm.ts';
import CreditGet from '../../../src/commands/product/credit/get.ts';
import CreditSet from '../../../src/commands/product/credit/set.ts';
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
  expect(refused.hint).toContain(`koo product confirm ${id} --sheet 1 --discard`);
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
