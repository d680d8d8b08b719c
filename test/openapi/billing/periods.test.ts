import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  dayOf,
  daysOf,
  isOpenMonth,
  isPeriod,
  monthsBetween,
  monthsFrom,
} from '../../../src/openapi/billing/periods.ts';

test.each([
  ['2026-11-27T15:59:59Z', '2026-11-27'],
  ['2026-11-27T16:00:00Z', '2026-11-28'],
  ['2026-12-31T16:00:00Z', '2027-01-01'],
])('%s is %s in Beijing', (time, day) => {
  expect(dayOf(new Date(time))).toBe(day);
});

test.each([
  ['2026-01', 'month', true],
  ['2026-12', 'month', true],
  ['2026-13', 'month', false],
  ['2026-00', 'month', false],
  ['2026-1', 'month', false],
  ['1999-12', 'month', false],
  ['2026-01-01', 'month', false],
  ['x2026-01', 'month', false],
  ['12026-01', 'month', false],
  ['2026-01-011', 'day', false],
  ['x2026-01-01', 'day', false],
  ['2026-99-99', 'day', false],
  ['', 'day', false],
  ['2024-02-29', 'day', true],
  ['2026-02-29', 'day', false],
  ['2026-04-31', 'day', false],
  ['2026-04', 'day', false],
  ['2026-4-1', 'day', false],
] as const)('%s as a %s: %j', (text, granularity, is) => {
  expect(isPeriod(text, granularity)).toBe(is);
});

describe('counting', () => {
  test('months', () => {
    expect(addMonths('2026-01', -1)).toBe('2025-12');
    expect(addMonths('2026-11', 14)).toBe('2028-01');
    expect(monthsBetween('2025-11', '2026-02')).toBe(3);
    expect(monthsFrom('2025-12-31', '2026-02-01')).toEqual(['2025-12', '2026-01', '2026-02']);
    expect(monthsFrom('2026-02', '2026-01')).toEqual([]);
  });

  test('days', () => {
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('no day', 1)).toBe('');
    expect(daysOf('2024-02')).toHaveLength(29);
    expect(daysOf('2026-12').slice(-1)).toEqual(['2026-12-31']);
  });
});

test('a month is open until 12:00 in Beijing on the 4th of the next month', () => {
  expect(isOpenMonth('2026-10', new Date('2026-11-04T04:00:00.000Z'))).toBe(true);
  expect(isOpenMonth('2026-10', new Date('2026-11-04T04:00:00.001Z'))).toBe(false);
  expect(isOpenMonth('2026-12', new Date('2027-01-04T04:00:00Z'))).toBe(true);
});
