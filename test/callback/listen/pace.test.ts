import { expect, test } from 'vitest';
import { createBudget, createQueue } from '../../../src/callback/listen/pace.ts';

/** Lets what can go on go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('what finds no room waits until there is some, in its order', async () => {
  const budget = createBudget(10);
  const held: string[] = [];
  const releases = new Map<string, () => void>();
  const take = (name: string, bytes: number) =>
    budget.take(bytes).then((release) => {
      held.push(name);
      releases.set(name, release);
    });
  void take('a', 6);
  void take('b', 5);
  void take('c', 1);
  await settle();
  expect(held).toEqual(['a']);
  releases.get('a')?.();
  releases.get('a')?.();
  await settle();
  expect(held).toEqual(['a', 'b', 'c']);
  void take('d', 5);
  await settle();
  expect(held).toEqual(['a', 'b', 'c']);
  releases.get('c')?.();
  await settle();
  expect(held).toEqual(['a', 'b', 'c', 'd']);
});

test('what is larger than all there is goes alone', async () => {
  const budget = createBudget(10);
  const large = await budget.take(1000);
  let isHeld = false;
  const small = budget.take(1).then(() => {
    isHeld = true;
  });
  await settle();
  expect(isHeld).toBe(false);
  large();
  await small;
});

test('at the end, what was added is still run, though it takes its time', async () => {
  const errors: unknown[] = [];
  const queue = createQueue((error) => errors.push(error));
  const run: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    queue.add(async () => {
      for (const until = performance.now() + 5; performance.now() < until; );
      run.push(name);
      if (name === 'b') throw new Error(name);
    });
  }
  await queue.end();
  expect(run).toEqual(['a', 'b', 'c']);
  expect(errors).toEqual([new Error('b')]);
});
