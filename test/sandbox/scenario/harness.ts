import type { Entry } from '../../../src/sandbox/market/model/journal.ts';
import type { Scenario } from '../../../src/sandbox/scenario/model.ts';
import { type RunOptions, runScenario } from '../../../src/sandbox/scenario/run.ts';

/** Fields that follow from the wall clock. */
const wallClock: ReadonlySet<string> = new Set(['timeStamp', 'currentSyncTime']);

/** Runs a scenario; the journal is without what follows from the wall clock and the address. */
export async function runLife(scenario: Scenario, options: Partial<RunOptions> = {}) {
  const journal: unknown[] = [];
  const result = await runScenario(scenario, {
    signal: new AbortController().signal,
    ...options,
    onEntry(entry: Entry, instance) {
      if (entry.type === 'connected') return;
      const values = 'values' in entry && withoutWallClock(entry.values);
      journal.push({ ...entry, instance, ...(values && { values }) });
    },
  });
  return { ...result, journal };
}

function withoutWallClock(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !wallClock.has(name)));
}
