// What `koo callback listen --forward-to` adds to the time of a delivery, at 1,000 deliveries a second on loopback: the
// same load is sent to the merchant directly, and through koo. And whether each delivery that was answered is in the
// history with its answer. With --kill, koo is killed in the middle. Needs a build.
// node bench/listen.ts [SECONDS] [--rate N] [--kill]
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { History } from '../src/callback/history/model.ts';
import { openHistory } from '../src/callback/history/store.ts';
import { protocolOf } from '../src/callback/protocols/index.ts';
import { toHttp } from '../src/callback/protocols/request.ts';

const self = fileURLToPath(import.meta.url);
const koo = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const key = 'koo-bench-access-key-of-the-base-interfaces';

const [role, ...rest] = process.argv.slice(2);
if (role === 'merchant') serveMerchant();
else if (role === 'send') await send(rest[0] ?? '', Number(rest[1]), Number(rest[2]), rest[3] ?? '');
else await compare();

/** What a sender has seen. */
interface Sent {
  readonly median: number;
  readonly p99: number;
  /** Orders of the deliveries that were answered. */
  readonly answered: readonly string[];
}

async function compare(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rate: { type: 'string', default: '1000' }, kill: { type: 'boolean', default: false } },
  });
  const seconds = Number(positionals[0] ?? 30);
  const rate = Number(values.rate);
  const state = mkdtempSync(join(tmpdir(), 'koo-bench-'));
  const merchant = fork(self, ['merchant']);
  let listener: Awaited<ReturnType<typeof startListener>> | undefined;
  try {
    const [target] = (await once(merchant, 'message')) as [string];
    listener = await startListener(target, state);
    // Each warms up: what is compiled then is not measured.
    await measure(target, rate, 2, 'W');
    await measure(listener.url, rate, 2, 'X');
    const direct = await measure(target, rate, seconds, 'D');
    const history = openHistory(state);
    const seen = new Map<string, boolean>();
    const watching = watch(history, seen);
    const sending = measure(listener.url, rate, seconds, 'K');
    if (values.kill) {
      await sleep((seconds * 1000) / 2);
      listener.child.kill('SIGKILL');
    }
    const through = await sending;
    if (!values.kill) {
      await judged(history, seen, through.answered);
      listener.child.kill('SIGTERM');
    }
    await listener.exited;
    await watching.end();
    history.close();
    const lost = through.answered.filter((order) => !seen.has(order));
    const all = rate * seconds;
    const added = (of: 'median' | 'p99') =>
      `${of} ${direct[of].toFixed(2)} → ${through[of].toFixed(2)} ms (+${(through[of] - direct[of]).toFixed(2)} ms, ${(through[of] / direct[of]).toFixed(1)}×)`;
    console.log(
      `${rate}/s for ${seconds} s: ${values.kill ? 'killed in the middle' : `${added('median')}, ${added('p99')}`}; ` +
        `${through.answered.length} of ${all} answered, ${lost.length} of them not in the history`,
    );
    if (lost.length > 0 || (!values.kill && through.answered.length < all)) process.exitCode = 1;
  } finally {
    listener?.child.kill('SIGKILL');
    merchant.kill();
    rmSync(state, { recursive: true, maxRetries: 3 });
  }
}

async function startListener(
  target: string,
  state: string,
): Promise<{ readonly url: string; readonly child: ChildProcess; readonly exited: Promise<unknown> }> {
  const log = join(state, 'log');
  const args = [koo, 'callback', 'listen', '--port', '0', '--forward-to', target, '--json'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, KOO_ACCESS_KEY: key, KOO_STATE_DIR: state, KOO_CONFIG_DIR: state },
    stdio: ['ignore', openSync(join(state, 'lines'), 'w'), openSync(log, 'w')],
  });
  const exited = once(child, 'exit');
  for (;;) {
    const [, url] = /Ready: (http:\S+)/.exec(readFileSync(log, 'utf8')) ?? [];
    if (url !== undefined) return { url, child, exited };
    if (child.exitCode !== null) throw new Error(readFileSync(log, 'utf8'));
    await sleep(20);
  }
}

