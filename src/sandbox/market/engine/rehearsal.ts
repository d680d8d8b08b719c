import { randomBytes } from 'node:crypto';
import { configurationError, type ErrorFacts, KooError } from '../../../errors/koo-error.ts';
import { cacheStatements, failedAs, openSqlite } from '../../../sqlite/database.ts';
import { both } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import { type ActCommand, act } from '../acts/acts.ts';
import { createContext, readClock } from '../model/context.ts';
import type { Entry } from '../model/journal.ts';

/** The result of a rehearsal: what would happen at once, or why the first impossible act is refused. */
export type Rehearsal =
  | { readonly ok: true; readonly entries: readonly Entry[] }
  | { readonly ok: false; readonly refusal: ErrorFacts };

/** Performs acts one after the other, and rolls them back. */
export type Rehearse = (...commands: readonly ActCommand[]) => Rehearsal;

/**
 * Rehearses acts as things are: performs them and rolls them back, so that their own rules decide what is allowed. The
 * responses of a merchant's server are not known.
 *
 * @param now business time
 * @throws KooError (configuration, `STATE_BUSY`) while another process writes
 */
export function withRehearsals<T>(database: Database, now: Date, work: (rehearse: Rehearse) => T): T {
  // A connection of its own: on that of the state, the changes would be noticed.
  const stage = openSqlite(String(sql(database)`PRAGMA database_list`.get()?.file));
  try {
    cacheStatements(stage);
    begin(stage);
    return work((...commands) => rehearse(stage, now.getTime(), commands));
  } finally {
    // Closing rolls everything back.
    stage.close();
  }
}

/** Longest wait for another process that writes, in milliseconds; it blocks this process. */
const busyMs = 500;

function begin(stage: Database): void {
  try {
    stage.exec(`PRAGMA busy_timeout = ${busyMs}; BEGIN IMMEDIATE`);
  } catch (error) {
    if (!failedAs('busy', error)) throw error;
    throw configurationError(
      'STATE_BUSY',
      both('Another process is writing to this sandbox'),
      both('Load the page again.'),
    );
  }
}

function rehearse(database: Database, now: number, commands: readonly ActCommand[]): Rehearsal {
  const entries: Entry[] = [];
  const { seed } = readClock(database);
  database.exec('SAVEPOINT rehearsal');
  try {
    const context = createContext({
      database,
      now,
      seed,
      random: randomBytes,
      onEntry: (entry) => entries.push(entry),
    });
    for (const command of commands) act(context, command);
    return { ok: true, entries };
  } catch (error) {
    if (error instanceof KooError) return { ok: false, refusal: error.facts };
    throw error;
  } finally {
    database.exec('ROLLBACK TO rehearsal; RELEASE rehearsal');
  }
}
