import { quickTransaction } from '../../../sqlite/database.ts';
import type { JsonObject } from '../../../text/json.ts';
import { verbatim } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import { withClientSecret } from '../kit/credentials.ts';
import { minute } from '../model/calendar.ts';
import { type Context, createContext, readClock, type ServedLogin, writeClock } from '../model/context.ts';
import type { Entry } from '../model/journal.ts';
import type { Attempt, AttemptOutcome, Event, EventType } from '../model/model.ts';
import { connectionOf, findConnection, keysOf } from '../model/records.ts';
import { openAttempt } from '../outbox/attempt-store.ts';
import { freshValues } from '../outbox/callback-values.ts';
import { deliveryOf, type Queued } from '../outbox/delivery-queue.ts';
import type { Courier, Injected } from './courier.ts';
import { attemptDone, giveUp } from './outcomes.ts';

/** Handles an event that is due; `subject` is as it was scheduled. */
export type Handlers = Readonly<
  Record<Exclude<EventType, 'attempt'>, (context: Context, subject: string) => void>
>;

export interface EngineOptions {
  readonly database: Database;
  readonly courier: Courier;
  readonly login?: ServedLogin | undefined;
  readonly random: (size: number) => Buffer;
  readonly wallClock: () => Date;
  readonly handlers: Handlers;
  /** Aborts when exchanges are no longer waited for: the attempt under way is made again later. */
  readonly abandoned?: AbortSignal;
  /** Returns the fault that a scenario injects into an attempt. */
  readonly inject?: (delivery: Queued, attempt: Attempt) => Injected | undefined;
}

export interface Engine {
  /** Changes the state in one transaction at the present business time. */
  act(work: (context: Context) => void, onEntry: (entry: Entry) => void): void;
  /** Handles the next event that is due by a time. @returns whether there was one */
  step(limit: number, onEntry: (entry: Entry) => void): Promise<boolean>;
  now(): number;
  next(): Event | undefined;
}

/**
 * Runs the marketplace: events are handled one by one, ordered by due time and cause. A callback is in the outbox
 * before it is sent, so that a killed process neither loses nor changes it; an attempt under way is made again with the
 * same values.
 */
export function createEngine(options: EngineOptions): Engine {
  const { database, courier, random, wallClock, handlers, abandoned, inject } = options;

  const now = () => {
    const clock = readClock(database);
    return clock.mode === 'virtual' ? clock.now : wallClock().getTime();
  };

  const inContext = <T>(
    time: number,
    sequence: number | undefined,
    onEntry: (entry: Entry) => void,
    work: (context: Context) => T,
  ): T => {
    const entries: Entry[] = [];
    const result = quickTransaction(database, () => {
      const clock = readClock(database);
      if (time > clock.now) writeClock(database, { ...clock, now: time });
      return work(
        createContext({
          database,
          login: options.login,
          now: time,
          ...(sequence !== undefined && { sequence }),
          seed: clock.seed,
          random,
          onEntry: (entry) => entries.push(entry),
        }),
      );
    });
    // Entries are reported only once they are committed.
    for (const entry of entries) onEntry(entry);
    return result;
  };

  async function attempt(event: Event, time: number, onEntry: (entry: Entry) => void): Promise<void> {
    const opened = inContext(time, event.sequence, onEntry, (context) => open(context, event));
    if (!opened) return;
    const { delivery, attempt: pending } = opened;
    const connection = connectionOf(database, delivery.product);
    const injected = inject?.(delivery, pending);
    const outcome = await courier({
      connection,
      keys: keysOf(database, delivery.product),
      protocol: delivery.protocol,
      activity: delivery.activity,
      values: withClientSecret(database, delivery, pending.values),
      ...(delivery.cause === 'probe' && { testFlag: '1' }),
      ...(injected !== undefined && { injected }),
    }).catch((error: unknown) => unsent(error, connection.url, wallClock()));
    if (abandoned?.aborted) return;
    inContext(time, event.sequence, onEntry, (context) => {
      remove(context, event);
      // A reset may have deleted it in the meantime.
      const current = deliveryOf(database, delivery.id);
      if (current) attemptDone(context, current, pending, outcome);
    });
  }

  return {
    now,
    next: () => nextEvent(database, Number.MAX_SAFE_INTEGER),
    act(work, onEntry) {
      inContext(now(), undefined, onEntry, work);
    },
    async step(limit, onEntry) {
      const event = nextEvent(database, limit);
      if (!event) return false;
      const isVirtual = readClock(database).mode === 'virtual';
      const time = isVirtual ? Math.max(event.due, now()) : now();
      if (event.type === 'attempt') {
        await attempt(event, time, onEntry);
        return true;
      }
      const { type, subject } = event;
      inContext(time, event.sequence, onEntry, (context) => {
        remove(context, event);
        handlers[type](context, subject);
      });
      return true;
    },
  };
}

/** A defect of the sandbox fails the attempt, so that nothing waits for it. */
function unsent(error: unknown, url: string, sentAt: Date): AttemptOutcome {
  return {
    result: 'failed',
    meaning: verbatim(error instanceof Error ? error.message : String(error)),
    problems: [],
    durationMs: 0,
    request: { method: 'POST', url, headers: [], sentAt: sentAt.toISOString() },
  };
}

/** An attempt that is later than this, in milliseconds, was delayed by a pause; no series has shorter steps. */
const longestDelay = 2 * minute;

/** Stores the attempt before it is sent. Without a connection there is nowhere to send it. */
function open(context: Context, event: Event): { delivery: Queued; attempt: Attempt } | undefined {
  const { database } = context;
  const delivery = deliveryOf(database, Number(event.subject));
  if (delivery?.state !== 'active' || !findConnection(database, delivery.product)) {
    remove(context, event);
    if (delivery?.state === 'active') giveUp(context, delivery);
    return undefined;
  }
  const fresh = (number: number): JsonObject =>
    freshValues(delivery.protocol, delivery.activity, () =>
      context.uuid(`${delivery.activity} ${delivery.id} ${number}`),
    );
  // Timers are always a little late. After a pause, a series continues from now, without the missed attempts.
  const at = context.now - event.due < longestDelay ? event.due : context.now;
  return { delivery, attempt: openAttempt(context, delivery, at, fresh) };
}

function remove({ database }: Context, { id }: Event): void {
  sql(database)`DELETE FROM market_events WHERE id = ${id}`.run();
}

function nextEvent(database: Database, limit: number): Event | undefined {
  return sql(database)`SELECT id, due, sequence, type, subject FROM market_events WHERE due <= ${limit}
    ORDER BY due, sequence, id LIMIT 1`.get<Event>();
}
