import { ignoreKooError, usageError } from '../../../src/errors/koo-error.ts';
import { queryAssets } from '../../../src/openapi/assets.ts';
import {
  fetchConsumingCustomers,
  fetchConsumptionDetails,
  fetchMonthlySums,
} from '../../../src/openapi/billing/consumption.ts';
import { type CostQuery, type CostSeries, queryCosts } from '../../../src/openapi/billing/costs.ts';
import { costRows, reportCosts } from '../../../src/openapi/billing/report.ts';
import { responseError } from '../../../src/openapi/errors.ts';
import { fetchAccount, isSeller } from '../../../src/openapi/identity.ts';
import { activateLicense, queryLicense, queryLicenses } from '../../../src/openapi/licenses.ts';
import { type ApiResponse, type OpenApi, readEnvelope } from '../../../src/openapi/model.ts';
import { queryMockOrder, queryOrder } from '../../../src/openapi/orders.ts';
import { pushLegacyUsageRecords } from '../../../src/openapi/usage.ts';
import { readRejections } from '../../../src/openapi/usage-response.ts';
import {
  adjustStock,
  allProducts,
  createUsers,
  getConfiguration,
  getProduct,
  listAttributes,
  userPages,
} from '../../../src/seller/client.ts';
import { parseExactJson } from '../../../src/text/json.ts';
import { verbatim } from '../../../src/text/translate.ts';
import { assertThat, type Target, textOf } from '../target.ts';
import { now } from './requests.ts';

/** Pages that a call may ask for: the server of this target never comes to an end. */
const maxPages = 20;

const user = { account_name: 'hw001', account_id: '0123456789abcdef0123456789abcdef' };
const costs = {
  granularity: 'month',
  from: '2025-01',
  to: '2025-12',
  groupBy: [{ type: 'dimension', key: 'CLOUD_SERVICE_TYPE' }],
  costType: 'original',
  amountType: 'payable',
  filters: [],
} as const satisfies CostQuery;

const usageBody = Buffer.from('{"usage_records":[{"metering_sn":"a"},{"metering_sn":"1"}]}');

/** What koo asks the open API for. */
const calls: readonly ((api: OpenApi) => Promise<unknown>)[] = [
  (api) => queryOrder(api, { orderId: 'CS1' }),
  queryMockOrder,
  (api) => activateLicense(api, 'L-1'),
  (api) => queryLicense(api, 'L-1'),
  (api) => queryLicenses(api, ['L-1', 'L-2']),
  (api) => queryAssets(api, { assetId: 'a', type: 'image' }),
  (api) => pushLegacyUsageRecords(api, usageBody),
  fetchAccount,
  isSeller,
  (api) => fetchMonthlySums(api, { cycle: '2025-12' }),
  (api) => fetchConsumingCustomers(api, '2025-12', 'en_US'),
  (api) => fetchConsumptionDetails(api, { bill_cycle: '2025-12' }, 'en_US'),
  reportedCosts,
  (api) => collected(allProducts(api)),
  (api) => getProduct(api, 'p'),
  (api) => getConfiguration(api, 'p'),
  (api) => collected(userPages(api, 'p', { list: 'audience' })),
  (api) => createUsers(api, 'p', { list: 'audience' }, [user]),
  (api) => adjustStock(api, 'p', { delta: 1, note: 'n', request_id: 'r' }),
  listAttributes,
];

const product = {
  id: 'p',
  name: { en: 'P', zh: 'P' },
  status: 'on_sale',
  kind: 'saas',
  skus: [],
  version: '1',
};
const bodies: readonly unknown[] = [
  {
    resultCode: 'MKT.0000',
    resultMsg: 'Success',
    orderInfo: { orderId: 'CS1', orderLine: [{ orderLineId: 'l', chargingMode: 1 }] },
  },
  { error_code: 'MKT.0000', error_msg: 'Success', request_id: 'r', data: { users: [user], version: '1' } },
  { error_code: 'MKT.0000', data: { products: [product], total_count: 1e9 } },
  { error_code: '92020000', data: [{ license: 'L-1', status: 1 }], license: 'L-1' },
  { error_code: 'MKT.0151', error_msg: 'No authority', request_id: 'r' },
  {
    error_code: 'APIGW.0301',
    error_msg: 'Incorrect IAM authentication information: verify aksk signature fail',
  },
  {
    error: {
      code: 401,
      title: 'Unauthorized',
      message: 'The request you have made requires authentication.',
    },
  },
  { domains: [{ id: user.account_id, name: 'shop', enabled: true }] },
  { data: [{ asset_id: 'a', software_pkg_deployed_object: { internal_path: 'https:\\u002F\\u002Fx' } }] },
  {
    currency: 'CNY',
    total_count: 2,
    cost_data: [
      {
        dimensions: [{ key: 'CLOUD_SERVICE_TYPE', value: 'S' }],
        costs: [{ time_dimension_value: '2025-01', amount: '12.50', official_amount: 13 }],
      },
    ],
  },
  {
    count: 1,
    currency: 'CNY',
    bill_sums: [{ customer_id: 'c', amount: 12.5 }],
    sub_customers: [],
    monthly_records: [],
  },
  { error_code: 'MKT.0000', fail_list: [{ metering_sn: 'sn-1', code: '7', msg: 'expired' }] },
];

/** A response of the open API, for every call. */
export const apiResponse: Target = {
  seeds: () => ['{"error_code":"MKT.0000"}', '<html>', ...bodies.map((body) => JSON.stringify(body))],
  tokens: [
    ...[
      '"error_code":',
      '"MKT.0000"',
      '"resultCode":',
      '"data":',
      '"data":[]',
      '"request_id":',
      '"total_count":-1',
    ],
    ...[
      '"__proto__":{}',
      '"constructor"',
      '"CBC.0000"',
      '"92020000"',
      '"users":',
      '"version":',
      'canonical request',
    ],
  ],
  async run(input) {
    const text = textOf(input);
    const call = calls[input.length % calls.length];
    let pages = 0;
    let last: ApiResponse | undefined;
    const api: OpenApi = {
      call: async (request) => {
        pages += 1;
        if (pages > maxPages) throw endless;
        const parse = request.host === 'bss' ? parseExactJson : JSON.parse;
        const status = text.includes('"error"') ? 401 : 200;
        const response = { status, headers: {}, text, attempts: 1, ...readEnvelope(text, {}, parse) };
        last = response;
        const error = responseError(request, response, now);
        if (error) throw error;
        return response;
      },
      close: async () => {},
    };
    const result = await call?.(api).catch(ignoreKooError);
    assertThat(JSON.stringify(result ?? null) !== undefined, 'a result can be printed');
    if (last) readRejections(last, usageBody);
  },
};

const endless = usageError('ENDLESS', verbatim(''), verbatim(''));

async function reportedCosts(api: OpenApi): Promise<unknown> {
  const series: CostSeries[] = [];
  let currency = '';
  for await (const page of queryCosts(api, costs, 'en_US')) {
    series.push(...page.series);
    currency = page.currency;
  }
  return costRows(reportCosts(costs, ['service'], currency, series));
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
