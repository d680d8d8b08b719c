export interface BatchOptions {
  /** Items in a batch, at the most. */
  readonly size: number;
  /** Batches under way at once. */
  readonly concurrency: number;
  /** No further batch is begun; those under way end. */
  readonly signal: AbortSignal;
}

/**
 * Does something with items batch by batch.
 *
 * @throws what a batch throws first, once those under way have ended; no further one is begun
 */
export async function inBatches<T>(
  items: readonly T[],
  { size, concurrency, signal }: BatchOptions,
  work: (batch: readonly T[]) => Promise<void>,
): Promise<void> {
  let next = 0;
  const errors: unknown[] = [];
  async function worker(): Promise<void> {
    while (next < items.length && !signal.aborted && errors.length === 0) {
      const batch = items.slice(next, next + size);
      next += batch.length;
      await work(batch).catch((error: unknown) => {
        errors.push(error);
      });
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  if (errors.length > 0) throw errors[0];
}
