import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../sqlite/database.ts';
import { day, hour } from '../../text/duration.ts';
import { state } from './tables.ts';

/** How long runs are kept. Records older than 21 days are rejected anyway. */
const retentionMs = 45 * day;
/** A run later than now by more than this had a wrong clock; its real time is known only from the runs around it. */
const toleranceMs = day;
/** Interval at which a long run records the time of the server again. */
const stepMs = hour;

/**
 * Deletes rejected records, which are kept for their run only, and expired runs, in all scopes.
 *
 * A wrong clock must not delete what the old interface would count twice. So a run has expired only if the server's clock
 * and that of this machine both say so, now and when it pushed; a run without a response is as old as the next one with one.
 *
 * @param now of this machine, in milliseconds since 1970
 */
export function deleteExpired(database: DatabaseSync, now: number): void {
  database.prepare('DELETE FROM entries WHERE state = ?').run(state.rejected);
  const latest = database.prepare('SELECT max(server) AS at FROM runs').get()?.at;
  if (typeof latest !== 'number') return;
  const last = database
    .prepare(
      `WITH times AS (SELECT id, server, max(at, coalesce(server, 0)) AS time FROM runs)
      SELECT max(id) AS id FROM times WHERE server IS NOT NULL AND time < $oldest
      AND id < (SELECT min(id) FROM times WHERE time BETWEEN $oldest AND $now + ${toleranceMs})`,
    )
    .get({ oldest: Math.min(now, latest) - retentionMs, now })?.id;
  if (typeof last !== 'number') return;
  transaction(database, () => {
    for (const table of ['entries', 'log', 'sent', 'pushes'])
      database.prepare(`DELETE FROM ${table} WHERE run <= ?`).run(last);
    database.prepare('DELETE FROM runs WHERE id <= ?').run(last);
  });
}

/** Returns a function that records the time of the server during a run, in milliseconds since 1970. */
export function createServerClock(database: DatabaseSync, run: number): (time: number) => void {
  const update = database.prepare('UPDATE runs SET server = ? WHERE id = ?');
  let noted = Number.NEGATIVE_INFINITY;
  return (time) => {
    if (time < noted + stepMs) return;
    update.run(time, run);
    noted = time;
  };
}
