// How long the marketplace takes for lives of instances in virtual time, each with five callbacks: bought, renewed, expired,
// released. Beside it as many requests with bare undici to the same server. The most memory it takes, and how far the
// state grows for each instance. Needs a build.
// node bench/market.ts [INSTANCES]
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDeliverer } from '../src/callback/delivery/deliver.ts';
import { randomIv, randomNonce } from '../src/callback/delivery/random.ts';
import type { Command } from '../src/sandbox/acts/acts.ts';
import { createCourier } from '../src/sandbox/market/engine/courier.ts';
import { openMarket } from '../src/sandbox/market/engine/market.ts';
import { databasePath } from '../src/sandbox/state/database.ts';
import { openStore } from '../src/sandbox/store.ts';
import { useDataFolder } from '../src/text/data.ts';

useDataFolder(fileURLToPath(new URL('../dist/data', import.meta.url)));
const self = fileURLToPath(import.meta.url);
const product = 'OFFI758576253042421760';
const buyer = 'hw12345678';
const key = 'koo-sandbox-bench-access-key-1';
const callsOfLife = 5;

const [role, url = '', number = ''] = process.argv.slice(2);
if (role === 'merchant') serveMerchant();
else if (role === 'live') await live(url, Number(number));
else if (role === 'bare') await sendBare(url, Number(number));
else await compare(Number(role ?? 10_000));

interface Measured {
  readonly seconds: number;
  /** Seconds of processor time, with those of the start. */
  readonly processor: number;
  readonly megabytes: number;
  readonly bytes: number;
}

async function compare(count: number): Promise<void> {
  const merchant = fork(self, ['merchant']);
  try {
    const [address] = (await once(merchant, 'message')) as [string];
    const tenth = Math.ceil(count / 10);
    const small = await measure('live', address, tenth);
    const large = await measure('live', address, count);
    const bare = await measure('bare', address, count * callsOfLife);
    console.log(
      `${count} instances, ${count * callsOfLife} callbacks: undici ${bare.seconds.toFixed(1)} s, ` +
        `koo ${large.seconds.toFixed(1)} s, ratio ${ratio(large, bare, 'seconds')} ` +
        `(of processor time ${ratio(large, bare, 'processor')}); ` +
        `memory ${small.megabytes} MB for ${tenth} instances, ${large.megabytes} MB for ${count} ` +
        `(undici ${bare.megabytes} MB); state ${(large.bytes / count / 1024).toFixed(1)} kB for each instance`,
    );
  } finally {
    merchant.kill();
  }
}

function ratio(large: Measured, bare: Measured, of: 'seconds' | 'processor'): string {
  return (large[of] / bare[of]).toFixed(1);
}

async function measure(...args: [role: string, url: string, count: number]): Promise<Measured> {
  const child = fork(self, args.map(String));
  const [measured] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${args[0]} exited with ${code}`);
    }),
  ]);
  return measured as Measured;
}

function tell(started: number, bytes = 0): void {
  const seconds = (performance.now() - started) / 1000;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const { user, system } = process.cpuUsage();
  const processor = (user + system) / 1e6;
  process.send?.({ seconds, processor, megabytes, bytes } satisfies Measured);
  process.disconnect();
}

/** Whatever he is asked for is there. */
function serveMerchant(): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { instanceId, orderId } = JSON.parse(Buffer.concat(chunks).toString());
      const id = instanceId ?? `I-${orderId}`;
      const reply = {
        resultCode: '000000',
        resultMsg: 'success',
        instanceId: id,
        info: [{ instanceId: id }],
      };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(reply));
    });
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`);
  });
}

/** Buys instances on one day, and lets them renew themselves once, expire and be released. */
async function live(merchant: string, count: number): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'koo-bench-'));
  const database = openStore(state);
  database.exec('UPDATE product_stock SET available = 10000000');
  const { deliver, close } = createDeliverer({ timeoutMs: 20_000 });
  const wallClock = () => new Date();
  const market = openMarket({
    database,
    courier: createCourier({ deliver, now: wallClock, nonce: randomNonce, iv: randomIv }),
    random: randomBytes,
    wallClock,
  });
  const go = (command: Command) => market.perform(command, () => undefined, new AbortController().signal);
  const size = () => statSync(databasePath(state)).size;
  try {
    await go({ do: 'clock', mode: 'virtual', to: '2026-03-02T02:00:00Z', seed: 1 });
    await go({ do: 'connect', product, url: merchant, protocols: ['v2'], keys: { base: key } });
    await go({ do: 'buyer', buyer, balance: '1000000000' });
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const before = size();
    const started = performance.now();
    await go({ do: 'buy', product, buyer, period: '1y', quantity: 10, autoRenew: 1, count });
    await go({ do: 'clock', to: '2028-06-01T00:00:00Z' });
    const done = database
      .prepare(
        `SELECT (SELECT count(*) FROM market_instances WHERE stage = 'released') AS released,
           (SELECT count(*) FROM market_attempts) AS attempts`,
      )
      .get();
    if (done?.released !== count || done.attempts !== callsOfLife * count) {
      throw new Error(`${done?.released} instances were released, with ${done?.attempts} attempts`);
    }
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    tell(started, size() - before);
  } finally {
    await market.close();
    database.close();
    await close();
    rmSync(state, { recursive: true, maxRetries: 3 });
  }
}

/** One after the other, as the marketplace sends them. */
async function sendBare(merchant: string, count: number): Promise<void> {
  const { request } = await import('undici');
  const body = JSON.stringify({ activity: 'queryInstance', instanceId: 'I-CS260302100000001' });
  const headers = { 'Content-Type': 'application/json' };
  const started = performance.now();
  for (let index = 0; index < count; index += 1) {
    const reply = await request(merchant, { method: 'POST', headers, body });
    await reply.body.text();
  }
  tell(started);
}
