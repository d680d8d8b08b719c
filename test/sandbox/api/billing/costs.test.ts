import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { dailyUnits, unitsOf } from '../../../../src/sandbox/api/billing/amounts.ts';
import { type CostRequest, costData } from '../../../../src/sandbox/api/billing/costs.ts';
import { type CostItem, costSeed } from '../../../../src/sandbox/state/billing.ts';

const item = (more: Partial<v.InferInput<typeof costSeed>>): CostItem =>
  v.parse(costSeed, {
    id: 'one',
    dimensions: { CLOUD_SERVICE_TYPE: 'ecs', REGION_CODE: 'north' },
    from: '2025-01',
    payable: '31',
    ...more,
  });

const request = (more: Partial<CostRequest> = {}): CostRequest => ({
  granularity: 'month',
  begin: '2026-01',
  end: '2026-03',
  groupBy: [{ type: 'dimension', key: 'CLOUD_SERVICE_TYPE' }],
  amortized: false,
  net: false,
  filters: [],
  ...more,
});

/** 3 March in Beijing. */
const now = new Date('2026-03-02T16:00:00Z');

const shown = (items: readonly CostItem[], more: Partial<CostRequest> = {}) =>
  costData(items, request(more), now).map(({ dimensions, costs }) => [
    (dimensions as { value: string }[]).map(({ value }) => value).join('/'),
    (costs as { time_dimension_value: string; amount: string }[])
      .map(({ time_dimension_value, amount }) => `${time_dimension_value} ${amount}`)
      .join(', '),
  ]);

describe('costs', () => {
  test('come day by day until today', () => {
    expect(shown([item({})])).toEqual([['ecs', '2026-01 31.00, 2026-02 31.00, 2026-03 3.00']]);
  });

  test('of a year are paid at once, or amortized over twelve months, a day later', () => {
    const yearly = item({ every: 'year', from: '2025-02', payable: '1200' });
    expect(shown([yearly])).toEqual([['ecs', '2026-02 1200.00']]);
    expect(shown([yearly], { amortized: true })).toEqual([
      ['ecs', '2026-01 100.00, 2026-02 100.00, 2026-03 6.45161295'],
    ]);
  });

  test('end with their last month, and are left out where there are none', () => {
    expect(shown([item({ to: '2026-01' }), item({ id: 'two', from: '2026-04' })])).toEqual([
      ['ecs', '2026-01 31.00'],
    ]);
    expect(shown([item({ to: '2025-12' })])).toEqual([]);
  });

  test('are net, payable and at list prices', () => {
    const [payable] = costData([item({ net: '3.1', official: '62' })], request({ end: '2026-01' }), now);
    expect(payable).toMatchObject({ amount_by_costs: '31.00', official_amount_by_costs: '62.00' });
    const [net] = costData([item({ net: '3.1' })], request({ end: '2026-01', net: true }), now);
    expect(net).toMatchObject({ amount_by_costs: '3.10', official_amount_by_costs: '31.00' });
  });

  test('are grouped by two things, and by a tag that not all have', () => {
    const items = [
      item({ tags: { env: 'prod' } }),
      item({ id: 'two', dimensions: { CLOUD_SERVICE_TYPE: 'ecs', REGION_CODE: 'south' } }),
      item({ id: 'three', tags: { env: 'prod' } }),
    ];
    const groupBy = [
      { type: 'tag', key: 'env' },
      { type: 'dimension', key: 'REGION_CODE' },
    ];
    expect(shown(items, { end: '2026-01', groupBy })).toEqual([
      ['/south', '2026-01 31.00'],
      ['prod/north', '2026-01 62.00'],
    ]);
  });

  test('are filtered: kept, left out, by a tag', () => {
    const items = [
      item({}),
      item({ id: 'two', dimensions: { CLOUD_SERVICE_TYPE: 'rds' }, tags: { env: 'prod' } }),
    ];
    const kept = (key: string, value: string, exclude = false) =>
      shown(items, { end: '2026-01', filters: [{ key, values: [value], exclude }] }).map(([name]) => name);
    expect(kept('CLOUD_SERVICE_TYPE', 'rds')).toEqual(['rds']);
    expect(kept('CLOUD_SERVICE_TYPE', 'rds', true)).toEqual(['ecs']);
    expect(kept('RESOURCE_TAG', 'env')).toEqual(['rds']);
    expect(kept('RESOURCE_TAG', 'env=prod')).toEqual(['rds']);
    expect(kept('RESOURCE_TAG', 'env=test')).toEqual([]);
  });
});

test('the days of a month add up to it, whatever the amount', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.boolean(), (units, amortized) => {
      const year = { from: '2024-01', every: 'year' } as const;
      const months = Array.from({ length: 12 }, (_, index) => `2025-${String(index + 1).padStart(2, '0')}`);
      const days = months.flatMap((month) => dailyUnits(year, units, month, '2026-01-01', amortized));
      expect(days.reduce((sum, [, one]) => sum + one, 0n)).toBe(units);
    }),
  );
});

test('units are of eight decimal places', () => {
  expect(unitsOf('1.5')).toBe(150_000_000n);
});
