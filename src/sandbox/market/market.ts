import { both } from '../../text/translate.ts';
import { stateOf } from '../../lifecycle/life.ts';
import type { Database } from '../store.ts';
import { accept, buy } from './acts/buy.ts';
import { setClock } from './acts/clock.ts';
import { changeBuyer, connect, disconnect } from './acts/connect.ts';
import { close, expire, failPurchase, freeze, resend, unfreeze, unsubscribe, view } from './acts/end.ts';
import { license } from './acts/license.ts';
import { change, changeAgreed, renew, renewAutomatically } from './acts/renew.ts';
import { failUpgrade, upgrade, upgraded } from './acts/upgrade.ts';
import type { Command } from './commands.ts';
import { type Context, readClock, writeClock } from './context.ts';
import { createEngine, type EngineOptions, type Handlers } from './engine.ts';
import { notify } from './effects.ts';
import { applyLifeEvent, scheduleLife } from './life-events.ts';
import { authorize } from './kit/members.ts';
import { bind, kitSettled } from './kit/bind.ts';
import { organization } from './kit/organization.ts';
import { unbind } from './kit/unbind.ts';
import type { ActResult, Due, Entry, EventType } from './model.ts';
import { finishOrder } from './orders.ts';
import { refusalError, refuse } from './refusals.ts';
import { instanceOf, orderOf } from './state.ts';

/** The marketplace of a state. */
export interface Market {
  /**
   * Performs an act, one after the other, and handles everything that is due then.
   *
   * @param signal ends an advance of the clock, after the exchange under way
   * @throws KooError (business) `PURCHASE_REFUSED`, `ACT_REFUSED`; (usage)
   */
  perform(command: Command, onEntry: (entry: Entry) => void, signal: AbortSignal): Promise<ActResult>;
  /** Keeps a real clock going, and goes on with an advance that was cut off. */
  run(): void;
  /** Waits for the exchange under way. */
  close(): Promise<void>;
}

export type MarketOptions = Pick<EngineOptions, 'database' | 'courier' | 'random' | 'wallClock' | 'inject'>;

type Acts = { readonly [Name in Exclude<Command['do'], 'clock'>]: (context: Context, command: never) => void };
