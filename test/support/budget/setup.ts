import { afterAll, beforeAll } from 'vitest';
import { type Started, startedSoFar } from './count.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What the tests of this file have started. */
    started?: Started;
  }
}

let before: Started;
beforeAll(() => {
  before = startedSoFar();
});

// biome-ignore lint/correctness/noEmptyPattern: Vitest reads the pattern, to know which fixtures to make
afterAll(({}, { file }) => {
  const after = startedSoFar();
  file.meta.started = {
    processes: after.processes - before.processes,
    servers: after.servers - before.servers,
    browsers: after.browsers - before.browsers,
    suites: after.suites - before.suites,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
  };
});
