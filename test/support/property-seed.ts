import fc from 'fast-check';
import { runs } from './property-runs.ts';

/** Generated cases are the same in every run; another FC_SEED tries others. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20251125), numRuns: runs(100) });
