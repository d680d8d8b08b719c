import { describe, expect, test } from 'vitest';
import { freshness, readTime } from '../../../../src/calls/cli/billing/cost.ts';
import { renderCosts } from '../../../../src/calls/cli/billing/cost-chart.ts';
import type { CostQuery, CostSeries } from '../../../../src/openapi/billing/costs.ts';
import { reportCosts } from '../../../../src/openapi/billing/report.ts';
import { parseDecimal } from '../../../../src/text/decimal.ts';
import { useLanguage } from '../../../../src/text/translate.ts';

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

describe('the chart', () => {
  test('has bars by month and by group, with the decimal points in one column', () => {
    const text = renderCosts(
      report([series('ecs', '100', '50.123'), series('', '25', '0'), series('rds', '-5', '0')]),
      60,
    );
    expect(text).toBe(
      [
        'Original cost, actually paid, 2026-01 to 2026-03',
        'Total: 170.123 CNY',
        '',
        'By month',
        `2026-01  120.00   ${'█'.repeat(40)}`,
        `2026-02   50.123  ${'█'.repeat(17)}`,
        '',
        'By service',
        `ecs     150.123  ${'█'.repeat(40)}`,
        `(none)   25.00   ${'█'.repeat(7)}`,
        'rds      -5.00',
      ].join('\n'),
    );
  });

  test('counts two columns for a Chinese character, and cuts long labels', () => {
    useLanguage('zh');
    const text = renderCosts(report([series('弹性云服务器', '10'), series('x'.repeat(80), '5')]), 40);
    const lines = text.split('\n').slice(-2);
    expect(lines[0]).toMatch(/^弹性云服务器 +10\.00$/);
    expect(lines[1]).toMatch(/^x+… {2} 5\.00$/);
    expect(text).toContain('原始成本，实付金额，2026-01 至 2026-03');
  });

  test('draws no bars without room for them', () => {
    expect(renderCosts(report([series('ecs-001', '10')]), 20)).not.toContain('█');
    expect(renderCosts(report([series('ecs-001', '10')]), 21)).toContain('█');
  });

  test('sums up the groups after the fifteenth', () => {
    const many = Array.from({ length: 17 }, (_, index) => series(`s${index}`, `${100 - index}.5`));
    const lines = renderCosts(report(many), 80).split('\n');
    expect(lines.filter((line) => /^s\d/.test(line))).toHaveLength(15);
    expect(lines.at(-1)).toMatch(/^2 others +170\.00 /);
    const exact = renderCosts(report(many.slice(0, 15)), 80);
    expect(exact).not.toContain('others');
  });

  test('has a table for two groupings, and one sentence without costs', () => {
    const text = renderCosts(
      report([series(['a', 'x'], '1'), series(['a', ''], '2')], ['service', 'tag:env']),
      80,
    );
    expect(text).toMatch(/SERVICE +TAG:ENV +COST\na +\(none\) +2\.00\na +x +1\.00$/);
    expect(renderCosts(report([]), 80)).toMatch(/\nNo costs\.$/);
  });

  test('removes control characters of the server', () => {
    expect(renderCosts(report([series('a\u001b[31mb', '1')]), 80)).not.toContain('\u001b');
  });
});
