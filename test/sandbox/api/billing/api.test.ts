import { describe, expect, test } from 'vitest';
import { customersPath, detailsPath, monthlySumPath } from '../../../../src/openapi/billing/consumption.ts';
import { costPath } from '../../../../src/openapi/billing/costs.ts';
import { parseFault } from '../../../../src/sandbox/api/gateway/fault.ts';
import { otherSeller, sandboxBuyer } from '../../../../src/sandbox/state/accounts.ts';
import type { JsonObject, JsonValue } from '../../../../src/text/json.ts';
import { post, send, start } from '../../harness.ts';

const now = () => new Date('2026-11-27T04:00:00Z');
const at = now();
const clock = { now };

const costs: JsonObject = {
  time_condition: { time_measure_id: 2, begin_time: '2026-01', end_time: '2026-12' },
  groupby: [{ type: 'dimension', key: 'CLOUD_SERVICE_TYPE' }],
  cost_type: 'ORIGINAL_COST',
  amount_type: 'NET_AMOUNT',
};
const group = (type: string, key: string) => ({ type, key });
const time = (unit: JsonValue, begin: JsonValue, end: JsonValue) => ({
  time_condition: { time_measure_id: unit, begin_time: begin, end_time: end },
});
const filter = (operator: JsonValue, key: JsonValue, value: JsonValue) => ({
  filters: [{ operator, filter_factor: { key, value } }],
});

