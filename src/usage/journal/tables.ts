import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../sqlite/database.ts';

/** What is known of a record. What was refused is remembered until the run ends, so that its twin is known. */
export const state = { sent: 0, acknowledged: 1, refused: 2 } as const;

/** Bytes that stand for a record: half of them for its id, half for what it says. */
export const entryBytes = 32;

/** Lines of the log that are folded into the index at once: some 128 000 records, 4 MB. */
const foldedAtOnce = 128;

// Searches are all over the index, so it is small: times are those of runs, and an identity that is the key is left out.
const schema = `
  CREATE TABLE IF NOT EXISTS scopes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS adopted (
    scope INTEGER NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (scope, other)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, scope INTEGER NOT NULL, run INTEGER NOT NULL, state INTEGER NOT NULL,
    entries BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS entries (
    scope INTEGER NOT NULL, key BLOB NOT NULL, run INTEGER NOT NULL, state INTEGER NOT NULL, identity BLOB,
    PRIMARY KEY (scope, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS refused ON entries (state) WHERE state = ${state.refused};
`;

/** A line of the log is younger than what the index holds; what was acknowledged stays so. */
const upsert = `
  INSERT INTO entries (scope, key, run, state, identity) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    run = excluded.run,
    state = CASE
      WHEN excluded.state = ${state.acknowledged} OR state = ${state.refused} THEN excluded.state
      WHEN excluded.state = ${state.refused} AND state = ${state.sent} AND identity IS excluded.identity
        THEN excluded.state
      ELSE state
    END,
    identity = iif(excluded.state = ${state.acknowledged} OR state = ${state.refused}, excluded.identity, identity)
`;

export function prepareTables(database: DatabaseSync): void {
  database.exec(schema);
}

/** Writes what stands for a record; the texts are hexadecimal. */
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

/** Whether a record's id was made of what it says: the server cannot know another record by it. */
export function isMadeEntry(entries: Buffer, index: number): boolean {
  const [at, half] = [index * entryBytes, entryBytes / 2];
  return entries.compare(entries, at, at + half, at + half, at + entryBytes) === 0;
}

/** Takes the entries of some records, by their places, out of those of a batch. */
export function splitEntries(entries: Buffer, refused: ReadonlySet<number>) {
  if (refused.size === 0) return { accepted: entries, refused: entries.subarray(0, 0) };
  const all = Array.from({ length: entries.length / entryBytes }, (_, index) =>
    entries.subarray(index * entryBytes, (index + 1) * entryBytes),
  );
  return {
    accepted: Buffer.concat(all.filter((_, index) => !refused.has(index))),
    refused: Buffer.concat(all.filter((_, index) => refused.has(index))),
  };
}

/** Moves the log of a scope into the index, sorted, which is much faster than in the order of coming. */
export function fold(database: DatabaseSync, scope: number): void {
  const take = database.prepare(
    'SELECT id, run, state, entries FROM log WHERE scope = ? ORDER BY id LIMIT ?',
  );
  const insert = database.prepare(upsert);
  const drop = database.prepare('DELETE FROM log WHERE id = ?');
  function foldSome(): number {
    const lines = take.all(scope, foldedAtOnce);
    const entries = Buffer.concat(lines.map((line) => line.entries as Uint8Array));
    const lineOf = lines.flatMap((line, index) =>
      new Array<number>((line.entries as Uint8Array).length / entryBytes).fill(index),
    );
    for (const index of sortedByKey(entries)) {
      const line = lines[lineOf[index] ?? 0];
      const at = index * entryBytes;
      const middle = at + entryBytes / 2;
      const identity = isMadeEntry(entries, index) ? null : entries.subarray(middle, at + entryBytes);
      insert.run(scope, entries.subarray(at, middle), line?.run ?? 0, line?.state ?? 0, identity);
    }
    for (const { id } of lines) drop.run(id ?? 0);
    return lines.length;
  }
  while (transaction(database, foldSome) === foldedAtOnce);
}

/** The places of the entries, by their keys; of those with the same key the later one stays behind. */
function sortedByKey(entries: Buffer): Uint32Array {
  const half = entryBytes / 2;
  return Uint32Array.from({ length: entries.length / entryBytes }, (_, index) => index).sort((a, b) => {
    const [first, second] = [a * entryBytes, b * entryBytes];
    // The first bytes nearly always decide.
    return (
      entries.readUInt32BE(first) - entries.readUInt32BE(second) ||
      entries.compare(entries, second, second + half, first, first + half) ||
      a - b
    );
  });
}
