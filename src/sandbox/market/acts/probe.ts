import { protocolOf } from '../../../callback/protocols/index.ts';
import type { Activity, ProtocolId, Sale } from '../../../callback/protocols/model.ts';
import { sampleValues } from '../../../callback/protocols/samples.ts';
import { usageError } from '../../../errors/koo-error.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import type { Database } from '../../state/database.ts';
import { type Context, notify } from '../model/context.ts';
import type { Connection, Delivery } from '../model/model.ts';
import { connectionOf, findConnection } from '../model/records.ts';
import { chargingOf } from '../money/prices.ts';
import { connectedPrices, productOf } from '../orders/catalogue.ts';
import { attemptsOf } from '../outbox/attempt-store.ts';
import { enqueue, isOpen } from '../outbox/delivery-queue.ts';
import { refusal } from '../rules/refusals.ts';
import {
  countProbe,
  liftFreeze,
  nextProbe,
  type ProbeCase,
  type ProbeRun,
  putSupervision,
  supervisionOf,
} from '../rules/trading.ts';

/** Protocols whose debugging calls can be made from samples. */
const probedProtocols: readonly ProtocolId[] = ['v1', 'v2', 'online-license'];

/**
 * Saves the debugging calls of a product that succeed, makes them, forgets them, or reports that the server is repaired.
 *
 * @throws KooError (usage) `NOT_CONNECTED`, `NO_DEBUGGING_CALLS`; (business) `NOT_ON_SALE`, `NOTHING_SAVED`, `NOT_FROZEN`,
 *   `TRADING_FROZEN`, `PROBE_RUNNING`
 */
export function probe(context: Context, { product, action }: CommandOf<'probe'>): void {
  const { database } = context;
  const connection = connectionOf(database, product);
  const { cases = [], isFrozen } = supervisionOf(database, product);
  if (isRunning(database, product)) {
    throw refusal(
      'PROBE_RUNNING',
      both('A probe of {product} is under way', { product }),
      both('Wait until it has ended.'),
    );
  }
  if (action === 'save') {
    start(context, product, action, casesOf(context, connection));
    return;
  }
  if (cases.length === 0) {
    throw refusal(
      'NOTHING_SAVED',
      both('No debugging calls of {product} are saved', { product }),
      both('Save them first: koo sandbox probe {product} --save', { product }),
    );
  }
  if (action === 'forget') {
    if (isFrozen) {
      throw refusal(
        'TRADING_FROZEN',
        both('Trading of {product} is frozen until a probe passes', { product }),
        both('Repair the server, then: koo sandbox probe {product} --repaired', { product }),
      );
    }
    forgetProbes(context, product);
    context.note({
      type: 'probe',
      text: both('The debugging calls of {product} are forgotten', { product }),
    });
    return;
  }
  if (action === 'repaired' && !isFrozen) {
    throw refusal(
      'NOT_FROZEN',
      both('Trading of {product} is not frozen', { product }),
      both('There is nothing to lift.'),
    );
  }
  if (!isProbed(database, product)) {
    throw refusal(
      'NOT_ON_SALE',
      both('{product} is not on sale: it is not probed', { product }),
      both('KooGallery probes products on sale only.'),
    );
  }
  start(context, product, action, cases);
}

/** Probes a product in the morning and in the afternoon. */
export function probeDue(context: Context, product: string): void {
  const { database, now } = context;
  const { cases = [] } = supervisionOf(database, product);
  if (cases.length === 0 || !findConnection(database, product)) return;
  context.schedule('probe', product, nextProbe(now));
  if (isProbed(database, product) && !isRunning(database, product)) start(context, product, 'run', cases);
}

/** Stopped and retired products are not probed. */
function isProbed(database: Database, product: string): boolean {
  return (
    productOf(database, product).product.status === 'on_sale' && !supervisionOf(database, product).isDelisted
  );
}

function isRunning(database: Database, product: string): boolean {
  const { run } = supervisionOf(database, product);
  return run !== undefined && isOpen(database, run.delivery);
}

/** Forgets the debugging calls of a product, which is no longer probed; trading stays as it is. */
export function forgetProbes(context: Context, product: string): void {
  const { cases: _1, run: _2, probed: _3, ...rest } = supervisionOf(context.database, product);
  context.cancel('probe', product);
  putSupervision(context.database, product, rest);
}

