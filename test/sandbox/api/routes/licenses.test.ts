import { describe, expect, test } from 'vitest';
import { api, post, type Sending, send, start, temporaryFolder } from '../../harness.ts';

const activate1 = `${api}/v1/license/activate`;
const activate2 = `${api}/v2/license/activate`;
const query1 = `${api}/v1/license/heartbeat`;
const query2 = `${api}/v2/license/heartbeat`;
const statistics = `${api}/v2/license/software-usage-info`;

test.each([activate1, activate2, query1, query2, statistics])('%s takes POST alone', async (path) => {
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const { status, json } = await send(await start(), path, { method });
    expect([status, json.error_code]).toEqual([405, '95000002']);
  }
});

describe('activation', () => {
  test('of one code: its facts come as JSON in a string', async () => {
    const sandbox = await start();
    const { status, json } = await post(sandbox, activate1, { license: 'PLXXXXXX' });
    expect([status, json.error_code, json.error_msg]).toEqual([200, '92020000', 'success']);
    const info = (json.data as { license_code_info: string }).license_code_info;
    expect(JSON.parse(info)).toEqual({
      status: 'ALIVE',
      expire_time: '20991231155959',
      product_id: 'OFFI000000000000000001',
      amount: 1,
      order_id: 'CS2512010900KOO01',
    });
  });

  test('a second one is an illegal state, also after a restart', async () => {
    const stateFolder = await temporaryFolder();
    const first = await start({ stateFolder });
    await post(first, activate1, { license: 'PLXXXXXX' });
    const second = await start({ stateFolder });
    expect((await post(second, activate1, { license: 'PLXXXXXX' })).json.error_code).toBe('92020003');
  });

  test('of a batch: all or none', async () => {
    const sandbox = await start();
    const bad = await post(sandbox, activate2, { license_list: ['PLKOO000001', 'PLNOBODY'] });
    expect([bad.status, bad.json.error_code]).toEqual([200, '92020020']);
    const good = await post(sandbox, activate2, { license_list: ['PLKOO000001', 'PLKOO000002'] });
    expect(good.json).toEqual({ error_code: '92020000', error_msg: 'success' });
  });

  test('the time it takes effect is the time of activation', async () => {
    const sandbox = await start();
    await post(sandbox, activate1, { license: 'PLXXXXXX', real_effect_time: '20250203040506' });
    const { json } = await post(sandbox, query1, { license: 'PLXXXXXX' });
    expect(json.data).toMatchObject({ activate_time: '20250203040506' });
  });

  test.each([
    [200, '92020002', { license: 'PLXXXXXX', real_effect_time: '20250230000000' }],
    [200, '92020002', { license: 'PLXXXXXX', real_effect_time: '20240101000000' }],
    [200, '92020003', { license: 'PLKOOALIVE' }],
    [200, '92020003', { license: 'PLKOORELEASED' }],
    [200, '92020004', { license: 'PLKOONOTRECEIVED' }],
    [200, '92020005', { license: 'PLNOBODY' }],
    [200, '92020005', { license: 'PLKOOOTHERSELLER' }],
    [400, '95000001', {}],
    [400, '95000001', { license: 7 }],
    [400, '95000001', { license: 'P'.repeat(65) }],
    [400, '95000001', { license: 'PLXXXXXX', more: 1 }],
    [400, '95000004', 'text'],
  ])('%i %s for %j', async (status, code, body) => {
    const reply = await post(await start(), activate1, body);
    expect([reply.status, reply.json.error_code]).toEqual([status, code]);
  });

  test.each([
    ['no list', { license_list: 'PLXXXXXX' }],
    ['an empty list', { license_list: [] }],
    ['101 codes', { license_list: Array.from({ length: 101 }, (_, index) => `PL${index}`) }],
    ['a number', { license_list: [1] }],
  ])('a batch with %s is 95000001', async (_, body) => {
    expect((await post(await start(), activate2, body)).json.error_code).toBe('95000001');
  });

  test('another content type is 95000003', async () => {
    const sending: Sending = { headers: [['Content-Type', 'text/plain']], body: '{"license":"PLXXXXXX"}' };
    const { status, json } = await send(await start(), activate1, sending);
    expect([status, json.error_code]).toEqual([415, '95000003']);
  });
});

describe('query', () => {
  test.each([
    ['PLKOOALIVE', 'ALIVE'],
    ['PLKOOEXPIRED', 'EXPIRED'],
    ['PLKOORELEASED', 'RELEASED'],
  ])('%s is %s', async (license, status) => {
    const heartbeatInfo = { thirdPartyAccount: 'myaccount1', ip: '192.168.1.51', version: 'extensible' };
    const { json } = await post(await start(), query1, { license, heartbeatInfo });
    expect(json).toMatchObject({ error_code: '92020000', data: { license_code: license, status } });
  });

  test('a licence expires by itself', async () => {
    const now = () => new Date('2100-01-02T00:00:00Z');
    const { json } = await post(await start({ now }), query1, { license: 'PLKOOALIVE' }, { at: now() });
    expect(json.data).toMatchObject({ status: 'EXPIRED' });
  });

  test.each([
    ['92020005', { license: 'PLNOBODY' }],
    ['92020011', { license: 'PLXXXXXX' }],
    ['95000001', { license: 'PLKOOALIVE', heartbeatInfo: 'x' }],
    ['95000001', { license: 'PLKOOALIVE', heartbeatInfo: { ip: 'i'.repeat(33) } }],
  ])('%s for %j', async (code, body) => {
    expect((await post(await start(), query1, body)).json.error_code).toBe(code);
  });

  test('of a batch, by analogy', async () => {
    const sandbox = await start();
    const { json } = await post(sandbox, query2, { license_list: ['PLKOOALIVE', 'PLKOOEXPIRED'] });
    expect(json.data).toMatchObject([{ status: 'ALIVE' }, { status: 'EXPIRED' }]);
    expect((await post(sandbox, query2, { license_list: ['PLNOBODY'] })).json.error_code).toBe('92020020');
  });
});

describe('statistics', () => {
  const info = (usage: unknown, license = 'PLKOOALIVE') => ({
    usage_info: [{ license, software_usage_Info: usage }],
  });

  test.each([[[{ id: 'account1' }]], [[{ active_num: 100 }]], [[{ active_num: '999999999' }]]])(
    '%j is taken',
    async (usage) => {
      expect((await post(await start(), statistics, info(usage))).json).toEqual({
        error_code: '92020000',
        error_msg: 'success',
      });
    },
  );

  test.each([
    ['neither', [{}]],
    ['both', [{ id: 'a', active_num: 1 }]],
    ['ten digits', [{ active_num: 1_000_000_000 }]],
    ['a fraction', [{ active_num: 1.5 }]],
    ['a long id', [{ id: 'i'.repeat(257) }]],
    ['101 entries', Array.from({ length: 101 }, () => ({ id: 'a' }))],
    ['none', []],
  ])('%s is 95000001', async (_, usage) => {
    const { status, json } = await post(await start(), statistics, info(usage));
    expect([status, json.error_code]).toEqual([400, '95000001']);
  });

  test('licences that are not alive are named', async () => {
    const usage = [{ id: 'a' }];
    const {
      usage_info: [alive],
    } = info(usage);
    const { json } = await post(await start(), statistics, {
      usage_info: [alive, ...info(usage, 'PLXXXXXX').usage_info],
    });
    expect(json).toMatchObject({ error_code: '92020020', data: { check_fail_list: ['PLXXXXXX'] } });
  });
});