describe('cost analysis', () => {
  test('answers the costs of the account, without a code', async () => {
    const { status, json } = await post(await start(clock), costPath, costs, { at });
    expect([status, json.error_code, json.currency, json.total_count]).toEqual([200, undefined, 'CNY', 5]);
    expect(json.cost_data).toContainEqual({
      dimensions: [{ key: 'CLOUD_SERVICE_TYPE', value: 'hws.service.type.dcs' }],
      costs: ['01', '02', '03', '04', '05', '06'].map((month) => ({
        time_dimension_value: `2026-${month}`,
        time_measure_id: 2,
        amount: '75.50',
        official_amount: '75.50',
      })),
      amount_by_costs: '453.00',
      official_amount_by_costs: '453.00',
    });
  });

  test('answers page by page: ten, or as many as asked for', async () => {
    const sandbox = await start(clock);
    const perResource = { ...costs, groupby: [group('dimension', 'RESOURCE_ID')] };
    const page = async (more: JsonObject) => {
      const { json } = await post(sandbox, costPath, { ...perResource, ...more }, { at });
      return [json.total_count, (json.cost_data as readonly unknown[]).length];
    };
    expect(await page({})).toEqual([6, 6]);
    expect(await page({ limit: 4 })).toEqual([6, 4]);
    expect(await page({ offset: 4, limit: 4 })).toEqual([6, 2]);
    expect(await page({ offset: 200_000, limit: 1000 })).toEqual([6, 0]);
  });

  test('another account has other costs; the buyer has no Cost Center', async () => {
    const sandbox = await start(clock);
    const other = await post(sandbox, costPath, costs, { at, credential: otherSeller.credential });
    expect(other.json.total_count).toBe(1);
    const buyer = await post(sandbox, costPath, costs, { at, credential: sandboxBuyer.credential });
    expect([buyer.status, buyer.json.error_code]).toEqual([400, 'CBC.18000014']);
  });

  test.each<[string, JsonObject]>([
    ['time_condition is missing', { time_condition: null }],
    ['time_condition must be an object', { time_condition: 'x' }],
    ['time_measure_id must be 1, 2', time(3, '2026-01', '2026-02')],
    ['time_measure_id must be 1, 2', time('2', '2026-01', '2026-02')],
    ['begin_time must be YYYY-MM', time(2, '2026-01-01', '2026-02-01')],
    ['end_time must be YYYY-MM-DD', time(1, '2026-01-01', '2026-02-30')],
    ['begin_time is after end_time', time(2, '2026-03', '2026-02')],
    ['groupby is missing', { groupby: null }],
    ['groupby is empty', { groupby: [] }],
    ['groupby has 3 items', { groupby: ['A', 'B', 'C'].map((key) => group('tag', key)) }],
    ['groupby has tag twice', { groupby: [group('tag', 'a'), group('tag', 'b')] }],
    ['groupby has cost_unit twice', { groupby: [group('cost_unit', 'a'), group('cost_unit', 'b')] }],
    ['groupby has dimension twice', { groupby: [group('dimension', 'BE_ID'), group('dimension', 'BE_ID')] }],
    ['groupby[0].type must be one of', { groupby: [group('service', 'BE_ID')] }],
    ['groupby[0].key must be one of', { groupby: [group('dimension', 'RESOURCE_TAG')] }],
    ['groupby[0].key is longer than 128', { groupby: [group('tag', 'x'.repeat(129))] }],
    ['cost_type must be one of', { cost_type: 'UNBLENDED_COST' }],
    ['amount_type must be one of', { amount_type: 'GROSS' }],
    ['filters[0].operator must be 0, 1', filter(2, 'BE_ID', ['x'])],
    ['filter_factor.key must be one of', filter(0, 'SPLIT_ITEM_NAME', ['x'])],
    ['filter_factor.value must be a list', filter(0, 'BE_ID', 'x')],
    ['filter_factor.value must be a list of strings', filter(0, 'BE_ID', [1])],
    ['filters has 101 items', { filters: Array.from({ length: 101 }, () => ({})) }],
    ['offset must be 0–200000', { offset: 200_001 }],
    ['offset must be 0–200000', { offset: -1 }],
    ['limit must be 1–1000', { limit: 1001 }],
    ['limit must be 1–1000', { limit: 0 }],
    ['limit must be 1–1000', { limit: 1.5 }],
    ['no parameter currency', { currency: 'CNY' }],
  ])('%s', async (words, more) => {
    const { status, json } = await post(await start(clock), costPath, { ...costs, ...more }, { at });
    expect([status, json.error_code]).toEqual([400, 'CBC.0100']);
    expect(json.error_msg).toContain(words);
  });

  test.each<[JsonObject]>([
    [{ groupby: [group('dimension', 'BE_ID'), group('tag', 'env')] }],
    [{ groupby: [group('cost_unit', 'x'.repeat(128)), group('tag', 'env')] }],
    [{ filters: null }],
    [{ filters: [] }],
    [filter(1, 'RESOURCE_TAG', ['env=prod'])],
    [time(1, '2026-02-01', '2026-02-28')],
    [{ offset: 200_000, limit: 1000 }],
    [{ offset: null, limit: null }],
  ])('takes %j', async (more) => {
    const { status } = await post(await start(clock), costPath, { ...costs, ...more }, { at });
    expect(status).toBe(200);
  });
});

