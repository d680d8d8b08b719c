import { setImmediate } from 'node:timers/promises';
import { expiryOf } from '../../../lifecycle/life.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Command } from '../../acts/acts.ts';
import type { Database } from '../../state/database.ts';
import { act } from '../acts/acts.ts';
import { setClock } from '../acts/clock.ts';
import { failPurchase } from '../acts/end.ts';
import { probeDue } from '../acts/probe.ts';
import { renewAutomatically } from '../acts/renew.ts';
import { failUpgrade } from '../acts/upgrade.ts';
import { writeBills } from '../life/bills.ts';
import { applyLifeEvent, scheduleLife } from '../life/life-events.ts';
import { day } from '../model/calendar.ts';
import { type Context, notify, readClock, writeClock } from '../model/context.ts';
import type { ActResult, Entry } from '../model/journal.ts';
import { instanceOf } from '../model/records.ts';
import { finishOrder } from '../orders/orders.ts';
import { actRefused } from '../rules/refusals.ts';
import { countFailure } from '../rules/trading.ts';
import { nextDue } from '../views/due.ts';
import { createEngine, type EngineOptions, type Handlers } from './engine.ts';

export interface Market {
  /**
   * Performs acts one after the other, and handles everything that is due then.
   *
   * @param signal ends an advance of the clock, after the exchange under way
   * @throws KooError (business) `PURCHASE_REFUSED`, `ACT_REFUSED`; (usage)
   */
  perform(command: Command, onEntry: (entry: Entry) => void, signal: AbortSignal): Promise<ActResult>;
  /** Keeps a real clock running, and resumes an interrupted advance. */
  run(): void;
  wake(): void;
  /** Waits for the exchange under way. */
  close(): Promise<void>;
}

export type MarketOptions = Pick<
  EngineOptions,
  'database' | 'login' | 'courier' | 'random' | 'wallClock' | 'abandoned' | 'inject'
>;

const handlers: Handlers = {
  expire: (context, key) => happens(context, key, 'expire'),
  'end-grace': (context, key) => happens(context, key, 'end-grace'),
  'end-retention': (context, key) => happens(context, key, 'end-retention'),
  remind(context, key) {
    const instance = instanceOf(context.database, Number(key));
    const expiry = expiryOf(instance.life) ?? context.now;
    const days = Math.round((expiry - context.now) / day);
    const text = both('The instance expires in {days, plural, one {# day} other {# days}}', { days });
    notify(context, 'buyer', 'expiring', text, instance.key);
    scheduleLife(context, instance);
  },
  'auto-renew'(context, key) {
    const instance = instanceOf(context.database, Number(key));
    renewAutomatically(context, instance);
    scheduleLife(context, instanceOf(context.database, instance.key));
  },
  'order-deadline': failOrder,
  bill: writeBills,
  probe: probeDue,
};

function happens(context: Context, key: string, type: 'expire' | 'end-grace' | 'end-retention'): void {
  applyLifeEvent(context, Number(key), { type });
}

/** Refunds an order that the merchant has not delivered in time. */
function failOrder(context: Context, id: string): void {
  const { database } = context;
  const order = finishOrder(context, id, 'failed');
  if (!order) return;
  countFailure(context, order.product);
  const instances = order.instances.map((key) => instanceOf(database, key));
  if (order.type === 'CHANGE') failUpgrade(context, order, instances);
  else
    failPurchase(
      context,
      instances.filter(({ life }) => life.stage === 'creating' || life.stage === 'live'),
    );
}

/** Longest timer of a real clock, in milliseconds: timers are limited to 24 days. */
const longestWait = 3_600_000;

/** Pause of a clock after a failure such as a full disk, in milliseconds. */
const pauseAfterFailure = 60_000;

/** Steps after which other work of the process gets its turn. */
const stepsAtOnce = 32;

const maxDue = 20;

/** Acts that the merchant can refuse. */
const asksMerchant: ReadonlySet<string> = new Set(['change', 'license']);

