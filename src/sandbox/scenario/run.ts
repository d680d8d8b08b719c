import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDeliverer } from '../../callback/delivery/deliver.ts';
import { responseTimeoutMs } from '../../callback/delivery/limits.ts';
import { randomIv, randomNonce } from '../../callback/delivery/random.ts';
import { success } from '../../codes/callback.ts';
import { interruptedError, KooError } from '../../errors/koo-error.ts';
import { createOpenApi } from '../../openapi/client.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { siteOf } from '../../openapi/sites.ts';
import { type JsonObject, type JsonValue, objectOf, tryJson } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Command } from '../acts/acts.ts';
import { createCourier } from '../market/engine/courier.ts';
import { type Market, openMarket } from '../market/engine/market.ts';
import { businessTime } from '../market/model/context.ts';
import type { Entry } from '../market/model/journal.ts';
import { attemptsOf } from '../market/outbox/attempt-store.ts';
import { storeSeed } from '../seed/seed.ts';
import { startSandbox } from '../server/server.ts';
import { sandboxCredential } from '../state/accounts.ts';
import { type Database, transaction } from '../state/database.ts';
import { findProduct } from '../state/products.ts';
import { openStore } from '../store.ts';
import { compareCalls, timeText } from './compare.ts';
import { compareFacts } from './facts.ts';
import { type MerchantAddress, type OwnMerchant, startMerchant } from './merchant.ts';
import { callApi } from './merchant-acts.ts';
import {
  type Difference,
  defaultSeed,
  type MarketAct,
  type Scenario,
  type ScenarioResult,
  type SeenCall,
  type Step,
} from './model.ts';
import { type Fault, isMerchantAct } from './schema.ts';
import { resolveAll } from './symbols.ts';

export interface RunOptions {
  /** The reference merchant in this process by default. */
  readonly merchant?: MerchantAddress;
  /** Port of the sandbox, at which the merchant finds its order API; 0 for any free port. */
  readonly port?: number;
  /** Called before each step, with the name of its product, if it has one. */
  readonly onStep?: (step: Step, product: Localized | undefined) => void;
  /** Called with the immediate result of a step: the response of the open API, or an expected refusal. */
  readonly onOutcome?: (text: Localized) => void;
  /** Called with each entry of the journal, and the symbol of its instance. */
  readonly onEntry?: (entry: Entry, instance: string | null) => void;
  /** Called with the address of the run's sandbox. */
  readonly onStart?: (url: string) => void;
  /** Ends the run after the exchange under way. */
  readonly signal: AbortSignal;
}

interface Run {
  readonly scenario: Scenario;
  readonly options: RunOptions;
  readonly database: Database;
  readonly market: Market;
  readonly api: OpenApi;
  readonly merchant: MerchantAddress & Partial<Pick<OwnMerchant, 'learnLicense'>>;
  readonly seen: SeenCall[];
  readonly entries: Entry[];
}

/**
 * Runs a scenario in a state of its own, by a virtual clock, and compares what happened with the expectations.
 *
 * @throws KooError (usage, configuration) where the scenario or the connection is wrong; the error of `listen`
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioResult> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'koo-scenario-'));
  const closers: (() => unknown)[] = [() => rmSync(stateFolder, { recursive: true, force: true })];
  try {
    const sandbox = await startSandbox({ stateFolder, port: options.port ?? 0 });
    closers.push(sandbox.close);
    options.onStart?.(sandbox.url);
    const database = openStore(stateFolder);
    // The state ends with the run, so it need not survive a power cut.
    database.exec('PRAGMA synchronous = OFF');
    const { data } = scenario;
    if (data) transaction(database, () => storeSeed(database, data));
    closers.push(() => database.close());
    const api = createApi(sandbox.url);
    closers.push(api.close);
    const businessNow = () => new Date(businessTime(database, new Date()));
    const own = options.merchant ? undefined : await startMerchant(scenario, api, businessNow);
    if (own) closers.push(own.close);
    const merchant = options.merchant ?? own;
    if (!merchant) throw new TypeError('no merchant');
    const { deliver, close } = createDeliverer({ timeoutMs: responseTimeoutMs, env: process.env });
    closers.push(close);
    const market = openMarket({
      database,
      courier: createCourier({ deliver, now: () => new Date(), nonce: randomNonce, iv: randomIv }),
      random: randomBytes,
      wallClock: () => new Date(),
      inject: injector(scenario.faults),
    });
    closers.push(market.close);
    return await play({ scenario, options, database, market, api, merchant, seen: [], entries: [] });
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

function createApi(url: string): OpenApi {
  return createOpenApi({
    site: siteOf('sandbox', url),
    credential: sandboxCredential,
    env: {},
    now: () => new Date(),
    sleep: (ms, ended) => sleep(ms, undefined, { ...(ended && { signal: ended }) }),
    random: Math.random,
    timeoutMs: 10_000,
  });
}

/** Creates a function that injects faults into attempts; each fault counts for itself. */
function injector(faults: readonly Fault[]) {
  const left = faults.map(({ times = Number.POSITIVE_INFINITY }) => times);
  return ({ activity }: { readonly activity: string }, { at }: { readonly at: number }) => {
    const index = faults.findIndex(
      (fault, number) =>
        fault.activity === activity &&
        (left[number] ?? 0) > 0 &&
        at >= (fault.from ?? 0) &&
        at < (fault.until ?? Number.POSITIVE_INFINITY),
    );
    if (index < 0) return undefined;
    left[index] = (left[index] ?? 0) - 1;
    return faults[index]?.answer;
  };
}

