import { keep } from '../../../console/sessions.ts';
import type { ErrorFacts } from '../../../errors/koo-error.ts';
import type { Command } from '../../acts/acts.ts';
import { sandboxFactsOf } from '../../api/market-endpoint.ts';
import type { Market } from '../../market/engine/market.ts';
import type { ActResult, Entry } from '../../market/model/journal.ts';

export interface Job {
  readonly command: Command;
  /** The latest entries of the journal, in order. */
  readonly entries: readonly Entry[];
  readonly count: number;
  /** Present once it has ended. */
  readonly result?: ActResult;
  readonly error?: ErrorFacts;
}

export type Jobs = ReturnType<typeof createJobs>;

/** How long a form waits at most, in milliseconds. */
const formTimeout = 3_000;
/** Most entries of a job, and most places; the oldest are dropped. */
const maxEntries = 500;
const maxPlaces = 200;

type Running = { -readonly [Key in keyof Job]: Job[Key] } & { entries: Entry[] };

/**
 * Acts that may take longer than a browser waits: they go on behind the page, which shows how they end.
 *
 * @param identity of the state: a reset changes it, and earlier jobs are not shown any more
 */
export function createJobs(market: () => Promise<Market>, identity: () => string, timeout = formTimeout) {
  const jobs = new Map<string, { job: Running; stop: AbortController; of: string }>();
  let ended = 0;
  return {
    /**
     * Performs an act, and waits a few seconds for its end.
     *
     * @param place key of the job, such as the path of its page
     * @returns the job, which may still be running
     * @throws KooError like `Market.perform`, if it failed in time
     */
    async run(place: string, command: Command): Promise<Job> {
      const job: Running = { command, entries: [], count: 0 };
      const stop = new AbortController();
      jobs.delete(place);
      keep(jobs, place, { job, stop, of: identity() }, maxPlaces);
      const work = perform(job, await market(), stop.signal).finally(() => {
        ended += 1;
      });
      // The page shows a failure that comes later.
      work.catch(() => undefined);
      try {
        await Promise.race([work, pause(timeout)]);
      } catch (error) {
        jobs.delete(place);
        throw error;
      }
      return job;
    },
    /** Moves a job to another place, such as the page of the instance that it has created. */
    move(from: string, to: string): void {
      const found = jobs.get(from);
      if (!found) return;
      jobs.delete(from);
      jobs.set(to, found);
    },
    of(place: string): Job | undefined {
      const found = jobs.get(place);
      return found?.of === identity() ? found.job : undefined;
    },
    /** Ends an advance of the clock after the exchange under way. */
    stop: (place: string): void => jobs.get(place)?.stop.abort(),
    ended: () => ended,
  };
}

async function perform(job: Running, market: Market, signal: AbortSignal): Promise<void> {
  const onEntry = (entry: Entry) => {
    job.count += 1;
    job.entries.push(entry);
    if (job.entries.length > maxEntries) job.entries.shift();
  };
  try {
    job.result = await market.perform(job.command, onEntry, signal);
  } catch (error) {
    job.error = sandboxFactsOf(error);
    throw error;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
