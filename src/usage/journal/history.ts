import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { openPrivateSqlite } from '../../sqlite/database.ts';
import { isObject } from '../../text/json.ts';
import type { UsageInterface } from '../record/fields.ts';
import { assertNotEmptied, withJournalErrors } from './errors.ts';
import { createTables, journalFile } from './tables.ts';

/** Where a push goes to, and what it reads. */
export interface PushFacts {
  /** Site that it was pushed to. */
  readonly site: string;
  /** Base address that it was pushed to. */
  readonly endpoint: string;
  /** Profile whose keys were used, if any. */
  readonly profile: string | null;
  /** Usage interface. */
  readonly interface: UsageInterface;
  /** File that was pushed; `-` for stdin. */
  readonly input: string;
}

export interface PushEnd {
  /**
   * `partial`: some records were not accepted; `none`: all were not. `incomplete`: the push is still running, or was
   * killed.
   */
  readonly outcome: 'done' | 'partial' | 'none' | 'interrupted' | 'failed' | 'incomplete';
  /** Code of the error that stopped it. */
  readonly code: string | null;
  /** Records read; of a push without an end, those that were sent. */
  readonly records: number;
  readonly accepted: number;
  /** Sent, and already known to the server. */
  readonly alreadyAccepted: number;
  /** Not sent: acknowledged in an earlier run, or duplicates in the input. */
  readonly skipped: number;
  readonly rejected: number;
  /** Not sent: invalid. */
  readonly invalid: number;
  /** Sent over the old interface without a response. */
  readonly maybeThere: number;
  /** Sent over the new interface without a usable response; the next push sends them again. */
  readonly unknown: number;
  /** Not sent, or without reaching KooGallery, because the push ended early. */
  readonly notSent: number;
}

export interface PastPush extends PushFacts, PushEnd {
  /** Number of the push on this machine. */
  readonly id: number;
  /** When it was started, in UTC. */
  readonly startedAt: string;
}

/** The response to a batch: codes of the rejected records by position, or the error in place of a response. */
export type BatchAnswer =
  | { readonly rejected: Readonly<Record<number, string>>; readonly already: readonly number[] }
  | { readonly failed: string; readonly maybeStored: boolean };

export const recordOutcomes = ['accepted', 'already-accepted', 'rejected', 'unknown', 'not-sent'] as const;

export interface SentRecord {
  /** Number of the push. */
  readonly push: number;
  /** When it was sent, in UTC. */
  readonly sentAt: string;
  readonly site: string;
  readonly profile: string | null;
  /** `unknown`: there was no usable response. `not-sent`: KooGallery was not reached, or refused the request. */
  readonly outcome: (typeof recordOutcomes)[number];
  /** Code that it was rejected with, or of the error. */
  readonly code: string | null;
  readonly instance_id: string | null;
  readonly begin_time: string | null;
  readonly end_time: string | null;
  readonly usage_value: string | null;
  /** `null` for the old interface, which does not know it. */
  readonly metering_sn: string | null;
}

/** Writes what a run sends. A batch is stored together with its entry in the log, and under the same id. */
export function createHistory(database: DatabaseSync, run: number, now: () => number) {
  const start = database.prepare('INSERT INTO pushes (run, facts) VALUES (?, ?)');
  const end = database.prepare('UPDATE pushes SET result = ? WHERE run = ?');
  const insert = database.prepare('INSERT INTO sent (id, run, at, body) VALUES (?, ?, ?, ?)');
  const update = database.prepare('UPDATE sent SET answer = ? WHERE id = ?');
  const drop = database.prepare('DELETE FROM sent WHERE id = ?');
  return {
    start: (facts: PushFacts) => void start.run(run, JSON.stringify(facts)),
    end: (result: PushEnd) => void end.run(JSON.stringify(result), run),
    add: (id: number, body: Uint8Array) =>
      void insert.run(id, run, now(), deflateRawSync(body, { level: 1 })),
    answer: (id: number, answer: BatchAnswer) => void update.run(JSON.stringify(answer), id),
    /** Forgets a batch that is sent again in parts. */
    drop: (id: number) => void drop.run(id),
  };
}

