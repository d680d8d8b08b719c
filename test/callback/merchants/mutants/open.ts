import type { Mutant } from '../model.ts';
import { concurrencyMutants } from './open-concurrency.ts';
import { restartMutants } from './open-restart.ts';
import { stateBase1Mutants } from './open-state-base-1.ts';
import { stateBase2Mutants } from './open-state-base-2.ts';
import { stateKitMutants } from './open-state-kit.ts';
import { stateLicenseMutants } from './open-state-license.ts';
import { timeMutants } from './open-time.ts';
import { transportMutants } from './open-transport.ts';
import { value1Mutants } from './open-value-1.ts';
import { value2Mutants } from './open-value-2.ts';
import { value3Mutants } from './open-value-3.ts';

/** The mutants that may be looked at while checks are written. */
export const open: readonly Mutant[] = [
  ...stateBase1Mutants,
  ...stateBase2Mutants,
  ...stateLicenseMutants,
  ...stateKitMutants,
  ...value1Mutants,
  ...value2Mutants,
  ...value3Mutants,
  ...timeMutants,
  ...concurrencyMutants,
  ...transportMutants,
  ...restartMutants,
];
