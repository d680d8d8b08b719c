// A sandbox of the built koo with a shop in it, for tests in a browser, screenshots and measurements of the console.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from '../src/sandbox/acts/acts.ts';
import { sandboxAccessKey, sandboxCredential } from '../src/sandbox/state/accounts.ts';
import { signRequest } from '../src/signing/sdk-hmac.ts';

const binary = fileURLToPath(new URL('../bin/run.js', import.meta.url));

/** Products of the sandbox: of a period, once, and by usage. */
export const office = 'OFFI758576253042421760';
export const tool = 'OFFI758576253042421761';
export const speech = 'OFFI758576253042421762';

/** Signs the callbacks of the shop, and is shown nowhere. */
export const shopKey = 'the-key-of-this-shop-0001';

export interface Shop {
  readonly url: string;
  /** Runs koo; what it prints. */
  koo(args: readonly string[], input?: string): Promise<string>;
  /**
   * Performs an act, as its command does.
   *
   * @throws Error if the sandbox refuses it
   */
  act(command: Command): Promise<void>;
  /** Connects a product to a server of a merchant that works, or answers as the listener does. */
  connect(product: string, listener?: RequestListener): Promise<void>;
  /** An address that lets one browser in. */
  entry(): Promise<string>;
  close(): Promise<void>;
}

/** Starts a sandbox whose business clock stands at 10:00 on 2 March 2026 in Beijing. */
export async function startShop(port = 0): Promise<Shop> {
  const home = mkdtempSync(join(tmpdir(), 'koo-shop-'));
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    HOME: home,
    KOO_STATE_DIR: join(home, 'state'),
    KOO_CONFIG_DIR: join(home, 'config'),
    KOO_SITE: 'sandbox',
    LC_ALL: 'C.UTF-8',
  };
  const run = (args: readonly string[], key = sandboxAccessKey) =>
    spawn(process.execPath, [binary, ...args], { env: { ...env, KOO_ACCESS_KEY: key }, cwd: home });
  const ends: (() => unknown)[] = [() => rmSync(home, { recursive: true, force: true, maxRetries: 5 })];
  const start = async (...args: readonly string[]) => {
    const child = run(args, shopKey);
    ends.push(() => stop(child));
    return addressOf(child);
  };
  const url = await start('sandbox', 'start', '--port', String(port));
  const note = readFileSync(join(env.KOO_STATE_DIR, 'sandbox/running.json'), 'utf8');
  const { token } = JSON.parse(note) as { readonly token: string };
  let merchant: Promise<string> | undefined;

  async function act(command: Command): Promise<void> {
    const reply = await fetch(`${url}/koo-sandbox/market`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
      body: JSON.stringify(command),
    });
    const text = await reply.text();
    if (text.includes('{"error":')) throw new Error(`${JSON.stringify(command)}: ${text}`);
  }

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function koo(args: readonly string[], input = ''): Promise<string> {
    const child = run(args);
    child.stdin.end(input);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    child.stderr.resume();
    await once(child, 'close');
    return text.trim();
  }

  await act({ do: 'clock', mode: 'virtual', to: '2026-03-02T02:00:00Z', seed: 1 });
  return {
    url,
    koo,
    act,
    async connect(product, listener) {
      merchant ??= start('callback', 'serve', '--port', port ? String(port + 1) : '0', '--order-api', url);
      const server = await (listener ? serve(listener) : merchant);
      const keys = { base: shopKey };
      await act({ do: 'connect', product, url: `${server}/saasproduce`, protocols: ['v2'], keys });
    },
    entry: () => koo(['sandbox', 'open', '--print']),
    async close() {
      for (const end of ends.reverse()) await end();
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  let told = '';
  for await (const part of child.stderr ?? []) {
    told += part;
    const url = /Listening on (http:\/\/[\d.]+:\d+)/.exec(told)?.[1];
    if (url === undefined) continue;
    child.stderr?.resume();
    child.stdout?.resume();
    return url;
  }
  throw new Error(`koo did not start: ${told}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

const day = 24 * 3600_000;

/** Lets two months pass: purchases of several kinds, a server that fails, an arrear, a wrong signature. */
export async function fillShop(shop: Shop): Promise<void> {
  const { act, url } = shop;
  await shop.connect(office);
  await shop.connect(speech);
  await shop.connect(tool, (request, response) => {
    request.resume();
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end('{"resultCode":"000005","resultMsg":"order service unavailable"}');
  });
  await act({ do: 'buyer', buyer: 'hw12345678', type: 'enterprise', level: 'V3' });
  await act({ do: 'buy', product: office, buyer: 'hw12345678', period: '1y', quantity: 10 });
  await act({ do: 'buy', product: office, buyer: 'koo-buyer-2', period: '1m', quantity: 3 });
  await act({ do: 'buy', product: speech, buyer: 'hid_koo_buyer_1' });
  await act({ do: 'clock', advance: 5 * day });
  await act({ do: 'buy', product: office, buyer: 'hid_koo_buyer_1', trial: true });
  const instances: readonly { readonly instance: string; readonly product: string }[] = JSON.parse(
    await shop.koo(['sandbox', 'instances', '--json']),
  );
  const metered = instances.find(({ product }) => product === speech)?.instance;
  const record = { instance_id: metered, record_time: '20260307T013000Z', begin_time: '20260307T000000Z' };
  await shop.koo(
    ['usage', 'push', '-', '--quiet'],
    JSON.stringify([{ ...record, end_time: '20260307T010000Z', usage_value: '120' }]),
  );
  await act({ do: 'clock', advance: 31 * day });
  await act({ do: 'buy', product: office, buyer: 'koo-buyer-2', period: '3m', quantity: 5 });
  await act({ do: 'freeze', instance: instances[0]?.instance ?? '' });
  await act({ do: 'buy', product: tool, buyer: 'hw12345678' });
  await act({ do: 'clock', advance: 600_000 });
  const path = '/api/mkp-openapi-public/global/v1/order/query?orderId=CS260302100000001';
  const target = new URL(path, url);
  for (const sk of [sandboxCredential.sk, `${sandboxCredential.sk}x`]) {
    const signed = { method: 'GET', url: target, headers: [], body: '' } as const;
    await fetch(target, {
      headers: signRequest(signed, { ...sandboxCredential, sk }, new Date()) as [string, string][],
    });
  }
}
