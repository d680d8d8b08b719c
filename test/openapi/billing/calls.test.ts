import { afterEach, describe, expect, test } from 'vitest';
import {
  fetchConsumingCustomers,
  fetchConsumptionDetails,
  fetchMonthlySums,
  isNoPartner,
} from '../../../src/openapi/billing/consumption.ts';
import { type CostPage, type CostQuery, queryCosts } from '../../../src/openapi/billing/costs.ts';
import type { OpenApiOptions } from '../../../src/openapi/client.ts';
import type { ApiCall, ApiResponse, OpenApi } from '../../../src/openapi/model.ts';
import { type Site, siteOf } from '../../../src/openapi/sites.ts';
import { formatDecimal } from '../../../src/text/decimal.ts';
import { client, type Reply, serve } from '../server.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function against(replies: readonly (Reply | object | string)[], options: Partial<OpenApiOptions> = {}) {
  const server = await serve(
    replies.map((reply) =>
      reply === 'reset' || (typeof reply === 'object' && 'status' in reply)
        ? (reply as Reply)
        : { body: typeof reply === 'string' ? reply : JSON.stringify(reply) },
    ),
  );
  const made = client(server.url, options);
  closing.push(made.api.close, server.close);
  return { ...made, received: server.received };
}

const query: CostQuery = {
  granularity: 'month',
  from: '2026-01',
  to: '2026-02',
  groupBy: [{ type: 'dimension', key: 'CLOUD_SERVICE_TYPE' }],
  costType: 'original',
  amountType: 'net',
  filters: [],
};

const series = (value: string, amount: unknown = '1.10', key = 'CLOUD_SERVICE_TYPE') => ({
  dimensions: [{ key, value }],
  costs: [{ time_dimension_value: '2026-01', time_measure_id: 2, amount, official_amount: '2' }],
});
const page = (total: unknown, ...all: object[]) => ({ currency: 'CNY', total_count: total, cost_data: all });

async function collect(pages: AsyncGenerator<CostPage>): Promise<CostPage[]> {
  const all: CostPage[] = [];
  for await (const one of pages) all.push(one);
  return all;
}

