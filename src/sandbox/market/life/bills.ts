import { expiryOf } from '../../../lifecycle/life.ts';
import { type Decimal, sumDecimals } from '../../../text/decimal.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import { type Database, sql } from '../../state/database.ts';
import { beijingMinute, day, hour } from '../model/calendar.ts';
import type { Context } from '../model/context.ts';
import type { Amount, Instance } from '../model/model.ts';
import { instanceOf } from '../model/records.ts';
import { decimalOf, formatAmount, formatInCents } from '../money/amounts.ts';
import {
  billTime,
  bounded,
  type Charge,
  charge,
  chargedCycle,
  cycleEnd,
  plain,
  subtract,
  type Usage,
} from '../money/charges.ts';
import { buyerFor, putBuyer } from '../orders/buyers.ts';
import { settleArrears } from './life-events.ts';

/** The bill of an instance for a cycle. Times are ISO 8601. */
export interface Bill extends Charge {
  readonly id: number;
  /** Number of the instance. */
  readonly key: number;
  /** The merchant's id, or else the order line. */
  readonly instance: string;
  /** Account name of the buyer. */
  readonly buyer: string;
  readonly from: string;
  readonly to: string;
  readonly writtenAt: string;
  /** What is metered, and how it is charged. */
  readonly item: string;
  readonly mode: 'fixed' | 'step' | 'tier';
  /** How many records. */
  readonly records: number;
  /** How many of them belong to an earlier cycle. */
  readonly late: number;
  /** Balance of the buyer after it. */
  readonly balance: Amount;
}

export interface UsageRecord {
  /** Key of the instance. */
  readonly key: number;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
  readonly usage: string;
  /** Id of the package instance that the record names. */
  readonly package?: string | undefined;
}

/**
 * Stores usage for the bill of its cycle, and schedules that bill. Belongs in the transaction that accepts the records.
 *
 * @returns keeps a record; its id
 */
export function createUsageRecorder(context: Context): (record: UsageRecord) => number {
  const { database, now } = context;
  const insert = database.prepare(
    'INSERT INTO market_records (instance, cycle, ended_at, usage, package) VALUES (?, ?, ?, ?, ?)',
  );
  const instances = new Map<number, Instance>();
  return ({ key, endedAt, usage, package: named }) => {
    const instance = instances.get(key) ?? instanceOf(database, key);
    instances.set(key, instance);
    const cycle = instance.price.cycle ?? 'hour';
    const end = chargedCycle(endedAt, startOf(instance), cycle, now);
    const { lastInsertRowid } = insert.run(key, end, endedAt, usage, named ?? null);
    scheduleBill(context, key, billTime(end, cycle));
    return Number(lastInsertRowid);
  };
}

/** The start of use, to the second. */
function startOf({ life }: Instance): number {
  return Math.floor((life.completedAt ?? 0) / 1000) * 1000;
}

/** Schedules the earliest bill of an instance; there is one at a time. */
function scheduleBill(context: Context, key: number, due: number): void {
  const row = sql(context.database)`SELECT min(due) AS due FROM market_events
    WHERE type = 'bill' AND subject = ${String(key)}`.get();
  if (typeof row?.due === 'number') {
    if (row.due <= due) return;
    context.cancel('bill', key);
  }
  context.schedule('bill', key, due);
}

