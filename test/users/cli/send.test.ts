import { expect, test } from 'vitest';
import { inBatches } from '../../../src/users/cli/send.ts';

const never = new AbortController().signal;

test('batches: every item once, none too large, no more at once than said', async () => {
  const seen: number[] = [];
  let atOnce = 0;
  let most = 0;
  const items = Array.from({ length: 95 }, (_, index) => index);
  await inBatches(items, { size: 10, concurrency: 4, signal: never }, async (batch) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    expect(batch.length).toBeLessThanOrEqual(10);
    await new Promise((resolve) => setTimeout(resolve, 1));
    seen.push(...batch);
    atOnce -= 1;
  });
  expect(seen.sort((a, b) => a - b)).toEqual(items);
  expect(most).toBe(4);
});

test('batches: after an error or an interruption none is begun', async () => {
  let begun = 0;
  const items = Array.from({ length: 100 }, (_, index) => index);
  const failing = inBatches(items, { size: 1, concurrency: 2, signal: never }, async () => {
    begun += 1;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(begun).toBeLessThanOrEqual(2);
  const stop = new AbortController();
  begun = 0;
  await inBatches(items, { size: 1, concurrency: 1, signal: stop.signal }, async () => {
    begun += 1;
    if (begun === 3) stop.abort();
  });
  expect(begun).toBe(3);
});
