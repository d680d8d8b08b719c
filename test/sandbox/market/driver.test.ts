import { expect, test } from 'vitest';
import { type Drive, drive } from './driver.ts';

/** KOO_DRIVER_SEEDS=190 npx vitest run test/sandbox/market/driver.test.ts; KOO_DRIVER_SEED=7 repeats one. */
const count = Number(process.env.KOO_DRIVER_SEEDS ?? 4);
const only = process.env.KOO_DRIVER_SEED;
const first = 1;
const seeds =
  only === undefined ? Array.from({ length: count }, (_, index) => first + index) : [Number(only)];

test('merchant and sandbox agree after random acts, faults and kills', {
  timeout: 60_000 + seeds.length * 60_000,
}, async () => {
  const failed: Drive[] = [];
  const waiting = [...seeds];
  const work = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const driven = await drive(seed);
      if (process.env.KOO_DRIVER_LOG)
        process.stderr.write(
          `${seed}: kills ${driven.kills}, reported ${driven.reported}, ${driven.findings.length === 0 ? 'ok' : driven.findings.join('\n    ')}\n`,
        );
      if (driven.findings.length > 0) failed.push(driven);
    }
  };
  await Promise.all([work(), work()]);
  expect(failed.map(({ seed, findings, trace }) => ({ seed, findings, trace }))).toEqual([]);
});