describe('queryCosts', () => {
  test('sends the query, and reads amounts exactly', async () => {
    const { api, received } = await against([page(1, series('ecs', '9007199254740993.10'))]);
    const [only] = await collect(
      queryCosts(
        api,
        { ...query, filters: [{ key: 'REGION_CODE', values: ['a', 'b'], exclude: true }] },
        'en_US',
      ),
    );
    expect(
      only?.series.map(({ values, costs }) => [values, costs.map(({ amount }) => formatDecimal(amount))]),
    ).toEqual([[['ecs'], ['9007199254740993.10']]]);
    expect(received[0]).toMatchObject({ method: 'POST', headers: { 'x-language': 'en_US' } });
    expect(received[0]?.url.pathname).toBe('/v4/costs/cost-analysed-bills/query');
    expect(JSON.parse(String(received[0]?.body))).toEqual({
      time_condition: { time_measure_id: 2, begin_time: '2026-01', end_time: '2026-02' },
      groupby: [{ type: 'dimension', key: 'CLOUD_SERVICE_TYPE' }],
      cost_type: 'ORIGINAL_COST',
      amount_type: 'NET_AMOUNT',
      filters: [{ operator: 1, filter_factor: { key: 'REGION_CODE', value: ['a', 'b'] } }],
      offset: 0,
      limit: 1000,
    });
  });

  test('asks for pages until the total, and sends no empty filters', async () => {
    const { api, received } = await against([page(3, series('a'), series('b')), page(3, series('c'))]);
    expect(await collect(queryCosts(api, query, 'zh_CN'))).toHaveLength(2);
    const bodies = received.map(({ body }) => JSON.parse(String(body)));
    expect(bodies.map(({ offset }) => offset)).toEqual([0, 2]);
    expect(bodies[0]).not.toHaveProperty('filters');
  });

  test('no costs are one empty page', async () => {
    const { api } = await against([page(0)]);
    expect(await collect(queryCosts(api, query, 'zh_CN'))).toMatchObject([{ total: 0, series: [] }]);
  });

  test.each([
    ['pages that end before the total', [page(3, series('a')), page(3)]],
    ['no total', [{ currency: 'CNY', cost_data: [] }]],
    ['an amount that is not a number', [page(1, series('a', 'n/a'))]],
    ['an amount that is missing', [page(1, series('a', null))]],
    ['an amount without a period', [page(1, { dimensions: [], costs: [{ amount: '1' }] })]],
    ['a total that is not a number', [page('many', series('a'))]],
  ])('%s: an error, not a smaller sum', async (_, replies) => {
    const { api } = await against(replies);
    await expect(collect(queryCosts(api, query, 'zh_CN'))).rejects.toMatchObject({
      facts: { code: 'INCOMPLETE_ANSWER' },
    });
  });

  test('reads costs up to the last offset, and does not leave out the rest in silence', async () => {
    const offsets: number[] = [];
    const pageOf = async (total: number, { body }: ApiCall): Promise<ApiResponse> => {
      offsets.push(JSON.parse(String(body)).offset);
      const all = Array.from({ length: 100_000 }, () => ({ dimensions: [], costs: [] }));
      const json = { currency: 'CNY', total_count: total, cost_data: all };
      return { status: 200, headers: {}, text: '', code: '', message: '', attempts: 1, json };
    };
    const api = (total: number) => ({ call: (call: ApiCall) => pageOf(total, call), close: async () => {} });
    expect(await collect(queryCosts(api(300_000), query, 'zh_CN'))).toHaveLength(3);
    await expect(collect(queryCosts(api(300_001), query, 'zh_CN'))).rejects.toMatchObject({
      facts: { code: 'INCOMPLETE_ANSWER' },
    });
    expect(offsets).toEqual([0, 100_000, 200_000, 0, 100_000, 200_000]);
  });

  test('takes the value of a tag by its place where the key is another', async () => {
    const groupBy = [{ type: 'tag', key: 'env' }] as const;
    const { api } = await against([page(1, series('prod', '1', 'RESOURCE_TAG'))]);
    const [only] = await collect(queryCosts(api, { ...query, groupBy }, 'zh_CN'));
    expect(only?.series[0]?.values).toEqual(['prod']);
  });

  test('an internal error is told as one of the billing service, after retries', async () => {
    const { api, received } = await against([
      { status: 500, body: '{"error_code":"CBC.0999","error_msg":"e"}' },
    ]);
    await expect(collect(queryCosts(api, query, 'zh_CN'))).rejects.toMatchObject({
      facts: { resultCode: 'CBC.0999', hint: { en: 'Try again later.' } },
    });
    expect(received).toHaveLength(5);
  });

  test('Cost Center that is not enabled is not asked again', async () => {
    const { api, received } = await against([{ status: 400, body: '{"error_code":"CBC.18000014"}' }]);
    await expect(collect(queryCosts(api, query, 'zh_CN'))).rejects.toMatchObject({
      facts: { category: 'business', hint: { en: 'Enable Cost Center in the console of this account.' } },
    });
    expect(received).toHaveLength(1);
  });
});

test('two groupings are read by their keys, in whatever order they come', async () => {
  const groupBy = [
    { type: 'dimension', key: 'CLOUD_SERVICE_TYPE' },
    { type: 'dimension', key: 'REGION_CODE' },
  ] as const;
  const dimensions = [
    { key: 'REGION_CODE', value: 'north' },
    { key: 'CLOUD_SERVICE_TYPE', value: 'ecs' },
  ];
  const { api, received } = await against([
    page(2, { dimensions, costs: [] }, { dimensions: [{ key: 'REGION_CODE', value: null }], costs: [] }),
  ]);
  const [only] = await collect(queryCosts(api, { ...query, granularity: 'day', groupBy }, 'zh_CN'));
  expect(only?.series.map(({ values }) => values)).toEqual([
    ['ecs', 'north'],
    ['', ''],
  ]);
  expect(JSON.parse(String(received[0]?.body)).time_condition.time_measure_id).toBe(1);
});

