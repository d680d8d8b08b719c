import { KooError } from '../../errors/koo-error.ts';
import { given, type JsonObject, type JsonValue, objectOf } from '../../text/json.ts';
import { incompleteResponseError } from '../errors.ts';
import { type ApiCall, listOf, type OpenApi, textOf } from '../model.ts';
import { readCount } from './costs.ts';

export const monthlySumPath = '/v2/bills/partner-bills/subcustomer-bills/monthly-sum';
export const customersPath = '/v2/bills/subcustomer-bills/res-fee-records/sub-customers/query';
export const detailsPath = '/v2/bills/subcustomer-bills/res-fee-records';

/** Charge modes of the monthly sums: one call for each. */
export const chargeModes = { yearly: '1', 'on-demand': '3', 'savings-plan': '11' } as const;
export const billTypes = { consumption: '0', unsubscription: '1', 'write-off': '2' } as const;

const pageSize = 100;

/** All rows of a list, and the currency of its amounts where it has any. */
export interface ConsumptionRows {
  readonly currency?: string;
  readonly rows: readonly JsonObject[];
}

type Parameters = Readonly<Record<string, string | undefined>>;

/**
 * Fetches the monthly sums of resold customers for one charge mode. Numbers keep their text.
 *
 * @param parameters under Huawei's names: `cycle`, `charge_mode`, …
 * @see https://support.huaweicloud.com/api-bpconsole/cb_020001.html
 */
export function fetchMonthlySums(api: OpenApi, parameters: Parameters): Promise<ConsumptionRows> {
  return fetchAll(api, (page) => getCall(monthlySumPath, parameters, page), 'bill_sums', 'count');
}

/**
 * Fetches the resold customers with consumption in a month, former ones included.
 *
 * @see https://support.huaweicloud.com/api-bpconsole/mt_000503.html
 */
export function fetchConsumingCustomers(
  api: OpenApi,
  month: string,
  language: string,
): Promise<ConsumptionRows> {
  const call = (page: Page): ApiCall => ({
    method: 'POST',
    path: customersPath,
    host: 'bss',
    headers: [['X-Language', language]],
    body: JSON.stringify({ bill_cycle: month, ...page }),
    idempotent: true,
  });
  return fetchAll(api, call, 'sub_customers', 'total_count');
}

/**
 * Fetches the consumption records of one customer in a month. Numbers keep their text.
 *
 * @param parameters under Huawei's names: `bill_cycle`, `customer_id`, …
 * @see https://support.huaweicloud.com/api-bpconsole/mt_000502.html
 */
export function fetchConsumptionDetails(
  api: OpenApi,
  parameters: Parameters,
  language: string,
): Promise<ConsumptionRows> {
  const call = (page: Page): ApiCall => ({
    ...getCall(detailsPath, parameters, page),
    headers: [['X-Language', language]],
  });
  return fetchAll(api, call, 'fee_records', 'total_count');
}

/**
 * Whether an error says that the account has no resold consumption: HTTP 403 of the billing service, or `CBC.5001`,
 * which comes with HTTP 200. A rejected token is another matter, as is a 403 of the gateway or of a proxy.
 *
 * @see https://support.huaweicloud.com/api-bpconsole/cb_020001.html
 */
export function isNoPartner(error: unknown): error is KooError {
  if (!(error instanceof KooError)) return false;
  const { resultCode = '', details } = error.facts;
  const { status } = objectOf(details as JsonValue | undefined);
  return (
    resultCode === 'CBC.5001' ||
    (status === 403 && resultCode.startsWith('CBC.') && resultCode !== 'CBC.0154')
  );
}

interface Page {
  readonly offset: number;
  readonly limit: number;
}

function getCall(path: string, parameters: Parameters, { offset, limit }: Page): ApiCall {
  const query = given<Parameters>({ ...parameters, offset: String(offset), limit: String(limit) });
  return { method: 'GET', path, host: 'bss', query: Object.entries(query), idempotent: true };
}

/** Fetches page by page until the total; a list that ends before it is an error, not a short list. */
async function fetchAll(
  api: OpenApi,
  callOf: (page: Page) => ApiCall,
  listName: string,
  countName: string,
): Promise<ConsumptionRows> {
  const rows: JsonObject[] = [];
  for (;;) {
    const response = await api.call(callOf({ offset: rows.length, limit: pageSize }));
    const { json = {} } = response;
    const total = readCount(response, countName);
    const page = listOf(json[listName]).map((row) => exactRow(objectOf(row)));
    rows.push(...page);
    const currency = textOf(json.currency);
    if (rows.length >= total) return { ...given({ currency }), rows };
    if (page.length === 0) throw incompleteResponseError(response, listName);
  }
}

/** A row whose amounts are text, also where a number would have kept all its digits: one type for each field. */
function exactRow(row: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, exactValue(name, value)]));
}

function exactValue(name: string, value: JsonValue): JsonValue {
  if (name.endsWith('_details')) return listOf(value).map((item) => exactRow(objectOf(item)));
  return typeof value === 'number' && /amount|usage/.test(name) ? String(value) : value;
}
