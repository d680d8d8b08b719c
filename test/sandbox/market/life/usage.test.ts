import { expect, test } from 'vitest';
import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import type { Command } from '../../../../src/sandbox/acts/acts.ts';
import type { Courier } from '../../../../src/sandbox/market/engine/courier.ts';
import { openMarket } from '../../../../src/sandbox/market/engine/market.ts';
import { billsOf } from '../../../../src/sandbox/market/life/bills.ts';
import { licenseEvents } from '../../../../src/sandbox/market/life/licenses.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import type { JsonObject } from '../../../../src/text/json.ts';
import { verbatim } from '../../../../src/text/translate.ts';
import { api, post, push, record, rejections, send, start, temporaryFolder } from '../../harness.ts';

const speech = 'OFFI758576253042421762';
const design = 'OFFI758576253042421764';
const key = 'koo-sandbox-demo-access-key-1';

/** A market in virtual time whose merchant does what it is asked for, and the open API on the same state. */
async function open(
  product: string,
  protocols: readonly ProtocolId[],
  prices: readonly string[],
  supervised = false,
) {
  const stateFolder = await temporaryFolder();
  const database = openStore(stateFolder);
  database.exec('PRAGMA synchronous = OFF');
  let count = 0;
  const calls: string[] = [];
  const courier: Courier = async ({ activity, values }) => {
    const at = new Date(Number(database.prepare('SELECT now FROM market_clock').get()?.now));
    const { instanceId, status } = values;
    const about = [activity, instanceId, status].filter((part) => part !== undefined && part !== '');
    calls.push(`${at.toISOString().slice(5, 16)} ${about.join(' ')}`);
    if (activity === 'newInstance') count += 1;
    const reply: JsonObject =
      activity === 'queryInstance'
        ? { info: [{ instanceId: instanceId ?? '' }] }
        : { instanceId: `I${count}` };
    return {
      result: 'succeeded',
      meaning: verbatim('ok'),
      status: 200,
      resultCode: '000000',
      reply: { resultCode: '000000', resultMsg: '', ...reply },
      problems: [],
      durationMs: 1,
      request: { method: 'POST', url: 'http://127.0.0.1:1/', headers: [], sentAt: at.toISOString() },
    };
  };
  const market = openMarket({
    database,
    courier,
    wallClock: () => new Date(),
    random: (size) => Buffer.alloc(size),
  });
  const sandbox = await start({ stateFolder });
  const perform = async (command: Command): Promise<readonly string[]> => {
    calls.length = 0;
    await market.perform(command, () => undefined, new AbortController().signal);
    return [...calls];
  };
  const to = (time: string) => perform({ do: 'clock', to: `2026-${time}Z` });
  await perform({ do: 'clock', mode: 'virtual', to: '2026-03-02T02:00:00Z', seed: 1 });
  await perform({
    do: 'connect',
    product,
    url: 'http://127.0.0.1:1/',
    protocols: [...protocols],
    keys: { base: key, license: key, notify: key },
    prices: [...prices],
    supervised,
  });
  return { database, sandbox, perform, to };
}