test('list prices are optional, and an answer without a currency has none', async () => {
  const one = { time_dimension_value: '2026-01', amount: '1.0' };
  const { api } = await against([
    { total_count: 1, cost_data: [{ dimensions: [], costs: [one, { ...one, official_amount: '2.50' }] }] },
  ]);
  const [only] = await collect(queryCosts(api, query, 'zh_CN'));
  expect(only?.currency).toBe('');
  expect(only?.series[0]?.costs).toStrictEqual([
    { period: '2026-01', amount: { units: 10n, scale: 1 } },
    { period: '2026-01', amount: { units: 10n, scale: 1 }, official: { units: 250n, scale: 2 } },
  ]);
});

describe('every call', () => {
  const calls: readonly (readonly [string, object, (api: OpenApi) => Promise<unknown>])[] = [
    ['costs', page(0), (api) => collect(queryCosts(api, query, 'en_US'))],
    ['sums', { count: 0, bill_sums: [] }, (api) => fetchMonthlySums(api, { cycle: '2026-01' })],
    [
      'customers',
      { total_count: 0, sub_customers: [] },
      (api) => fetchConsumingCustomers(api, '2026-01', 'en_US'),
    ],
    [
      'details',
      { total_count: 0, fee_records: [] },
      (api) => fetchConsumptionDetails(api, { bill_cycle: '2026-01' }, 'en_US'),
    ],
  ];

  test.each(calls)(
    '%s: goes to the billing service of the site, and nowhere else',
    async (name, reply, call) => {
      const mkt = await serve([{ body: '{}' }]);
      const bss = await serve([{ body: JSON.stringify(reply) }]);
      const site: Site = { ...siteOf('custom', mkt.url), fallback: mkt.url, bss: bss.url };
      const { api } = client(site);
      closing.push(api.close, mkt.close, bss.close);
      await call(api);
      expect(mkt.received).toEqual([]);
      expect(bss.received).toHaveLength(1);
      expect(bss.received[0]?.headers['x-language']).toBe(name === 'sums' ? undefined : 'en_US');
    },
  );

  test.each(calls)(
    '%s: is not sent to another host when the billing service cannot be reached',
    async (_, __, call) => {
      const mkt = await serve([{ body: '{}' }]);
      const gone = await serve([]);
      await gone.close();
      const site: Site = { ...siteOf('custom', mkt.url), fallback: mkt.url, bss: gone.url };
      const { api } = client(site);
      closing.push(api.close, mkt.close);
      await expect(call(api)).rejects.toMatchObject({ facts: { category: 'network' } });
      expect(mkt.received).toEqual([]);
    },
  );

  test.each(calls)(
    '%s: is made again after a broken connection, since it changes nothing',
    async (_, reply, call) => {
      const { api, received } = await against(['reset', reply]);
      await call(api);
      expect(received).toHaveLength(2);
    },
  );

  test.each(calls)('%s: an answer without the number of rows is incomplete', async (_, reply, call) => {
    const { count: _count, total_count: _total, ...rest } = reply as Record<string, unknown>;
    const { api, received } = await against([rest]);
    await expect(call(api)).rejects.toMatchObject({
      facts: { code: 'INCOMPLETE_ANSWER', message: { en: expect.stringMatching(/has no (total_)?count$/) } },
    });
    expect(received).toHaveLength(1);
  });
});

describe('the limit of ten calls a second', () => {
  const eleven = Array.from({ length: 11 }, (_, index) => page(11, series(String(index))));

  test('delays the eleventh until a second after the first', async () => {
    const { api, waits, received } = await against(eleven, { now: () => new Date() });
    await collect(queryCosts(api, query, 'zh_CN'));
    expect(received).toHaveLength(11);
    expect(waits).toHaveLength(1);
  });

  test('delays nothing when the calls are slower', async () => {
    let time = Date.now();
    const { api, waits } = await against(eleven, {
      now: () => {
        time += 60;
        return new Date(time);
      },
    });
    await collect(queryCosts(api, query, 'zh_CN'));
    expect(waits).toEqual([]);
  });

  test('is counted for each interface', async () => {
    const sums = { count: 0, bill_sums: [] };
    const { api, waits } = await against([...eleven.slice(0, 10).map(() => page(0)), sums]);
    for (let index = 0; index < 10; index += 1) await collect(queryCosts(api, query, 'zh_CN'));
    await fetchMonthlySums(api, { cycle: '2026-01' });
    expect(waits).toEqual([]);
  });

  test('a throttled call is made again', async () => {
    const { api, waits } = await against([{ status: 429, body: '{"error_code":"CBC.0250"}' }, page(0)]);
    await collect(queryCosts(api, query, 'zh_CN'));
    expect(waits).toHaveLength(1);
  });
});

