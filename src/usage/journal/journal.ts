import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openPrivateSqlite, transaction } from '../../sqlite/database.ts';
import type { Localized } from '../../text/localized.ts';
import { assertNotEmptied, withJournalErrors } from './errors.ts';
import { type BatchAnswer, createHistory, openJournalFile, type PushEnd, type PushFacts } from './history.ts';
import { lockScopes } from './lock.ts';
import { createServerClock, deleteExpired } from './retention.ts';
import { isAdopted, type JournalScope, resolveScopes } from './scopes.ts';
import { createTables, entryBytes, fold, journalFile, state } from './tables.ts';

/** The facts of the journal about a record's id. */
export interface KnownRecord {
  /** It occurred before in this run. */
  readonly thisRun: boolean;
  readonly acknowledged: boolean;
  readonly same: boolean;
}

/** The outcome of a batch: the entries of its records. Without any, the batch was not sent, and leaves no trace. */
interface Settlement {
  readonly accepted: Buffer;
  /** Another run may send them again. */
  readonly rejected: Buffer;
}

/** Stores which records were sent, and which of them the server has acknowledged, by their entries. */
export interface Journal {
  /**
   * Looks up a record's id; `undefined` when it was never used. Marks it as seen in this run.
   *
   * @param entries those of the batch that is being collected, with the record's own at `index`
   */
  find(entries: Buffer, index: number): KnownRecord | undefined;
  /**
   * Records that a batch is being sent. It is durable on return: it survives `kill -9` and a crash of koo, and for the
   * old interface also a power failure.
   *
   * @param body of the request, for the history
   * @returns the id of the batch, for {@link settle}
   */
  begin(entries: Buffer, body?: Uint8Array): number;
  /**
   * Records the outcome of a batch.
   *
   * @param settlement `undefined` where the outcome is unknown
   * @param answer for the history; without it, the history forgets the batch
   */
  settle(batch: number, settlement: Settlement | undefined, answer?: BatchAnswer): void;
  /** Records what time a response of the server has, in milliseconds since 1970: the journal ages by it. */
  heard(serverTime: number): void;
  /** Records in the history where this run pushes to. */
  start(facts: PushFacts): void;
  end(result: PushEnd): void;
  close(): void;
}

/** Unsuccessful scans for a key after which the log is folded, because the filter has filled up. */
const maxScans = 16;

/** Ids are random, so every lookup reads another page of the index. */
const cacheKib = 8 * 1024;

/**
 * Opens the journal, `usage.sqlite` in the state folder. Batches are appended to a log, which is cheap; the log is sorted
 * and folded into the searchable index by the next run, or when this run meets a record twice. Several runs may use it
 * concurrently; over the old interface, one run per account.
 *
 * @param now milliseconds since 1970
 * @param notice called when other users could read it
 * @throws KooError (configuration) `JOURNAL_UNUSABLE`, as all its functions do; `PUSH_UNDER_WAY`, `LOCK_UNUSABLE`
 */
export function openJournal(
  stateFolder: string,
  scope: JournalScope,
  now: () => number,
  notice?: (text: Localized) => void,
): Journal {
  const path = join(stateFolder, journalFile);
  const guarded = <T>(work: () => T): T => withJournalErrors(path, work);
  const journal = guarded(() => {
    // By this run or, after it has filled the journal, by a later one.
    assertNotEmptied(stateFolder);
    // It has the usage of customers.
    return createJournal(openPrivateSqlite(path, notice), { stateFolder, scope, now });
  });
  return {
    find: (entries, index) => guarded(() => journal.find(entries, index)),
    begin: (entries, body) => guarded(() => journal.begin(entries, body)),
    settle: (batch, settlement, answer) => guarded(() => journal.settle(batch, settlement, answer)),
    heard: (serverTime) => guarded(() => journal.heard(serverTime)),
    start: (facts) => guarded(() => journal.start(facts)),
    end: (result) => guarded(() => journal.end(result)),
    close: () => guarded(journal.close),
  };
}

