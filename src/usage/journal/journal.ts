import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { KooError } from '../../errors/koo-error.ts';
import { failedAs, openSqlite, transaction } from '../../sqlite/database.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { lockScopes } from './lock.ts';
import { isAdopted, type JournalScope, scopesOf } from './scopes.ts';
import { entryBytes, fold, prepareTables, state } from './tables.ts';

/** What the journal knows of a record's id. */
export interface Found {
  /** This run has met it before, so it stands twice in the input. */
  readonly thisRun: boolean;
  readonly acknowledged: boolean;
  /** It was used for the same record. */
  readonly same: boolean;
}

/** What came of a batch: the entries of its records. */
interface Settlement {
  readonly accepted: Buffer;
  /** They may be sent again, by another run. */
  readonly refused: Buffer;
}

/** Remembers which records were sent, and which of them the server has acknowledged. It knows them by their entries. */
export interface Journal {
  /**
   * What is known of a record's id; `undefined` when it was never used. Notes that this run has met it.
   *
   * @param entries at `index` that of the record; before it those of records that this run will send, and has not
   * begun to
   */
  find(entries: Buffer, index: number): Found | undefined;
  /**
   * Notes that records are being sent. On the disk when it returns: neither `kill -9` nor a crash of koo loses it,
   * nor for the old interface a power cut.
   *
   * @returns what {@link settle} is told
   */
  begin(entries: Buffer): number;
  settle(batch: number, settlement: Settlement): void;
  close(): void;
}

const fileName = 'usage.sqlite';

/** Records older than 21 days are refused anyway; what happened longer ago than this is forgotten. */
const keptMs = 45 * 24 * 3600_000;

/** Looks for a key in vain after which the log is folded: the filter has become full. */
const maxScans = 16;

/** Ids are random, so that every search touches another page of the index. */
const cacheKib = 8 * 1024;

/**
 * Opens the journal, `usage.sqlite` in the state folder. Batches are appended to a log, which costs next to nothing;
 * they are folded, sorted, into the index that is searched by the next run, or when this one meets a record twice.
 * Several runs may use it at once, but over the old interface one run for an account.
 *
 * @param now milliseconds since 1970
 * @throws KooError (configuration) `JOURNAL_UNUSABLE`, as all its functions do; `PUSH_UNDER_WAY`, `LOCK_UNUSABLE`
 */
export function openJournal(stateFolder: string, scope: JournalScope, now: () => number): Journal {
  const path = join(stateFolder, fileName);
  const told = <T>(work: () => T): T => toldOf(path, work);
  const journal = told(() => {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    return journalOf(openSqlite(path), { stateFolder, scope, now });
  });
  return {
    find: (entries, index) => told(() => journal.find(entries, index)),
    begin: (entries) => told(() => journal.begin(entries)),
    settle: (batch, settlement) => told(() => journal.settle(batch, settlement)),
    close: () => told(journal.close),
  };
}

/**
 * Whether the journal knows which account has an AK, so that nobody need be asked.
 *
 * @param scope the AK stands for the account
 * @throws KooError (configuration, `JOURNAL_UNUSABLE`)
 */
export function knowsAccount(stateFolder: string, scope: JournalScope): boolean {
  const path = join(stateFolder, fileName);
  if (!existsSync(path)) return false;
  return toldOf(path, () => {
    const database = openSqlite(path);
    try {
      database.exec('PRAGMA busy_timeout = 10000');
      prepareTables(database);
      return isAdopted(database, scope);
    } finally {
      database.close();
    }
  });
}

function toldOf<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // What is wrong with a lock says nothing about the journal.
    throw error instanceof KooError ? error : journalUnusable(path, error);
  }
}

function journalUnusable(path: string, cause: unknown): KooError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KooError(
    {
      category: 'configuration',
      code: 'JOURNAL_UNUSABLE',
      message: both('The journal of pushed records, {path}, cannot be used ({reason})', { path, reason }),
      hint: journalHint(path, cause),
    },
    { cause },
  );
}

function journalHint(path: string, cause: unknown): Localized {
  if (failedAs('busy', cause)) {
    return both('Another koo is using it: wait until that has ended.');
  }
  if (failedAs('full', cause)) {
    return both('The disk is full: make room, and run the same command again.');
  }
  return both(
    'Check the permissions of {path}, or move it away: koo makes a new one, and KooGallery recognises records it has by their metering_sn. With --legacy it cannot: look first what has arrived.',
    { path },
  );
}

interface Opening {
  readonly stateFolder: string;
  readonly scope: JournalScope;
  now(): number;
}

