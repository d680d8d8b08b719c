import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { Command } from '../../../../src/sandbox/acts/acts.ts';
import type { Database } from '../../../../src/sandbox/state/database.ts';
import { openStore } from '../../../../src/sandbox/store.ts';
import { temporaryFolder } from '../../harness.ts';
import { buyer, key, office, ordersOf } from '../scripted.ts';

/** How often the marketplace is killed: KOO_KILLS=50 npx vitest run test/sandbox/market/engine/kill.product.test.ts */
const kills = Number(process.env.KOO_KILLS ?? 10);

const script = fileURLToPath(new URL('process.ts', import.meta.url));
const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const order = (number: number, minute = '2603021000') => `CS${minute}${String(number).padStart(5, '0')}`;
const buy = { do: 'buy', product: office, buyer, quantity: 10 } as const;
const to = (time: string): Command => ({ do: 'clock', to: `${time}Z` });

/** Lives of six instances; the third one is never created, and the fourth one is never ready. */
const life: readonly Command[] = [
  { ...buy, period: '1m', autoRenew: 2 },
  { ...buy, period: '1y' },
  { ...buy, period: '1y' },
  { ...buy, period: '1y' },
  to('2026-03-02T02:30:00'),
  { ...buy, period: '1y', autoRenew: 0 },
  to('2026-03-03T02:00:00'),
  { do: 'renew', instance: order(2) },
  { do: 'unsubscribe', instance: order(5, '2603021030') },
  to('2026-03-04T02:00:00'),
  { do: 'upgrade', instance: order(2), quantity: 20 },
  { ...buy, period: '1m', quantity: 5 },
  to('2026-03-05T02:00:00'),
  { do: 'freeze', instance: order(1) },
  to('2026-03-05T02:01:00'),
  { do: 'unfreeze', instance: order(1) },
  to('2028-06-01T00:00:00'),
];

interface Received {
  /** `delivery attempt`. */
  readonly attempt: string;
  readonly request: string;
}

/** How a merchant deals with an attempt, the same at every run. */
function faultOf(delivery: number, number: number, activity: string, body: string): string {
  if (activity === 'newInstance' && body.includes(order(3))) return '503';
  const [first = 0, second = 0] = createHash('sha256').update(`${delivery} ${number}`).digest();
  if (activity === 'queryInstance' && body.includes(order(4))) return first % 2 ? '503' : '000004';
  if (number === 1 && second % 16 === 0) return 'hang';
  return ['ok', '503', 'close', 'ok', activity === 'newInstance' ? '000004' : '000005'][first % 5] ?? '';
}

/** A merchant with faults, who writes down what he receives. */
async function startMerchant(attemptUnderWay: () => { delivery: number; number: number }) {
  const received: Received[] = [];
  const listeners: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { activity, ...values } = JSON.parse(body);
      const { delivery, number } = attemptUnderWay();
      const path = request.url?.split('?')[0] ?? '';
      received.push({ attempt: `${delivery} ${number}`, request: `${path} ${body}` });
      const name = String(activity ?? path.split('/').at(-1));
      const fault = faultOf(delivery, number, name, body);
      for (const listener of listeners.splice(0)) listener();
      if (fault === 'hang') return;
      if (fault === 'close') return request.socket.destroy();
      if (fault === '503') return response.writeHead(503).end();
      const instanceId = values.instanceId ?? `I-${values.orderId}`;
      const resultCode = fault === 'ok' ? '000000' : fault;
      const reply = { resultCode, resultMsg: '-', instanceId, info: [{ instanceId }] };
      response.setHeader('Content-Type', 'application/json');
      return response.end(JSON.stringify(reply));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    received,
    next: (listener: () => void) => listeners.push(listener),
  };
}

/** Random numbers from 0 to 1 that are the same at every run. */
function drawn(seed: number) {
  let count = 0;
  return () => createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32BE() / 2 ** 32;
}

