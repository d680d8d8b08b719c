import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Price } from '../../../../src/sandbox/market/model/model.ts';
import { decimalOf } from '../../../../src/sandbox/market/money/amounts.ts';
import {
  billTime,
  bounded,
  charge,
  chargedCycle,
  cycleEnd,
  plain,
  type Usage,
} from '../../../../src/sandbox/market/money/charges.ts';
import { usageCost } from '../../../../src/sandbox/market/money/prices.ts';
import type { Decimal } from '../../../../src/text/decimal.ts';

const hour = 3600_000;
const day = 24 * hour;
const utc = (date: number, hours: number, minutes = 0, seconds = 0) =>
  Date.UTC(2026, 2, date, hours, minutes, seconds);
const iso = (time: number) => new Date(time).toISOString();

describe('the cycle of a record', () => {
  const start = utc(2, 2, 30);

  test.each([
    ['hour', start, '2026-03-02T03:00:00.000Z'],
    ['hour', utc(2, 3), '2026-03-02T03:00:00.000Z'],
    ['hour', utc(2, 3, 0, 1), '2026-03-02T04:00:00.000Z'],
    ['day', start, '2026-03-03T02:30:00.000Z'],
    ['day', start + day, '2026-03-03T02:30:00.000Z'],
    ['day', start + day + 1000, '2026-03-04T02:30:00.000Z'],
  ] as const)('by the %s, one that ends at %i', (cycle, endedAt, end) => {
    expect(iso(cycleEnd(endedAt, start, cycle))).toBe(end);
  });

  test('an empty record at the start on the hour is of the first cycle, not of the one before', () => {
    expect(iso(cycleEnd(utc(2, 2), utc(2, 2), 'hour'))).toBe('2026-03-02T03:00:00.000Z');
  });

  test.each([
    ['hour', utc(2, 4), utc(2, 6)],
    // 01:00 in Beijing is 17:00 of the day before in UTC.
    ['day', utc(3, 2), utc(3, 17)],
    ['day', utc(3, 16, 59, 59), utc(3, 17)],
    ['day', utc(3, 17), utc(4, 17)],
  ] as const)('the bill of the %s that ends at %i', (cycle, end, due) => {
    expect(iso(billTime(end, cycle))).toBe(iso(due));
  });

  test.each([
    ['hour', utc(2, 3), utc(2, 4, 59, 59), utc(2, 3)],
    ['hour', utc(2, 3), utc(2, 5), utc(2, 4)],
    ['hour', utc(2, 3), utc(9, 5), utc(9, 4)],
    ['hour', utc(9, 5), utc(9, 5), utc(9, 5)],
    ['day', start + hour, utc(3, 16, 59, 59), start + day],
    ['day', start + hour, utc(3, 17), start + 2 * day],
  ] as const)('by the %s, what ends at %i and arrives at %i is charged with %i', (cycle, ended, now, end) => {
    expect(iso(chargedCycle(ended, start, cycle, now))).toBe(iso(end));
  });

  test('a record is charged with the first bill that is not written yet, and none before its own', () => {
    const seconds = fc.integer({ min: 0, max: 60 * 24 * 3600 }).map((second) => start + second * 1000);
    fc.assert(
      fc.property(fc.constantFrom('hour', 'day'), seconds, seconds, (cycle, a, b) => {
        const [ended, now] = [Math.min(a, b), Math.max(a, b)];
        const end = chargedCycle(ended, start, cycle, now);
        const own = cycleEnd(ended, start, cycle);
        expect(end).toBeGreaterThanOrEqual(own);
        expect(billTime(end, cycle)).toBeGreaterThan(now);
        const length = cycle === 'day' ? day : hour;
        if (end > own) expect(billTime(end - length, cycle)).toBeLessThanOrEqual(now);
      }),
    );
  });
});

const price: Price = {
  priceId: 'OFFI1',
  skuCode: 's',
  amount: 300_000,
  item: 'usage',
  cycle: 'hour',
  mode: 'fixed',
};
const bands = [{ amount: 300_000, upTo: '3' }, { amount: 200_000 }];

