import { type Decimal, parseDecimal } from '../../text/decimal.ts';
import { type JsonObject, objectOf } from '../../text/json.ts';
import { incompleteResponseError } from '../errors.ts';
import { type ApiResponse, listOf, type OpenApi, textOf } from '../model.ts';
import type { Granularity } from './periods.ts';

export const costPath = '/v4/costs/cost-analysed-bills/query';

/**
 * The dimensions that costs can be grouped and filtered by: koo's names, and Huawei's keys.
 *
 * @see https://support.huaweicloud.com/api-oce/costm_00014.html
 */
export const costDimensions = {
  service: 'CLOUD_SERVICE_TYPE',
  'resource-type': 'RESOURCE_TYPE',
  resource: 'RESOURCE_ID',
  spec: 'RES_SPEC_CODE',
  region: 'REGION_CODE',
  az: 'AZ_CODE',
  'enterprise-project': 'ENTERPRISE_PROJECT_ID',
  account: 'ASSOCIATED_ACCOUNT',
  payer: 'PAYER_ACCOUNT_ID',
  'charging-mode': 'CHARGING_MODE',
  'usage-type': 'USAGE_TYPE',
  'bill-type': 'BILL_TYPE',
  entity: 'BE_ID',
} as const;

/** Keys that only filters have. */
export const filterKeys = { tag: 'RESOURCE_TAG', 'cost-unit': 'COST_UNIT' } as const;

export const costTypes = { original: 'ORIGINAL_COST', amortized: 'AMORTIZED_COST' } as const;
export const amountTypes = { payable: 'PAYMENT_AMOUNT', net: 'NET_AMOUNT' } as const;

/** Most values of a page, and the last offset that the call takes. */
const pageSize = 1000;
const lastOffset = 200_000;

export interface CostGroup {
  readonly type: 'dimension' | 'tag' | 'cost_unit';
  readonly key: string;
}

export interface CostFilter {
  readonly key: string;
  readonly values: readonly string[];
  /** Whether costs with one of the values are left out, and not kept. */
  readonly exclude: boolean;
}

export interface CostQuery {
  readonly granularity: Granularity;
  readonly from: string;
  readonly to: string;
  /** One or two. */
  readonly groupBy: readonly CostGroup[];
  readonly costType: keyof typeof costTypes;
  readonly amountType: keyof typeof amountTypes;
  readonly filters: readonly CostFilter[];
}

/** The cost of one group in one month or day. */
export interface Cost {
  readonly period: string;
  readonly amount: Decimal;
  /** At list prices; absent if the server gives none. */
  readonly official?: Decimal;
}

/** The costs of one value of the first grouping (and one of the second). */
export interface CostSeries {
  readonly values: readonly string[];
  readonly costs: readonly Cost[];
}

export interface CostPage {
  readonly currency: string;
  /** Number of series on all pages. */
  readonly total: number;
  readonly series: readonly CostSeries[];
}

/**
 * Queries the costs of the account itself, page by page, until every series is there.
 *
 * @param language `zh_CN` or `en_US`
 * @throws KooError; (business, `INCOMPLETE_ANSWER`) when pages end before the total, or an amount is not a number
 * @see https://support.huaweicloud.com/api-oce/costm_00014.html
 */
export async function* queryCosts(
  api: OpenApi,
  query: CostQuery,
  language: string,
): AsyncGenerator<CostPage> {
  for (let offset = 0; ; ) {
    const response = await api.call({
      method: 'POST',
      path: costPath,
      host: 'bss',
      headers: [['X-Language', language]],
      body: JSON.stringify(requestBody(query, offset)),
      idempotent: true,
    });
    const page = readPage(response, query.groupBy);
    yield page;
    offset += page.series.length;
    if (offset >= page.total) return;
    // An empty page would be asked for forever; costs beyond the last offset cannot be asked for.
    if (page.series.length === 0 || offset > lastOffset) throw incompleteResponseError(response, 'cost_data');
  }
}

function requestBody(query: CostQuery, offset: number): JsonObject {
  const { granularity, from, to, groupBy, costType, amountType, filters } = query;
  return {
    time_condition: { time_measure_id: granularity === 'day' ? 1 : 2, begin_time: from, end_time: to },
    groupby: groupBy.map(({ type, key }) => ({ type, key })),
    cost_type: costTypes[costType],
    amount_type: amountTypes[amountType],
    ...(filters.length > 0 && {
      filters: filters.map(({ key, values, exclude }) => ({
        operator: exclude ? 1 : 0,
        filter_factor: { key, value: values },
      })),
    }),
    offset,
    limit: pageSize,
  };
}

function readPage(response: ApiResponse, groupBy: readonly CostGroup[]): CostPage {
  const { json = {} } = response;
  const total = readCount(response, 'total_count');
  const series = listOf(json.cost_data).map((item): CostSeries => {
    const { dimensions, costs } = objectOf(item);
    const pairs = listOf(dimensions).map(objectOf);
    return {
      // Under which key the answer gives a tag or a cost unit is not documented: then its place decides.
      values: groupBy.map(({ key }, index) => {
        const named = pairs.find((pair) => pair.key === key) ?? pairs[index];
        return textOf(named?.value) ?? '';
      }),
      costs: listOf(costs).map((one) => readCost(objectOf(one), response)),
    };
  });
  return { currency: textOf(json.currency) ?? '', total, series };
}

/** @throws KooError (business, `INCOMPLETE_ANSWER`) */
export function readCount(response: ApiResponse, name: string): number {
  const count = Number(textOf(response.json?.[name]) ?? Number.NaN);
  if (Number.isSafeInteger(count)) return count;
  throw incompleteResponseError(response, name);
}

function readCost(
  { time_dimension_value, amount, official_amount }: JsonObject,
  response: ApiResponse,
): Cost {
  const read = parseDecimal(textOf(amount) ?? '');
  const period = textOf(time_dimension_value);
  if (!read || period === undefined) throw incompleteResponseError(response, 'amount');
  const official = parseDecimal(textOf(official_amount) ?? '');
  return { period, amount: read, ...(official && { official }) };
}
