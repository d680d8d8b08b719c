import type { Mutant } from '../model.ts';
import { concurrencyMutants } from './held-out-concurrency.ts';
import { restartMutants } from './held-out-restart.ts';
import { stateBase1Mutants } from './held-out-state-base-1.ts';
import { stateBase2Mutants } from './held-out-state-base-2.ts';
import { stateKitMutants } from './held-out-state-kit.ts';
import { stateLicenseMutants } from './held-out-state-license.ts';
import { timeMutants } from './held-out-time.ts';
import { transportMutants } from './held-out-transport.ts';
import { value1Mutants } from './held-out-value-1.ts';
import { value2Mutants } from './held-out-value-2.ts';

/** The mutants that are never looked at while checks are written: they measure what the checks find by themselves. */
export const heldOut: readonly Mutant[] = [
  ...stateBase1Mutants,
  ...stateBase2Mutants,
  ...stateLicenseMutants,
  ...stateKitMutants,
  ...value1Mutants,
  ...value2Mutants,
  ...timeMutants,
  ...concurrencyMutants,
  ...transportMutants,
  ...restartMutants,
];
