import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openSqlite, transaction } from '../store/sqlite.ts';
import { defaultSeed } from './default-seed.ts';
import { plantSeed } from './plant.ts';

export { transaction };
export type Database = DatabaseSync;

/** Raised whenever the tables change; a database of another version is refused. */
const schemaVersion = 2;

const schema = `
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
`;

const identity = `
  CREATE TABLE identity (id TEXT NOT NULL);
  INSERT INTO identity VALUES ('');
`;

/** Tables that hold what was sent to the sandbox or seeded into it, with the names that people are told. */
const countedTables = {
  instances: 'instances',
  orders: 'orders',
  licenses: 'licenses',
  events: 'events',
  usageRecords: 'usage_records',
  legacyUsageRecords: 'legacy_usage_records',
  requests: 'requests',
} as const;

export type Counts = Readonly<Record<keyof typeof countedTables, number>>;

/** The state has tables that this koo does not know. */
export class StateVersionError extends Error {
  override readonly name = 'StateVersionError';
}

/** The database file below koo's state folder. */
export function databasePath(stateFolder: string): string {
  return join(sandboxFolder(stateFolder), 'sandbox.db');
}

/** Where the sandbox keeps its files below koo's state folder. */
export function sandboxFolder(stateFolder: string): string {
  return join(stateFolder, 'sandbox');
}

/**
 * Opens the sandbox's state, which is created and filled with the default data when it is new. Several processes
 * may have it open at once.
 *
 * @throws StateVersionError
 */
export function openStore(stateFolder: string): Database {
  mkdirSync(sandboxFolder(stateFolder), { recursive: true, mode: 0o700 });
  const database = openSqlite(databasePath(stateFolder));
  try {
    prepare(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function prepare(database: Database): void {
  database.exec('PRAGMA busy_timeout = 10000');
  database.exec('PRAGMA journal_mode = WAL');
  // A commit is on the disk before it is acknowledged: neither kill -9 nor a power cut takes it back.
  database.exec('PRAGMA synchronous = FULL');
  // Ids of records are random, so that a batch touches pages all over the index: fewer, larger checkpoints.
  database.exec('PRAGMA wal_autocheckpoint = 16000');
  database.exec('PRAGMA cache_size = -65536');
  // Without a lock first: whoever only looks does not wait for those who write.
  if (userVersion(database) === schemaVersion) return;
  transaction(database, () => {
    const version = userVersion(database);
    if (version === schemaVersion) return;
    if (version > 1) throw new StateVersionError(`version ${version}, expected ${schemaVersion}`);
    if (version === 0) {
      database.exec(schema);
      plantSeed(database, defaultSeed);
    }
    database.exec(identity);
    renewIdentity(database);
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
  });
}

function userVersion(database: Database): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function renewIdentity(database: Database): void {
  database.prepare('UPDATE identity SET id = ?').run(randomUUID());
}

/** What tells this state from every other one, and from itself before it was reset. */
export function stateIdentity(database: Database): string {
  return String(database.prepare('SELECT id FROM identity').get()?.id);
}

/** Forgets everything and plants the default data, also under a running sandbox; its identity is a new one. */
export function resetStore(database: Database): void {
  transaction(database, () => {
    for (const table of [...Object.values(countedTables), 'nonces']) database.exec(`DELETE FROM ${table}`);
    plantSeed(database, defaultSeed);
    renewIdentity(database);
  });
}

/** How many rows there are of each kind. */
export function countRows(database: Database): Counts {
  const count = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  return Object.fromEntries(
    Object.entries(countedTables).map(([name, table]) => [name, count(table)]),
  ) as Counts;
}

/** Whether there is any state yet. */
export function hasStore(stateFolder: string): boolean {
  return existsSync(databasePath(stateFolder));
}
