import { dayOf, type Granularity, monthOf } from '../../../openapi/billing/periods.ts';
import { formatMoney } from '../../../text/decimal.ts';
import { type JsonObject, own } from '../../../text/json.ts';
import type { CostItem } from '../../state/billing.ts';
import { activeMonths, dailyUnits, isWithin, lastDay, scale, unitsOf } from './amounts.ts';

export interface CostRequest {
  readonly granularity: Granularity;
  readonly begin: string;
  readonly end: string;
  readonly groupBy: readonly { readonly type: string; readonly key: string }[];
  readonly amortized: boolean;
  readonly net: boolean;
  readonly filters: readonly {
    readonly key: string;
    readonly values: readonly string[];
    readonly exclude: boolean;
  }[];
}

interface Sums {
  amount: bigint;
  official: bigint;
}

/** The members of `cost_data` for a query, ordered by their values. */
export function costData(items: readonly CostItem[], request: CostRequest, now: Date): readonly JsonObject[] {
  const groups = new Map<string, Map<string, Sums>>();
  for (const item of items) {
    if (!request.filters.every((filter) => matches(item, filter))) continue;
    const values = request.groupBy.map(({ type, key }) => valueUnder(item, type, key));
    const name = JSON.stringify(values);
    const periods = groups.get(name) ?? new Map<string, Sums>();
    addCosts(periods, item, request, lastDay(dayOf(now), request.amortized));
    if (periods.size > 0) groups.set(name, periods);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, periods]) => {
      const values = JSON.parse(name) as string[];
      return costOf(request, values, periods);
    });
}

function costOf(
  { groupBy, granularity }: CostRequest,
  values: readonly string[],
  periods: ReadonlyMap<string, Sums>,
): JsonObject {
  const all = [...periods].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const total = (name: keyof Sums) => money(all.reduce((sum, [, sums]) => sum + sums[name], 0n));
  return {
    dimensions: groupBy.map(({ key }, index) => ({ key, value: values[index] ?? '' })),
    costs: all.map(([period, { amount, official }]) => ({
      time_dimension_value: period,
      time_measure_id: granularity === 'day' ? 1 : 2,
      amount: money(amount),
      official_amount: money(official),
    })),
    amount_by_costs: total('amount'),
    official_amount_by_costs: total('official'),
  };
}

function addCosts(periods: Map<string, Sums>, item: CostItem, request: CostRequest, until: string): void {
  const { granularity, begin, end, amortized, net } = request;
  const amount = unitsOf((net ? item.net : undefined) ?? item.payable);
  const official = unitsOf(item.official ?? item.payable);
  for (const month of activeMonths(
    item,
    monthOf(begin),
    [monthOf(end), monthOf(until)].toSorted()[0] ?? '',
  )) {
    const officials = new Map(dailyUnits(item, official, month, until, amortized));
    for (const [day, units] of dailyUnits(item, amount, month, until, amortized)) {
      if (!isWithin(day, begin, end)) continue;
      const period = granularity === 'day' ? day : month;
      const sums = periods.get(period) ?? { amount: 0n, official: 0n };
      sums.amount += units;
      sums.official += officials.get(day) ?? 0n;
      periods.set(period, sums);
    }
  }
}

function valueUnder({ dimensions, tags, costUnits }: CostItem, type: string, key: string): string {
  const record: Readonly<Record<string, string | undefined>> =
    type === 'tag' ? tags : type === 'cost_unit' ? costUnits : dimensions;
  return own(record, key) ?? '';
}

/** The form of a tag or a cost unit in a filter is not documented: here it is `KEY` or `KEY=VALUE`. */
function matches(item: CostItem, { key, values, exclude }: CostRequest['filters'][number]): boolean {
  const pairs = (record: Readonly<Record<string, string>>) =>
    Object.entries(record).flatMap(([name, value]) => [name, `${name}=${value}`]);
  const own =
    key === 'RESOURCE_TAG'
      ? pairs(item.tags)
      : key === 'COST_UNIT'
        ? pairs(item.costUnits)
        : [valueUnder(item, 'dimension', key)];
  return values.some((value) => own.includes(value)) !== exclude;
}

function money(units: bigint): string {
  return formatMoney({ units, scale });
}
