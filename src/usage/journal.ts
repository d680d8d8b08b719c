import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openSqlite } from '../store/sqlite.ts';
import { recordHashBytes, recordHashes } from './metering-sn.ts';
import type { MeteringRecord } from './record.ts';

/** Whom records were sent to: what one server acknowledged says nothing about another. */
export interface JournalScope {
  /** Base address, or the name of a site whose address changes. */
  readonly endpoint: string;
  /** The account, or the AK that stands for it. */
  readonly account: string;
  readonly target: 'new' | 'legacy';
}

/** Remembers which records a server has acknowledged. */
export interface Journal {
  has(record: Pick<MeteringRecord, 'sn'>): boolean;
  /** On the disk when it returns: neither `kill -9` nor a full crash of koo loses it. */
  add(records: readonly Pick<MeteringRecord, 'sn'>[]): void;
  close(): void;
}

/** Records older than 21 days are refused anyway; what was acknowledged longer ago than this is forgotten. */
const keptMs = 45 * 24 * 3600_000;

/** Batches that are folded into the index at once: some 64 000 records, 1 MB. */
const foldedAtOnce = 64;

const schema = `
  CREATE TABLE IF NOT EXISTS scopes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS batches (
    id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, at INTEGER NOT NULL, hashes BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS records (
    scope INTEGER NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, hash)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Opens the journal, `usage.sqlite` in the state folder. Acknowledged batches are appended, which costs next to
 * nothing; the next run folds them, sorted, into the index that is searched. Several runs may use it at once.
 *
 * @param now milliseconds since 1970
 */
export function openJournal(stateFolder: string, scope: JournalScope, now: () => number): Journal {
  const database = openDatabase(stateFolder);
  const id = scopeId(database, scope);
  fold(database, id);
  database.prepare('DELETE FROM records WHERE scope = ? AND at < ?').run(id, now() - keptMs);

  const select = database.prepare('SELECT 1 FROM records WHERE scope = ? AND hash = ?');
  const append = database.prepare('INSERT INTO batches (scope, at, hashes) VALUES (?, ?, ?)');
  // A first push has nothing to look for.
  const isEmpty = database.prepare('SELECT 1 FROM records WHERE scope = ? LIMIT 1').get(id) === undefined;
  return {
    has: (record) => !isEmpty && select.get(id, recordHashes([record])) !== undefined,
    add: (records) => {
      if (records.length > 0) append.run(id, now(), recordHashes(records));
    },
    close: () => database.close(),
  };
}

/** Forgets what a server has acknowledged: its state is gone, and records sent to it once may be sent again. */
export function forgetAcknowledged(stateFolder: string, scope: JournalScope): void {
  const database = openDatabase(stateFolder);
  try {
    const id = scopeId(database, scope);
    database.prepare('DELETE FROM batches WHERE scope = ?').run(id);
    database.prepare('DELETE FROM records WHERE scope = ?').run(id);
  } finally {
    database.close();
  }
}

function openDatabase(stateFolder: string): DatabaseSync {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const database = openSqlite(join(stateFolder, 'usage.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 10000;');
  database.exec(schema);
  return database;
}

function scopeId(database: DatabaseSync, { endpoint, account, target }: JournalScope): number {
  const name = hash('sha256', JSON.stringify([endpoint, account, target]), 'hex');
  database.prepare('INSERT INTO scopes (name) VALUES (?) ON CONFLICT DO NOTHING').run(name);
  return Number(database.prepare('SELECT id FROM scopes WHERE name = ?').get(name)?.id);
}

function fold(database: DatabaseSync, scope: number): void {
  const take = database.prepare('SELECT id, at, hashes FROM batches WHERE scope = ? ORDER BY id LIMIT ?');
  const insert = database.prepare(
    'INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
  );
  const drop = database.prepare('DELETE FROM batches WHERE id = ?');
  for (;;) {
    database.exec('BEGIN IMMEDIATE');
    const batches = take.all(scope, foldedAtOnce);
    const records = batches.flatMap(({ at, hashes }) =>
      split(hashes as Uint8Array).map((one) => ({ at, one })),
    );
    records.sort((a, b) => Buffer.compare(a.one, b.one));
    for (const { at, one } of records) insert.run(scope, one, at ?? 0);
    for (const { id } of batches) drop.run(id ?? 0);
    database.exec('COMMIT');
    if (batches.length < foldedAtOnce) return;
  }
}

function split(hashes: Uint8Array): Uint8Array[] {
  return Array.from({ length: hashes.length / recordHashBytes }, (_, index) =>
    hashes.subarray(index * recordHashBytes, (index + 1) * recordHashBytes),
  );
}
