// Generated lives against the reference merchant in memory: time for each life, and whether memory stays flat.
// Needs a build. The merchant is a new one for each batch, since it keeps what it has created.
// node bench/explore.ts [LIVES] [SEED]
import { fileURLToPath } from 'node:url';
import type { Deliver } from '../src/callback/delivery/exchange.ts';
import { generateRsaKeys, randomId } from '../src/callback/delivery/random.ts';
import { createMerchant } from '../src/callback/merchant/merchant.ts';
import { demoLicenseCode } from '../src/callback/merchant/model.ts';
import { createState } from '../src/callback/merchant/state.ts';
import { protocols } from '../src/callback/protocols/index.ts';
import type { ProtocolId } from '../src/callback/protocols/model.ts';
import { testCallback } from '../src/callback/suite/run.ts';
import { useDataFolder } from '../src/text/data.ts';

useDataFolder(fileURLToPath(new URL('../dist/data', import.meta.url)));

const lives = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
/** Lives against one merchant, for each of the two checks. */
const batch = 50;
const key = randomId();
const { publicKey, privateKey } = await generateRsaKeys();

/** Calls a new reference merchant without a connection. */
function inMemory(): Deliver {
  const merchant = createMerchant(
    {
      keys: { base: key, kit: key, license: key, notify: key },
      rsaPrivateKey: privateKey,
      encryptBits: 256,
      sale: 'period',
      now: () => new Date(),
      id: randomId,
    },
    createState([demoLicenseCode]),
  );
  return async ({ method, url, headers, body = '' }) => {
    const { pathname, search } = new URL(url);
    const names = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
    const reply = await merchant.handle({
      method,
      url: pathname + search,
      headers: Object.fromEntries(names),
      body: Buffer.from(body),
    });
    const response = { ...reply, status: 200, truncated: false, durationMs: 0 };
    return { answered: true, response };
  };
}

/** Explores one protocol, and returns the failures. */
async function explore(id: ProtocolId, from: number): Promise<string[]> {
  const report = await testCallback({
    tested: protocols.filter((protocol) => protocol.id === id).map((protocol) => ({ protocol, key })),
    options: {
      target: 'http://127.0.0.1:8080/',
      sale: 'period',
      encrypt: 256,
      require: [],
      set: id === 'license-code' ? { license: demoLicenseCode } : {},
      rsaPublicKey: publicKey,
      pollIntervalMs: 1000,
      timeoutMs: 20_000,
      explore: { seed: from, runs: batch },
    },
    deliver: inMemory(),
    selection: { only: ['*-EXPLORE-*'], skip: [] },
    concurrency: 8,
    bail: false,
    notices: [],
    now: () => new Date(),
    sleep: async () => {},
  });
  return report.checks
    .filter(({ group, status }) => group === 'exploration' && status !== 'passed')
    .map(({ id: check, actual, reason, scenario }) =>
      [check, actual?.en ?? reason?.en, scenario].filter(Boolean).join('\n'),
    );
}

const started = performance.now();
const failures: string[] = [];
const heaps: number[] = [];
let done = 0;
for (let round = 0; done < lives; round += 1) {
  const { id } = protocols[round % protocols.length] ?? { id: 'v2' as const };
  failures.push(...(await explore(id, (seed + round * 7919) % 2 ** 31)));
  done += 2 * batch;
  if (round % protocols.length !== protocols.length - 1) continue;
  globalThis.gc?.();
  heaps.push(process.memoryUsage().heapUsed / 2 ** 20);
}
const ms = performance.now() - started;
console.log(`seed ${seed}: ${done} lives in ${(ms / 1000).toFixed(1)} s, ${(ms / done).toFixed(2)} ms each`);
console.log(`heap after each round of all protocols, MB: ${heaps.map((heap) => heap.toFixed(0)).join(' ')}`);
console.log(`${failures.length} failed`);
for (const failure of failures) console.log(failure);
if (failures.length > 0) process.exitCode = 1;
