import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readLog } from '../../src/sandbox/api/log/log.ts';
import { databasePath, stateIdentity } from '../../src/sandbox/state/database.ts';
import { sandboxFolder } from '../../src/sandbox/state/running.ts';
import { countRows, openStore, resetStore, withStore } from '../../src/sandbox/store.ts';
import { openSqlite } from '../../src/sqlite/database.ts';
import { ask, data, office } from './api/routes/seller/seller.ts';
import { push, record, start, temporaryFolder } from './harness.ts';

/** The tables of version 1, as koo 0.1.0 made them. */
const version1 = `
  CREATE TABLE instances (
    id TEXT PRIMARY KEY, seller TEXT NOT NULL, charging_mode TEXT NOT NULL, status TEXT NOT NULL,
    delisted INTEGER NOT NULL, start_time TEXT NOT NULL, needs_package INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE orders (id TEXT PRIMARY KEY, seller TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE licenses (
    code TEXT PRIMARY KEY, seller TEXT NOT NULL, order_id TEXT NOT NULL, product_id TEXT NOT NULL,
    amount INTEGER NOT NULL, order_time TEXT NOT NULL, expire_time TEXT NOT NULL, received INTEGER NOT NULL,
    status TEXT NOT NULL, activate_time TEXT, software_usage TEXT
  ) WITHOUT ROWID;
  CREATE TABLE events (
    id TEXT PRIMARY KEY, seller TEXT NOT NULL, state TEXT NOT NULL,
    type TEXT, characters TEXT, file BLOB, file_name TEXT
  ) WITHOUT ROWID;
  CREATE TABLE usage_records (
    metering_sn TEXT NOT NULL, seller TEXT NOT NULL, instance_id TEXT NOT NULL, record_time TEXT NOT NULL,
    begin_time TEXT NOT NULL, end_time TEXT NOT NULL, usage_value TEXT NOT NULL, relate_pkg_instance TEXT,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (metering_sn, seller)
  );
  CREATE TABLE legacy_usage_records (
    seller TEXT NOT NULL, instance_id TEXT NOT NULL, product_id TEXT NOT NULL, record_time TEXT NOT NULL,
    begin_time TEXT NOT NULL, end_time TEXT NOT NULL, usage_value TEXT NOT NULL, relate_pkg_instance TEXT,
    verdict TEXT NOT NULL, received_at INTEGER NOT NULL
  );
  CREATE TABLE nonces (nonce TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX nonces_until ON nonces (until);
  CREATE TABLE requests (
    id INTEGER PRIMARY KEY, time TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER,
    code TEXT, request_id TEXT NOT NULL, duration_ms REAL NOT NULL, account TEXT, fault TEXT,
    reason_en TEXT, reason_zh TEXT
  );
  INSERT INTO instances VALUES ('mine', '500d0b0c000000000000000000000001', 'ON_DEMAND', 'active', 0, '20200101T000000Z', 0);
  INSERT INTO events VALUES ('e-1', '500d0b0c000000000000000000000001', 'open', NULL, NULL, NULL, NULL);
`;

async function oldState(version: 1 | 2): Promise<string> {
  const stateFolder = await temporaryFolder();
  mkdirSync(sandboxFolder(stateFolder), { recursive: true });
  const database = openSqlite(databasePath(stateFolder));
  database.exec(version1);
  if (version === 2)
    database.exec("CREATE TABLE identity (id TEXT NOT NULL); INSERT INTO identity VALUES ('i-2')");
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
  return stateFolder;
}

test.each([1, 2] as const)(
  'a state of version %i opens: its data are kept, the default products come',
  async (version) => {
    const stateFolder = await oldState(version);
    const database = openStore(stateFolder);
    expect(countRows(database)).toMatchObject({
      instances: 1,
      events: 1,
      licenses: 0,
      products: 8,
      attributes: 2,
    });
    const identity = stateIdentity(database);
    if (version === 2) expect(identity).toBe('i-2');
    else expect(identity).toMatch(/^[\da-f-]{36}$/);
    database.close();
    // Once and for all.
    const again = openStore(stateFolder);
    expect(stateIdentity(again)).toBe(identity);
    again.close();
    const sandbox = await start({ stateFolder });
    expect((await push(sandbox, [record({ instance_id: 'mine' })])).json).toEqual({
      error_code: 'MKT.0000',
      error_msg: 'Success',
    });
    expect(data(await ask(sandbox, 'GET', `/products/${office}`)).product_id).toBe(office);
  },
);

test('a state of a later version is refused, and stays as it is', async () => {
  const stateFolder = await oldState(2);
  const database = openSqlite(databasePath(stateFolder));
  database.exec('PRAGMA user_version = 9');
  database.close();
  expect(() => openStore(stateFolder)).toThrow(/version 9, expected 8/);
  const after = openSqlite(databasePath(stateFolder));
  expect(after.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'products'").get()).toEqual({
    n: 0,
  });
  after.close();
});

