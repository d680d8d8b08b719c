import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Order as MerchantOrder } from '../../../src/callback/merchant/state.ts';
import { cnSeconds, utcSeconds } from '../../../src/callback/protocols/time.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { expiryOf, hasBegun, stateOf } from '../../../src/lifecycle/life.ts';
import type { Command } from '../../../src/sandbox/acts/acts.ts';
import { runAct } from '../../../src/sandbox/cli/market/act.ts';
import type { Connection, Instance, Order } from '../../../src/sandbox/market/model/model.ts';
import { findConnection } from '../../../src/sandbox/market/model/records.ts';
import { deliveriesOfInstance, deliveryOf } from '../../../src/sandbox/market/outbox/delivery-queue.ts';
import { listInstances } from '../../../src/sandbox/market/views/listings.ts';
import { readSeed, storeSeed } from '../../../src/sandbox/seed/seed.ts';
import { type Database, sql } from '../../../src/sandbox/state/database.ts';
import { openStore } from '../../../src/sandbox/store.ts';
import { binary, koo, neutral } from '../../support/koo.ts';
import { type Fault, type FaultyMerchant, faults, startFaultyMerchant } from './driver-merchant.ts';

/*
 * A driver of the marketplace: random acts on several products, a merchant with faults, and kill -9 of the sandbox in
 * between. At the end, the merchant has what the sandbox has, or the sandbox says what it could not tell.
 */

export interface Drive {
  readonly seed: number;
  /** What nothing explains; empty if all is well. */
  readonly findings: readonly string[];
  /** Differences that the sandbox has reported itself. */
  readonly reported: number;
  readonly kills: number;
  readonly trace: readonly string[];
}

/** Longest time of an act; one that takes longer waits for ever. */
const longestActMs = 60_000;

const skuCode = (number: number) => `5ec7a1e0-0000-4000-8000-${String(number).padStart(12, '0')}`;
const productId = (number: number) => `OFFI8000000000000000${String(number).padStart(2, '0')}`;

interface Sold {
  readonly id: string;
  readonly connect: Partial<Extract<Command, { do: 'connect' }>> & Pick<Connection, 'protocols'>;
  readonly mode: 'PERIOD' | 'ONE_TIME' | 'ON_DEMAND' | 'ON_DEMAND_PKG';
  readonly delivery?: 'license';
  readonly hasSeats?: boolean;
  readonly hasTrial?: boolean;
}

const month = ['month=10', '3month=25', 'year=100'];

const products: readonly Sold[] = (
  [
    {
      connect: { protocols: ['v2', 'v2-kit', 'order-notify'], prices: month },
      mode: 'PERIOD',
      hasSeats: true,
      hasTrial: true,
    },
    {
      connect: { protocols: ['v1', 'v1-kit'], prices: month },
      mode: 'PERIOD',
      hasSeats: true,
      hasTrial: true,
    },
    {
      connect: { protocols: ['v1'], prices: month, settings: { v1_step: '3' } },
      mode: 'PERIOD',
      hasSeats: true,
    },
    { connect: { protocols: ['v2'], prices: ['calls=5/hour'] }, mode: 'ON_DEMAND' },
    { connect: { protocols: ['v1', 'order-notify'], prices: ['calls=5/hour'] }, mode: 'ON_DEMAND' },
    { connect: { protocols: ['v2'], prices: ['once=50'] }, mode: 'ONE_TIME' },
    { connect: { protocols: ['v1'], prices: ['package=80/100'] }, mode: 'ON_DEMAND_PKG' },
    {
      connect: { protocols: ['license-code', 'order-notify'], prices: month },
      mode: 'PERIOD',
      delivery: 'license',
    },
    { connect: { protocols: ['online-license'], prices: month }, mode: 'PERIOD', delivery: 'license' },
    { connect: { protocols: ['v2'], prices: month, supervised: true }, mode: 'PERIOD', hasSeats: true },
  ] as const satisfies readonly Omit<Sold, 'id'>[]
).map((sold, index) => ({ id: productId(index), ...sold }));

const buyers = ['driver-a', 'driver-b', 'driver-c'] as const;

/** Random numbers that a seed gives (mulberry32). */
function drawn(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    chance: (share: number) => next() < share,
    below: (limit: number) => Math.floor(next() * limit),
    one: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
  };
}
type Random = ReturnType<typeof drawn>;

