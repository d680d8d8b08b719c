import { describe, expect, test } from 'vitest';
import { freshness, readTime, renderCosts } from '../../../../src/calls/cli/billing/cost.ts';
import type { CostQuery, CostSeries } from '../../../../src/openapi/billing/costs.ts';
import { reportCosts } from '../../../../src/openapi/billing/report.ts';
import { parseDecimal } from '../../../../src/text/decimal.ts';

/** 27 November, 12:00 in Beijing. */
const now = new Date('2026-11-27T04:00:00Z');

describe('the time range', () => {
  test.each([
    [{}, 'month 2025-12 2026-11'],
    [{ to: '2026-03' }, 'month 2025-04 2026-03'],
    [{ from: '2026-10' }, 'month 2026-10 2026-11'],
    [{ granularity: 'day' }, 'day 2026-10-29 2026-11-27'],
    [{ from: '2026-11-01' }, 'day 2026-11-01 2026-11-27'],
    [{ to: '2026-03-01' }, 'day 2026-01-31 2026-03-01'],
    [{ from: '2026-11', to: '2026-11' }, 'month 2026-11 2026-11'],
  ] as const)('%j is %s', (options, expected) => {
    const { granularity, from, to } = readTime(options, now);
    expect([granularity, from, to].join(' ')).toBe(expected);
  });

  test.each([
    { from: '2026-13' },
    { from: '2026-11-31' },
    { from: '2026-10', to: '2026-10-31' },
    { from: '2026-10', granularity: 'day' },
    { from: '2026-10-01', granularity: 'month' },
    { from: '2026-12' },
    { from: '2026-03', to: '2026-02' },
    { to: '' },
  ] as const)('%j is refused', (options) => {
    expect(() => readTime(options, now)).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ code: 'INVALID_VALUE' }) }),
    );
  });
});

const query: CostQuery = {
  granularity: 'month',
  from: '2026-01',
  to: '2026-03',
  groupBy: [{ type: 'dimension', key: 'CLOUD_SERVICE_TYPE' }],
  costType: 'original',
  amountType: 'net',
  filters: [],
};

describe('what is not final yet', () => {
  const said = (more: Partial<CostQuery>, time = now) => freshness({ ...query, ...more }, time)?.en;

  test('a month of original cost until 12:00 in Beijing on the 4th of the next', () => {
    expect(said({ from: '2026-09', to: '2026-10' })).toBeUndefined();
    expect(said({ from: '2026-09', to: '2026-11' })).toMatch(/^Not final: 2026-11\. /);
    expect(said({ from: '2026-09', to: '2026-11' }, new Date('2026-12-04T04:00:00Z'))).toMatch(
      /^Not final: 2026-11\. /,
    );
    expect(said({ from: '2026-09', to: '2026-11' }, new Date('2026-12-04T04:00:01Z'))).toBeUndefined();
    expect(said({ from: '2026-11-01', to: '2026-11-02', granularity: 'day' })).toMatch(/2026-11/);
    // A month to come has no cost that could change.
    expect(said({ from: '2026-12', to: '2027-03' })).toBeUndefined();
  });

  test('amortized cost of the last 48 hours', () => {
    const costType = 'amortized';
    expect(said({ costType, to: '2026-11' })).toMatch(/24 to 48 hours/);
    expect(said({ costType, to: '2026-10' })).toBeUndefined();
    expect(said({ costType, granularity: 'day', to: '2026-11-25' })).toMatch(/24 to 48 hours/);
    expect(said({ costType, granularity: 'day', to: '2026-11-24' })).toBeUndefined();
  });
});

const series = (value: string | readonly string[], ...amounts: readonly string[]): CostSeries => ({
  values: [value].flat(),
  costs: amounts.map((amount, index) => ({
    period: `2026-0${index + 1}`,
    amount: parseDecimal(amount) ?? { units: 0n, scale: 0 },
  })),
});
const report = (all: readonly CostSeries[], names = ['service'], more: Partial<CostQuery> = {}) =>
  reportCosts({ ...query, ...more }, names, 'CNY', all);

describe('for people', () => {
  test('costs are tables by month and by group', () => {
    const text = renderCosts(report([series('ecs', '100', '50.123'), series('', '25', '0')]));
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
      'Original cost, actually paid, 2026-01 to 2026-03',
      'Total: 175.123 CNY',
      '',
      'MONTH    COST',
      '2026-01  125.00',
      '2026-02  50.123',
      '',
      'SERVICE  COST',
      'ecs      150.123',
      '(none)   25.00',
    ]);
  });

  test('two groupings are two columns, and no costs are one sentence', () => {
    const two = [series(['a', 'x'], '1'), series(['a', ''], '2')];
    expect(renderCosts(report(two, ['service', 'tag:env']))).toMatch(
      /SERVICE +TAG:ENV +COST\na +\(none\) +2\.00\na +x +1\.00$/,
    );
    expect(renderCosts(report([]))).toMatch(/\nNo costs\.$/);
  });

  test('control characters of the server are removed', () => {
    expect(renderCosts(report([series('a\u001b[31mb', '1')]))).not.toContain('\u001b');
  });
});
