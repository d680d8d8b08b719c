import type { Started } from './count.ts';

/** How many a project of `vitest.config.ts` may start in a run. Seconds are printed, never limited. */
export type Limits = Readonly<Record<Exclude<keyof Started, 'cpuSeconds'>, number>>;

/**
 * Raise a limit only where a test needs what it starts. A test that can call a function starts no process; one that can
 * name its checks runs no whole suite. What is only about endurance has no limit.
 */
export const limits: Readonly<Record<string, Limits>> = {
  code: { processes: 100, servers: 5000, browsers: 0, suites: 570 },
  'code-isolated': { processes: 60, servers: 1250, browsers: 0, suites: 12 },
  product: { processes: 620, servers: 1200, browsers: 2, suites: 65 },
};

/** What a project has started beyond its limits, as sentences. */
export function excesses(project: string, started: Limits): string[] {
  return Object.entries(limits[project] ?? {}).flatMap(([name, limit]) => {
    const count = started[name as keyof Limits];
    if (count <= limit) return [];
    return `The tests of "${project}" started ${count} ${name}; the limit is ${limit} (test/support/budget/limits.ts).`;
  });
}
