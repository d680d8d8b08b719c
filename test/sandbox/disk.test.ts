import { statSync, writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { CommandOf } from '../../src/sandbox/acts/acts.ts';
import { openRealMarket } from '../../src/sandbox/market/engine/open.ts';
import { databasePath } from '../../src/sandbox/state/database.ts';
import { openStore, withStore } from '../../src/sandbox/store.ts';
import { openConsole } from '../support/console.ts';
import { push, record, temporaryFolder } from './harness.ts';

/** A database that cannot grow, as on a full disk. */
function fill(database: DatabaseSync): void {
  const { page_count: count } = database.prepare('PRAGMA page_count').get() ?? {};
  database.exec(`PRAGMA max_page_count = ${count}`);
}

/** Parameters that need much space. */
const wide = ['0', '1', '2'].map((digit) => ({ name: digit.repeat(256), required: false }));
const products = Array.from({ length: 7 }, (_, at) => `OFFI75857625304242176${at}`);
const connect: CommandOf<'connect'> = {
  do: 'connect',
  product: 'OFFI758576253042421760',
  url: 'http://127.0.0.1:9/',
  keys: { base: 'some-access-key' },
  protocols: ['v2'],
  encrypt: 256,
  supervised: false,
  contacts: false,
};

test('a full disk is told as one by acts, the open API and the console, and nothing has to be restarted', async () => {
  let database: DatabaseSync | undefined;
  const { act, post, get, sandbox } = await openConsole({
    openMarket: async (opened) => {
      database = opened;
      fill(opened);
      return openRealMarket(opened, () => new Date(), {});
    },
  });
  const lines = await Promise.all(products.map((product) => act({ ...connect, product, parameters: wide })));
  expect(lines.flat().filter((line) => 'error' in line)).toContainEqual({
    error: expect.objectContaining({
      category: 'configuration',
      code: 'DISK_FULL',
      message: expect.objectContaining({
        en: expect.stringMatching(/^The disk is full: .*sandbox\.db cannot be written$/),
      }),
      hint: expect.objectContaining({ en: expect.stringContaining('Free space on the disk of') }),
    }),
  });
  const records = Array.from({ length: 1000 }, (_, at) => record({ metering_sn: `${at}-${'x'.repeat(50)}` }));
  const { json } = await push(sandbox, records);
  expect(json.error_code).toBe('94060001');
  expect(json.error_msg).toMatch(/The disk is full: .*\. Free space on the disk of/);
  const page = await post('/products/OFFI758576253042421760', {
    section: 'connection',
    url: `http://127.0.0.1:9/${'x'.repeat(1000)}`,
  });
  expect(page.text).not.toContain('internal error');
  database?.exec('PRAGMA max_page_count = 1000000');
  expect((await act({ ...connect, parameters: wide })).at(-1)).toHaveProperty('result');
  expect((await push(sandbox, records)).json.error_code).toBe('MKT.0000');
  expect((await get('/')).status).toBe(200);
});

test('a damaged database is told as one, by a running sandbox and without it', async () => {
  const stateFolder = await temporaryFolder();
  const { act, get, sandbox } = await openConsole({ stateFolder });
  const path = databasePath(stateFolder);
  // Into the file, from where it is read again.
  const own = openStore(stateFolder);
  own.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  own.close();
  const size = statSync(path).size;
  writeFileSync(path, Buffer.alloc(size - 8192, 0xff), { flag: 'r+', flush: true });
  const unusable = { code: 'SANDBOX_STATE_UNUSABLE', category: 'configuration' };
  expect(await act(connect)).toMatchObject([{ error: unusable }]);
  expect((await push(sandbox, [record()])).json).toMatchObject({
    error_code: '94060001',
    error_msg: expect.stringContaining('sets the damaged file aside'),
  });
  const page = await get('/products');
  expect(page.status).toBe(422);
  expect(page.text).toContain('Cannot use the sandbox state');
  expect(page.text).not.toContain('internal error');
  const health = await fetch(`${sandbox.url}/koo-sandbox/health`);
  expect(health.status).toBe(200);
  expect(() =>
    withStore(stateFolder, (database) => database.prepare('SELECT * FROM products').all()),
  ).toThrow(expect.objectContaining({ facts: expect.objectContaining(unusable) }));
});
