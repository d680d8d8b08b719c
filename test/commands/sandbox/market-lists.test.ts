import { createHmac } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import SandboxBuy from '../../../src/commands/sandbox/buy.ts';
import SandboxBuyers from '../../../src/commands/sandbox/buyers.ts';
import SandboxClock from '../../../src/commands/sandbox/clock.ts';
import SandboxConnect from '../../../src/commands/sandbox/connect.ts';
import SandboxDeliveries from '../../../src/commands/sandbox/deliveries.ts';
import SandboxInstances from '../../../src/commands/sandbox/instances.ts';
import SandboxOrders from '../../../src/commands/sandbox/orders.ts';
import { startStubMerchant, stubInstance } from '../../contract/stub-servers.ts';
import { temporaryFolder } from '../../sandbox/harness.ts';
import { runCommand } from '../run.ts';

const product = 'OFFI758576253042421760';
const key = 'the+access/key=1';
let merchant = '';
let folder = '';

type CommandClass = Parameters<typeof runCommand>[0];

beforeAll(async () => {
  merchant = await startStubMerchant();
});

function koo(command: CommandClass, ...words: string[]) {
  return runCommand(command, words, { KOO_STATE_DIR: folder, KOO_CONFIG_DIR: folder, KOO_ACCESS_KEY: key });
}

async function json(command: CommandClass, ...words: string[]) {
  const ended = await koo(command, ...words, '--json');
  expect(ended, ended.message).toMatchObject({ exitCode: 0 });
  expect(ended.stdout).not.toContain(key);
  return JSON.parse(ended.stdout);
}

/** A purchase at a fixed time, with known ids. */
async function bought(url = merchant, protocol = 'v2'): Promise<void> {
  folder = await temporaryFolder();
  await json(SandboxConnect, url, '--product', product, '--protocol', protocol);
  await json(SandboxClock, '--to', '2026-03-02T10:00:00+08:00', '--seed', '1');
  await json(SandboxBuy, product, '--buyer', 'hw12345678', '--period', '1y');
}

afterEach(() => {
  folder = '';
});

test('before there is a state, the lists are empty, and none is made', async () => {
  folder = await temporaryFolder();
  for (const command of [SandboxInstances, SandboxOrders, SandboxDeliveries, SandboxBuyers]) {
    expect(await json(command)).toEqual([]);
    expect((await koo(command)).stdout).toMatch(/^No /);
    expect((await koo(command, '-o', 'csv')).stdout).toMatch(/^[a-z]+(,[a-zA-Z]+)+\n$/);
  }
});

test('a purchase is in every list', async () => {
  await bought();
  const order = 'CS260302100000001';
  expect(await json(SandboxInstances)).toEqual([
    expect.objectContaining({
      instance: stubInstance,
      order,
      orderLine: `${order}-000001`,
      product,
      buyer: 'hw12345678',
      kind: 'saas',
      charging: 'period',
      state: 'active',
      frozenFor: [],
      trial: false,
      expiresAt: '2027-03-02T15:59:59.000Z',
      license: null,
    }),
  ]);
  expect(await json(SandboxOrders, order)).toEqual([
    expect.objectContaining({
      order,
      type: 'NEW',
      status: 'completed',
      amount: '100',
      createdAt: '2026-03-02T02:00:00.000Z',
      instances: [stubInstance],
    }),
  ]);
  expect(await json(SandboxBuyers)).toEqual([
    expect.objectContaining({ name: 'hw12345678', level: 'V0', balance: '999900' }),
  ]);
  const names = ['newInstance', 'queryInstance'];
  expect((await json(SandboxDeliveries)).map(({ activity }: { activity: string }) => activity)).toEqual(
    names,
  );
  for (const text of [stubInstance, order]) {
    expect(await json(SandboxDeliveries, '--instance', text)).toHaveLength(2);
  }
  expect(await json(SandboxDeliveries, '--limit', '1')).toEqual([
    expect.objectContaining({ activity: 'queryInstance', state: 'succeeded', attempts: 1, nextAt: null }),
  ]);
  expect(await json(SandboxDeliveries, '--failed')).toEqual([]);
  expect((await koo(SandboxInstances)).stdout).toMatch(/^INSTANCE .*\ni-1 +active +2027-03-02 23:59:59 /);
});

