export interface PaceOptions {
  /** Batches a second at the most; `Infinity` for no limit. */
  readonly rate: number;
  /** Milliseconds, monotonic. */
  clock(): number;
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

/** Waits until the next batch may begin. */
export function createPace({ rate, clock, sleep }: PaceOptions, signal: AbortSignal): () => Promise<void> {
  if (rate === Number.POSITIVE_INFINITY) return async () => {};
  let next = clock();
  return async () => {
    const wait = next - clock();
    next = Math.max(next, clock()) + 1000 / rate;
    // Ctrl-C ends the wait; the loop sees the signal itself.
    if (wait > 0) await sleep(wait, signal).catch(() => undefined);
  };
}
