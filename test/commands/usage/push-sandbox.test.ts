import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import SandboxReset from '../../../src/commands/sandbox/reset.ts';
import UsagePush from '../../../src/commands/usage/push.ts';
import { writeClock } from '../../../src/sandbox/market/model/context.ts';
import { startSandbox } from '../../../src/sandbox/server/server.ts';
import { sandboxFolder } from '../../../src/sandbox/state/running.ts';
import { withStore } from '../../../src/sandbox/store.ts';
import { manyRecords } from '../../usage/support.ts';
import { runCommand } from '../run.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-push-'));
  path = join(folder, 'r.ndjson');
  writeFileSync(path, manyRecords(20).replaceAll('"i-1"', '"koo-payg-0001"'));
});

afterEach(() => rmSync(folder, { recursive: true, maxRetries: 3 }));

const env = () => ({ KOO_STATE_DIR: folder, KOO_CONFIG_DIR: folder });

async function push(...more: string[]) {
  const { stdout } = await runCommand(UsagePush, [path, '--site', 'sandbox', '--json', ...more], env());
  const { accepted, skipped } = JSON.parse(stdout);
  return { accepted, skipped };
}

const all = { accepted: 20, skipped: 0 };
const none = { accepted: 0, skipped: 20 };

test('recognises the sandbox of a state folder at any address', async () => {
  expect(await push()).toEqual(all);
  expect(await push()).toEqual(none);
  const sandbox = await startSandbox({ stateFolder: folder });
  expect(await push('--endpoint', sandbox.url)).toEqual(none);
  await sandbox.close();
});

test('keeps the records of different sandboxes apart, also after a reset', async () => {
  expect(await push()).toEqual(all);
  const other = await startSandbox({ stateFolder: join(folder, 'other') });
  expect(await push('--endpoint', other.url)).toEqual(all);
  await other.close();
  expect((await runCommand(SandboxReset, ['--yes'], env())).exitCode).toBe(0);
  expect(await push()).toEqual(all);
  rmSync(sandboxFolder(folder), { recursive: true, maxRetries: 3 });
  expect(await push()).toEqual(all);
});

test('judges the times of records by the virtual clock of the sandbox', async () => {
  const now = Date.UTC(2020, 0, 2);
  withStore(folder, (database) => {
    writeClock(database, { mode: 'virtual', now });
    database
      .prepare("UPDATE instances SET start_time = ? WHERE id = 'koo-payg-0001'")
      .run('20191201T000000Z');
  });
  const [one = ''] = manyRecords(1).replace('"i-1"', '"koo-payg-0001"').split('\n');
  const times = (end: string) => ({
    ...{ record_time: '20200101T120000Z', begin_time: '20200101T100000Z', end_time: end },
  });
  const records = ['20200101T110000Z', '20200102T000001Z'].map((end) =>
    JSON.stringify({ ...JSON.parse(one), ...times(end) }),
  );
  writeFileSync(path, records.join('\n'));
  const { stdout } = await runCommand(UsagePush, [path, '--site', 'sandbox', '--json'], env());
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, rejected: 0, invalid: 1 });
});
