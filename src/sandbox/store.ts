import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openSqlite, transaction } from '../sqlite/database.ts';
import { firstTables, identityTable, schemaVersion, sellerTables } from './schema.ts';
import { defaultSeed } from './seed/default.ts';
import { plantSeed } from './seed/plant.ts';

export { transaction };
export type Database = DatabaseSync;

/** Tables that hold what was sent to the sandbox or seeded into it, with the names that people are told. */
const countedTables = {
  instances: 'instances',
  orders: 'orders',
  licenses: 'licenses',
  events: 'events',
  usageRecords: 'usage_records',
  legacyUsageRecords: 'legacy_usage_records',
  products: 'products',
  attributes: 'attributes',
  specifiedUsers: 'specified_users',
  requests: 'requests',
} as const;

/** Tables of what belongs to those. */
const otherTables = ['nonces', 'product_stock', 'user_lists', 'done_requests'];

export type Counts = Readonly<Record<keyof typeof countedTables, number>>;

/** How long to wait for another process that has the state, in milliseconds. */
const patienceMs = 10_000;
/** SQLite's code for that. */
const busyCode = 5;

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
  database.exec(`PRAGMA busy_timeout = ${patienceMs}`);
  useWal(database);
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
    if (version > schemaVersion) {
      throw new StateVersionError(`version ${version}, expected ${schemaVersion}`);
    }
    migrate(database, version);
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
  });
}

/** Adds what a state of an earlier version lacks, all of it to a new one; what is there is kept. */
function migrate(database: Database, version: number): void {
  const { products, attributes, ...rest } = defaultSeed;
  if (version < 1) database.exec(firstTables);
  if (version < 2) {
    database.exec(identityTable);
    renewIdentity(database);
  }
  database.exec(sellerTables);
  plantSeed(database, { ...(version < 1 ? rest : noRows), products, attributes });
}

const noRows = { instances: [], licenses: [], events: [], orders: [] };

/** SQLite does not wait by itself when two processes make the same new file one with a write-ahead log. */
function useWal(database: Database): void {
  for (const until = Date.now() + patienceMs; ; ) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === busyCode;
      if (!busy || Date.now() >= until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
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
    for (const table of [...Object.values(countedTables), ...otherTables]) {
      database.exec(`DELETE FROM ${table}`);
    }
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
