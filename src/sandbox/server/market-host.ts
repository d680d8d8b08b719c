import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { configurationError, KooError } from '../../errors/koo-error.ts';
import { failedAs, openPrivateSqlite, takeLock } from '../../sqlite/database.ts';
import { both } from '../../text/translate.ts';
import type { Market } from '../market/engine/market.ts';
import { stateError } from '../state/database.ts';
import { sandboxFolder } from '../state/running.ts';

/** Opens the marketplace when it is first needed: the open API does not need it. */
export interface MarketHost {
  /**
   * Returns the marketplace. Each state has one: other processes are kept out until {@link close}.
   *
   * @throws KooError (configuration) `MARKET_BUSY`, `SANDBOX_STATE_UNUSABLE`, `DISK_FULL`
   */
  market(): Promise<Market>;
  /** Opens the marketplace as soon as no other process has it, and keeps its clock running. */
  run(): void;
  /** Reports to the marketplace, if it is open, that something may be due. */
  wake(): void;
  close(): Promise<void>;
}

export interface MarketHostOptions {
  readonly stateFolder: string;
  readonly open: () => Promise<Market>;
  /** Longest wait of an act for another process, in milliseconds. */
  readonly busyMs?: number;
}

const pollMs = 50;

export function createMarketHost({ stateFolder, open, busyMs = 10_000 }: MarketHostOptions): MarketHost {
  const closing = new AbortController();
  let lock: DatabaseSync | undefined;
  let opened: Promise<Market> | undefined;
  let clock: Promise<void> | undefined;

  function market(limitMs = busyMs): Promise<Market> {
    opened ??= start(limitMs).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  }

  async function start(limitMs: number): Promise<Market> {
    lock = await acquireLock(stateFolder, limitMs, closing.signal);
    try {
      const engine = await open();
      return { ...engine, perform: (...act) => engine.perform(...act).catch(throwNamed) };
    } catch (error) {
      lock.close();
      lock = undefined;
      return throwNamed(error);
    }
  }

  /** A full or damaged disk is not a defect of koo. */
  function throwNamed(error: unknown): never {
    throw stateError(error, stateFolder);
  }

  async function keepTime(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        return (await market()).run();
      } catch (error) {
        // An act reports any other failure.
        if (!(error instanceof KooError && error.facts.code === 'MARKET_BUSY')) return;
      }
    }
  }

  return {
    market: () => market(),
    run() {
      clock ??= keepTime();
    },
    wake() {
      opened?.then((engine) => engine.wake()).catch(() => undefined);
    },
    async close() {
      closing.abort();
      await clock;
      await (await opened?.catch(() => undefined))?.close();
      lock?.close();
    },
  };
}

/** The kernel's lock on an empty file, which ends with its process. */
async function acquireLock(folder: string, limitMs: number, ended: AbortSignal): Promise<DatabaseSync> {
  const lock = openPrivateSqlite(join(sandboxFolder(folder), 'market.lock'));
  for (const until = performance.now() + limitMs; ; ) {
    try {
      takeLock(lock);
      return lock;
    } catch (error) {
      if (failedAs('busy', error) && performance.now() < until && !ended.aborted) {
        await sleep(pollMs, undefined, { signal: ended }).catch(() => undefined);
        continue;
      }
      lock.close();
      throw failedAs('busy', error) ? marketBusy() : error;
    }
  }
}

function marketBusy(): KooError {
  return configurationError(
    'MARKET_BUSY',
    both('Another koo process is acting in this sandbox'),
    both('Wait until it ends. With `koo sandbox start --detach`, several commands can use one sandbox.'),
  );
}
