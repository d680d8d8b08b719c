import { compareDecimals, formatDecimal, sumDecimals } from '../../text/decimal.ts';
import type { CostQuery, CostSeries } from './costs.ts';
import type { Granularity } from './periods.ts';

/** An amount of a month or a day. */
export interface PeriodAmount {
  /** `YYYY-MM` or `YYYY-MM-DD`. */
  readonly period: string;
  /** Decimal number as text. */
  readonly amount: string;
  /** The same at list prices. */
  readonly officialAmount?: string;
}

/** The costs of one value of the first grouping, and one of the second. */
export interface CostGroupReport {
  /** By the names of `groupBy`; empty for costs without a value. */
  readonly values: Readonly<Record<string, string>>;
  /** Sum of all periods, exact; decimal number as text. */
  readonly amount: string;
  readonly periods: readonly PeriodAmount[];
}

/** Costs of the account, with exact sums. */
export interface CostReport {
  readonly from: string;
  readonly to: string;
  readonly granularity: Granularity;
  readonly costType: CostQuery['costType'];
  readonly amountType: CostQuery['amountType'];
  readonly currency: string;
  readonly groupBy: readonly string[];
  /** Sum of all costs, exact; decimal number as text. */
  readonly total: string;
  /** The sum of all groups in each period that has costs. */
  readonly periods: readonly PeriodAmount[];
  /** The highest amount first. */
  readonly groups: readonly CostGroupReport[];
}

/** Adds up the costs of a query, exactly. @param names of the groupings, in the order of the query */
export function reportCosts(
  query: CostQuery,
  names: readonly string[],
  currency: string,
  series: readonly CostSeries[],
): CostReport {
  const groups = series
    .map(({ values, costs }) => ({ values, costs, sum: sumDecimals(costs.map(({ amount }) => amount)) }))
    .toSorted((a, b) => compareDecimals(b.sum, a.sum));
  const { from, to, granularity, costType, amountType } = query;
  return {
    from,
    to,
    granularity,
    costType,
    amountType,
    currency,
    groupBy: names,
    total: formatDecimal(sumDecimals(groups.map(({ sum }) => sum))),
    periods: sumPeriods(series),
    groups: groups.map(({ values, costs, sum }) => ({
      values: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
      amount: formatDecimal(sum),
      periods: costs.map(({ period, amount, official }) => ({
        period,
        amount: formatDecimal(amount),
        ...(official && { officialAmount: formatDecimal(official) }),
      })),
    })),
  };
}

function sumPeriods(series: readonly CostSeries[]): readonly PeriodAmount[] {
  const costs = series.flatMap((one) => one.costs);
  return [...Map.groupBy(costs, ({ period }) => period)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([period, all]) => ({
      period,
      amount: formatDecimal(sumDecimals(all.map(({ amount }) => amount))),
    }));
}

/** A row for each group and period, for CSV and other formats of lines. */
export function costRows({ groups, currency }: CostReport): readonly Readonly<Record<string, string>>[] {
  return groups.flatMap(({ values, periods }) => periods.map((one) => ({ ...values, ...one, currency })));
}
