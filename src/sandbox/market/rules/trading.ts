import type { ProtocolId } from '../../../callback/protocols/model.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import { beijingMonth, beijingTimeAfter, daysBetween } from '../model/calendar.ts';
import { type Context, notify } from '../model/context.ts';
import { publishDelisting } from '../orders/published.ts';
import type { SaleFacts } from './sale.ts';

export interface ProbeCase {
  readonly protocol: ProtocolId;
  readonly activity: string;
  readonly values: JsonObject;
}

/** Debugging calls that are made one after the other. */
export interface ProbeRun {
  readonly act: 'save' | 'run' | 'repaired';
  readonly delivery: number;
  /** That call, and the remaining ones. */
  readonly left: readonly ProbeCase[];
  readonly passed: readonly ProbeCase[];
  readonly failed: readonly string[];
}

interface ProbedDay {
  /** Days since 1970 in Beijing. */
  readonly day: number;
  /** Whether the last probe of the day failed. */
  readonly hasFailed: boolean;
  /** Number of consecutive failing days before it. */
  readonly before: number;
}

/** The supervision of a product by KooGallery's operations. */
export interface Supervision {
  readonly cases?: readonly ProbeCase[];
  readonly run?: ProbeRun;
  readonly probed?: ProbedDay;
  /** It is hidden, and cannot be bought. */
  readonly isFrozen?: true;
  /** Orders that its callback server failed to deliver. */
  readonly failures?: { readonly month: string; readonly count: number };
  readonly isDelisted?: true;
}

/** Consecutive failing days that freeze trading, and failed orders of a month that do not delist a product yet. */
const maxFailingDays = 5;
const maxFailedOrders = 5;

/** Hours in Beijing at which products are probed. */
const probeHours = [9, 15] as const;

export function supervisionOf(database: Database, product: string): Supervision {
  return (
    sql(
      database,
    )`SELECT document FROM market_supervision WHERE product = ${product}`.document<Supervision>() ?? {}
  );
}

export function putSupervision(database: Database, product: string, supervision: Supervision): void {
  sql(database)`REPLACE INTO market_supervision VALUES (${product}, ${JSON.stringify(supervision)})`.run();
}

/** Whether its callback server lets a product be bought. */
export function tradingOf(database: Database, product: string): SaleFacts['trading'] {
  const { isDelisted, isFrozen } = supervisionOf(database, product);
  if (isDelisted) return 'delisted';
  return isFrozen ? 'frozen' : 'open';
}

/** Returns the time of the next probe, in the morning or in the afternoon. */
export function nextProbe(now: number): number {
  return Math.min(...probeHours.map((hour) => beijingTimeAfter(now, hour)));
}

/**
 * Counts a probe. Trading is frozen after the last probe of the fifth consecutive failing day.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
export function countProbe(context: Context, product: string, hasFailed: boolean): void {
  const { database, now } = context;
  const before = supervisionOf(database, product);
  const probed = probedDay(before.probed, daysBetween(0, now), hasFailed);
  const isLastOfDay = daysBetween(now, nextProbe(now)) > 0;
  const isFifth = hasFailed && isLastOfDay && probed.before + 1 >= maxFailingDays;
  const freezes = isFifth && !before.isFrozen;
  putSupervision(database, product, { ...before, probed, ...(freezes && { isFrozen: true }) });
  if (!freezes) return;
  const text = both(
    'Trading of {product} is frozen: its probes have failed on {count} days in a row. It is hidden and cannot be bought until the repair is reported and a probe passes',
    { product, count: maxFailingDays },
  );
  notify(context, 'seller', 'trading-frozen', text);
}

function probedDay(last: ProbedDay | undefined, day: number, hasFailed: boolean): ProbedDay {
  if (last?.day === day) return { ...last, hasFailed };
  return { day, hasFailed, before: last?.hasFailed && last.day === day - 1 ? last.before + 1 : 0 };
}

export function liftFreeze(context: Context, product: string): void {
  const { isFrozen: _1, probed: _2, ...rest } = supervisionOf(context.database, product);
  putSupervision(context.database, product, rest);
  context.note({ type: 'probe', text: both('Trading of {product} is open again', { product }) });
}

/**
 * Counts an order that the callback server failed to deliver. More than five in a calendar month delist the product: it
 * can be neither bought, upgraded nor renewed.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649013.html
 */
export function countFailure(context: Context, product: string): void {
  const { database, now } = context;
  const before = supervisionOf(database, product);
  const month = beijingMonth(now);
  const count = before.failures?.month === month ? before.failures.count + 1 : 1;
  const delists = count > maxFailedOrders && !before.isDelisted;
  putSupervision(database, product, {
    ...before,
    failures: { month, count },
    ...(delists && { isDelisted: true }),
  });
  if (!delists) return;
  publishDelisting(database, product);
  const text = both('{product} is delisted: {count} of its orders have failed this month', {
    product,
    count,
  });
  notify(context, 'seller', 'delisted', text);
}
