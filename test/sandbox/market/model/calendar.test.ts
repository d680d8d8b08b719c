import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  beijingDay,
  beijingTimeAfter,
  beijingTimeBefore,
  beijingYear,
  daysBetween,
  expiryAfter,
  orderMinute,
  parsePeriod,
  startOfBeijingYear,
} from '../../../../src/sandbox/market/model/calendar.ts';
import type { Period } from '../../../../src/sandbox/market/model/model.ts';

const at = (text: string) => Date.parse(text);
const iso = (time: number) => new Date(time).toISOString();
const hour = 3_600_000;
/** Calendar date in Beijing. */
const dateOf = (time: number) => iso(time + 8 * hour).slice(0, 10);

const anyTime = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-12-31T00:00:00Z') });
const anyPeriod: fc.Arbitrary<Period> = fc.record({
  type: fc.constantFrom('year', 'month', 'day'),
  number: fc.integer({ min: 1, max: 36 }),
});

describe('expiryAfter', () => {
  test.each([
    ['2022-07-26T06:47:36Z', { type: 'year', number: 1 }, '2023-07-26T15:59:59.000Z'],
    ['2026-03-02T02:00:00Z', { type: 'month', number: 1 }, '2026-04-02T15:59:59.000Z'],
    ['2026-03-02T02:00:00Z', { type: 'day', number: 15 }, '2026-03-17T15:59:59.000Z'],
    // 31 January, and the day after it began in Beijing.
    ['2026-01-31T02:00:00Z', { type: 'month', number: 1 }, '2026-02-28T15:59:59.000Z'],
    ['2028-01-31T02:00:00Z', { type: 'month', number: 1 }, '2028-02-29T15:59:59.000Z'],
    ['2026-01-31T16:00:00Z', { type: 'month', number: 1 }, '2026-03-01T15:59:59.000Z'],
    ['2026-01-31T15:59:59Z', { type: 'month', number: 1 }, '2026-02-28T15:59:59.000Z'],
    // A leap day.
    ['2028-02-29T02:00:00Z', { type: 'year', number: 1 }, '2029-02-28T15:59:59.000Z'],
    ['2028-02-29T02:00:00Z', { type: 'year', number: 4 }, '2032-02-29T15:59:59.000Z'],
    ['2026-12-31T02:00:00Z', { type: 'month', number: 2 }, '2027-02-28T15:59:59.000Z'],
    ['2028-02-29T02:00:00Z', { type: 'day', number: 1 }, '2028-03-01T15:59:59.000Z'],
  ] as const)('%s and %o: %s', (from, period, expected) => {
    expect(iso(expiryAfter(at(from), period))).toBe(expected);
  });

  test('the day of the first period comes back after a shorter month', () => {
    const month = { type: 'month', number: 1 } as const;
    const days: string[] = [];
    let expiry = expiryAfter(at('2026-01-31T02:00:00Z'), month);
    for (let index = 0; index < 4; index += 1) {
      days.push(dateOf(expiry));
      expiry = expiryAfter(expiry, month, 31);
    }
    expect(days).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']);
  });

  test('it ends with a day in Beijing, after the beginning', () => {
    fc.assert(
      fc.property(anyTime, anyPeriod, (from, period) => {
        const expiry = expiryAfter(from, period);
        expect(iso(expiry + 8 * hour)).toMatch(/T23:59:59\.000Z$/);
        expect(expiry).toBeGreaterThan(from);
      }),
    );
  });

  test('months and years end on the same day of the month, or on the last of a shorter one', () => {
    fc.assert(
      fc.property(anyTime, anyPeriod, fc.integer({ min: 1, max: 31 }), (from, period, anchor) => {
        fc.pre(period.type !== 'day');
        const expiry = expiryAfter(from, period, anchor);
        const isLast = dateOf(expiry + 24 * hour).endsWith('-01');
        expect(beijingDay(expiry) === anchor || (isLast && beijingDay(expiry) < anchor)).toBe(true);
        const months = (time: number) =>
          Number(dateOf(time).slice(0, 4)) * 12 + Number(dateOf(time).slice(5, 7));
        expect(months(expiry) - months(from)).toBe(period.number * (period.type === 'year' ? 12 : 1));
      }),
    );
  });

  test('days are counted, whatever the months', () => {
    fc.assert(
      fc.property(anyTime, fc.integer({ min: 1, max: 999 }), (from, number) => {
        expect(daysBetween(from, expiryAfter(from, { type: 'day', number }))).toBe(number);
      }),
    );
  });

  test('12 months are a year, and periods add up on the anchor day', () => {
    fc.assert(
      fc.property(anyTime, fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }), (from, a, b) => {
        const months = (time: number, number: number) =>
          expiryAfter(time, { type: 'month', number }, beijingDay(from));
        expect(months(months(from, a), b)).toBe(months(from, a + b));
        expect(months(from, 12 * a)).toBe(expiryAfter(from, { type: 'year', number: a }));
      }),
    );
  });
});

test('the next time of the day in Beijing is within a day, and later', () => {
  expect(iso(beijingTimeAfter(at('2026-03-02T18:59:59Z'), 3))).toBe('2026-03-02T19:00:00.000Z');
  expect(iso(beijingTimeAfter(at('2026-03-02T19:00:00Z'), 3))).toBe('2026-03-03T19:00:00.000Z');
  fc.assert(
    fc.property(anyTime, fc.integer({ min: 0, max: 23 }), (time, hours) => {
      const next = beijingTimeAfter(time, hours);
      expect(next - time).toBeGreaterThan(0);
      expect(next - time).toBeLessThanOrEqual(24 * hour);
      expect(new Date(next + 8 * hour).getUTCHours()).toBe(hours);
    }),
  );
});

test('a time of the day, days before', () => {
  expect(iso(beijingTimeBefore(at('2026-04-02T15:59:59Z'), 7, 3))).toBe('2026-03-25T19:00:00.000Z');
  expect(iso(beijingTimeBefore(at('2026-01-03T15:59:59Z'), 7, 3))).toBe('2025-12-26T19:00:00.000Z');
});

test('years and order ids are those of Beijing', () => {
  expect(beijingYear(at('2026-12-31T15:59:59Z'))).toBe(2026);
  expect(beijingYear(at('2026-12-31T16:00:00Z'))).toBe(2027);
  expect(iso(startOfBeijingYear(2027))).toBe('2026-12-31T16:00:00.000Z');
  expect(orderMinute(at('2022-07-26T06:47:36Z'))).toBe('2207261447');
});

test.each([
  ['1y', { type: 'year', number: 1 }],
  ['3m', { type: 'month', number: 3 }],
  ['15d', { type: 'day', number: 15 }],
  ['999d', { type: 'day', number: 999 }],
  ['0y', undefined],
  ['01y', undefined],
  ['1000d', undefined],
  ['1w', undefined],
  ['1y ', undefined],
  ['y', undefined],
])('the period %s', (text, expected) => {
  expect(parsePeriod(text)).toEqual(expected);
});
