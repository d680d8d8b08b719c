import { expect, test } from 'vitest';
import SandboxBills from '../../../src/commands/sandbox/bills.ts';
import { openStore } from '../../../src/sandbox/store.ts';
import { temporaryFolder } from '../../sandbox/harness.ts';
import { runCommand } from '../run.ts';

const bill = {
  key: 1,
  instance: 'i-0001',
  buyer: 'hw12345678',
  from: '2026-03-02T02:00:00.000Z',
  to: '2026-03-02T03:00:00.000Z',
  writtenAt: '2026-03-02T05:00:00.000Z',
  item: 'calls',
  mode: 'fixed',
  usage: '12.5',
  deducted: '2',
  overdrawn: '0',
  amount: 5_250_000,
  records: 2,
  late: 1,
  balance: -250_000,
};

test('bills are listed with amounts in yuan, the latest where they are limited', async () => {
  const folder = await temporaryFolder();
  const run = (...args: readonly string[]) =>
    runCommand(SandboxBills, [...args], { KOO_STATE_DIR: folder, KOO_CONFIG_DIR: folder });
  expect(JSON.parse((await run('--json')).stdout)).toEqual([]);
  const database = openStore(folder);
  const insert = database.prepare('INSERT INTO market_bills (instance, document) VALUES (1, ?)');
  insert.run(JSON.stringify({ ...bill, usage: '1' }));
  insert.run(JSON.stringify(bill));
  database.close();
  const { key: _, ...listed } = bill;
  expect(JSON.parse((await run('--json', '--limit', '1')).stdout)).toEqual([
    { ...listed, bill: 2, amount: '5.25', balance: '-0.25' },
  ]);
  const { stdout } = await run();
  expect(stdout).toMatch(/i-0001 +2026-03-02 11:00.* calls +12\.5 +2 +0 +5\.25 +1/);
  expect(await run('nobody')).toMatchObject({ exitCode: 2, code: 'UNKNOWN_INSTANCE' });
});
