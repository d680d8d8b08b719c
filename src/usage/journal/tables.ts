import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../sqlite/database.ts';

/** Name of the journal in the state folder. */
export const journalFile = 'usage.sqlite';

/** State of a record. Rejected records are kept until the run ends, to detect duplicates of them. */
export const state = { sent: 0, acknowledged: 1, rejected: 2 } as const;

/** Bytes of a journal entry: half of them the hash of its id, half the hash of its content. */
export const entryBytes = 32;

/** Rows of the log folded into the index in one transaction: some 128 000 records, 4 MB. */
const foldBatchSize = 128;

// Lookups hit random pages, so the index is small: times are stored per run, and an identity equal to the key is omitted.
const schema = `
  CREATE TABLE IF NOT EXISTS scopes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS adopted (
    scope INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (scope, other)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, server INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, scope INTEGER NOT NULL, run INTEGER NOT NULL, state INTEGER NOT NULL,
    entries BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS entries (
    scope INTEGER NOT NULL, key BLOB NOT NULL, run INTEGER NOT NULL, state INTEGER NOT NULL, identity BLOB,
    PRIMARY KEY (scope, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS pushes (run INTEGER PRIMARY KEY, facts TEXT NOT NULL, result TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS sent (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL, at INTEGER NOT NULL, answer TEXT, body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS refused ON entries (state) WHERE state = ${state.rejected};
`;

/** A row of the log is newer than the index; an acknowledged record stays acknowledged. */
const upsert = `
  INSERT INTO entries (scope, key, run, state, identity) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    run = excluded.run,
    state = CASE
      WHEN excluded.state = ${state.acknowledged} OR state = ${state.rejected} THEN excluded.state
      WHEN excluded.state = ${state.rejected} AND state = ${state.sent} AND identity IS excluded.identity
        THEN excluded.state
      ELSE state
    END,
    identity = iif(excluded.state = ${state.acknowledged} OR state = ${state.rejected}, excluded.identity, identity)
`;

export function createTables(database: DatabaseSync): void {
  database.exec(schema);
  const hasServerTime = () =>
    database.prepare("SELECT 1 FROM pragma_table_info('runs') WHERE name = 'server'").get() !== undefined;
  // A journal of before the server's time was noted. Another process may be adding the column.
  if (hasServerTime()) return;
  transaction(database, () => hasServerTime() || database.exec('ALTER TABLE runs ADD COLUMN server INTEGER'));
}

/** Writes the entry of a record; key and identity are hexadecimal. */
export function writeEntry(
  entries: Buffer,
  offset: number,
  { key, identity }: { readonly key: string; readonly identity: string },
): void {
  const half = entryBytes / 2;
  entries.write(identity, offset + half, half, 'hex');
  if (key === identity) entries.copyWithin(offset, offset + half, offset + entryBytes);
  else entries.write(key, offset, half, 'hex');
}

/** Whether a record's id is derived from its content, so that no other record can have it. */
export function isDerivedEntry(entries: Buffer, index: number): boolean {
  const [at, half] = [index * entryBytes, entryBytes / 2];
  return entries.compare(entries, at, at + half, at + half, at + entryBytes) === 0;
}

/** Splits the entries of a batch into accepted and rejected ones, by position. */
export function splitEntries(entries: Buffer, rejected: ReadonlySet<number>) {
  if (rejected.size === 0) return { accepted: entries, rejected: entries.subarray(0, 0) };
  const all = Array.from({ length: entries.length / entryBytes }, (_, index) =>
    entries.subarray(index * entryBytes, (index + 1) * entryBytes),
  );
  return {
    accepted: Buffer.concat(all.filter((_, index) => !rejected.has(index))),
    rejected: Buffer.concat(all.filter((_, index) => rejected.has(index))),
  };
}

/** Moves the log of a scope into the index, sorted, which is much faster than in order of arrival. */
export function fold(database: DatabaseSync, scope: number): void {
  const take = database.prepare(
    'SELECT id, run, state, entries FROM log WHERE scope = ? ORDER BY id LIMIT ?',
  );
  const insert = database.prepare(upsert);
  const drop = database.prepare('DELETE FROM log WHERE id = ?');
  function foldSome(): number {
    const lines = take.all(scope, foldBatchSize);
    const entries = Buffer.concat(lines.map((line) => line.entries as Uint8Array));
    const lineOf = lines.flatMap((line, index) =>
      new Array<number>((line.entries as Uint8Array).length / entryBytes).fill(index),
    );
    for (const index of sortedByKey(entries)) {
      const line = lines[lineOf[index] ?? 0];
      const at = index * entryBytes;
      const middle = at + entryBytes / 2;
      const identity = isDerivedEntry(entries, index) ? null : entries.subarray(middle, at + entryBytes);
      insert.run(scope, entries.subarray(at, middle), line?.run ?? 0, line?.state ?? 0, identity);
    }
    for (const { id } of lines) drop.run(id ?? 0);
    return lines.length;
  }
  while (transaction(database, foldSome) === foldBatchSize);
}

/** Positions of the entries, sorted by key; equal keys keep their order. */
function sortedByKey(entries: Buffer): Uint32Array {
  const half = entryBytes / 2;
  return Uint32Array.from({ length: entries.length / entryBytes }, (_, index) => index).sort((a, b) => {
    const [first, second] = [a * entryBytes, b * entryBytes];
    // The first four bytes nearly always differ.
    return (
      entries.readUInt32BE(first) - entries.readUInt32BE(second) ||
      entries.compare(entries, second, second + half, first, first + half) ||
      a - b
    );
  });
}