export interface PushFilter {
  /** Milliseconds since 1970. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly site?: string | undefined;
  readonly profile?: string | undefined;
  readonly push?: number | undefined;
}

export interface RecordFilter extends PushFilter {
  readonly outcome?: string | undefined;
  readonly instance?: string | undefined;
  readonly sn?: string | undefined;
}

/** Opens a journal to read it. */
export function openJournalFile(path: string): DatabaseSync {
  const database = openPrivateSqlite(path);
  try {
    database.exec('PRAGMA busy_timeout = 10000');
    createTables(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens the journal for reading and calls `work` with the database; `undefined` where nothing was pushed yet. */
export async function withHistory<T>(
  stateFolder: string,
  work: (database: DatabaseSync) => T | Promise<T>,
): Promise<T | undefined> {
  const path = join(stateFolder, journalFile);
  if (!existsSync(path)) return undefined;
  const database = withJournalErrors(path, () => {
    assertNotEmptied(stateFolder);
    return openJournalFile(path);
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** The pushes that a filter selects, newest first. */
export function* readPushes(database: DatabaseSync, filter: PushFilter): Generator<PastPush> {
  for (const { id, at, facts, result } of readStarted(database, filter))
    yield { id, startedAt: timeText(at), ...facts, ...(result ?? countSent(database, id, facts)) };
}

interface StartedPush {
  readonly id: number;
  readonly at: unknown;
  readonly facts: PushFacts;
  /** Absent for a push that is still running, or was killed. */
  readonly result: PushEnd | undefined;
}

function* readStarted(database: DatabaseSync, filter: PushFilter): Generator<StartedPush> {
  const select = database.prepare(
    `SELECT run, at, facts, result FROM pushes JOIN runs ON runs.id = run
    WHERE at BETWEEN ? AND ? AND coalesce(? = run, 1) ORDER BY run DESC`,
  );
  for (const { run, at, facts: text, result } of select.iterate(...timeRange(filter), filter.push ?? null)) {
    const facts: PushFacts = JSON.parse(String(text));
    if (filter.site !== undefined && facts.site !== filter.site) continue;
    if (filter.profile !== undefined && facts.profile !== filter.profile) continue;
    yield { id: Number(run), at, facts, result: result === null ? undefined : JSON.parse(String(result)) };
  }
}

/** The counts of a push without an end: of the batches that it sent. */
function countSent(database: DatabaseSync, push: number, facts: PushFacts): PushEnd {
  const counts = {
    records: 0,
    accepted: 0,
    alreadyAccepted: 0,
    rejected: 0,
    maybeThere: 0,
    unknown: 0,
    notSent: 0,
  };
  const names = {
    accepted: 'accepted',
    'already-accepted': 'alreadyAccepted',
    rejected: 'rejected',
    unknown: facts.interface === 'legacy' ? 'maybeThere' : 'unknown',
    'not-sent': 'notSent',
  } as const;
  for (const { records, answer } of readBatches(database, { push })) {
    counts.records += records.length;
    for (const index of records.keys()) counts[names[outcomeOf(answer, index).outcome]] += 1;
  }
  return { outcome: 'incomplete', code: null, skipped: 0, invalid: 0, ...counts };
}

interface SentBatch {
  readonly run: number;
  readonly at: unknown;
  readonly records: readonly unknown[];
  readonly answer: BatchAnswer | undefined;
}

/** The batches that were sent, in that order. */
function* readBatches(database: DatabaseSync, filter: PushFilter): Generator<SentBatch> {
  const select = database.prepare(
    'SELECT run, at, answer, body FROM sent WHERE at BETWEEN ? AND ? AND coalesce(? = run, 1) ORDER BY id',
  );
  for (const { run, at, answer, body } of select.iterate(...timeRange(filter), filter.push ?? null)) {
    const sent: unknown = JSON.parse(inflateRawSync(body as Uint8Array).toString());
    yield {
      run: Number(run),
      at,
      records: isObject(sent) && Array.isArray(sent.usage_records) ? sent.usage_records : [],
      answer: answer === null ? undefined : JSON.parse(String(answer)),
    };
  }
}

/** The records of the pushes that a filter selects, in the order in which they were sent, batch by batch. */
export function* readSentRecords(database: DatabaseSync, filter: RecordFilter): Generator<SentRecord[]> {
  // A push may have begun before the records that are asked for.
  const pushes = new Map(
    [...readStarted(database, { ...filter, since: undefined })].map(({ id, facts }) => [id, facts]),
  );
  for (const { run, at, records, answer } of readBatches(database, filter)) {
    const push = pushes.get(run);
    if (!push) continue;
    const sent = records.map((record, index) => {
      const text = (name: string) =>
        isObject(record) && typeof record[name] === 'string' ? record[name] : null;
      return {
        push: run,
        sentAt: timeText(at),
        site: push.site,
        profile: push.profile,
        ...outcomeOf(answer, index),
        instance_id: text('instance_id'),
        begin_time: text('begin_time'),
        end_time: text('end_time'),
        usage_value: text('usage_value'),
        metering_sn: text('metering_sn'),
      };
    });
    const wanted = sent.filter(
      ({ outcome, instance_id, metering_sn }) =>
        (filter.outcome ?? outcome) === outcome &&
        (filter.instance ?? instance_id) === instance_id &&
        (filter.sn ?? metering_sn) === metering_sn,
    );
    if (wanted.length > 0) yield wanted;
  }
}

function outcomeOf(answer: BatchAnswer | undefined, index: number): Pick<SentRecord, 'outcome' | 'code'> {
  if (!answer) return { outcome: 'unknown', code: null };
  if ('failed' in answer)
    return { outcome: answer.maybeStored ? 'unknown' : 'not-sent', code: answer.failed };
  const code = answer.rejected[index];
  if (code !== undefined) return { outcome: 'rejected', code };
  return { outcome: answer.already.includes(index) ? 'already-accepted' : 'accepted', code: null };
}

function timeRange({ since = 0, until = Number.MAX_SAFE_INTEGER }: PushFilter): [number, number] {
  return [since, until];
}

function timeText(at: unknown): string {
  return new Date(Number(at)).toISOString();
}