const used = (usage: string, packages: readonly number[] = []): Usage => ({ endedAt: 0, usage, packages });
const charged = (
  usages: readonly Usage[],
  more: Partial<Price> = {},
  quotas: readonly (readonly [number, string])[] = [],
  stopsBeforeExcess = false,
) => {
  const left = new Map<number, Decimal>(quotas.map(([key, text]) => [key, decimalOf(text)]));
  const result = charge(usages, { price: { ...price, ...more }, stopsBeforeExcess, quotas: left });
  return { ...result, left: [...left].map(([key, rest]) => [key, plain(rest)]) };
};

describe('a charge', () => {
  test.each([
    ['fixed', {}, 2_400_000],
    ['step', { mode: 'step', bands }, 1_900_000],
    ['tier', { mode: 'tier', bands }, 1_600_000],
  ] as const)('of 8 units at a %s price', (_, more, amount) => {
    expect(charged([used('8')], more)).toMatchObject({ usage: '8', amount, deducted: '0', overdrawn: '0' });
  });

  test('steps accumulate over the records of a cycle, tiers do not', () => {
    const records = [used('2'), used('2'), used('4')];
    expect(charged(records, { mode: 'step', bands }).amount).toBe(1_900_000);
    expect(charged(records, { mode: 'tier', bands }).amount).toBe(300_000 * 4 + 200_000 * 4);
  });

  test('takes the quota of packages first, in their order', () => {
    const result = charged([used('5', [1, 2]), used('5', [1, 2])], {}, [
      [1, '3'],
      [2, '4.5'],
    ]);
    expect(result).toEqual({
      usage: '10',
      deducted: '7.5',
      overdrawn: '0',
      amount: 750_000,
      left: [
        [1, '0'],
        [2, '0'],
      ],
    });
  });

  test('leaves what is over such a quota uncharged where the package stops before excess', () => {
    const result = charged([used('5', [1])], {}, [[1, '3.25']], true);
    expect(result).toMatchObject({ usage: '5', deducted: '3.25', overdrawn: '1.75', amount: 0 });
  });

  test('is at most what the state can hold', () => {
    const most = used('99999999999999999999');
    expect(charged([most, most]).amount).toBe(Number.MAX_SAFE_INTEGER);
    expect(bounded(-Number.MAX_VALUE)).toBe(Number.MIN_SAFE_INTEGER);
  });

  test('splits the usage exactly, whatever the packages hold', () => {
    const number = fc
      .integer({ min: 1, max: 10_000_000 })
      .map((units) => plain({ units: BigInt(units), scale: 4 }));
    const usage = fc.record({ usage: number, packages: fc.subarray([1, 2, 3]) });
    const units = (text: string) => {
      const { units, scale } = decimalOf(text);
      return units * 10n ** BigInt(4 - scale);
    };
    fc.assert(
      fc.property(fc.array(usage, { maxLength: 8 }), number, fc.boolean(), (records, quota, stops) => {
        const all = charged(
          records.map((one) => used(one.usage, one.packages)),
          {},
          [
            [1, quota],
            [2, quota],
            [3, quota],
          ],
          stops,
        );
        const total = records.reduce((sum, one) => sum + units(one.usage), 0n);
        expect(units(all.usage)).toBe(total);
        const left = all.left.reduce((sum, [, rest]) => sum + units(String(rest)), 0n);
        expect(units(all.deducted) + left).toBe(3n * units(quota));
        const rest = plain({ units: total - units(all.deducted), scale: 4 });
        // 0.3 yuan times four decimal places is exact in millionths.
        const exact = usageCost(price, '0', rest);
        if (stops) expect([all.overdrawn, all.amount]).toEqual([rest, 0]);
        else expect([all.overdrawn, all.amount]).toEqual(['0', exact]);
      }),
    );
  });
});