describe('resold consumption', () => {
  const sums = (parameters: string) => `${monthlySumPath}?${parameters}`;
  const details = (parameters: string) => `${detailsPath}?${parameters}`;
  const first = '500d0b0c900000000000000000000001';

  test('the sums of a month are JSON numbers with their decimal places', async () => {
    const sandbox = await start(clock);
    const { status, json } = await send(sandbox, sums('cycle=2026-10&charge_mode=3'), { at });
    expect([status, json.error_code, json.currency, json.count]).toEqual([200, undefined, 'CNY', 3]);
    const amounts = (json.bill_sums as readonly JsonObject[]).map(({ customer_id, bill_type, amount }) =>
      [String(customer_id).slice(-1), bill_type, amount].join(' '),
    );
    expect(amounts).toEqual(['1 0 1234.5', '2 0 0.1', '2 1 -12.3']);
  });

  test.each([
    ['charge_mode=1', '2026-03', 1],
    ['charge_mode=1', '2026-04', 0],
    ['charge_mode=11', '2026-10', 1],
    ['charge_mode=3&bill_type=1', '2026-10', 1],
    ['charge_mode=3&bill_type=2', '2026-10', 0],
    ['charge_mode=3&customer_id=500d0b0c900000000000000000000002', '2026-10', 2],
    ['charge_mode=3&cloud_service_type=hws.service.type.obs', '2026-10', 0],
    ['charge_mode=3&indirect_partner_id=koo-reseller-1', '2026-10', 1],
    ['charge_mode=3', '2026-08', 4],
    ['charge_mode=3', '2026-12', 0],
  ])('%s of %s: %i sums', async (parameters, month, count) => {
    const { json } = await send(await start(clock), sums(`cycle=${month}&${parameters}`), { at });
    expect(json.count).toBe(count);
  });

  test('the current month ends with yesterday', async () => {
    const sandbox = await start(clock);
    const { json } = await send(sandbox, sums(`cycle=2026-11&charge_mode=3&customer_id=${first}`), { at });
    // 26 of 30 days of 1234.50.
    expect(json.bill_sums).toMatchObject([{ amount: 1069.9 }]);
  });

  test('customers with consumption in a month, former ones included', async () => {
    const sandbox = await start(clock);
    const { json } = await post(sandbox, customersPath, { bill_cycle: '2026-08' }, { at });
    expect([json.total_count, json.error_code]).toEqual([5, undefined]);
    expect(json.sub_customers).toContainEqual({ customer_id: first });
    const page = await post(sandbox, customersPath, { bill_cycle: '2026-10', offset: 3, limit: 100 }, { at });
    expect([page.json.total_count, page.json.sub_customers]).toEqual([
      4,
      [{ customer_id: '500d0b0c900000000000000000000004' }],
    ]);
  });

  test('the details of a customer, some days of it, and page by page', async () => {
    const sandbox = await start(clock);
    const of = `bill_cycle=2026-10&customer_id=${first}`;
    const count = async (more: string) => {
      const { json } = await send(sandbox, details(of + more), { at });
      return [json.total_count, (json.fee_records as readonly unknown[]).length];
    };
    expect(await count('')).toEqual([31, 10]);
    expect(await count('&limit=100')).toEqual([31, 31]);
    expect(await count('&limit=100&offset=30')).toEqual([31, 1]);
    expect(await count('&bill_date_begin=2026-10-05&bill_date_end=2026-10-06')).toEqual([2, 2]);
    expect(await count('&association_type=1')).toEqual([0, 0]);
    expect(await count('&resource_id=vm-1&charging_mode=3&region_code=cn-north-4&limit=1')).toEqual([31, 1]);
  });

  test.each([
    [sums('charge_mode=3'), 'cycle is missing'],
    [sums('cycle=2026-10'), 'charge_mode is missing'],
    [sums('cycle=2026-10-01&charge_mode=3'), 'cycle must be YYYY-MM'],
    [sums('cycle=2026-10&charge_mode=10'), 'charge_mode must be one of'],
    [sums('cycle=2026-10&charge_mode=3&bill_type=3'), 'bill_type must be one of'],
    [sums('cycle=2026-10&charge_mode=3&bill_type=00'), 'bill_type is longer than 1'],
    [sums('cycle=2026-10&charge_mode=3&limit=101'), 'limit must be 1–100'],
    [sums('cycle=2026-10&charge_mode=3&offset=-1'), 'offset must be'],
    [sums('cycle=2026-10&charge_mode=3&charge_mode=1'), 'charge_mode is given more than once'],
    [sums('cycle=2026-10&charge_mode=3&region=x'), 'no parameter region'],
    [details('bill_cycle=2026-10'), 'customer_id is missing'],
    [details(`bill_cycle=2025-04&customer_id=${first}`), 'more than 18 months ago'],
    [
      details(`bill_cycle=2026-10&customer_id=${first}&bill_date_begin=2026-10-01`),
      'bill_date_end is missing',
    ],
    [
      details(`bill_cycle=2026-10&customer_id=${first}&bill_date_begin=2026-10-01&bill_date_end=2026-11-01`),
      'bill_date_end must be 2026-10-DD',
    ],
  ])('%s: %s', async (path, words) => {
    const { status, json } = await send(await start(clock), path, { at });
    expect([status, json.error_code]).toEqual([400, 'CBC.0100']);
    expect(json.error_msg).toContain(words);
  });

  test.each<[string, JsonObject]>([
    ['bill_cycle is missing', {}],
    ['bill_cycle must be YYYY-MM', { bill_cycle: '202610' }],
    ['limit must be 1–100', { bill_cycle: '2026-10', limit: 101 }],
    ['offset must be 0–2147483646', { bill_cycle: '2026-10', offset: 2_147_483_647 }],
  ])('customers: %s', async (words, body) => {
    const { json } = await post(await start(clock), customersPath, body, { at });
    expect(json.error_code).toBe('CBC.0100');
    expect(json.error_msg).toContain(words);
  });

  test('18 months back are details to be had', async () => {
    const path = details(`bill_cycle=2025-05&customer_id=${first}`);
    expect((await send(await start(clock), path, { at })).json.total_count).toBe(31);
  });

  test('a seller who is no partner, an account that sells nothing, and a reseller of someone else', async () => {
    const sandbox = await start(clock);
    const path = sums('cycle=2026-10&charge_mode=3');
    const other = await send(sandbox, path, { at, credential: otherSeller.credential });
    expect([other.status, other.json.error_code]).toEqual([200, 'CBC.5001']);
    const buyer = await send(sandbox, path, { at, credential: sandboxBuyer.credential });
    expect([buyer.status, buyer.json.error_code]).toEqual([403, 'CBC.0151']);
    const reseller = await send(sandbox, `${path}&indirect_partner_id=nobody`, { at });
    expect([reseller.status, reseller.json.error_code]).toEqual([400, 'CBC.99000037']);
  });
});

