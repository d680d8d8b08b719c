// How long the marketplace takes for lives of instances in virtual time: bought, renewed, expired and released, with five
// callbacks each, against a callback server in the same process. Beside it as many callbacks, signed before, with bare
// undici. The most memory it takes, and how far the state grows for each instance.
// node bench/market.ts [INSTANCES]
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDeliverer } from '../src/callback/delivery/deliver.ts';
import { randomIv, randomNonce } from '../src/callback/delivery/random.ts';
import type { Command } from '../src/sandbox/market/commands.ts';
import { createCourier } from '../src/sandbox/market/courier.ts';
import { openMarket } from '../src/sandbox/market/market.ts';
import { databasePath, openStore } from '../src/sandbox/store.ts';
import { useDataFolder } from '../src/text/data.ts';

useDataFolder(fileURLToPath(new URL('../dist/data', import.meta.url)));
const product = 'OFFI758576253042421760';
const buyer = 'hw12345678';
const key = 'koo-sandbox-bench-access-key-1';
const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), 'koo-bench-'));

let received = 0;
const bodies: string[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    received += 1;
    const body = Buffer.concat(chunks).toString();
    const { instanceId, orderId } = JSON.parse(body);
    if (bodies.length < 1000) bodies.push(body);
    const id = instanceId ?? `I-${orderId}`;
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({
        resultCode: '000000',
        resultMsg: 'success',
        instanceId: id,
        info: [{ instanceId: id }],
      }),
    );
  });
});
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;

try {
  const [small, large] = [await live(Math.ceil(count / 10)), await live(count)];
  const bare = await sendBare(large.calls);
  console.log(
    `${count} instances, ${large.calls} callbacks: undici ${bare.toFixed(1)} s, koo ${large.seconds.toFixed(1)} s, ` +
      `ratio ${(large.seconds / bare).toFixed(1)}; memory ${small.megabytes} MB for ${Math.ceil(count / 10)} instances, ` +
      `${large.megabytes} MB for ${count}; state ${(large.bytes / count / 1024).toFixed(1)} kB for each instance`,
  );
} finally {
  rmSync(folder, { recursive: true, maxRetries: 3 });
  server.closeAllConnections();
  server.close();
}

/** Buys instances on one day, renews them the next one, and lets them expire. */
async function live(instances: number) {
  const state = join(folder, String(instances));
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
  let megabytes = 0;
  const watch = setInterval(() => {
    megabytes = Math.max(megabytes, Math.round(process.memoryUsage.rss() / 1024 / 1024));
  }, 50);
  const go = (command: Command) => market.perform(command, () => undefined, new AbortController().signal);
  await go({ do: 'clock', mode: 'virtual', to: '2026-03-02T02:00:00Z', seed: 1 });
  await go({ do: 'connect', product, url, protocols: ['v2'], keys: { base: key }, prices: ['year=10'] });
  await go({ do: 'buyer', buyer, balance: '1000000000' });
  const before = sizeOf(state);
  const from = received;
  const started = performance.now();
  await go({ do: 'buy', product, buyer, period: '1y', quantity: 10, autoRenew: 1, count: instances });
  await go({ do: 'clock', to: '2028-06-01T00:00:00Z' });
  const seconds = (performance.now() - started) / 1000;
  clearInterval(watch);
  const calls = received - from;
  const { n } =
    database.prepare("SELECT count(*) AS n FROM market_instances WHERE stage = 'released'").get() ?? {};
  if (n !== instances || calls !== 5 * instances) throw new Error(`${n} released, ${calls} callbacks`);
  await market.close();
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const bytes = sizeOf(state) - before;
  database.close();
  await close();
  return { seconds, megabytes, calls, bytes };
}

function sizeOf(state: string): number {
  return statSync(databasePath(state)).size;
}

/** One after the other, as the marketplace sends them. */
async function sendBare(calls: number): Promise<number> {
  const { request } = await import('undici');
  const started = performance.now();
  for (let index = 0; index < calls; index += 1) {
    const body = bodies[index % bodies.length] ?? '{}';
    const reply = await request(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    await reply.body.text();
  }
  return (performance.now() - started) / 1000;
}
