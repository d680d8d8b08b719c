import { expect, test } from 'vitest';
import { createOnce, createStore } from '../../../../src/callback/merchant/login/stores.ts';

function clock() {
  let time = 0;
  let count = 0;
  return {
    now: () => new Date(time),
    random: () => String(++count),
    wait: (ms: number) => {
      time += ms;
    },
  };
}

test('a store keeps a value for its time', () => {
  const options = clock();
  const store = createStore<string>(options);
  const [short, long] = [store.add('a', 10), store.add('b', 20)];
  expect([store.find(short), store.find('other'), store.find(undefined)]).toEqual([
    'a',
    undefined,
    undefined,
  ]);
  options.wait(10);
  expect([store.find(short), store.take(short), store.find(long)]).toEqual([undefined, undefined, 'b']);
  expect([store.take(long), store.take(long), store.find(long)]).toEqual(['b', undefined, undefined]);
});

test('a store keeps the latest 10,000 values', () => {
  const store = createStore<number>(clock());
  const names = Array.from({ length: 10_001 }, (_, n) => store.add(n, 10));
  expect([store.find(names[0]), store.find(names[1]), store.find(names[10_000])]).toEqual([
    undefined,
    1,
    10_000,
  ]);
});

test('acts once for ten minutes, and shares an outcome that is awaited', async () => {
  const options = clock();
  const once = createOnce<number>(options);
  let count = 0;
  const act = async () => ++count;
  expect(await Promise.all([once('a', act), once('a', act), once('b', act)])).toEqual([1, 1, 2]);
  expect(once('a', act)).toBeUndefined();
  options.wait(599_999);
  expect(once('a', act)).toBeUndefined();
  options.wait(1);
  expect(await once('a', act)).toBe(3);
});

test('remembers the latest 10,000 keys', async () => {
  const once = createOnce<number>(clock());
  const act = async () => 1;
  await Promise.all(Array.from({ length: 10_001 }, (_, n) => once(String(n), act)));
  expect(once('1', act)).toBeUndefined();
  expect(await once('0', act)).toBe(1);
});
