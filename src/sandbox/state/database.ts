import { randomUUID } from 'node:crypto';
import { existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementResultingChanges } from 'node:sqlite';
import { configurationError, KooError, systemCode } from '../../errors/koo-error.ts';
import {
  cacheStatements,
  failedAs,
  openPrivateSqlite,
  transaction,
  useWriteAheadLog,
} from '../../sqlite/database.ts';
import { databaseError, type UnusableDatabase, unusableDatabase } from '../../sqlite/unusable.ts';
import { both, type Localized } from '../../text/translate.ts';
import { sandboxFolder } from './running.ts';

export { transaction };
export type Database = DatabaseSync;

export interface Schema {
  /** A state of a later version is refused. */
  readonly version: number;
  /** Migrates a state from an earlier version; 0 is a new state. Called in a transaction. */
  migrate(database: Database, from: number): void;
}

/** Longest wait for another process that has locked the state, in milliseconds. */
const busyTimeoutMs = 10_000;

export function databasePath(stateFolder: string): string {
  return join(sandboxFolder(stateFolder), 'sandbox.db');
}

export function hasStore(stateFolder: string): boolean {
  return existsSync(databasePath(stateFolder));
}

/**
 * Opens the sandbox's state, and creates it if it is new. Several processes may have it open at once.
 *
 * @param notice called if other users could read it
 * @throws KooError (configuration) `SANDBOX_STATE_UNUSABLE`, `DISK_FULL`
 */
export function openDatabase(
  stateFolder: string,
  schema: Schema,
  notice?: (text: Localized) => void,
): Database {
  try {
    const database = openPrivateSqlite(databasePath(stateFolder), notice);
    try {
      prepare(database, stateFolder, schema);
      cacheStatements(database);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (error) {
    throw stateError(error, stateFolder);
  }
}

function prepare(database: Database, stateFolder: string, schema: Schema): void {
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  useWriteAheadLog(database, busyTimeoutMs);
  // A commit is on the disk before it is acknowledged: neither kill -9 nor a power cut undoes it.
  database.exec('PRAGMA synchronous = FULL');
  // Ids of records are random, so a batch touches pages all over the index: fewer, larger checkpoints.
  database.exec('PRAGMA wal_autocheckpoint = 16000');
  database.exec('PRAGMA cache_size = -65536');
  // Access keys of a deleted connection must not stay in free space of the file.
  database.exec('PRAGMA secure_delete = ON');
  // Check without a lock first, so that readers do not wait for writers.
  if (userVersion(database) === schema.version) return;
  transaction(database, () => {
    const version = userVersion(database);
    if (version === schema.version) return;
    if (version > schema.version) {
      throw unusableDatabase(
        stateAt(databasePath(stateFolder)),
        `version ${version}, expected ${schema.version}`,
      );
    }
    schema.migrate(database, version);
    database.exec(`PRAGMA user_version = ${schema.version}`);
  });
}

function userVersion(database: Database): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

/** Identifies this state; a reset changes it. */
export function stateIdentity(database: Database): string {
  return String(database.prepare('SELECT id FROM identity').get()?.id);
}

/** Changes with every write, by this process or another one. */
export function stateVersion(database: Database): number {
  const own = database.prepare('SELECT total_changes() AS count').get();
  const others = database.prepare('PRAGMA data_version').get();
  return Number(own?.count) + Number(others?.data_version) * 1e9;
}

export function renewIdentity(database: Database): void {
  database.prepare('UPDATE identity SET id = ?').run(randomUUID());
}

/** Converts an error of SQLite, the file system or a file beside the state into a KooError. */
export function stateError(error: unknown, stateFolder: string): unknown {
  const path = databasePath(stateFolder);
  return isDiskFull(error, dirname(path))
    ? diskFull(path, error)
    : databaseError(error, stateAt(path, error));
}

export function isDamaged(error: unknown): boolean {
  const cause = error instanceof KooError ? error.cause : error;
  return failedAs('notADatabase', cause) || failedAs('corrupt', cause);
}

/** Describes an unusable state, with a hint that depends on the cause. */
function stateAt(path: string, cause?: unknown): UnusableDatabase {
  return {
    code: 'SANDBOX_STATE_UNUSABLE',
    message: (reason) => both('Cannot use the sandbox state {path} ({reason})', { path, reason }),
    busy: both('Another process is using it. Wait until that process is done, or stop it.'),
    hint: () => stateHint(path, cause),
  };
}

function isDiskFull(cause: unknown, folder: string): boolean {
  if (failedAs('full', cause) || systemCode(cause) === 'ENOSPC') return true;
  // SQLite reports an I/O error where it cannot create the file of shared memory.
  return failedAs('io', cause) && statfsSync(folder).bavail === 0;
}

function diskFull(path: string, cause: unknown): KooError {
  return configurationError(
    'DISK_FULL',
    both('The disk is full: the sandbox state {path} cannot be written', { path }),
    both('Free space on the disk of {folder}, or set another folder with KOO_STATE_DIR.', {
      folder: dirname(path),
    }),
    { cause },
  );
}

function stateHint(path: string, cause: unknown): Localized {
  if (isDamaged(cause)) {
    return both(
      'Stop the sandbox if it runs (`koo sandbox stop`). Then `koo sandbox reset --yes` sets the damaged file aside and creates a new one.',
    );
  }
  const folder = dirname(path);
  return existsSync(path)
    ? both(
        'Stop the sandbox and delete the folder {folder}; the sandbox then creates a new one. Or set another state folder with KOO_STATE_DIR.',
        { folder },
      )
    : both('Check {folder} and its permissions, or set another folder with KOO_STATE_DIR.', { folder });
}

export type Row = Readonly<Record<string, SQLOutputValue>>;

/**
 * A statement with its values, to be executed once. Rows may be typed if the columns have the names and types of members.
 */
interface Statement {
  all<T extends object = Row>(): T[];
  get<T extends object = Row>(): T | undefined;
  exists(): boolean;
  run(): StatementResultingChanges;
  /** Returns the JSON in the column `document` of each row. */
  documents<T>(): T[];
  /** Returns the JSON in the column `document` of the first row. */
  document<T>(): T | undefined;
}

/**
 * Prepares a statement whose values are bound, not put into its text:
 * sql(database)`SELECT * FROM orders WHERE id = ${id}`.get()
 */
export function sql(database: DatabaseSync) {
  return (parts: TemplateStringsArray, ...values: SQLInputValue[]): Statement => {
    const statement = database.prepare(textOf(parts));
    const parse = <T>({ document }: Row) => JSON.parse(String(document)) as T;
    return {
      all: <T extends object = Row>() => statement.all(...values).map((row) => ({ ...row }) as T),
      get: <T extends object = Row>() => {
        const row = statement.get(...values);
        return row && ({ ...row } as T);
      },
      exists: () => statement.get(...values) !== undefined,
      run: () => statement.run(...values),
      documents: <T>() => statement.all(...values).map(parse<T>),
      document: <T>() => {
        const row = statement.get(...values);
        return row && parse<T>(row);
      },
    };
  };
}

/** The text of each template, which is the same object whenever its line is executed. */
const texts = new WeakMap<TemplateStringsArray, string>();

function textOf(parts: TemplateStringsArray): string {
  const known = texts.get(parts);
  if (known !== undefined) return known;
  const text = parts.join('?');
  texts.set(parts, text);
  return text;
}