test('an instance is shown with its journal', async () => {
  await bought();
  const { journal, instance } = await json(SandboxInstances, 'CS260302100000001');
  expect(instance).toBe(stubInstance);
  expect(journal.map(({ type }: { type: string }) => type)).toContain('attempt');
  const { stdout } = await koo(SandboxInstances, stubInstance);
  expect(stdout).toMatch(/^Instance: i-1\n[\s\S]*\n\n2026-03-02 10:00:00 [\s\S]*✔ newInstance orderId=/);
});

test.each([
  ['v2', ({ url, canonical }: Signed) => [hexOf(canonical), url.searchParams.get('signature')]],
  [
    'v1',
    ({ url, canonical }: Signed) => [
      createHmac('sha256', `${key}${url.searchParams.get('timeStamp')}`)
        .update(canonical)
        .digest('base64'),
      url.searchParams.get('authToken'),
    ],
  ],
])('a delivery of %s is shown with the text that was signed', async (protocol, signatures) => {
  await bought(merchant, protocol);
  const { attemptList } = await json(SandboxDeliveries, '1');
  const [{ outcome, signedText, values }] = attemptList;
  expect(signedText).not.toContain(key);
  const url = new URL(outcome.request.url);
  const [expected, given] = signatures({ url, canonical: signedText.replaceAll('<accessKey>', key) });
  expect(given).toBe(expected);
  expect(values.orderId).toBe('CS260302100000001');
  const { stdout } = await koo(SandboxDeliveries, '1');
  expect(stdout).toContain('Attempt 1, 2026-03-02 10:00:00');
  expect(stdout).toContain(signedText.slice(0, 40));
  expect(stdout).toMatch(/^< HTTP 200 \(\d+ ms\)$/m);
  expect(stdout).not.toContain(key);
});

interface Signed {
  readonly url: URL;
  readonly canonical: string;
}

const hexOf = (text: string) => createHmac('sha256', key).update(text).digest('hex').toUpperCase();

test('a callback that fails is listed as such, also under way, with the next attempt', async () => {
  await bought('http://127.0.0.1:9/');
  const line = 'CS260302100000001-000001';
  expect(await json(SandboxOrders)).toEqual([expect.objectContaining({ instances: [line] })]);
  expect(await json(SandboxDeliveries, '--failed')).toEqual([
    expect.objectContaining({
      instance: line,
      activity: 'newInstance',
      state: 'active',
      result: 'failed',
      nextAt: '2026-03-02T02:02:00.000Z',
    }),
  ]);
  expect((await koo(SandboxDeliveries, '1')).stdout).toMatch(
    /^< No response$[\s\S]*Next attempt: 2026-03-02 10:02:00\n$/m,
  );
  // The merchant is repaired before the next attempt.
  await json(SandboxConnect, merchant, '--product', product, '--protocol', 'v2');
  await json(SandboxClock, '--next');
  expect(await json(SandboxDeliveries, '--failed')).toEqual([]);
  expect((await json(SandboxInstances))[0]).toMatchObject({ instance: stubInstance, state: 'active' });
});

test.each([
  [SandboxInstances, 'none', 'UNKNOWN_INSTANCE'],
  [SandboxOrders, 'none', 'UNKNOWN_ORDER'],
  [SandboxDeliveries, '9', 'UNKNOWN_DELIVERY'],
] as const)('%o %s is unknown', async (command, word, code) => {
  folder = await temporaryFolder();
  expect(await koo(command, word)).toMatchObject({ exitCode: 2, code });
});

test('a purchase that --wait gives up on ends with 7', async () => {
  folder = await temporaryFolder();
  await json(SandboxConnect, 'http://127.0.0.1:9/', '--product', product, '--protocol', 'v2');
  await json(SandboxClock, '--to', '2026-03-02T10:00:00+08:00');
  const { stdout, exitCode } = await koo(SandboxBuy, product, '--buyer', 'b', '--wait', '--json');
  expect(exitCode).toBe(7);
  const { entries, gaveUp, underWay, now } = JSON.parse(stdout);
  expect({ gaveUp, underWay, now }).toEqual({ gaveUp: [1], underWay: [], now: '2026-03-02T03:58:00.000Z' });
  expect(entries.filter(({ type }: { type: string }) => type === 'attempt')).toHaveLength(60);
});