async function play(run: Run): Promise<ScenarioResult> {
  const { scenario, options, database, merchant } = run;
  const { start, products, buyers, steps, until, expect } = scenario;
  // A merchant's server may remember the orders of an earlier run, so each run gets new ones.
  const seed = scenario.seed ?? (options.merchant ? undefined : defaultSeed);
  await perform(run, {
    do: 'clock',
    mode: 'virtual',
    to: timeText(start),
    ...(seed !== undefined && { seed }),
  });
  for (const product of products) {
    const { url, keys, rsaPublicKey } = merchant;
    const key = rsaPublicKey === undefined ? {} : { rsaPublicKey };
    await perform(run, { do: 'connect', url, keys, ...key, ...product });
  }
  for (const buyer of buyers) await perform(run, buyer);
  const differences: Difference[] = [];
  let end = Math.max(until ?? 0, steps.at(-1)?.at ?? 0);
  for (const [index, step] of steps.entries()) {
    await perform(run, { do: 'clock', to: timeText(step.at) });
    const product = 'product' in step.act ? findProduct(database, step.act.product) : undefined;
    options.onStep?.(step, product?.product.name);
    const difference = await take(run, step, index);
    if (!difference) continue;
    differences.push(difference);
    // Differences after a failed step mean nothing.
    end = step.at;
    break;
  }
  if (differences.length === 0) await perform(run, { do: 'clock', to: timeText(end) });
  const isStopped = differences.length > 0;
  const isCompared = ({ at }: { readonly at: number }) => !isStopped || at < end;
  const calls = expect.calls.filter(isCompared);
  const seen = run.seen.filter(isCompared);
  // Earlier callbacks explain the failed step, so they come first.
  differences.unshift(...compareCalls(calls, seen, (values) => resolveAll(database, values)));
  if (!isStopped) differences.push(...(await compareFacts(expect, { ...run, end: timeText(end) })));
  return { title: scenario.title, isPassed: differences.length === 0, calls: run.seen, differences };
}

function assertNotEnded(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw interruptedError(
    'INTERRUPTED',
    both('Interrupted'),
    both('A scenario that is run again begins anew.'),
  );
}

/** Takes a step, and returns the difference from what it expects. */
async function take(run: Run, step: Step, index: number): Promise<Difference | undefined> {
  const { act, refused = null, at } = step;
  const differ = (seen: string | null, text: Difference['text']): Difference => ({
    kind: 'step',
    at: timeText(at),
    subject: act.do,
    text,
    expected: isMerchantAct(act) ? act.answer : refused,
    seen,
  });
  const number = index + 1;
  if (isMerchantAct(act)) {
    const { answer } = act;
    const seen = await callApi(act, run);
    run.options.onOutcome?.(both('answered {seen}', { seen }));
    if (seen === answer) return undefined;
    return differ(
      seen,
      both('step {number} ({act}): answered {seen}, expected {answer}', {
        number,
        act: act.do,
        seen,
        answer,
      }),
    );
  }
  try {
    await perform(run, resolveAll(run.database, act) as MarketAct);
  } catch (error) {
    if (!(error instanceof KooError) || error.facts.category === 'interrupted') throw error;
    const { details, code, message } = error.facts;
    const seen = String((details as { readonly refusal?: string } | undefined)?.refusal ?? code);
    if (seen === refused) {
      run.options.onOutcome?.(both('refused ({seen}): {message}', { seen, message }));
      return undefined;
    }
    return differ(
      seen,
      both('step {number} ({act}) was refused ({seen}): {message}', { number, act: act.do, seen, message }),
    );
  }
  if (refused === null) return undefined;
  return differ(
    null,
    both('step {number} ({act}) was not refused, expected {refused}', { number, act: act.do, refused }),
  );
}

async function perform(run: Run, command: Command): Promise<void> {
  const { market, options, entries, database } = run;
  const onEntry = (entry: Entry) => {
    entries.push(entry);
    if (entry.type === 'attempt') run.seen.push(seenCall(database, entry));
    options.onEntry?.(entry, entry.instance === undefined ? null : `I${entry.instance}`);
  };
  try {
    await market.perform(command, onEntry, options.signal);
  } finally {
    assertNotEnded(options.signal);
  }
}

type AttemptEntry = Extract<Entry, { type: 'attempt' }>;

function seenCall(database: Database, entry: AttemptEntry): SeenCall {
  const own = attemptsOf(database, entry.delivery).find(({ number }) => number === entry.attempt);
  const { status, request } = own?.outcome ?? {};
  if (!request) throw new TypeError('an attempt that was not stored');
  const url = new URL(request.url);
  return {
    at: entry.at,
    call: entry.activity,
    path: url.pathname,
    // Includes what the marketplace adds, such as testFlag, and the plain text of encrypted values.
    values: { ...sentValues(url, request.body), ...entry.values },
    answer: answerOf(entry, status),
    meaning: entry.meaning,
    injected: entry.injected ?? false,
  };
}

function answerOf({ result, resultCode }: AttemptEntry, status: number | undefined): string {
  if (resultCode === success && result === 'failed') return 'invalid';
  return resultCode ?? (status === undefined ? 'down' : String(status));
}

function sentValues(url: URL, body: string | undefined): JsonObject {
  if (body === undefined) return Object.fromEntries(url.searchParams);
  // A body that is too long is not kept whole.
  return objectOf(tryJson(body) as JsonValue | undefined);
}
