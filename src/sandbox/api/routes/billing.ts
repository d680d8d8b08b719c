import {
  chargeModes,
  customersPath,
  detailsPath,
  monthlySumPath,
} from '../../../openapi/billing/consumption.ts';
import { type CostGroup, costDimensions, costPath, filterKeys } from '../../../openapi/billing/costs.ts';
import { addMonths, dayOf, isPeriod, monthOf } from '../../../openapi/billing/periods.ts';
import { isObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import { both, verbatim } from '../../../text/translate.ts';
import { otherSeller, sandboxBuyer } from '../../state/accounts.ts';
import { type ResoldItem, storedCosts, storedResold } from '../../state/billing.ts';
import { isWithin } from '../billing/amounts.ts';
import { type CostRequest, costData } from '../billing/costs.ts';
import { activeItems, feeRecords, monthlySum } from '../billing/resold.ts';
import {
  type ApiCall,
  assertContentType,
  assertNoQuery,
  checkFields,
  type Field,
  missing,
  mustBe,
  oneOf,
  optional,
  type Route,
  readJson,
  readList,
  required,
  singleValues,
  textOf,
} from '../gateway/call.ts';
import { apiError, type ResponseBody } from '../gateway/codes.ts';

const wrong = 'CBC.0100';

const costKeys: readonly string[] = Object.values(costDimensions);
const costFilterKeys: readonly string[] = [...costKeys, ...Object.values(filterKeys)];

/**
 * The billing service: costs of the account itself, and what the customers of a partner consume. What the documents leave
 * open is decided here: a tag or cost unit that a cost does not have is an empty value; only months and days with a cost
 * are listed; time is Beijing's; the account of the sandbox's buyer has no Cost Center, and only its seller is a partner.
 *
 * @see https://support.huaweicloud.com/api-oce/costm_00014.html
 * @see https://support.huaweicloud.com/api-bpconsole/cb_020001.html
 * @see https://support.huaweicloud.com/api-bpconsole/mt_000503.html
 * @see https://support.huaweicloud.com/api-bpconsole/mt_000502.html
 */
export const billingRoutes: readonly Route[] = [
  { method: 'POST', path: costPath, family: 'billing', handle: queryCosts },
  { method: 'GET', path: monthlySumPath, family: 'billing', handle: sumMonth },
  { method: 'POST', path: customersPath, family: 'billing', handle: listCustomers },
  { method: 'GET', path: detailsPath, family: 'billing', handle: listDetails },
];

function queryCosts(call: ApiCall): ResponseBody {
  const body = readBody(call);
  checkFields(
    body,
    [
      required('time_condition'),
      required('groupby'),
      required('cost_type', 256),
      required('amount_type', 256),
      optional('filters'),
      optional('offset'),
      optional('limit'),
    ],
    wrong,
  );
  const request: CostRequest = {
    ...readTime(body.time_condition),
    groupBy: readGroups(body.groupby),
    amortized:
      oneOf(body.cost_type, 'cost_type', ['ORIGINAL_COST', 'AMORTIZED_COST'], wrong) === 'AMORTIZED_COST',
    net: oneOf(body.amount_type, 'amount_type', ['PAYMENT_AMOUNT', 'NET_AMOUNT'], wrong) === 'NET_AMOUNT',
    filters: readFilters(body.filters),
  };
  const page = readPage(body, 200_000, 1000);
  if (call.account.id === sandboxBuyer.id) throw apiError('CBC.18000014');
  const all = costData(storedCosts(call.database, call.account.id), request, call.now);
  return { currency: 'CNY', total_count: all.length, cost_data: page(all) };
}

function readTime(value: JsonValue | undefined): Pick<CostRequest, 'granularity' | 'begin' | 'end'> {
  const time = asObject(value, 'time_condition');
  const fields = ['time_measure_id', 'begin_time', 'end_time'].map((name) => required(name));
  checkFields(time, fields, wrong, 'time_condition.');
  const { time_measure_id: measure } = time;
  if (measure !== 1 && measure !== 2) throw invalid('time_condition.time_measure_id', '1, 2');
  const granularity = measure === 1 ? 'day' : 'month';
  const [begin, end] = [textOf(time, 'begin_time'), textOf(time, 'end_time')];
  for (const [name, period] of Object.entries({ begin_time: begin, end_time: end })) {
    const form = granularity === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM';
    if (!isPeriod(period, granularity)) throw invalid(`time_condition.${name}`, form);
  }
  if (begin > end) throw apiError(wrong, both('begin_time is after end_time'));
  return { granularity, begin, end };
}

function readGroups(value: JsonValue | undefined): readonly CostGroup[] {
  const groups = readList(value, 'groupby', 2, wrong).map((item, index): CostGroup => {
    const at = `groupby[${index}]`;
    const group = asObject(item, at);
    checkFields(group, [required('type', 64), required('key', 128)], wrong, `${at}.`);
    const type = oneOf(group.type, `${at}.type`, ['dimension', 'tag', 'cost_unit'] as const, wrong);
    if (type === 'dimension') oneOf(group.key, `${at}.key`, costKeys, wrong);
    return { type, key: textOf(group, 'key') };
  });
  const [first, second] = groups;
  if (first && second?.type === first.type && (first.type !== 'dimension' || first.key === second.key))
    throw apiError(wrong, both('groupby has {type} twice', { type: first.type }));
  return groups;
}

function readFilters(value: JsonValue | undefined): CostRequest['filters'] {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return [];
  return readList(value, 'filters', 100, wrong).map((item, index) => {
    const at = `filters[${index}]`;
    const filter = asObject(item, at);
    checkFields(filter, [required('operator'), required('filter_factor')], wrong, `${at}.`);
    if (filter.operator !== 0 && filter.operator !== 1) throw invalid(`${at}.operator`, '0, 1');
    const factor = asObject(filter.filter_factor, `${at}.filter_factor`);
    checkFields(factor, [required('key'), required('value')], wrong, `${at}.filter_factor.`);
    const name = `${at}.filter_factor.value`;
    const values = readList(factor.value, name, Number.POSITIVE_INFINITY, wrong).map((one) => {
      if (typeof one !== 'string') throw apiError(wrong, mustBe(name, both('a list of strings')));
      return one;
    });
    return {
      key: oneOf(factor.key, `${at}.filter_factor.key`, costFilterKeys, wrong),
      values,
      exclude: filter.operator === 1,
    };
  });
}

const paging = [optional('offset', 10), optional('limit', 10)];

function sumMonth(call: ApiCall): ResponseBody {
  const query = readQuery(call, [
    required('cycle', 10),
    required('charge_mode', 4),
    optional('bill_type', 1),
    optional('customer_id', 64),
    optional('cloud_service_type', 256),
    optional('indirect_partner_id', 64),
    ...paging,
  ]);
  const month = readMonth(query, 'cycle');
  const mode = oneOf(query.charge_mode, 'charge_mode', Object.values(chargeModes), wrong);
  if (textOf(query, 'bill_type') !== '') oneOf(query.bill_type, 'bill_type', ['0', '1', '2'], wrong);
  const page = readPage(query, Number.MAX_SAFE_INTEGER, 100);
  const items = itemsOf(call, textOf(query, 'indirect_partner_id')).filter(
    (item) =>
      item.association === 'resell' &&
      item.chargeMode === mode &&
      isWanted(query, 'bill_type', item.billType) &&
      isWanted(query, 'customer_id', item.customer) &&
      isWanted(query, 'cloud_service_type', item.service),
  );
  const sums = activeItems(items, month, call.now).map((item) => monthlySum(item, month, call.now));
  return { count: sums.length, currency: 'CNY', bill_sums: page(sums) };
}

function listCustomers(call: ApiCall): ResponseBody {
  const body = readBody(call);
  checkFields(body, [required('bill_cycle', 10), optional('offset'), optional('limit')], wrong);
  const month = readMonth(body, 'bill_cycle');
  const page = readPage(body, 2_147_483_646, 100);
  const customers = activeItems(itemsOf(call, undefined), month, call.now).map(({ customer }) => customer);
  const all = [...new Set(customers)].toSorted().map((customer_id) => ({ customer_id }));
  return { total_count: all.length, sub_customers: page(all) };
}

const detailMonths = 18;

function listDetails(call: ApiCall): ResponseBody {
  const query = readQuery(call, [
    required('bill_cycle', 7),
    required('customer_id', 64),
    ...[
      'service_type_code',
      'region_code',
      'charging_mode',
      'bill_detail_type',
      'resource_id',
      'resource_name',
    ].map((name) => optional(name, 256)),
    ...['trade_id', 'account_manager_id', 'association_type', 'indirect_partner_id'].map((name) =>
      optional(name, 64),
    ),
    optional('bill_date_begin', 10),
    optional('bill_date_end', 10),
    ...paging,
  ]);
  const month = readMonth(query, 'bill_cycle');
  if (month < addMonths(monthOf(dayOf(call.now)), -detailMonths))
    throw apiError(wrong, both('bill_cycle is more than 18 months ago'));
  const isInDates = readDates(query, month);
  const page = readPage(query, Number.MAX_SAFE_INTEGER, 100);
  const wanted = ['service_type_code', 'region_code', 'charging_mode', 'bill_detail_type', 'resource_id'];
  const records = itemsOf(call, textOf(query, 'indirect_partner_id'))
    .filter(({ customer }) => customer === query.customer_id)
    .flatMap((item) => feeRecords(item, month, call.now))
    .filter((record) => isInDates(String(record.trade_time).slice(0, 10)))
    .filter((record) =>
      [...wanted, 'resource_name', 'trade_id', 'association_type'].every((name) =>
        isWanted(query, name, String(record[name])),
      ),
    );
  return { total_count: records.length, currency: 'CNY', fee_records: page(records) };
}

/** Reads a range of dates within the month; both are given, or none. */
function readDates(query: JsonObject, month: string): (day: string) => boolean {
  const [begin, end] = [textOf(query, 'bill_date_begin'), textOf(query, 'bill_date_end')];
  if (begin === '' && end === '') return () => true;
  for (const [name, day] of Object.entries({ bill_date_begin: begin, bill_date_end: end })) {
    if (day === '') throw apiError(wrong, missing(name));
    if (!isPeriod(day, 'day') || monthOf(day) !== month) throw invalid(name, `${month}-DD`);
  }
  return (day) => isWithin(day, begin, end);
}

/**
 * Returns the consumption of the caller's customers, or of those of one of its resellers.
 *
 * @throws ApiError for an account that is no partner
 */
function itemsOf({ account, database }: ApiCall, reseller: string | undefined): readonly ResoldItem[] {
  if (account.id === otherSeller.id) throw apiError('CBC.5001');
  if (!account.seller) throw apiError('CBC.0151', both('the account is not a partner'));
  const items = storedResold(database, account.id);
  if (reseller === undefined) return items;
  if (reseller !== '' && !items.some((item) => item.reseller === reseller))
    throw apiError('CBC.99000037', both('the account has no reseller {reseller}', { reseller }));
  return items.filter((item) => (item.reseller ?? '') === reseller);
}

function readBody({ headers, url, body }: ApiCall): JsonObject {
  assertContentType(headers, 'application/json', wrong);
  assertNoQuery(url, wrong);
  return readJson(body, wrong);
}

function readQuery({ url }: ApiCall, fields: readonly Field[]): JsonObject {
  const query = singleValues(url.searchParams, wrong);
  checkFields(query, fields, wrong);
  return query;
}

function readMonth(from: JsonObject, name: string): string {
  const month = textOf(from, name);
  if (!isPeriod(month, 'month')) throw invalid(name, 'YYYY-MM');
  return month;
}

/**
 * Reads `offset` and `limit`, which are numbers in a body and texts in a query, and returns a function that cuts out
 * the page.
 */
function readPage(
  from: JsonObject,
  lastOffset: number,
  maxLimit: number,
): <T>(all: readonly T[]) => readonly T[] {
  const offset = integer(from, 'offset', 0, lastOffset) ?? 0;
  const limit = integer(from, 'limit', 1, maxLimit) ?? 10;
  return (all) => all.slice(offset, offset + limit);
}

function integer(from: JsonObject, name: string, min: number, max: number): number | undefined {
  const value = from[name];
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < min || number > max)
    throw invalid(name, `${min}–${max}`);
  return number;
}

function isWanted(query: JsonObject, name: string, value: string): boolean {
  const wanted = textOf(query, name);
  return wanted === '' || wanted === value;
}

function asObject(value: JsonValue | undefined, name: string): JsonObject {
  if (!isObject(value)) throw apiError(wrong, mustBe(name, both('an object')));
  return value;
}

function invalid(name: string, form: string) {
  return apiError(wrong, mustBe(name, verbatim(form)));
}
