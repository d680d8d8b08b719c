import { createHash } from 'node:crypto';
import type { Database } from '../../state/database.ts';
import { sql } from '../../state/sql.ts';
import { orderMinute } from './calendar.ts';
import type { Entry, EntryFacts } from './journal.ts';
import type { EventType } from './model.ts';

/** The clock of the marketplace, and what its ids are drawn from. */
export interface Clock {
  readonly mode: 'real' | 'virtual';
  /** Business time in milliseconds since 1970; of a real clock, that of the last thing that happened. */
  readonly now: number;
  /** Where an advance of the clock ends that is under way. */
  readonly target?: number;
  /** With a seed, ids follow from it. */
  readonly seed?: number;
}

/** The login centre that serves the organisations of a state. */
export interface ServedLogin {
  /**
   * The login domain of an organisation: the one that it has, or one that no organisation has if that is not served.
   *
   * @returns `undefined` if there is none to give
   */
  domainFor(current?: string): string | undefined;
  /** Whether a client secret does not work any more, so that the next applicationSync has to tell a new one. */
  isReplaced(clientSecret: string): boolean;
  /** Address of the unified login page of an application. */
  pageOf(appId: string): string;
}

/** What acts and events work with, in one transaction. */
export interface Context {
  readonly database: Database;
  /** Absent where nothing serves logins. */
  readonly login?: ServedLogin;
  /** Business time in milliseconds since 1970. */
  readonly now: number;
  /** Of the event that is handled; what follows from it comes before what is due at the same time for another reason. */
  readonly sequence?: number;
  /** What is due is done then; subjects are keys, ids and names, by the type of the event. */
  schedule(type: EventType, subject: string | number, due: number): void;
  /** Takes back what was scheduled for a subject. */
  cancel(type: EventType, subject: string | number): void;
  /** Writes into the journal. */
  note(facts: EntryFacts, instance?: number): void;
  /** 32 hexadecimal characters that follow from the seed and a purpose, or from chance. */
  hex(purpose: string): string;
  uuid(purpose: string): string;
  /** `CS`, the minute in Beijing, and five of `[A-Z0-9]`. */
  orderId(): { readonly id: string; readonly number: number };
}

export interface ContextOptions {
  readonly database: Database;
  readonly login?: ServedLogin | undefined;
  readonly now: number;
  readonly sequence?: number;
  readonly seed?: number | undefined;
  /** So many random bytes. */
  readonly random: (size: number) => Buffer;
  readonly onEntry: (entry: Entry) => void;
}

/** Opens a context; belongs in a transaction. */
export function createContext(options: ContextOptions): Context {
  const { database, login, now, sequence, seed, random, onEntry } = options;
  const insertEvent = database.prepare(
    'INSERT INTO market_events (due, sequence, type, subject) VALUES (?, ?, ?, ?)',
  );
  const hex = (purpose: string) =>
    seed === undefined
      ? random(16).toString('hex')
      : createHash('sha256').update(`${seed} ${purpose}`).digest('hex').slice(0, 32);
  return {
    database,
    ...(login && { login }),
    now,
    ...(sequence !== undefined && { sequence }),
    schedule(type, subject, due) {
      insertEvent.run(due, sequence ?? increment(database, 'sequence'), type, String(subject));
    },
    cancel(type, subject) {
      sql(database)`DELETE FROM market_events WHERE type = ${type} AND subject = ${String(subject)}`.run();
    },
    note(facts, instance) {
      const document = JSON.stringify(facts);
      const { lastInsertRowid } = sql(database)`INSERT INTO market_journal (at, instance, type, document)
        VALUES (${now}, ${instance ?? null}, ${facts.type}, ${document})`.run();
      onEntry({
        id: Number(lastInsertRowid),
        at: now,
        ...(instance !== undefined && { instance }),
        ...facts,
      });
    },
    hex,
    uuid: (purpose) =>
      hex(purpose).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, (_, a, b, c, d, e) => {
        return `${a}-${b}-4${c}-a${d}-${e}`;
      }),
    orderId() {
      const number = increment(database, 'orders');
      const prefix = `CS${orderMinute(now)}`;
      if (seed !== undefined) {
        return { id: `${prefix}${number.toString(36).toUpperCase().padStart(5, '0')}`, number };
      }
      const isTaken = database.prepare('SELECT 1 FROM orders WHERE id = ?');
      // In virtual time, very many orders may fall into a minute.
      const draw = () => `${prefix}${lettersOf(random(16).toString('hex'), 5)}`;
      let id = draw();
      while (isTaken.get(id)) id = draw();
      return { id, number };
    },
  };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** So many of `[A-Z0-9]` that follow from hexadecimal digits. */
export function lettersOf(hex: string, length: number): string {
  let number = BigInt(`0x${hex}`);
  const symbols = Array.from({ length }, () => {
    const symbol = letters[Number(number % 36n)];
    number /= 36n;
    return symbol;
  });
  return symbols.join('');
}

/** The next number of a counter. */
function increment(database: Database, counter: 'orders' | 'sequence'): number {
  const row = database
    .prepare(`UPDATE market_clock SET ${counter} = ${counter} + 1 RETURNING ${counter} AS n`)
    .get();
  return Number(row?.n);
}

export function readClock(database: Database): Clock {
  const row = sql(database)`SELECT * FROM market_clock`.get() ?? {};
  return {
    mode: row.mode === 'virtual' ? 'virtual' : 'real',
    now: Number(row.now),
    ...(typeof row.target === 'number' && { target: row.target }),
    ...(typeof row.seed === 'number' && { seed: row.seed }),
  };
}

export function writeClock(database: Database, { mode, now, target, seed }: Clock): void {
  sql(database)`UPDATE market_clock SET mode = ${mode}, now = ${now}, target = ${target ?? null},
    seed = ${seed ?? null}`.run();
}

/** The time that a sandbox goes by: that of a virtual clock, else the wall clock. */
export function businessTime(database: Database, wallClock: Date): Date {
  const { mode, now } = readClock(database);
  return mode === 'virtual' ? new Date(now) : wallClock;
}