/**
 * Writes the due bills of an instance, and charges the buyer's balance.
 *
 * @param subject number of the instance
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export function writeBills(context: Context, subject: string): void {
  const { database, now } = context;
  const instance = instanceOf(database, Number(subject));
  const cycle = instance.price.cycle ?? 'hour';
  for (let end = nextCycle(database, instance.key); end !== undefined; ) {
    const due = billTime(end, cycle);
    if (due > now) {
      scheduleBill(context, instance.key, due);
      break;
    }
    writeBill(context, instance, end);
    end = nextCycle(database, instance.key);
  }
  settleArrears(context, instance.buyer);
}

function nextCycle(database: Database, key: number): number | undefined {
  const row = sql(database)`SELECT min(cycle) AS cycle FROM market_records
    WHERE instance = ${key} AND bill IS NULL`.get();
  return typeof row?.cycle === 'number' ? row.cycle : undefined;
}

function writeBill(context: Context, instance: Instance, end: number): void {
  const { database, now } = context;
  const { key, price, buyer: buyerId } = instance;
  const packages = packagesOf(database, instance);
  const rows = sql(database)`SELECT ended_at, usage, package FROM market_records
    WHERE instance = ${key} AND cycle = ${end} AND bill IS NULL ORDER BY ended_at, id`.all();
  const usages = rows.map(({ ended_at, usage, package: named }): Usage => {
    const endedAt = Number(ended_at);
    return {
      endedAt,
      usage: String(usage),
      packages: packagesFor(database, instance, packages, { named, endedAt }),
    };
  });
  const quotas = quotasOf(
    database,
    usages.flatMap((usage) => usage.packages),
  );
  const before = new Map(quotas);
  const charged = charge(usages, { price, stopsBeforeExcess: needsPackage(database, instance), quotas });
  for (const [packageKey, left] of quotas)
    takeQuota(database, packageKey, subtract(before.get(packageKey) ?? left, left));
  const buyer = buyerFor(database, buyerId);
  const balance = bounded(buyer.balance - charged.amount);
  putBuyer(database, { ...buyer, balance });
  const cycle = price.cycle ?? 'hour';
  const facts: Omit<Bill, 'id'> = {
    key,
    instance: instance.instanceId ?? instance.life.purchase.line,
    buyer: buyer.name,
    from: new Date(end - (cycle === 'day' ? day : hour)).toISOString(),
    to: new Date(end).toISOString(),
    writtenAt: new Date(now).toISOString(),
    item: price.item ?? '',
    mode: price.mode ?? 'fixed',
    ...charged,
    records: usages.length,
    late: usages.filter(({ endedAt }) => cycleEnd(endedAt, startOf(instance), cycle) < end).length,
    balance,
  };
  const { lastInsertRowid: id } = sql(database)`INSERT INTO market_bills (instance, document)
    VALUES (${key}, ${JSON.stringify(facts)})`.run();
  sql(database)`UPDATE market_records SET bill = ${id} WHERE instance = ${key}
    AND cycle = ${end} AND bill IS NULL`.run();
  noteBill(context, facts);
}

function noteBill(context: Context, bill: Omit<Bill, 'id'>): void {
  const { item, usage, late, overdrawn, to } = bill;
  const amount = formatAmount(bill.amount);
  const facts = { item, usage, amount: formatInCents(bill.amount), to: beijingMinute(Date.parse(to)) };
  const text =
    overdrawn !== '0'
      ? both(
          'Bill for {item} until {to} in Beijing: {usage} used, {overdrawn} of it over the quota, {amount} yuan',
          { ...facts, overdrawn },
        )
      : late > 0
        ? both('Bill for {item} until {to} in Beijing: {usage} used, late records: {late}, {amount} yuan', {
            ...facts,
            late,
          })
        : both('Bill for {item} until {to} in Beijing: {usage} used, {amount} yuan', facts);
  const data: JsonObject = { ...bill, amount, balance: formatAmount(bill.balance) };
  context.note({ type: 'bill', text, data }, bill.key);
}

/** Returns the buyer's packages for the product, the first to end first. */
function packagesOf(database: Database, { product, buyer }: Instance): readonly Instance[] {
  return sql(database)`SELECT document FROM market_instances WHERE product = ${product}
    AND buyer = ${buyer} AND json_extract(document, '$.life.kind.charging') = 'package'
    ORDER BY key`
    .documents<Instance>()
    .sort((a, b) => (expiryOf(a.life) ?? 0) - (expiryOf(b.life) ?? 0));
}

/** Returns the packages that a record is taken from; a named package is the only one. */
function packagesFor(
  database: Database,
  { buyer }: Instance,
  packages: readonly Instance[],
  { named, endedAt }: { readonly named: unknown; readonly endedAt: number },
): readonly number[] {
  const candidates = named === null ? packages : packagesNamed(database, String(named));
  return candidates.filter((one) => one.buyer === buyer && isValidAt(one, endedAt)).map(({ key }) => key);
}

function packagesNamed(database: Database, instanceId: string): readonly Instance[] {
  return sql(database)`SELECT document FROM market_instances WHERE instance_id = ${instanceId}
    ORDER BY key DESC LIMIT 1`.documents<Instance>();
}

function isValidAt({ life, frozenAt, releasedAt }: Instance, time: number): boolean {
  if (life.completedAt === undefined || time < life.completedAt) return false;
  const ends = [expiryOf(life), life.frozenFor.length > 0 ? frozenAt : undefined, releasedAt];
  return ends.every((end) => end === undefined || time <= end);
}

function quotasOf(database: Database, keys: readonly number[]): Map<number, Decimal> {
  const used = database.prepare('SELECT used FROM market_packages WHERE instance = ?');
  return new Map(
    [...new Set(keys)].map((key) => {
      const included = decimalOf(instanceOf(database, key).price.included ?? '0');
      return [key, subtract(included, decimalOf(String(used.get(key)?.used ?? '0')))];
    }),
  );
}

function takeQuota(database: Database, key: number, part: Decimal): void {
  const row = sql(database)`SELECT used FROM market_packages WHERE instance = ${key}`.get();
  const used = plain(sumDecimals([decimalOf(String(row?.used ?? '0')), part]));
  sql(database)`REPLACE INTO market_packages VALUES (${key}, ${used})`.run();
}

function needsPackage(database: Database, { instanceId = '' }: Instance): boolean {
  return (
    sql(database)`SELECT needs_package FROM instances WHERE id = ${instanceId}`.get()?.needs_package === 1
  );
}

export function billsOf(
  database: Database,
  { instance, limit = -1 }: { readonly instance?: number | undefined; readonly limit?: number } = {},
): readonly Bill[] {
  return sql(database)`SELECT id, document FROM market_bills WHERE ${instance ?? null} IS NULL
    OR instance = ${instance ?? null} ORDER BY id DESC LIMIT ${limit}`
    .all()
    .reverse()
    .map(({ id, document }) => ({ ...(JSON.parse(String(document)) as Omit<Bill, 'id'>), id: Number(id) }));
}
