import type { Started } from './count.ts';

/** How many a project of `vitest.config.ts` may start in a run. Seconds are printed, never limited. */
type Limits = Partial<Record<Exclude<keyof Started, 'cpuSeconds'>, number>>;

export const limits: Readonly<Record<string, Limits>> = {};
