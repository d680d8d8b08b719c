import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openMerchantApi } from '../../../../src/callback/cli/serve/open-api.ts';
import { launchSandbox } from '../../../../src/sandbox/cli/launch.ts';
import { startOrderApi } from '../../../../src/sandbox/server/order-api.ts';
import { harness } from '../../../callback/merchant/harness.ts';
import { start, temporaryFolder } from '../../../sandbox/harness.ts';

const undo: (() => Promise<unknown>)[] = [];
const host = { notice: () => undefined, launchSandbox };
const signal = new AbortController().signal;

beforeEach(async () => {
  for (const name of ['KOO_AK', 'KOO_SK', 'KOO_PROFILE', 'KOO_SITE', 'KOO_ACCESS_KEY']) vi.stubEnv(name, '');
  vi.stubEnv('KOO_CONFIG_DIR', await temporaryFolder());
  vi.stubEnv('KOO_STATE_DIR', await temporaryFolder());
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const step of undo.splice(0).reverse()) await step();
});

async function open(url: string, accessKey?: string) {
  const api = await openMerchantApi(url, undefined, accessKey, host);
  undo.push(api.close);
  return api;
}

/** A server with one response for every request, which notes their URLs. */
async function serverOf(status: number, document: unknown) {
  const urls: string[] = [];
  const server = createServer((request, response) => {
    urls.push(request.url ?? '');
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  undo.push(async () => {
    if (server.listening) await close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, urls, close };
}

describe('lookUpOrder', () => {
  test('finds an order of the sandbox, signed with its published keys', async () => {
    const orders = await startOrderApi(0);
    undo.push(orders.close);
    const { orderId, orderLineId } = orders.issue('MOCKONDEMAND');
    const { lookUpOrder } = await open(orders.url);
    expect(await lookUpOrder(orderId, orderLineId)).toMatchObject({
      orderId,
      orderLine: [{ orderLineId, chargingMode: 'ON_DEMAND' }],
    });
    expect(orders.isQueried(orderId)).toBe(true);
  });

  test('knows neither an invented order nor one of another seller, nor another line', async () => {
    const { lookUpOrder } = await open((await start()).url);
    expect(await lookUpOrder('CS0', 'CS0-000001')).toBeUndefined();
    expect(await lookUpOrder('CS2512010900OTHER', 'CS2512010900OTHER-000001')).toBeUndefined();
    expect(await lookUpOrder('CS2512010900KOO01', 'CS2512010900KOO01-000002')).toBeUndefined();
    expect(await lookUpOrder('CS2512010900KOO01', 'CS2512010900KOO01-000001')).toBeDefined();
  });

  test('fails without a response, and if the AK/SK is wrong', async () => {
    const { url, close } = await serverOf(200, {});
    await close();
    const dead = await open(url);
    await expect(dead.lookUpOrder('CS1', 'CS1-000001')).rejects.toMatchObject({
      facts: { code: 'CONNECTION_REFUSED' },
    });
    vi.stubEnv('KOO_AK', 'SOMEBODY');
    vi.stubEnv('KOO_SK', 'something');
    const wrong = await open((await start()).url);
    await expect(wrong.lookUpOrder('CS1', 'CS1-000001')).rejects.toMatchObject({
      facts: { category: 'permission' },
    });
  });

  test('another address needs an AK/SK of its own', async () => {
    await expect(open('https://mkt.example.com')).rejects.toMatchObject({ facts: { code: 'NO_CREDENTIAL' } });
    await expect(open('nonsense')).rejects.toMatchObject({ facts: { code: 'INVALID_ENDPOINT' } });
  });
});

describe('businessNow', () => {
  const virtual = { mode: 'virtual', now: '2027-03-02T02:00:00.000Z' };

  test('is the virtual clock of the sandbox, and its last time when it is gone', async () => {
    const { url, urls, close } = await serverOf(200, virtual);
    const { businessNow } = await open(url);
    expect(await businessNow()).toEqual(new Date(virtual.now));
    expect(urls).toEqual(['/koo-sandbox/clock']);
    await close();
    expect(await businessNow()).toEqual(new Date(virtual.now));
  });

  test.each([
    ['a real clock', 200, { ...virtual, mode: 'real' }],
    ['no clock', 404, { error_code: 'APIG.0101' }],
    ['an unreadable clock', 200, { ...virtual, now: 'x' }],
    ['something else', 200, null],
  ])('%s: the clock of this machine', async (_, status, document) => {
    const { url } = await serverOf(status, document);
    const { businessNow } = await open(url);
    const [before, now, after] = [Date.now(), (await businessNow()).getTime(), Date.now()];
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(after);
  });
});

test('push sends what the merchant has metered, doubly signed', async () => {
  const sandbox = await start();
  // Its own access key, not that of the callbacks.
  const { push } = await open(sandbox.url, 'another-key');
  const hourAgo = Date.now() - 3_600_000;
  let now = new Date(hourAgo);
  const { merchant, state, call } = harness({ businessNow: () => now });
  const { json } = await call('v1', 'newInstance', { chargingMode: 0, testFlag: undefined });
  // As if it had been created for an order of the sandbox.
  const instance = { ...state.instances.get(String(json.instanceId))!, id: 'koo-payg-0001' };
  state.instances.clear();
  state.instances.set(instance.id, instance);
  now = new Date(hourAgo + 1_800_000);
  const records = merchant.usageDue(now);
  expect(await push(records, signal)).toEqual({ rejections: [], maybeStored: false });
  expect(await push([{ ...records[0]!, instance_id: 'unknown' }], signal)).toMatchObject({
    rejections: [{ index: 0, code: '001' }],
  });
  expect(await push(records, signal)).toMatchObject({ rejections: [{ code: '010' }] });
});
