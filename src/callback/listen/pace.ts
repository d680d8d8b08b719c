import { setImmediate } from 'node:timers/promises';

/** Bounds what is held at a time: who finds no room waits. */
export interface Budget {
  /**
   * Waits for room, in the order of the calls. More than there is in all is as much as there is.
   *
   * @param bytes that are held until the function it gives is called
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

/** How long judging may go on at a time, and when koo ends, in milliseconds. */
const sliceMs = 2;
const endMs = 1_000;

/** Runs tasks one after another, behind the calls that wait to be received and answered. */
export function createQueue(onError: (error: unknown) => void) {
  const tasks: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;
  let until = Number.POSITIVE_INFINITY;
  const run = async () => {
    while (tasks.length > 0 && performance.now() < until) {
      await setImmediate();
      const pause = performance.now() + sliceMs;
      for (let task = tasks.shift(); task; task = performance.now() < pause ? tasks.shift() : undefined) {
        await task().catch(onError);
      }
    }
    running = undefined;
  };
  return {
    add(task: () => Promise<void>): void {
      tasks.push(task);
      running ??= run();
    },
    /** Runs what can be run in a second. */
    async end(): Promise<void> {
      until = performance.now() + endMs;
      await running;
    },
  };
}