test('a log of version 4 is kept, and goes on', async () => {
  const stateFolder = await temporaryFolder();
  const first = await start({ stateFolder });
  await push(first, [record()]);
  await first.close();
  const database = openSqlite(databasePath(stateFolder));
  dropMarket(database);
  database.exec('DROP TABLE request_contents; PRAGMA user_version = 4');
  database.close();
  const second = await start({ stateFolder });
  await push(second, [record()]);
  await second.close();
  const entries = withStore(stateFolder, (opened) => readLog(opened, 10));
  expect(entries.map(({ content }) => content !== undefined)).toEqual([false, true]);
});

test('a state of version 5 keeps its log, and gets a market with the real clock', async () => {
  const stateFolder = await temporaryFolder();
  const first = await start({ stateFolder });
  await push(first, [record()]);
  await first.close();
  const database = openSqlite(databasePath(stateFolder));
  dropMarket(database);
  database.exec('PRAGMA user_version = 5');
  database.close();
  const opened = openStore(stateFolder);
  expect(readLog(opened, 10)).toHaveLength(1);
  expect(opened.prepare('SELECT mode FROM market_clock').all()).toEqual([{ mode: 'real' }]);
  expect(opened.prepare('SELECT count(*) AS n FROM market_deliveries').get()).toEqual({ n: 0 });
  opened.close();
});

test('a state of version 6 keeps its records, and links those that follow', async () => {
  const stateFolder = await temporaryFolder();
  const first = await start({ stateFolder });
  await push(first, [record()]);
  await first.close();
  const database = openSqlite(databasePath(stateFolder));
  dropPushes(database);
  database.exec('PRAGMA user_version = 6');
  database.close();
  const second = await start({ stateFolder });
  await push(second, [record(), record({ instance_id: 'nobody' })]);
  await second.close();
  withStore(stateFolder, (opened) => {
    expect(countRows(opened).usageRecords).toBe(2);
    expect(opened.prepare('SELECT instance_id, code FROM rejected_records').all()).toEqual([
      { instance_id: 'nobody', code: '001' },
    ]);
  });
});

test('a state of version 7 gets the table of worksheets, and finds instances by their order line', async () => {
  const stateFolder = await temporaryFolder();
  openStore(stateFolder).close();
  const database = openSqlite(databasePath(stateFolder));
  database.exec('DROP TABLE worksheets; DROP INDEX market_instances_line; PRAGMA user_version = 7');
  database.close();
  withStore(stateFolder, (opened) => {
    expect(opened.prepare('SELECT count(*) AS n FROM worksheets').get()).toEqual({ n: 0 });
    const index = "SELECT count(*) AS n FROM sqlite_master WHERE name = 'market_instances_line'";
    expect(opened.prepare(index).get()).toEqual({ n: 1 });
  });
});

test('a reset empties the market', async () => {
  const stateFolder = await temporaryFolder();
  const database = openStore(stateFolder);
  database.exec(`
    UPDATE market_clock SET mode = 'virtual', now = 5, target = 9, seed = 1, orders = 2, sequence = 3;
    INSERT INTO market_connections VALUES ('p', '{}', '{}');
    INSERT INTO market_events VALUES (1, 2, 3, 'expire', '4');
  `);
  resetStore(database);
  expect(database.prepare('SELECT * FROM market_clock').all()).toEqual([
    { id: 1, mode: 'real', now: 0, target: null, seed: null, orders: 0, sequence: 0 },
  ]);
  for (const table of ['connections', 'events']) {
    expect(database.prepare(`SELECT * FROM market_${table}`).all()).toEqual([]);
  }
  database.close();
});

function dropMarket(database: ReturnType<typeof openSqlite>): void {
  const tables = database.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'market%' OR name = 'issued_orders')",
  );
  for (const { name } of tables.all()) database.exec(`DROP TABLE ${name}`);
  database.exec(`
    DROP INDEX events_instance;
    ALTER TABLE events DROP COLUMN instance;
    ALTER TABLE events DROP COLUMN number;
    ALTER TABLE instances DROP COLUMN frozen_at;
    ALTER TABLE instances DROP COLUMN released_at;
    ALTER TABLE instances DROP COLUMN sold_as;
  `);
  dropPushes(database);
}

function dropPushes(database: ReturnType<typeof openSqlite>): void {
  database.exec(`
    DROP TABLE rejected_records;
    DROP TABLE worksheets;
    ALTER TABLE usage_records DROP COLUMN record;
    ALTER TABLE legacy_usage_records DROP COLUMN record;
  `);
}