describe('resold consumption', () => {
  test('keeps the digits of JSON numbers, in nested rows, too', async () => {
    const { api, received } = await against([
      '{"count":2,"currency":"CNY","bill_sums":[{"customer_id":"c","measure_id":1,"amount":1234.50,"debt_amount":0,"account_details":[{"balance_type":"B","amount":0.1000}]},{"amount":-9007199254740993.01}]}',
    ]);
    expect(await fetchMonthlySums(api, { cycle: '2026-01', bill_type: undefined })).toEqual({
      currency: 'CNY',
      rows: [
        {
          customer_id: 'c',
          measure_id: 1,
          amount: '1234.50',
          debt_amount: '0',
          account_details: [{ balance_type: 'B', amount: '0.1000' }],
        },
        { amount: '-9007199254740993.01' },
      ],
    });
    expect(received[0]?.url.pathname).toBe('/v2/bills/partner-bills/subcustomer-bills/monthly-sum');
    expect(received[0]?.url.search).toBe('?cycle=2026-01&offset=0&limit=100');
  });

  test('fetches all pages of customers and of details', async () => {
    const customers = await against([
      { total_count: 2, sub_customers: [{ customer_id: 'a' }] },
      { total_count: 2, sub_customers: [{ customer_id: 'b' }] },
    ]);
    expect((await fetchConsumingCustomers(customers.api, '2026-01', 'zh_CN')).rows).toHaveLength(2);
    expect(JSON.parse(String(customers.received[1]?.body))).toEqual({
      bill_cycle: '2026-01',
      offset: 1,
      limit: 100,
    });
    const details = await against([
      { total_count: 1, currency: 'CNY', fee_records: [{ payment_amount: 1 }] },
    ]);
    expect(await fetchConsumptionDetails(details.api, { bill_cycle: '2026-01' }, 'zh_CN')).toEqual({
      currency: 'CNY',
      rows: [{ payment_amount: '1' }],
    });
  });

  test('leaves other members as they are, and names no currency that is not there', async () => {
    const row = { account_details: [], bill_type: 1, customer_id: 'c', amount_note: null, usage_amount: 2 };
    const { api } = await against([{ count: 1, bill_sums: [row] }]);
    expect(await fetchMonthlySums(api, {})).toStrictEqual({ rows: [{ ...row, usage_amount: '2' }] });
  });

  test('another error is not one about partners', () => {
    expect(isNoPartner(new Error('x'))).toBe(false);
    expect(isNoPartner(undefined)).toBe(false);
  });

  test('a list that ends before its total is an error', async () => {
    const { api } = await against([
      { count: 2, bill_sums: [{}] },
      { count: 2, bill_sums: [] },
    ]);
    await expect(fetchMonthlySums(api, {})).rejects.toMatchObject({ facts: { code: 'INCOMPLETE_ANSWER' } });
  });

  test.each([
    [200, { error_code: 'CBC.5001' }, true],
    [403, { error_code: 'CBC.0151' }, true],
    [403, { error_code: 'CBC.0150' }, true],
    [403, { error_code: 'CBC.0154' }, false],
    [403, { error_code: 'APIGW.0302' }, false],
    [403, {}, false],
    [400, { error_code: 'CBC.0151' }, false],
    [400, { error_code: 'CBC.99000037' }, false],
    [401, { error_code: 'APIGW.0301' }, false],
  ])('HTTP %i %j: no partner is %j', async (status, body, expected) => {
    const { api } = await against([{ status, body: JSON.stringify(body) }]);
    const error: unknown = await fetchMonthlySums(api, {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(isNoPartner(error)).toBe(expected);
  });
});

test('only the billing service keeps numbers as text', async () => {
  const { api } = await against(['{"resultCode":"MKT.0000","orderInfo":{"amount":1.50}}']);
  const { json } = await api.call({
    method: 'GET',
    path: '/api/mkp-openapi-public/global/v1/order/query',
    idempotent: true,
  });
  expect(json?.orderInfo).toEqual({ amount: 1.5 });
});
