import { setImmediate } from 'node:timers/promises';

/** Bounds the bytes that are held at a time: callers wait for room. */
export interface Budget {
  /**
   * Waits for room, in the order of the calls. More bytes than the budget has count as all of it.
   *
   * @returns a function that releases the bytes
   */
  take(bytes: number): Promise<() => void>;
}

/** @param most bytes that are held at a time */
export function createBudget(most: number): Budget {
  let free = most;
  const waiting: { readonly size: number; readonly start: () => void }[] = [];
  const admit = () => {
    for (let next = waiting[0]; next && next.size <= free; next = waiting[0]) {
      waiting.shift();
      free -= next.size;
      next.start();
    }
  };
  return {
    take: (bytes) =>
      new Promise((resolve) => {
        const size = Math.min(bytes, most);
        let isHeld = true;
        const release = () => {
          if (!isHeld) return;
          isHeld = false;
          free += size;
          admit();
        };
        waiting.push({ size, start: () => resolve(release) });
        admit();
      }),
  };
}

/** How long judging may take at a time, and at the end of koo, in milliseconds. */
const sliceMs = 2;
const endMs = 1_000;

/** Runs tasks one after another, when no call waits to be received or answered. */
export function createQueue(onError: (error: unknown) => void) {
  const tasks: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  let until = Number.POSITIVE_INFINITY;
  const run = async () => {
    while (tasks.length > 0 && performance.now() < until) {
      await setImmediate();
      const pause = performance.now() + sliceMs;
      for (let task = tasks.shift(); task; task = performance.now() < pause ? tasks.shift() : undefined)
        await task().catch(onError);
    }
    running = undefined;
  };
  return {
    add(task: () => Promise<void>): void {
      tasks.push(task);
      running ??= run();
    },
    /** Runs the tasks that can be run in a second. */
    async end(): Promise<void> {
      until = performance.now() + endMs;
      await running;
    },
  };
}