/** Drives a marketplace by a seed. */
export async function drive(seed: number): Promise<Drive> {
  const folder = await mkdtemp(join(tmpdir(), 'koo-driver-'));
  const database = openStore(folder);
  const random = drawn(seed);
  const faultRandom = drawn(seed ^ 0x5eed);
  const trace: string[] = [];
  const findings: string[] = [];
  /** Activities that fail for good, until the server is repaired. */
  let outage: { readonly fault: Fault; readonly activities: RegExp } | undefined;
  let isCalm = false;
  const merchant = await startFaultyMerchant(database, (activity) => {
    if (isCalm) return undefined;
    if (outage?.activities.test(activity)) return outage.fault;
    return faultRandom.chance(0.2) ? faultRandom.one(faults) : undefined;
  });
  const sandbox = createVictim(folder);
  const world: World = { seed, folder, database, random, merchant, sandbox, trace, findings };
  storeProducts(database);
  try {
    await setUp(world);
    const count = 15 + random.below(31);
    for (let number = 0; number < count; number += 1) {
      if (random.chance(0.12)) {
        outage = random.chance(0.5)
          ? undefined
          : {
              fault: random.one(faults),
              activities: random.one([
                /./,
                /refresh|upgrade/,
                /new|query/,
                /Status|expire/,
                /release/,
                /License/,
              ]),
            };
        trace.push(`outage ${outage ? `${outage.fault} ${outage.activities}` : 'over'}`);
      }
      await step(world);
    }
    // The series under way come to their end, with the outage or without it.
    if (random.chance(0.5)) outage = undefined;
    await quieten(world);
    isCalm = true;
    const before = differences(world);
    const reported = before.filter(({ isReported }) => isReported).length;
    for (const one of before) if (!one.isReported) findings.push(`unreported: ${one.text}`);
    await resendAll(world);
    for (const { text } of differences(world)) findings.push(`after resending: ${text}`);
    await toTheEnd(world);
    for (const { text } of differences(world)) findings.push(`at the end: ${text}`);
    return { seed, findings, reported, kills: sandbox.kills(), trace };
  } catch (error) {
    findings.push(`driver: ${error instanceof Error ? error.stack : error}`);
    return { seed, findings, reported: 0, kills: sandbox.kills(), trace };
  } finally {
    await sandbox.kill();
    merchant.close();
    database.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface World {
  readonly seed: number;
  readonly folder: string;
  readonly database: Database;
  readonly random: Random;
  readonly merchant: FaultyMerchant;
  readonly sandbox: Victim;
  readonly trace: string[];
  readonly findings: string[];
}

function storeProducts(database: Database): void {
  storeSeed(
    database,
    readSeed({
      products: products.map(({ id, mode, delivery = 'saas', hasSeats, hasTrial }, index) => ({
        product_id: id,
        name: { en: `Driven ${index}`, zh: `驱动 ${index}` },
        delivery,
        skus: [
          {
            sku_code: skuCode(3 * index),
            name: 'Standard',
            charging_modes: [mode],
            ...(hasSeats && { quantity_attribute: 'seats' }),
          },
          ...(hasTrial
            ? [
                {
                  sku_code: skuCode(3 * index + 1),
                  name: 'Professional',
                  charging_modes: [mode],
                  quantity_attribute: 'seats',
                },
                {
                  sku_code: skuCode(3 * index + 2),
                  name: 'Trial',
                  charging_modes: [mode],
                  trial: 'published' as const,
                },
              ]
            : []),
        ],
        ...(hasTrial && { trial: { [skuCode(3 * index + 2)]: { days: 15, open_to: 'all' as const } } }),
      })),
    }),
  );
}

/** The sandbox as a process of its own, which is killed and started again. */
interface Victim {
  start(): Promise<void>;
  /** Starts it, and kills it before it is ready. */
  startInVain(afterMs: number): Promise<void>;
  kill(): Promise<void>;
  kills(): number;
  readonly url: string;
  readonly isAlive: boolean;
}

function createVictim(folder: string): Victim {
  let child: ChildProcess | undefined;
  let exited: Promise<unknown> = Promise.resolve();
  let url = '';
  let killed = 0;
  let starting: Promise<void> | undefined;

  function launch(): ChildProcess {
    const started = spawn(process.execPath, [binary, 'sandbox', 'start', '--port', '0'], {
      env: { ...neutral, KOO_STATE_DIR: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    exited = once(started, 'close').then(() => {
      if (child === started) child = undefined;
    });
    return started;
  }

  async function start(): Promise<void> {
    const started = launch();
    let text = '';
    await new Promise<void>((resolve, reject) => {
      started.stderr?.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
        const [, found] = /Listening on (http:\S+)/.exec(text) ?? [];
        if (found === undefined) return;
        url = found;
        resolve();
      });
      void exited.then(() => (started.killed ? resolve() : reject(new Error(`not started: ${text}`))));
    });
  }

  return {
    start() {
      starting ??= start().finally(() => {
        starting = undefined;
      });
      return starting;
    },
    async startInVain(afterMs) {
      const started = launch();
      started.stderr?.resume();
      await sleep(afterMs);
      killed += 1;
      started.kill('SIGKILL');
      await exited;
    },
    async kill() {
      if (!child) return;
      killed += 1;
      child.kill('SIGKILL');
      await exited;
    },
    kills: () => killed,
    get url() {
      return url;
    },
    get isAlive() {
      return child !== undefined;
    },
  };
}

async function setUp(world: World): Promise<void> {
  const { merchant, seed, sandbox } = world;
  await sandbox.start();
  await perform(world, { do: 'clock', mode: 'virtual', to: '2026-03-02T02:00:00Z', seed });
  for (const { id, connect } of products) {
    await perform(world, connectCommand(merchant, id, connect));
  }
  for (const [index, buyer] of buyers.entries()) {
    await perform(world, {
      do: 'buyer',
      buyer,
      level: (['V0', 'V3', 'V5'] as const)[index] ?? 'V0',
      balance: index === 2 ? '500' : '100000',
    });
  }
}

function connectCommand(
  { url, keys, rsaPublicKey }: FaultyMerchant,
  product: string,
  more: Sold['connect'],
): Command {
  return { do: 'connect', product, url, keys, rsaPublicKey, ...more } as Command;
}

/** Performs what a step of the life of this marketplace is: an act, or two at once, and perhaps a kill. */
async function step(world: World): Promise<void> {
  const { random, sandbox, merchant, trace } = world;
  if (!sandbox.isAlive) {
    const choice = random.below(10);
    if (choice === 0) await sandbox.startInVain(random.below(300));
    else if (choice < 6) await sandbox.start();
    // The sandbox starts while an act, which found none, has one of its own.
    else if (choice < 8) void sandbox.start().catch((error) => world.findings.push(`start: ${error}`));
  }
  const command = choose(world);
  if (!command) return;
  let killing: Promise<void> | undefined;
  if (sandbox.isAlive && random.chance(0.3)) {
    const moment = random.one(['later', 'arrived', 'answered'] as const);
    let left = 1 + random.below(4);
    const kill = () => {
      trace.push(`kill (${moment})`);
      killing ??= sandbox.kill();
    };
    if (moment === 'later') {
      const afterMs = random.below(60);
      killing = sleep(afterMs).then(() => {
        trace.push(`kill after ${afterMs} ms`);
        return sandbox.kill();
      });
    } else {
      merchant.onRequest = (at) => {
        if (at !== moment || --left > 0) return;
        merchant.onRequest = () => {};
        kill();
      };
    }
  }
  const how = random.below(12);
  const acts = [
    perform(world, command, { wait: random.chance(0.3), isBuilt: how === 0 && command.do !== 'connect' }),
  ];
  if (random.chance(0.12)) {
    const second = choose(world);
    if (second) acts.push(perform(world, second, { wait: random.chance(0.5) }));
  }
  await Promise.all(acts);
  merchant.onRequest = () => {};
  await killing;
}

interface Manner {
  readonly wait?: boolean;
  /** By the built command, as a process of its own. */
  readonly isBuilt?: boolean;
}

/** Performs an act as a user does. @returns whether it was told to be done */
async function perform(world: World, command: Command, { wait = false, isBuilt = false }: Manner = {}) {
  const { folder, sandbox, findings, trace } = world;
  const kills = sandbox.kills();
  const stop = new AbortController();
  const { do: name, ...values } = command as Command & Record<string, unknown>;
  const text = `${name} ${JSON.stringify(values, (key, value) => (['keys', 'rsaPublicKey', 'settings'].includes(key) ? undefined : value))}${wait ? ' --wait' : ''}${isBuilt ? ' (built)' : ''}`;
  const started = performance.now();
  const act = isBuilt ? performBuilt(world, command, wait) : performHere(folder, command, wait, stop.signal);
  const code = await Promise.race([act, sleep(longestActMs, 'HANGS' as const, { ref: false })]);
  const tookMs = Math.round(performance.now() - started);
  trace.push(`${text} → ${code} (${tookMs} ms)`);
  stop.abort();
  if (code === 'done' || isRefusal(code)) return code === 'done';
  if (code === 'SANDBOX_GONE' && (sandbox.kills() > kills || !sandbox.isAlive)) return false;
  findings.push(`${code}: ${text}`);
  return false;
}

/** Refusals that the rules of the marketplace have. */
function isRefusal(code: string): boolean {
  return /^(PURCHASE_REFUSED|ACT_REFUSED|NOT_LIVE|ALREADY_BOUND|BINDING|NOT_BOUND|OTHER_ORGANIZATION|DELIVERY_UNDER_WAY|NO_KIT_PROTOCOL|UNBINDING|NOTHING_TO_CHANGE)$/.test(
    code,
  );
}

async function performHere(folder: string, command: Command, wait: boolean, signal: AbortSignal) {
  try {
    await runAct(command, {
      stateFolder: folder,
      wait,
      quiet: true,
      notice: () => {},
      onStarted: () => {},
      onEntry: () => {},
      signal,
    });
    return 'done';
  } catch (error) {
    if (error instanceof KooError) return error.facts.code;
    return `${error}`;
  }
}

async function performBuilt({ folder }: World, command: Command, wait: boolean): Promise<string> {
  const { code, stdout, stderr } = await koo(
    ['sandbox', ...wordsOf(command), ...(wait && command.do !== 'clock' ? ['--wait'] : []), '--json'],
    { env: { KOO_STATE_DIR: folder } },
  );
  if (code === 0 || code === 7) return 'done';
  const [, found] = /"code":\s*"(\w+)"/.exec(stdout + stderr) ?? [];
  return found ?? `exit ${code}: ${(stdout + stderr).slice(0, 500)}`;
}

/** The words of a command line. */
function wordsOf({ do: name, ...values }: Command): string[] {
  const entries = Object.entries(values as Record<string, string | number | boolean>);
  const [subject] = name === 'clock' ? [] : entries.splice(0, 1);
  const words = entries.map(([flag, value]) => {
    if (typeof value === 'boolean') return `--${flag === 'anyway' ? 'yes' : flag}`;
    if (name === 'clock') return `--${flag}=${Number(value) / 3_600_000}h`;
    return `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}=${value}`;
  });
  return [name, ...(subject ? [String(subject[1])] : []), ...words];
}

/** Chooses an act of a buyer, the seller, the operator or the clock. */
function choose(world: World): Command | undefined {
  const { random, database, merchant } = world;
  const live = instancesIn(database).filter(({ life }) => life.stage === 'live');
  const any = live.length > 0 ? random.one(live) : undefined;
  const nameOf = ({ instanceId, license, life }: Instance) => instanceId ?? license ?? life.purchase.line;
  const on = (name: string, more: object = {}) =>
    any && ({ do: name, instance: nameOf(any), ...more } as unknown as Command);
  const clock = (): Command =>
    random.chance(0.3)
      ? { do: 'clock', next: true }
      : { do: 'clock', advance: random.one([1, 2, 4, 24, 5 * 24, 20 * 24, 40 * 24]) * 3_600_000 };
  const acts: readonly (readonly [number, () => Command | undefined])[] = [
    [live.length < 4 ? 10 : 3, () => buyCommand(random)],
    [6, clock],
    [4, () => on('renew')],
    [3, () => on('expire', random.chance(0.3) ? {} : { until: random.one(['grace', 'frozen', 'released']) })],
    [2, () => on('freeze')],
    [2, () => on('unfreeze')],
    [1, () => on('unsubscribe')],
    [2, () => on('unsubscribe', { renewal: true })],
    [3, () => on('upgrade', { quantity: (any?.quantity ?? 1) + 1 + random.below(5) })],
    [2, () => on('change', { quantity: 1 + random.below(20) })],
    [1, () => on('close')],
    [1, () => on('view')],
    [1, () => on('license', any?.license !== undefined ? { claim: true } : {})],
    [1, () => on('bind', { users: 2 })],
    [1, () => on('unbind')],
    [1, () => ({ do: 'buyer', buyer: random.one(buyers), topUp: '50' })],
    [2, () => resendCommand(database, random)],
    [
      1,
      () => {
        const { id, connect } = random.one(products);
        return connectCommand(merchant, id, connect);
      },
    ],
    [2, () => acceptCommand(database)],
  ];
  let left = random.below(acts.reduce((sum, [weight]) => sum + weight, 0));
  const chosen = acts.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  return chosen?.[1]();
}

function buyCommand(random: Random): Command {
  const sold = random.one(products);
  const isTrial = sold.hasTrial === true && random.chance(0.2);
  return {
    do: 'buy',
    product: sold.id,
    buyer: random.one(buyers),
    ...(isTrial
      ? { trial: true }
      : {
          ...(sold.mode === 'PERIOD' && { period: random.one(['1m', '3m', '1y']) }),
          ...(sold.hasSeats && { quantity: 1 + random.below(20) }),
          ...(sold.mode === 'PERIOD' && random.chance(0.3) && { autoRenew: 1 + random.below(2) }),
        }),
  };
}

function resendCommand(database: Database, random: Random): Command | undefined {
  const failed = sql(database)`SELECT id FROM market_deliveries WHERE state = 'given-up'`.all();
  if (failed.length === 0) return undefined;
  return {
    do: 'resend',
    delivery: Number(random.one(failed).id),
    ...(random.chance(0.3) && { anyway: true }),
  };
}

function acceptCommand(database: Database): Command | undefined {
  const waiting = instancesIn(database).find(
    ({ awaitsAcceptance, life }) => awaitsAcceptance && life.stage !== 'released' && life.stage !== 'failed',
  );
  return waiting && { do: 'accept', instance: waiting.life.purchase.line };
}

function instancesIn(database: Database): Instance[] {
  return sql(database)`SELECT document FROM market_instances ORDER BY key`.documents<Instance>();
}

/** Advances the clock until no callback is under way and no order is undecided. */
async function quieten(world: World): Promise<void> {
  const { database, sandbox, findings } = world;
  if (!sandbox.isAlive) await sandbox.start();
  const isOpen = () =>
    sql(database)`SELECT 1 FROM market_deliveries WHERE state IN ('queued', 'active')
      UNION ALL SELECT 1 FROM market_events WHERE type IN ('attempt', 'order-deadline') LIMIT 1`.exists();
  for (let steps = 0; isOpen(); steps += 1) {
    if (steps > 400) {
      findings.push('it does not come to rest');
      return;
    }
    await perform(world, { do: 'clock', advance: 600_000 });
  }
  await perform(world, { do: 'clock' });
}

/** Sends again what the sandbox says the server was not told. */
async function resendAll(world: World): Promise<void> {
  const { database, findings } = world;
  for (let round = 0; ; round += 1) {
    const [delivery] = listInstances(database, { limit: -1 }).flatMap(({ notTold }) => notTold);
    if (delivery === undefined) return;
    if (round > 100) {
      findings.push(`delivery ${delivery} stays marked`);
      return;
    }
    const isDone = await perform(world, { do: 'resend', delivery, anyway: true });
    const state = deliveryOf(database, delivery)?.state;
    if (!isDone || state !== 'succeeded') {
      findings.push(`delivery ${delivery} was marked, and resending it did not help (${state})`);
      return;
    }
  }
}

/** Advances the clock until nothing is due any more. */
async function toTheEnd(world: World): Promise<void> {
  for (let steps = 0; steps < 40; steps += 1) {
    if (!sql(world.database)`SELECT 1 FROM market_events LIMIT 1`.exists()) return;
    await perform(world, { do: 'clock', advance: 120 * 86_400_000 });
  }
}

interface Difference {
  readonly text: string;
  readonly isReported: boolean;
}

/** Compares what the merchant has with what the sandbox has. */
function differences(world: World): readonly Difference[] {
  const { database, merchant } = world;
  const listed = new Map(listInstances(database, { limit: -1 }).map((one) => [one.resource, one]));
  const all = instancesIn(database);
  const ids = new Set(all.map(({ instanceId }) => instanceId));
  const found: Difference[] = [];
  for (const instance of all) {
    const untold = listed.get(instance.resource)?.notTold ?? [];
    for (const text of differencesOf(world, instance)) {
      const line = `${instance.life.purchase.line} ${protocolOf(database, instance)}: ${text}; deliveries ${deliveriesText(database, instance)}`;
      found.push({ text: line, isReported: untold.length > 0 });
    }
  }
  for (const [id, { orderId, status }] of merchant.state.instances) {
    if (ids.has(id)) continue;
    const order = sql(database)`SELECT document FROM market_orders WHERE id = ${orderId}`.document<Order>();
    // No callback can name an instance whose ID has never arrived.
    if (order?.status === 'failed' || order === undefined) continue;
    found.push({ text: `merchant's ${id} (${orderId}, ${status}) is unknown`, isReported: false });
  }
  return found;
}

function protocolOf(database: Database, { product }: Instance): string {
  return String(findConnection(database, product)?.protocols[0]);
}

function deliveriesText(database: Database, { key }: Instance): string {
  return deliveriesOfInstance(database, key)
    .map(
      ({ id, activity, values, state }) =>
        `${id} ${activity}${values.status ?? values.instanceStatus ?? values.scene ?? ''} ${state}`,
    )
    .join(', ');
}

function differencesOf({ database, merchant }: World, instance: Instance): string[] {
  const { life, instanceId, license, price, sku, quantity, key } = instance;
  const state = stateOf(life).name;
  const theirs =
    license !== undefined
      ? merchant.state.licenseCodes.get(license)
      : merchant.state.instances.get(instanceId ?? '');
  if (!theirs) {
    const isNeverTold = license !== undefined || instanceId === undefined;
    if (isNeverTold && (state === 'failed' || state === 'released' || license !== undefined)) return [];
    // A supervised order that was not accepted.
    if (state === 'creating' && instance.awaitsAcceptance) return [];
    return [`${state}, and unknown to the merchant`];
  }
  const texts: string[] = [];
  const wanted =
    { creating: 'active', active: 'active', grace: 'active', failed: 'released' }[state as string] ?? state;
  if (theirs.status !== wanted && !isNoted(database, key, 'No callback of this product tells a freeze%'))
    texts.push(`${state}, at the merchant ${theirs.status}`);
  if (state === 'released' || state === 'failed') return texts;
  const expiry = hasBegun(life) ? expiryOf(life) : undefined;
  const isV1 = protocolOf(database, instance) === 'v1';
  const expireTime = expiry === undefined ? '' : (isV1 ? cnSeconds : utcSeconds)(new Date(expiry));
  const isKnown = license === undefined || theirs.expireTime !== '';
  if (isKnown && theirs.expireTime !== expireTime && !isEndedEarly(database, key))
    texts.push(`expires ${expireTime}, at the merchant ${theirs.expireTime}`);
  const { order } = theirs as { readonly order?: MerchantOrder };
  if (order) {
    const { productId: priceId, skuCode: theirSku, quantity: theirQuantity } = order;
    const ours = [price.priceId, sku, String(quantity ?? '')].join(' ');
    const their = [priceId, theirSku, theirQuantity].join(' ');
    if (ours !== their) texts.push(`bought ${ours}, at the merchant ${their}`);
  }
  return texts;
}

function isNoted(database: Database, key: number, text: string): boolean {
  return sql(database)`SELECT 1 FROM market_journal WHERE instance = ${key}
    AND document ->> '$.text.en' LIKE ${text} LIMIT 1`.exists();
}

/** Whether the journal says that the period has ended before its date, which no callback tells. */
function isEndedEarly(database: Database, key: number): boolean {
  const ended = sql(database)`SELECT max(id) AS id FROM market_journal WHERE instance = ${key}
    AND document ->> '$.text.en' LIKE 'The period ends now instead of at%'`.get()?.id;
  if (ended === null || ended === undefined) return false;
  // An order of before, whose callback was given up, is completed when that is sent again.
  return !sql(database)`SELECT 1 FROM market_journal WHERE instance = ${key} AND type = 'order'
    AND document ->> '$.orderType' IN ('RENEW', 'UNSUBSCRIBE', 'TRIAL_TO_FORMAL')
    GROUP BY document ->> '$.order' HAVING min(id) > ${Number(ended)}`.exists();
}
