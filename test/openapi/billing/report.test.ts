import { describe, expect, test } from 'vitest';
import type { CostQuery, CostSeries } from '../../../src/openapi/billing/costs.ts';
import { costRows, reportCosts } from '../../../src/openapi/billing/report.ts';
import { parseDecimal } from '../../../src/text/decimal.ts';

const query: CostQuery = {
  granularity: 'month',
  from: '2026-01',
  to: '2026-03',
  groupBy: [{ type: 'dimension', key: 'CLOUD_SERVICE_TYPE' }],
  costType: 'original',
  amountType: 'net',
  filters: [],
};

const series = (value: string | readonly string[], ...amounts: readonly string[]): CostSeries => ({
  values: [value].flat(),
  costs: amounts.map((amount, index) => ({
    period: `2026-0${index + 1}`,
    amount: parseDecimal(amount) ?? { units: 0n, scale: 0 },
  })),
});
const report = (all: readonly CostSeries[], names = ['service'], more: Partial<CostQuery> = {}) =>
  reportCosts({ ...query, ...more }, names, 'CNY', all);

describe('the report', () => {
  test('tells what was asked for', () => {
    expect(report([], ['service'], { costType: 'amortized', amountType: 'payable' })).toEqual({
      from: '2026-01',
      to: '2026-03',
      granularity: 'month',
      costType: 'amortized',
      amountType: 'payable',
      currency: 'CNY',
      groupBy: ['service'],
      total: '0',
      periods: [],
      groups: [],
    });
  });

  test('puts the periods in order, whatever comes first', () => {
    const one = (period: string) => ({ period, amount: parseDecimal('1')! });
    const all = [
      { values: ['a'], costs: [one('2026-03'), one('2026-01')] },
      { values: ['b'], costs: [one('2026-02')] },
    ];
    expect(report(all).periods.map(({ period }) => period)).toEqual(['2026-01', '2026-02', '2026-03']);
  });

  test('keeps list prices where there are some', () => {
    const official = parseDecimal('3.0');
    const [group] = report([
      { values: ['a'], costs: [{ period: '2026-01', amount: parseDecimal('2')!, official: official! }] },
    ]).groups;
    expect(group?.periods).toEqual([{ period: '2026-01', amount: '2', officialAmount: '3.0' }]);
  });

  test('adds up exactly, and puts the highest first', () => {
    const { total, periods, groups } = report([
      series('a', '0.1', '0.2'),
      series('b', '0.2', '0.25'),
      series('c', '-1'),
    ]);
    expect(total).toBe('-0.25');
    expect(periods).toEqual([
      { period: '2026-01', amount: '-0.7' },
      { period: '2026-02', amount: '0.45' },
    ]);
    expect(groups.map(({ values, amount }) => [values.service, amount])).toEqual([
      ['b', '0.45'],
      ['a', '0.3'],
      ['c', '-1'],
    ]);
  });

  test('has a row for each group and period', () => {
    expect(costRows(report([series(['a', 'x'], '1', '2.50')], ['service', 'tag:env']))).toEqual([
      { service: 'a', 'tag:env': 'x', period: '2026-01', amount: '1', currency: 'CNY' },
      { service: 'a', 'tag:env': 'x', period: '2026-02', amount: '2.50', currency: 'CNY' },
    ]);
  });
});
