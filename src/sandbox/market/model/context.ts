import { createHash } from 'node:crypto';
import { stateOf } from '../../../lifecycle/life.ts';
import type { Life } from '../../../lifecycle/model.ts';
import { given } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import { orderMinute } from './calendar.ts';
import type { Entry, EntryFacts, Notice } from './journal.ts';
import type { EventType, Instance } from './model.ts';

export interface Clock {
  readonly mode: 'real' | 'virtual';
  /** Business time in milliseconds since 1970; of a real clock, that of the last thing that happened. */
  readonly now: number;
  /** End of an advance of the clock that is under way. */
  readonly target?: number;
  /** Ids are derived from it. */
  readonly seed?: number;
}

export interface ServedLogin {
  /**
   * Returns the login domain of an organisation: its own if it is served, else one that no organisation has.
   *
   * @returns `undefined` if there is none to give
   */
  domainFor(current?: string): string | undefined;
  /** Whether a client secret was replaced, so that the next applicationSync has to send a new one. */
  isReplaced(clientSecret: string): boolean;
  pageOf(appId: string): string;
}

export interface Context {
  readonly database: Database;
  /** Absent where nothing serves logins. */
  readonly login?: ServedLogin;
  /** Business time in milliseconds since 1970. */
  readonly now: number;
  /** Sequence of the event that is handled; its consequences come before other events that are due at the same time. */
  readonly sequence?: number;
  /** Schedules an event; its subject is a key, an id or a name, depending on the type. */
  schedule(type: EventType, subject: string | number, due: number): void;
  cancel(type: EventType, subject: string | number): void;
  note(facts: EntryFacts, instance?: number): void;
  /** Returns 32 hexadecimal characters, derived from the seed and a purpose, or random ones. */
  hex(purpose: string): string;
  uuid(purpose: string): string;
  /** `CS`, the minute in Beijing, and five of `[A-Z0-9]`. */
  orderId(): { readonly id: string; readonly number: number };
}

export interface ContextOptions extends Pick<Context, 'database' | 'now' | 'sequence'> {
  readonly login?: ServedLogin | undefined;
  readonly seed?: number | undefined;
  readonly random: (size: number) => Buffer;
  readonly onEntry: (entry: Entry) => void;
}

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
    now,
    ...given({ login, sequence }),
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
      onEntry({ id: Number(lastInsertRowid), at: now, ...given({ instance }), ...facts });
    },
    hex,
    uuid: (purpose) =>
      hex(purpose).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, (_, a, b, c, d, e) => {
        return `${a}-${b}-4${c}-a${d}-${e}`;
      }),
    orderId() {
      const number = increment(database, 'orders');
      const prefix = `CS${orderMinute(now)}`;
      if (seed !== undefined)
        return { id: `${prefix}${number.toString(36).toUpperCase().padStart(5, '0')}`, number };
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

/** Derives characters of `[A-Z0-9]` from hexadecimal digits. */
export function lettersOf(hex: string, length: number): string {
  let number = BigInt(`0x${hex}`);
  const symbols = Array.from({ length }, () => {
    const symbol = letters[Number(number % 36n)];
    number /= 36n;
    return symbol;
  });
  return symbols.join('');
}

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

/** Returns the time that a sandbox uses: that of its virtual clock, or else the wall clock. */
export function businessTime(database: Database, wallClock: Date): Date {
  const { mode, now } = readClock(database);
  return mode === 'virtual' ? new Date(now) : wallClock;
}

export function noteState(context: Context, before: Life, { key, life }: Instance): void {
  const [was, is] = [stateOf(before).name, stateOf(life).name];
  if (was === is) return;
  context.note({ type: 'state', state: is, text: stateTexts[is] }, key);
  const notice = buyerNotices[is];
  if (notice && was !== 'creating') notify(context, 'buyer', notice, stateTexts[is], key);
}

const stateTexts: Readonly<Record<ReturnType<typeof stateOf>['name'], Localized>> = {
  creating: both('The instance is being created'),
  active: both('The instance is active'),
  grace: both('The instance is overdue, and stays usable during its grace period'),
  frozen: both('The instance is frozen'),
  released: both('The instance is released'),
  failed: both('The order failed, and the buyer gets the money back'),
};

const buyerNotices: Readonly<Partial<Record<string, Notice>>> = { frozen: 'frozen', released: 'released' };

/**
 * Notes a message: KooGallery sends mails and text messages, the sandbox sends none.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649282.html
 */
export function notify(
  context: Context,
  to: 'seller' | 'buyer',
  kind: Notice,
  text: Localized,
  instance?: number,
): void {
  context.note({ type: 'notice', to, kind, text }, instance);
}