/** Opens the marketplace of a state; each state has one at a time. */
export function openMarket(options: MarketOptions): Market {
  const { database, wallClock } = options;
  const engine = createEngine({ ...options, handlers });
  const closing = new AbortController();
  let tail: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;

  function serially<T>(work: () => Promise<T>): Promise<T> {
    const result = tail.then(work);
    tail = result.catch(() => undefined);
    return result;
  }

  /** Handles due events; `target` is the end of an advance of the clock. */
  async function drain(onEntry: (entry: Entry) => void, signal: AbortSignal, target?: number): Promise<void> {
    for (let steps = 1; !signal.aborted && (await engine.step(target ?? engine.now(), onEntry)); steps += 1) {
      // Steps without a callback would leave no room for Ctrl-C and other requests.
      if (steps % stepsAtOnce === 0) await setImmediate();
    }
    if (target === undefined) return;
    const { target: _, ...clock } = readClock(database);
    // An interrupted advance leaves the clock where it is.
    writeClock(database, { ...clock, now: signal.aborted ? clock.now : Math.max(clock.now, target) });
  }

  async function performNow(
    command: Command,
    onEntry: (entry: Entry) => void,
    signal: AbortSignal,
  ): Promise<ActResult> {
    const either = AbortSignal.any([signal, closing.signal]);
    let gaveUp = 0;
    let refused: Localized | undefined;
    const report = (entry: Entry) => {
      if (entry.type === 'gave-up') gaveUp += 1;
      if (entry.type === 'refused' && asksMerchant.has(command.do)) refused = entry.text;
      onEntry(entry);
    };
    if (command.do === 'clock') {
      const times = { now: engine.now(), wall: wallClock().getTime(), next: engine.next()?.due };
      const target = setClock(database, command, times);
      if (target !== undefined) writeClock(database, { ...readClock(database), target });
      await drain(report, either, target);
    } else {
      engine.act((context) => act(context, command), report);
      // There is a target only if the advance to it has just failed.
      await drain(report, either, readClock(database).target);
    }
    if (refused) throw actRefused('STATE', refused, refusedHint);
    // Not a quick transaction: a power cut must not undo a reported result.
    writeClock(database, readClock(database));
    return result(database, engine.now(), gaveUp);
  }

  /** Resumes an interrupted advance, and handles due events. */
  function resume(onEntry: (entry: Entry) => void): Promise<void> {
    return drain(onEntry, closing.signal, readClock(database).target);
  }

  function wake(): void {
    clearTimeout(timer);
    if (closing.signal.aborted || !isRunning) return;
    const { mode, target } = readClock(database);
    const wait = target === undefined ? (engine.next()?.due ?? Infinity) - engine.now() : 0;
    // A virtual clock stands still until it is moved.
    if (mode === 'virtual' && wait > 0) return;
    timer = setTimeout(
      () => {
        void serially(() => resume(() => undefined)).then(wake, () => {
          // The next act reports the failure.
          if (!closing.signal.aborted) timer = setTimeout(wake, pauseAfterFailure);
        });
      },
      Math.max(0, Math.min(wait, longestWait)),
    );
  }

  return {
    async perform(command, onEntry, signal) {
      try {
        return await serially(async () => {
          // Due events come before the new act; a failure occurs again behind the act.
          await resume(onEntry).catch(() => undefined);
          signal.throwIfAborted();
          return performNow(command, onEntry, signal);
        });
      } finally {
        wake();
      }
    },
    run() {
      isRunning = true;
      wake();
    },
    wake,
    async close() {
      closing.abort();
      clearTimeout(timer);
      await tail;
    },
  };
}

const refusedHint = both('Nothing was ordered.');

function result(database: Database, now: number, gaveUp: number): ActResult {
  const due = nextDue(database, maxDue);
  return { now: new Date(now).toISOString(), mode: readClock(database).mode, due, gaveUp };
}
