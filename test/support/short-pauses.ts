import { vi } from 'vitest';

// Imported for its effect, before what it has an effect on: the pauses between the attempts of a call, and whatever
// else waits by `node:timers/promises`, are over at once, so that no test depends on how fast the machine is.
vi.mock('node:timers/promises', async (load) => {
  const timers = await load<typeof import('node:timers/promises')>();
  return {
    ...timers,
    setTimeout: <T>(ms = 0, value?: T, options?: object) =>
      timers.setTimeout(Math.min(ms, 2), value, options),
  };
});