/** Runs the lives in a process of their own, which is killed after so many callbacks, again and again. */
async function run(gaps: readonly number[], random: () => number) {
  const folder = await temporaryFolder();
  const database = openStore(folder);
  undo.push(() => database.close());
  const merchant = await startMerchant(() => {
    const row = database.prepare('SELECT delivery, number FROM market_attempts WHERE outcome IS NULL').get();
    return { delivery: Number(row?.delivery), number: Number(row?.number) };
  });
  let child: ChildProcess | undefined;
  let exited: Promise<unknown> = Promise.resolve();
  const pending = [...gaps];
  let killed = 0;

  /** Kills the process after so many callbacks from now: before the reply, or some milliseconds after it. */
  function arm(victim: ChildProcess): void {
    let left = pending.shift() ?? Infinity;
    const count = () => {
      left -= 1;
      if (left > 0) return merchant.next(count);
      const kill = () => {
        killed += 1;
        victim.kill('SIGKILL');
      };
      return random() < 0.3 ? kill() : setTimeout(kill, random() * 12);
    };
    if (left < Infinity) merchant.next(count);
  }

  /** Performs a command. @returns whether it was told to be done; a kill leaves that open */
  async function perform(command: Command): Promise<boolean> {
    if (!child || child.killed) {
      child = fork(script, [folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      const started = child;
      undo.push(() => started.kill('SIGKILL'));
      exited = once(child, 'exit');
      await once(child, 'message');
      arm(child);
    }
    child.send(command);
    const listening = new AbortController();
    const { signal } = listening;
    const [answer] = await Promise.race([once(child, 'message', { signal }), exited.then(() => [undefined])]);
    listening.abort();
    if (answer !== undefined) expect(answer).toBe('done');
    return answer !== undefined;
  }

  for (const command of [
    { do: 'clock', mode: 'virtual', to: '2026-03-02T02:00:00Z', seed: 7 },
    {
      do: 'connect',
      product: office,
      url: merchant.url,
      protocols: ['v2', 'order-notify'],
      keys: { base: key },
    },
    { do: 'buyer', buyer, level: 'V0' },
  ] as const satisfies Command[]) {
    await perform(command as Command);
  }
  for (const command of life) {
    const before = factsFor(database, command);
    // Whether an act that was cut off was performed shows in the state; an advance goes on by itself.
    while (!(await perform(command)) && factsFor(database, command) === before);
  }
  // What is due comes before the next act.
  while (!(await perform({ do: 'buyer', buyer })));
  return { database, received: merchant.received, killed: () => killed };
}

/** What an act changes in its transaction. */
function factsFor(database: Database, command: Command): string {
  if (command.do === 'clock') return '';
  return JSON.stringify([
    ordersOf(database).length,
    database.prepare("SELECT json_extract(document, '$.life.frozenFor') AS f FROM market_instances").all(),
  ]);
}

/** The journal without what depends on the network: how a broken connection shows. */
function journal(database: Database) {
  return database
    .prepare('SELECT at, instance, type, document FROM market_journal ORDER BY id')
    .all()
    .map(({ document, ...row }) => {
      const { meaning: _1, text: _2, problems: _3, ...facts } = JSON.parse(String(document));
      return { ...row, ...facts };
    });
}

test('kill -9 neither loses, doubles nor changes anything', {
  timeout: 60_000 + kills * 20_000,
}, async () => {
  const calm = await run([], () => 0);
  const random = drawn(1);
  const mean = calm.received.length / (kills + 2);
  const gaps = Array.from({ length: kills }, () => 1 + Math.floor(random() * 2 * (mean - 1)));
  const killed = await run(gaps, random);
  expect(killed.killed()).toBe(kills);

  const contents = new Map<string, Set<string>>();
  for (const { attempt, request } of killed.received) {
    contents.set(attempt, (contents.get(attempt) ?? new Set()).add(request));
  }
  expect([...contents.values()].filter(({ size }) => size > 1)).toEqual([]);
  // Every attempt arrives as in the calm, in the same order, and at most one more time for each kill.
  expect([...contents.keys()]).toEqual(calm.received.map(({ attempt }) => attempt));
  const strip = (request = '') => request.replace(/127\.0\.0\.1:\d+/g, '');
  expect([...contents.values()].map(([request]) => strip(request))).toEqual(
    calm.received.map(({ request }) => strip(request)),
  );
  const repeated = killed.received.length - calm.received.length;
  expect(repeated).toBeGreaterThan(0);
  expect(repeated).toBeLessThanOrEqual(kills);

  expect(journal(killed.database)).toEqual(journal(calm.database));
  expect(ordersOf(killed.database)).toEqual(ordersOf(calm.database));
  const states = killed.database
    .prepare('SELECT state, count(*) AS n FROM market_deliveries GROUP BY state ORDER BY state')
    .all()
    .map(({ state }) => state);
  expect(states).not.toContain('active');
  expect(states).not.toContain('queued');
  const { integrity_check } = killed.database.prepare('PRAGMA integrity_check').get() ?? {};
  expect(integrity_check).toBe('ok');
  const stages = killed.database.prepare('SELECT stage FROM market_instances ORDER BY key').all();
  expect(stages.map(({ stage }) => stage)).toEqual([
    'released',
    'released',
    'failed',
    'failed',
    'released',
    'released',
  ]);
});