test('ten calls a second of each interface for each account, and no more', async () => {
  let time = at.getTime();
  const sandbox = await start({ now: () => new Date(time) });
  const call = async (credential?: typeof otherSeller.credential) => {
    const { status, json } = await post(sandbox, costPath, costs, { at, ...(credential && { credential }) });
    return [status, json.error_code];
  };
  for (let index = 0; index < 10; index += 1) expect(await call()).toEqual([200, undefined]);
  expect(await call()).toEqual([429, 'CBC.0250']);
  expect(await call(otherSeller.credential)).toEqual([200, undefined]);
  const sums = await send(sandbox, `${monthlySumPath}?cycle=2026-10&charge_mode=3`, { at });
  expect(sums.status).toBe(200);
  time += 999;
  expect(await call()).toEqual([429, 'CBC.0250']);
  time += 1;
  expect(await call()).toEqual([200, undefined]);
});

test.each([
  ['429=1', 429, 'CBC.0250'],
  ['500=1', 500, 'CBC.0999'],
  ['CBC.18000053=1', 400, 'CBC.18000053'],
  ['CBC.0154=1', 403, 'CBC.0154'],
  ['APIGW.0302=1', 403, 'APIGW.0302'],
])('--fault %s', async (fault, status, code) => {
  const sandbox = await start({ ...clock, fault: parseFault(fault) });
  const reply = await post(sandbox, costPath, costs, { at });
  expect([reply.status, reply.json.error_code]).toEqual([status, code]);
});

test.each(['MKT.0100=1', '92020001=1', 'CBC.0101=1'])(
  '--fault %s does not concern this service',
  async (fault) => {
    const sandbox = await start({ ...clock, fault: parseFault(fault) });
    expect((await post(sandbox, costPath, costs, { at })).status).toBe(200);
  },
);