/** Creates the debugging calls of a product: realistic values, the release last. */
function casesOf(context: Context, connection: Connection): readonly ProbeCase[] {
  const sale = saleOf(context.database, connection);
  const cases = connection.protocols
    .filter((protocol) => probedProtocols.includes(protocol))
    .flatMap((protocol) =>
      protocolOf(protocol)
        .activities.filter(({ name, need }) => need[sale] !== 'none' && !connection.without.includes(name))
        .map((activity) => ({
          protocol,
          activity: activity.name,
          values: debuggingValues(context, activity, sale),
        })),
    );
  if (cases.length > 0) return cases.sort((a, b) => Number(isRelease(a)) - Number(isRelease(b)));
  throw usageError(
    'NO_DEBUGGING_CALLS',
    both('The protocols of {product} have no debugging calls that koo can make up', {
      product: connection.product,
    }),
    both('Products with one of these protocols can be probed: {protocols}', { protocols: probedProtocols }),
  );
}

function isRelease({ activity }: ProbeCase): boolean {
  return activity === 'releaseInstance';
}

function debuggingValues({ hex, now }: Context, activity: Activity, sale: Sale): JsonObject {
  let drawn = 0;
  const id = (length = 32) => {
    drawn += 1;
    return hex(`probe ${activity.protocol} ${activity.name} ${now} ${drawn}`).slice(0, length);
  };
  // The flag is added when the call is made.
  const { testFlag: _, ...values } = sampleValues(activity, { now: new Date(now), sale, id });
  return values;
}

function saleOf(database: Database, connection: Connection): Sale {
  const modes = new Set(connectedPrices(database, connection).map(chargingOf));
  if (modes.has('PERIOD')) return 'period';
  return modes.has('ONE_TIME') ? 'one-time' : 'on-demand';
}

function start(context: Context, product: string, act: ProbeRun['act'], cases: readonly ProbeCase[]): void {
  goOn(context, product, { act, delivery: 0, left: cases, passed: [], failed: [] });
}

/** Makes the next call, or ends the probe after the last one. */
function goOn(context: Context, product: string, run: ProbeRun): void {
  const { database } = context;
  const [next] = run.left;
  if (!next) {
    end(context, product, run);
    return;
  }
  const delivery = enqueue(context, { queue: `probe ${product}`, product, cause: 'probe', ...next });
  putSupervision(database, product, { ...supervisionOf(database, product), run: { ...run, delivery } });
}

export function probeSettled(context: Context, { id, product, state }: Delivery): void {
  const { run } = supervisionOf(context.database, product);
  const [current, ...rest] = run?.left ?? [];
  if (run?.delivery !== id || !current) return;
  if (state !== 'succeeded') {
    const { activity } = current;
    // The saved calls concern the instance that the first one creates.
    const left = run.act === 'save' && activity === 'newInstance' ? [] : rest;
    goOn(context, product, { ...run, left, failed: [...run.failed, activity] });
    return;
  }
  const instanceId = attemptsOf(context.database, id).at(-1)?.outcome?.reply?.instanceId;
  const isCreated =
    run.act === 'save' && current.activity === 'newInstance' && typeof instanceId === 'string';
  const left = isCreated ? rest.map((one) => onInstance(one, instanceId)) : rest;
  goOn(context, product, { ...run, left, passed: [...run.passed, current] });
}

function onInstance(one: ProbeCase, instanceId: string): ProbeCase {
  return 'instanceId' in one.values ? { ...one, values: { ...one.values, instanceId } } : one;
}

function end(context: Context, product: string, { act, passed, failed }: ProbeRun): void {
  const { database, now } = context;
  const { run: _, ...rest } = supervisionOf(database, product);
  putSupervision(database, product, act === 'save' && passed.length > 0 ? { ...rest, cases: passed } : rest);
  const names = passed.map(({ activity }) => activity);
  const data = { product, passed: names, failed };
  if (act === 'save') {
    if (passed.length > 0) {
      context.cancel('probe', product);
      context.schedule('probe', product, nextProbe(now));
    }
    context.note({ type: 'probe', text: savedText(product, names, failed), data });
    return;
  }
  const hasFailed = failed.length > 0;
  const text = hasFailed
    ? both('The probe of {product} has failed: {failed}', { product, failed })
    : both('The probe of {product} has passed', { product });
  context.note({ type: 'probe', text, data });
  if (hasFailed) notify(context, 'seller', 'probe-failed', text);
  countProbe(context, product, hasFailed);
  if (act === 'repaired' && !hasFailed) liftFreeze(context, product);
}

function savedText(product: string, saved: readonly string[], failed: readonly string[]): Localized {
  if (saved.length === 0)
    return both('No debugging call of {product} is saved: {failed} failed', { product, failed });
  return failed.length === 0
    ? both('The debugging calls of {product} are saved: {saved}', { product, saved })
    : both('The debugging calls of {product} are saved: {saved}. Not saved, since they failed: {failed}', {
        product,
        saved,
        failed,
      });
}