/** Reads the history while it is written, because it keeps the latest calls only. */
function watch(history: History, seen: Map<string, boolean>) {
  let after = 0;
  let isEnding = false;
  const read = () => {
    const calls = history.list({ after, limit: 1_000_000 }).toReversed();
    for (const { orderId, answer, verdict } of calls)
      if (orderId !== undefined && answer && 'body' in answer) seen.set(orderId, verdict !== 'pending');
    // From the first that is under way.
    const pending = calls.find(({ verdict }) => verdict === 'pending') ?? calls.at(-1);
    if (pending) after = Math.max(after, pending.id - 1);
  };
  const running = (async () => {
    for (; !isEnding; await sleep(1_000)) read();
    read();
  })();
  return {
    end: () => {
      isEnding = true;
      return running;
    },
  };
}

/** Waits until the answers are judged, which happens behind them. */
async function judged(history: History, seen: ReadonlyMap<string, boolean>, orders: readonly string[]) {
  const started = performance.now();
  while (!orders.every((order) => seen.get(order))) {
    if (performance.now() - started > 60_000) throw new Error('not all calls were judged within 60 s');
    await sleep(200);
  }
  return history;
}

async function measure(...args: [url: string, rate: number, seconds: number, prefix: string]): Promise<Sent> {
  const child = fork(self, ['send', ...args.map(String)]);
  const [sent] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the sender exited with ${code}`);
    }),
  ]);
  return sent as Sent;
}

/** Answers at once, with the order in its reply. */
function serveMerchant(): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { orderId } = JSON.parse(Buffer.concat(chunks).toString());
      response.setHeader('Content-Type', 'application/json');
      response.end(
        JSON.stringify({ resultCode: '000000', resultMsg: 'success', instanceId: `I-${orderId}` }),
      );
    });
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/saasproduce`);
  });
}

/**
 * Sends signed deliveries at their times, whether earlier ones are answered or not. The time of a delivery counts from
 * when it was due: what waits for the sender waits.
 */
async function send(url: string, rate: number, seconds: number, prefix: string): Promise<void> {
  const { Pool } = await import('undici');
  const { origin } = new URL(url);
  const pool = new Pool(origin, { connections: 256 });
  const protocol = protocolOf('v2');
  const activity = protocol.activities.find(({ name }) => name === 'newInstance');
  if (!activity) throw new Error('no newInstance');
  const count = rate * seconds;
  const base = Date.now() + 1_000 + count / 20;
  const requests = Array.from({ length: count }, (_, index) => {
    const values = {
      orderId: `${prefix}${index}`,
      orderLineId: `${prefix}${index}-000001`,
      businessId: `${index}`,
    };
    const timestamp = String(Math.round(base + (index * 1000) / rate));
    const {
      url: signed,
      headers,
      body,
    } = toHttp(protocol.seal({ activity, target: url, values, key, timestamp, nonce: `${prefix}${index}` }));
    return {
      path: signed.slice(origin.length),
      headers: headers.flat(),
      body: body ?? '',
      order: values.orderId,
    };
  });
  const latencies: number[] = [];
  const answered: string[] = [];
  const pending: Promise<void>[] = [];
  const started = performance.now();
  for (let next = 0; next < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - started) * rate) / 1000) + 1);
    for (; next < due; next += 1) {
      const { path, headers, body, order } = requests[next] ?? { path: '', headers: [], body: '', order: '' };
      const dueAt = started + (next * 1000) / rate;
      pending.push(
        pool.request({ path, method: 'POST', headers, body }).then(
          async (reply) => {
            if ((await reply.body.text()) === '' || reply.statusCode !== 200) return;
            latencies.push(performance.now() - dueAt);
            answered.push(order);
          },
          () => undefined,
        ),
      );
    }
    await sleep(1);
  }
  await Promise.all(pending);
  latencies.sort((one, other) => one - other);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  process.send?.({ median: at(0.5), p99: at(0.99), answered } satisfies Sent, () => process.exit(0));
}
