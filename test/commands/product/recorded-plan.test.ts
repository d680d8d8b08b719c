import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import Apply from '../../../src/commands/product/apply.ts';
import Confirm from '../../../src/commands/product/confirm.ts';
import CreditSet from '../../../src/commands/product/credit/set.ts';
import Diff from '../../../src/commands/product/diff.ts';
import Sync from '../../../src/commands/users/sync.ts';
import { runCommand } from '../run.ts';

const id = 'OFFI758576253042421760';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-plan-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

// A proxy that nobody answers at: a call would fail.
const env = () => ({
  KOO_CONFIG_DIR: join(folder, 'config'),
  KOO_STATE_DIR: join(folder, 'state'),
  HTTPS_PROXY: 'http://127.0.0.1:9',
});
const run = (command: Parameters<typeof runCommand>[0], ...argv: string[]) =>
  runCommand(command, argv, env());
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const document = () => file('d.yaml', `product: ${id}\ncredit: { cash_coupon: off, credit_line: all }\n`);
const withUsers = () =>
  file(
    'u.yaml',
    `product: ${id}\naudience:\n  type: specified\n  users: [{ name: hw12345678, id: d78cbac186b744899480f25bd022f468 }]\n`,
  );
const recordCredit = async (site: string) => {
  await run(CreditSet, id, '--credit-line', 'all', '--site', site, '--worksheet', '-');
  expect(await run(Confirm, id, '--yes', '--site', site)).toMatchObject({ exitCode: 0 });
};

describe.each(['cn', 'intl', 'eu'])('on %s, without a key', (site) => {
  it('a document is compared where nothing is recorded: all of it counts as new', async () => {
    const ran = await run(Diff, '-f', document(), '--site', site, '--json');
    expect(ran).toMatchObject({ exitCode: 7 });
    expect(JSON.parse(ran.stdout)).toEqual({
      product: id,
      version: null,
      changes: [
        { kind: 'credit', setting: 'cash_coupon', after: 'off' },
        { kind: 'credit', setting: 'credit_line', after: 'all' },
      ],
    });
    expect(ran.stderr).toContain(`Nothing is recorded of ${id}: all that is wanted counts as new`);
    expect(await run(Diff, '-f', document(), '--site', site, '--recorded')).toMatchObject({ exitCode: 7 });
  });

  it('a document is compared with what is recorded', async () => {
    await recordCredit(site);
    const ran = await run(Diff, '-f', document(), '--site', site);
    expect(ran).toMatchObject({ exitCode: 7 });
    expect(ran.stdout).toMatch(/\+ cash_coupon: off/);
    expect(ran.stdout).not.toContain('credit_line');
    expect(ran.stderr).toContain('Recorded on this machine on');
    const same = file('same.yaml', `product: ${id}\ncredit: { credit_line: all }\n`);
    expect(await run(Diff, '-f', same, '--site', site)).toMatchObject({ exitCode: 0 });
  });

  it('a list that is not recorded is told, and its users count as new', async () => {
    await recordCredit(site);
    const ran = await run(Diff, '-f', withUsers(), '--site', site, '--recorded');
    expect(ran).toMatchObject({ exitCode: 7 });
    expect(ran.stdout).toContain('+ hw12345678:d78cbac186b744899480f25bd022f468');
    expect(ran.stderr).toContain('The list audience is not recorded');
  });

  it('koo product apply --dry-run shows the plan, and without --dry-run nothing is sent', async () => {
    const planned = await run(Apply, '-f', document(), '--dry-run', '--site', site, '--json');
    expect(planned).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(planned.stdout)).toMatchObject({
      version: null,
      applied: false,
      changes: [{ setting: 'cash_coupon' }, { setting: 'credit_line' }],
    });
    await recordCredit(site);
    const rest = await run(Apply, '-f', document(), '--dry-run', '--site', site);
    expect(rest.stdout).toMatch(/\(recorded .*\+ cash_coupon: off/s);
    const same = file('same.yaml', `product: ${id}\ncredit: { credit_line: all }\n`);
    const nothing = await run(Apply, '-f', same, '--dry-run', '--site', site);
    expect(nothing).toMatchObject({ exitCode: 0, stdout: 'Nothing to change.\n' });
    expect(await run(Apply, '-f', document(), '--yes', '--site', site)).toMatchObject({
      exitCode: 3,
      code: 'OPERATION_NOT_PUBLISHED',
    });
  });

  it('koo users sync --dry-run tells who would be added', async () => {
    const list = file('buyers.csv', 'account_name,account_id\nhw12345678,d78cbac186b744899480f25bd022f468\n');
    const words = [list, '--product', id, '--site', site];
    const ran = await run(Sync, ...words, '--dry-run', '--json');
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      dryRun: true,
      plan: { add: 1, remove: 0, keep: 0 },
      results: [{ result: 'would_create', account_name: 'hw12345678' }],
    });
    expect(ran.stderr).toContain('Nothing is recorded');
    await run(Sync, ...words, '--worksheet', '-');
    await run(Confirm, id, '--yes', '--site', site);
    const again = JSON.parse((await run(Sync, ...words, '--dry-run', '--json')).stdout);
    expect(again).toMatchObject({ plan: { add: 0, keep: 1 }, results: [] });
    expect(await run(Sync, ...words, '--yes')).toMatchObject({ exitCode: 3 });
  });
});

it('asks the server of a site that tells it, rather than to count all as new', async () => {
  const ran = await run(Diff, '-f', document(), '--site', 'sandbox', '--recorded');
  expect(ran).toMatchObject({ exitCode: 3, code: 'NOT_RECORDED' });
  expect(ran.hint).toContain('leave out --recorded');
});
