import { expect, test } from 'vitest';
import { isWhole } from '../../support/whole.ts';
import { type Drive, drive } from './driver.ts';

/** KOO_DRIVER_SEEDS=190 npx vitest run test/sandbox/market/driver.product.test.ts; KOO_DRIVER_SEED=7 repeats one. */
const { KOO_DRIVER_SEEDS: count = isWhole ? '4' : '1', KOO_DRIVER_SEED: only } = process.env;
const seeds =
  only === undefined ? Array.from({ length: Number(count) }, (_, index) => index + 1) : [Number(only)];

test('merchant and sandbox agree after random acts, faults and kills', {
  timeout: 60_000 + seeds.length * 60_000,
}, async () => {
  const driven: Drive[] = [];
  const waiting = [...seeds];
  const work = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift())
      driven.push(await drive(seed));
  };
  await Promise.all([work(), work()]);
  const failed = driven.filter(({ findings }) => findings.length > 0);
  expect(failed.map(({ seed, findings, trace }) => ({ seed, findings, trace }))).toEqual([]);
  expect(driven.some(({ kills }) => kills > 1)).toBe(true);
});