/**
 * Whether the journal knows the account of an AK, so that IAM need not be queried.
 *
 * @param scope with the AK in place of the account
 * @throws KooError (configuration, `JOURNAL_UNUSABLE`)
 */
export function isAccountKnown(stateFolder: string, scope: JournalScope): boolean {
  const path = join(stateFolder, journalFile);
  if (!existsSync(path)) return false;
  return withJournalErrors(path, () => {
    assertNotEmptied(stateFolder);
    const database = openJournalFile(path);
    try {
      return isAdopted(database, scope);
    } finally {
      database.close();
    }
  });
}

interface JournalOptions {
  readonly stateFolder: string;
  readonly scope: JournalScope;
  now(): number;
}

function createJournal(database: DatabaseSync, { stateFolder, scope, now }: JournalOptions): Journal {
  let ids: readonly [number, ...number[]];
  let run: number;
  let unlock = () => {};
  try {
    database.exec(`PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA cache_size = -${cacheKib}`);
    // The old interface does not recognise repeated records, so the journal must survive a power failure.
    database.exec(`PRAGMA synchronous = ${scope.target === 'legacy' ? 'FULL' : 'NORMAL'}`);
    createTables(database);
    ids = resolveScopes(database, scope);
    if (scope.target === 'legacy') unlock = lockScopes(stateFolder, ids);
    for (const one of ids) fold(database, one);
    deleteExpired(database, now());
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
  // Folding is far more expensive than a scan, and the filter has false positives.
  const scan = database.prepare('SELECT 1 FROM log WHERE scope = ? AND instr(entries, ?) > 0 LIMIT 1');
  const seen = createSeenFilter();
  const history = createHistory(database, run, now);
  // A first push has nothing to look up.
  let isEmpty =
    database.prepare(`SELECT 1 FROM entries WHERE scope IN (${scopes}) LIMIT 1`).get() === undefined;
  let isFolded = true;
  let scans = 0;

  function add(what: number, entries: Buffer): number {
    isFolded = false;
    return Number(append.run(id, run, what, entries).lastInsertRowid);
  }

  function settle(batch: number, { accepted, rejected }: Settlement): void {
    // No row changes when the log has been folded since, by this run or another one.
    if (accepted.length > 0 && rejected.length === 0 && acknowledge.run(batch).changes === 1) return;
    drop.run(batch);
    if (accepted.length > 0) add(state.acknowledged, accepted);
    if (rejected.length > 0) add(state.rejected, rejected);
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
    begin: (entries, body) =>
      transaction(database, () => {
        const batch = add(state.sent, entries);
        if (body) history.add(batch, body);
        return batch;
      }),
    settle: (batch, settlement, answer) =>
      transaction(database, () => {
        if (settlement) settle(batch, settlement);
        if (answer) history.answer(batch, answer);
        else history.drop(batch);
      }),
    heard: createServerClock(database, run),
    start: history.start,
    end: history.end,
    close: () => {
      database.close();
      unlock();
    },
  };
}

/** Position of the first entry with the key of the one at `index`; `index` itself when there is no other. */
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

/** 16 MB: no false positive in a million keys, a few in a thousand in ten million. */
const blocks = 1 << 18;
const wordsOfBlock = 16;

/**
 * Recognises most new records at once, in constant memory. A blocked Bloom filter: the six bits of a key are in one
 * block, which is one cache line.
 */
export function createSeenFilter() {
  const words = new Uint32Array(blocks * wordsOfBlock);

  /** Sets three bits of a block; returns whether all of them were set before. */
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
    /**
     * Adds a key: at least 12 bytes of a hash from `at` on.
     *
     * @returns false: it was never added before; true: it probably was
     */
    add: (bytes: Buffer, at: number): boolean => {
      const block = (bytes.readUInt32LE(at) % blocks) * wordsOfBlock;
      const isFirst = addThree(block, bytes.readUInt32LE(at + 4));
      return addThree(block, bytes.readUInt32LE(at + 8)) && isFirst;
    },
  };
}
