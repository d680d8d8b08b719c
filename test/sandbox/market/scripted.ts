import { afterEach } from 'vitest';
import type { Command } from '../../../src/sandbox/acts/acts.ts';
import { createCourier, type Injected } from '../../../src/sandbox/market/engine/courier.ts';
import { openMarket } from '../../../src/sandbox/market/engine/market.ts';
import { readClock } from '../../../src/sandbox/market/model/context.ts';
import type { ActResult, Entry } from '../../../src/sandbox/market/model/journal.ts';
import type { Instance } from '../../../src/sandbox/market/model/model.ts';
import type { Database } from '../../../src/sandbox/state/database.ts';
import { openStore } from '../../../src/sandbox/store.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import { temporaryFolder } from '../harness.ts';

/** Period SaaS by seats, with a trial. */
export const office = 'OFFI758576253042421760';
export const key = 'koo-sandbox-test-access-key-1';
export const start = '2026-03-02T02:00:00.000Z';
export const signal = new AbortController().signal;

/** A callback as the merchant gets it. */
export interface Call {
  /** Business time, ISO 8601. */
  readonly at: string;
  readonly activity: string;
  readonly values: JsonObject;
}

/** What the merchant does; undefined is a success. With `reply`, he answers HTTP 200 with that. */
export type Script = (
  call: Call,
  calls: readonly Call[],
) => Injected | { readonly reply: JsonObject } | undefined;

const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A marketplace in virtual time, whose merchant does what a script says. */
export async function openMarketplace(script: Script = () => undefined, connected: Partial<Connect> = {}) {
  const database = openStore(await temporaryFolder());
  const calls: Call[] = [];
  const wall = { now: Date.parse(start) };
  let drawn = 0;
  const send = createCourier({
    deliver: () => Promise.reject(new Error('no network')),
    now: () => new Date(),
    nonce: () => 'nonce',
    iv: () => 'abcdefghijklmnop',
  });
  const market = openMarket({
    database,
    courier: async (request) => {
      const { activity, values } = request;
      const at = new Date(readClock(database).now).toISOString();
      const call: Call = { at, activity, values };
      const answer = script(call, calls) ?? { resultCode: '000000' };
      calls.push(call);
      if (typeof answer === 'object' && 'reply' in answer) {
        const outcome = await send({ ...request, injected: { resultCode: '000000' } });
        return { ...outcome, reply: answer.reply };
      }
      const isCreated = activity === 'newInstance' && typeof answer === 'object' && 'resultCode' in answer;
      return send({ ...request, injected: isCreated ? { instanceId: idOf(values), ...answer } : answer });
    },
    random: (size) => Buffer.alloc(size, drawn++),
    wallClock: () => new Date(wall.now),
  });
  undo.push(async () => {
    await market.close();
    database.close();
  });
  const entries: Entry[] = [];
  const go = (command: Command): Promise<ActResult> =>
    market.perform(command, (entry) => entries.push(entry), signal);
  await go({ do: 'clock', mode: 'virtual', to: start, seed: 1 });
  await go({ ...connection, ...connected });
  await go({ do: 'buyer', buyer, level: 'V3' });
  return {
    database,
    market,
    calls,
    entries,
    wall,
    go,
    /** Moves the clock. */
    to: (time: string) => go({ do: 'clock', to: time }),
    /** Buys for a year, and returns the id of the order. */
    async buy(more: Partial<Extract<Command, { do: 'buy' }>> = {}): Promise<string> {
      const product = connected.product ?? office;
      await go({ do: 'buy', product, buyer, ...(product === office && { period: '1y' }), ...more });
      return ordersOf(database).at(-1)?.id ?? '';
    },
    /** `time activity` of the calls, from one of them on. */
    told: (from = 0) => calls.slice(from).map(({ at, activity }) => `${at.slice(0, 19)} ${activity}`),
  };
}

type Connect = Extract<Command, { do: 'connect' }>;

export const buyer = 'hw12345678';

const connection: Connect = {
  do: 'connect',
  product: office,
  url: 'http://127.0.0.1:9/',
  protocols: ['v2'],
  keys: { base: key },
};

function idOf({ orderId, orderLineId, productId }: JsonObject): string {
  return `I-${String(orderLineId ?? orderId).slice(-12)}${productId === undefined ? '' : '-1'}`;
}

export function ordersOf(database: Database) {
  return database
    .prepare('SELECT id, type, status FROM market_orders ORDER BY number')
    .all()
    .map(({ id, type, status }) => ({ id: String(id), type: String(type), status: String(status) }));
}

export function deliveriesIn(database: Database) {
  return database
    .prepare(
      `SELECT id, json_extract(document, '$.activity') AS activity, state, attempts FROM market_deliveries ORDER BY id`,
    )
    .all()
    .map(({ id, activity, state, attempts }) => `${id} ${activity} ${state} ${attempts}`);
}

export function instanceIn(database: Database, number = 1): Instance {
  const row = database.prepare('SELECT document FROM market_instances WHERE key = ?').get(number);
  return JSON.parse(String(row?.document));
}

export function balanceOf(database: Database): number {
  return Number(database.prepare('SELECT balance FROM market_buyers').get()?.balance);
}
