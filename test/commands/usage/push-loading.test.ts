import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/server/server.ts';
import { manyRecords } from '../../usage/support.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the command, and writes the files of `src` that Node has loaded for it to stderr. */
const program = `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
const { default: UsagePush } = await import('${new URL('../../../src/commands/usage/push.ts', import.meta.url)}');
await UsagePush.run(process.argv.slice(1), '${root}');
process.stderr.write(loaded.filter((url) => url.includes('/src/')).map((url) => url.split('/src/')[1]).join('\\n'));
`;

test('a push to a running sandbox loads neither its server nor its state nor its seed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'koo-loading-'));
  const sandbox = await startSandbox({ stateFolder: folder });
  const file = join(folder, 'records.ndjson');
  writeFileSync(file, manyRecords(3).replaceAll('"i-1"', '"koo-payg-0001"'));
  const words = [file, '--site', 'sandbox', '--endpoint', sandbox.url, '--json'];
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', program, ...words],
    { env: { ...process.env, KOO_STATE_DIR: folder, KOO_CONFIG_DIR: folder } },
  ).finally(() => sandbox.close());
  rmSync(folder, { recursive: true, maxRetries: 3 });
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 3 });
  const loaded = stderr.split('\n').filter((path) => path.startsWith('sandbox/'));
  expect(loaded.sort()).toEqual([
    'sandbox/cli/launch.ts',
    'sandbox/state/accounts.ts',
    'sandbox/state/life-lock.ts',
    'sandbox/state/running.ts',
  ]);
});
