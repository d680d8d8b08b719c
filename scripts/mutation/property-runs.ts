import fc from 'fast-check';

/** Fewer cases, the same in every run, and no shrinking: a mutant is tried thousands of times. */
fc.configureGlobal({ seed: 20251125, numRuns: 20, endOnFailure: true });