test('pay-per-use with two items is billed, falls into arrears twice, and ends', async () => {
  const { database, sandbox, perform, to } = await open(speech, ['v2'], ['calls=0.5/hour', 'hours=1/hour']);
  const usage = async (instance: string, begin: string, end: string, more: JsonObject = {}) => {
    const time = (text: string) => `2026${text.replace(/[-:]/g, '')}00Z`;
    const window = { record_time: time(end), begin_time: time(begin), end_time: time(end) };
    const { json } = await push(sandbox, [record({ instance_id: instance, ...window, ...more })]);
    return rejections(json)[0]?.error_code ?? '000';
  };
  await perform({ do: 'buyer', buyer: 'hw12345678', level: 'V3', balance: '10' });
  expect(await perform({ do: 'buy', product: speech, buyer: 'hw12345678' })).toEqual([
    '03-02T02:00 newInstance',
    '03-02T02:00 queryInstance I1',
    '03-02T02:00 newInstance',
    '03-02T02:00 queryInstance I2',
  ]);
  const order = String(database.prepare('SELECT id FROM market_orders').get()?.id);
  const asked = await send(sandbox, `${api}/v1/order/query?orderId=${order}`);
  expect(asked.json.orderInfo).toMatchObject({
    orderType: 'NEW',
    orderLine: [
      { orderLineId: `${order}-000001`, chargingMode: 'ON_DEMAND', currency: '0' },
      { orderLineId: `${order}-000002`, chargingMode: 'ON_DEMAND', currency: '0' },
    ],
  });
  await to('03-02T04:30:00');
  const once = { metering_sn: 'once', usage_value: '12.5' };
  expect(await usage('I1', '03-02T03:00', '03-02T04:00', once)).toBe('000');
  expect(await usage('I1', '03-02T03:00', '03-02T04:00', once)).toBe('010');
  expect(await usage('I1', '03-02T01:00', '03-02T02:00')).toBe('011');
  await to('03-04T01:59:59');
  expect(await usage('I2', '03-03T23:00', '03-04T00:00', { usage_value: '4' })).toBe('000');
  // 10 - 6.25 - 4: arrears at 02:00, grace of a day.
  expect(await to('03-05T04:00:00')).toEqual([
    '03-05T02:00 updateInstanceStatus I1 FREEZE',
    '03-05T02:00 updateInstanceStatus I2 FREEZE',
  ]);
  expect(await usage('I1', '03-05T00:00', '03-05T01:00', { usage_value: '0.1' })).toBe('000');
  expect(await usage('I1', '03-05T01:00', '03-05T03:00')).toBe('013');
  await to('03-06T02:00:00');
  expect(await perform({ do: 'buyer', buyer: 'hw12345678', topUp: '1' })).toEqual([
    '03-06T02:00 updateInstanceStatus I1 UNFREEZE',
    '03-06T02:00 updateInstanceStatus I2 UNFREEZE',
  ]);
  await to('03-10T01:30:00');
  expect(await usage('I1', '03-09T23:00', '03-10T00:00', { usage_value: '100' })).toBe('000');
  expect(await to('03-20T00:00:00')).toEqual([
    '03-11T02:00 updateInstanceStatus I1 FREEZE',
    '03-11T02:00 updateInstanceStatus I2 FREEZE',
    '03-18T02:00 releaseInstance I1',
    '03-18T02:00 releaseInstance I2',
  ]);
  expect(await usage('I1', '03-10T23:00', '03-11T02:00', { usage_value: '1' })).toBe('000');
  expect(await usage('I1', '03-17T23:00', '03-18T03:00')).toBe('013');
  expect(
    billsOf(database).map(({ instance, usage: used, amount }) => [instance, used, amount / 1e6]),
  ).toEqual([
    ['I1', '12.5', 6.25],
    ['I2', '4', 4],
    ['I1', '0.1', 0.05],
    ['I1', '100', 50],
  ]);
  database.close();
});

test('a licence code is claimed, activated, and ends with its period', async () => {
  const { database, sandbox, perform } = await open(design, ['license-code'], []);
  await perform({ do: 'buy', product: design, buyer: 'hw12345678' });
  const row = database.prepare('SELECT license FROM market_instances').get();
  const code = String(row?.license);
  const ask = async (path: string) =>
    (await post(sandbox, `${api}/v1/license/${path}`, { license: code })).json;
  expect((await ask('activate')).error_code).toBe('92020004');
  await perform({ do: 'license', instance: code, claim: true });
  expect((await ask('activate')).error_code).toBe('92020000');
  expect((await ask('activate')).error_code).toBe('92020003');
  expect((await ask('heartbeat')).data).toMatchObject({ status: 'ALIVE', activate_time: '20260302020000' });
  database.close();
});

test('a supervised licence code is accepted by its activation', async () => {
  const { database, sandbox, perform } = await open(design, ['license-code'], [], true);
  await perform({ do: 'buy', product: design, buyer: 'hw12345678' });
  const status = () => database.prepare('SELECT status FROM market_orders').get()?.status;
  const code = String(database.prepare('SELECT license FROM market_instances').get()?.license);
  await perform({ do: 'license', instance: code, claim: true });
  expect(status()).toBe('processing');
  await post(sandbox, `${api}/v1/license/activate`, { license: code });
  expect(status()).toBe('completed');
  await expect(perform({ do: 'accept', instance: code })).rejects.toThrow('nothing to accept');
  database.close();
});

test('an online licence is asked for as often as it was ordered', async () => {
  const { database, perform } = await open(design, ['online-license'], []);
  await perform({ do: 'buy', product: design, buyer: 'hw12345678' });
  expect(await perform({ do: 'license', instance: 'I1' })).toEqual(['03-02T02:00 getLicenseAsync I1']);
  const [event] = licenseEvents(database, 1);
  expect(event?.state).toBe('open');
  await expect(perform({ do: 'license', instance: 'I1' })).rejects.toThrow('already asked for');
  expect(await perform({ do: 'license', instance: 'I1', event: String(event?.id) })).toHaveLength(1);
  expect(licenseEvents(database, 1)).toHaveLength(1);
  database.close();
});