function journalOf(database: DatabaseSync, { stateFolder, scope, now }: Opening): Journal {
  let ids: readonly [number, ...number[]];
  let run: number;
  let unlock = () => {};
  try {
    database.exec(`PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA cache_size = -${cacheKib}`);
    // The old interface knows no repeated record: what was sent must be known even after a power cut.
    database.exec(`PRAGMA synchronous = ${scope.target === 'legacy' ? 'FULL' : 'NORMAL'}`);
    prepareTables(database);
    ids = scopesOf(database, scope);
    if (scope.target === 'legacy') unlock = lockScopes(stateFolder, ids);
    for (const one of ids) fold(database, one);
    forget(database, now() - keptMs);
    run = Number(database.prepare('INSERT INTO runs (at) VALUES (?)').run(now()).lastInsertRowid);
  } catch (error) {
    database.close();
    unlock();
    throw error;
  }
  const [id] = ids;
  const scopes = ids.join();
  const ofSeveral = `ORDER BY state = ${state.acknowledged} DESC, scope = ${id} DESC LIMIT 1`;
  const select = database.prepare(
    `SELECT run, state, coalesce(identity, key) = ? AS same FROM entries
    WHERE scope IN (${scopes}) AND key = ? ${ids.length > 1 ? ofSeveral : ''}`,
  );
  const append = database.prepare('INSERT INTO log (scope, run, state, entries) VALUES (?, ?, ?, ?)');
  const acknowledge = database.prepare(`UPDATE log SET state = ${state.acknowledged} WHERE id = ?`);
  const drop = database.prepare('DELETE FROM log WHERE id = ?');
  // Folding costs far more than a look, and the filter may be mistaken.
  const scan = database.prepare('SELECT 1 FROM log WHERE scope = ? AND instr(entries, ?) > 0 LIMIT 1');
  const seen = createSeenFilter();
  // A first push has nothing to look for.
  let isEmpty =
    database.prepare(`SELECT 1 FROM entries WHERE scope IN (${scopes}) LIMIT 1`).get() === undefined;
  let isFolded = true;
  let scans = 0;

  function add(what: number, entries: Buffer): number {
    isFolded = false;
    return Number(append.run(id, run, what, entries).lastInsertRowid);
  }

  return {
    find: (entries, index) => {
      const at = index * entryBytes;
      const isNew = !seen.add(entries, at);
      if (isNew && isEmpty) return undefined;
      const key = entries.subarray(at, at + entryBytes / 2);
      const identity = entries.subarray(at + entryBytes / 2, at + entryBytes);
      if (!isNew) {
        const twin = indexOfTwin(entries, index);
        if (twin !== index) {
          const same = identity.equals(
            entries.subarray(twin * entryBytes + entryBytes / 2, (twin + 1) * entryBytes),
          );
          return { thisRun: true, acknowledged: false, same };
        }
        if (!isFolded && (scans === maxScans || scan.get(id, key))) {
          fold(database, id);
          isFolded = true;
          isEmpty = false;
        } else if (!isFolded) scans += 1;
        if (isEmpty) return undefined;
      }
      const row = select.get(identity, key);
      return (
        row && {
          thisRun: row.run === run,
          acknowledged: row.state === state.acknowledged,
          same: row.same === 1,
        }
      );
    },
    begin: (entries) => add(state.sent, entries),
    settle: (batch, { accepted, refused }) => {
      // The line of the log is gone when it has been folded since, by this run or another one.
      if (refused.length === 0 && acknowledge.run(batch).changes === 1) return;
      transaction(database, () => {
        drop.run(batch);
        if (accepted.length > 0) add(state.acknowledged, accepted);
        if (refused.length > 0) add(state.refused, refused);
      });
    },
    close: () => {
      database.close();
      unlock();
    },
  };
}

/** The first entry with the same key as the one at `index`, which may be that one. */
function indexOfTwin(entries: Buffer, index: number): number {
  const at = index * entryBytes;
  const start = entries.readUInt32LE(at);
  const isTwin = (other: number) =>
    entries.readUInt32LE(other) === start &&
    entries.compare(entries, at, at + entryBytes / 2, other, other + entryBytes / 2) === 0;
  let other = 0;
  while (!isTwin(other)) other += entryBytes;
  return other / entryBytes;
}

/** What was refused was kept for the run alone; what is too old is of no use in any scope. */
function forget(database: DatabaseSync, oldest: number): void {
  database.prepare('DELETE FROM entries WHERE state = ?').run(state.refused);
  const old = database.prepare('SELECT max(id) AS id FROM runs WHERE at < ?').get(oldest)?.id;
  if (typeof old !== 'number') return;
  transaction(database, () => {
    for (const table of ['entries', 'log']) database.prepare(`DELETE FROM ${table} WHERE run <= ?`).run(old);
    database.prepare('DELETE FROM runs WHERE id <= ?').run(old);
  });
}

/** Tells at once of most records that they are new, in a memory that does not grow with their number. */
interface SeenFilter {
  /**
   * Notes a key.
   *
   * @param bytes from `at` on at least 12 bytes of a hash
   * @returns false: it was never noted before; true: it probably was
   */
  add(bytes: Buffer, at: number): boolean;
}

/** 16 MB: of a million keys not one is mistaken, of ten millions a few in a thousand. */
const blocks = 1 << 18;
const wordsOfBlock = 16;

/** A Bloom filter whose six bits of a key are in one block, which is one line of the processor's cache. */
export function createSeenFilter(): SeenFilter {
  const words = new Uint32Array(blocks * wordsOfBlock);

  /** Sets three bits of a block; whether all of them were set. */
  function addThree(block: number, digits: number): boolean {
    let seen = true;
    for (let shift = 0; shift < 27; shift += 9) {
      const word = block + ((digits >>> (shift + 5)) & 15);
      const mask = 1 << ((digits >>> shift) & 31);
      const old = words[word] as number;
      if ((old & mask) === 0) {
        seen = false;
        words[word] = old | mask;
      }
    }
    return seen;
  }

  return {
    add: (bytes, at) => {
      const block = (bytes.readUInt32LE(at) % blocks) * wordsOfBlock;
      const isFirst = addThree(block, bytes.readUInt32LE(at + 4));
      return addThree(block, bytes.readUInt32LE(at + 8)) && isFirst;
    },
  };
}
