import type { SQLOutputValue } from 'node:sqlite';
import { expiryOf, stateOf } from '../../../lifecycle/life.ts';
import type { State } from '../../../lifecycle/model.ts';
import { sumDecimals } from '../../../text/decimal.ts';
import { type Database, sql } from '../../state/database.ts';
import type { Bill } from '../life/bills.ts';
import type { Due } from '../model/journal.ts';
import type { Amount, Instance, Price } from '../model/model.ts';
import { instanceOf } from '../model/records.ts';
import { decimalOf } from '../money/amounts.ts';
import { billTime, plain, subtract } from '../money/charges.ts';
import { findBuyer } from '../orders/buyers.ts';
import { dueOf } from './due.ts';

/** Restricts lists of usage and bills; empty members do not matter. */
export interface Scope {
  readonly product: string;
  /** Account name or id. */
  readonly buyer: string;
  /** The merchant's id, the resource, or the id of the order or its line. */
  readonly instance: string;
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** The condition of a {@link Scope} on instances `i`. */
const inScope = `($product = '' OR i.product = $product)
  AND ($buyer = '' OR i.buyer = $buyer OR i.buyer IN (SELECT id FROM market_buyers WHERE name = $buyer))
  AND ($instance = '' OR $instance IN (i.instance_id, i.resource, i.order_id, i.line))`;

type Row = Readonly<Record<string, SQLOutputValue>>;

export interface MeteredInstance {
  readonly key: number;
  /** The merchant's id, or else the order line. */
  readonly name: string;
  readonly product: string;
  readonly buyer: string;
  /** Balance of the buyer; negative in arrears. */
  readonly balance: Amount;
  readonly state: State['name'];
  /** Usage that is not billed yet, and its number of records. */
  readonly openUsage: string;
  readonly openRecords: number;
  readonly billed: Amount;
  /** The next bill, and the consequences of arrears, the earliest first. */
  readonly due: readonly Due[];
}

export function meteredInstances(
  database: Database,
  scope: Scope,
  { offset, limit }: Page,
): MeteredInstance[] {
  return database
    .prepare(
      `SELECT document FROM market_instances i
       WHERE json_extract(document, '$.life.kind.charging') = 'on-demand' AND ${inScope}
       ORDER BY key DESC LIMIT $limit OFFSET $offset`,
    )
    .all({ ...scope, limit, offset })
    .map(({ document }) => meteredInstance(database, JSON.parse(String(document)) as Instance));
}

function meteredInstance(database: Database, instance: Instance): MeteredInstance {
  const { key, product, buyer: buyerId, life } = instance;
  const buyer = findBuyer(database, buyerId);
  const open = sql(database)`SELECT usage FROM market_records WHERE instance = ${key} AND bill IS NULL`
    .all()
    .map(({ usage }) => decimalOf(String(usage)));
  const billed = sql(database)`SELECT sum(json_extract(document, '$.amount')) AS sum
    FROM market_bills WHERE instance = ${key}`.get();
  const due = sql(database)`SELECT * FROM market_events WHERE subject = ${String(key)}
    AND type IN ('bill', 'end-grace', 'end-retention') ORDER BY due`
    .all()
    .map((row) => dueOf(database, row));
  return {
    key,
    name: nameOf(instance),
    product,
    buyer: buyer?.name ?? buyerId,
    balance: buyer?.balance ?? 0,
    state: stateOf(life).name,
    openUsage: plain(sumDecimals(open)),
    openRecords: open.length,
    billed: Number(billed?.sum ?? 0),
    due,
  };
}

function nameOf({ instanceId, life }: Instance): string {
  return instanceId ?? life.purchase.line;
}

export interface Quota {
  readonly key: number;
  readonly name: string;
  readonly product: string;
  readonly buyer: string;
  readonly included: string;
  readonly used: string;
  readonly left: string;
  /** Milliseconds since 1970. */
  readonly endsAt?: number;
}

export function packageQuotas(database: Database, scope: Scope, { offset, limit }: Page): Quota[] {
  return database
    .prepare(
      `SELECT document, used FROM market_instances i LEFT JOIN market_packages p ON p.instance = i.key
       WHERE json_extract(document, '$.life.kind.charging') = 'package' AND ${inScope}
       ORDER BY key DESC LIMIT $limit OFFSET $offset`,
    )
    .all({ ...scope, limit, offset })
    .map(({ document, used }) => {
      const instance = JSON.parse(String(document)) as Instance;
      const [included, taken] = [instance.price.included ?? '0', String(used ?? '0')];
      const endsAt = expiryOf(instance.life);
      return {
        key: instance.key,
        name: nameOf(instance),
        product: instance.product,
        buyer: findBuyer(database, instance.buyer)?.name ?? instance.buyer,
        included,
        used: taken,
        left: plain(subtract(decimalOf(included), decimalOf(taken))),
        ...(endsAt !== undefined && { endsAt }),
      };
    });
}

export function findBills(database: Database, scope: Scope, { offset, limit }: Page): Bill[] {
  return database
    .prepare(
      `SELECT b.id, b.document FROM market_bills b JOIN market_instances i ON i.key = b.instance
       WHERE ${inScope} ORDER BY b.id DESC LIMIT $limit OFFSET $offset`,
    )
    .all({ ...scope, limit, offset })
    .map(billOf);
}

export function findBill(database: Database, id: number): { bill: Bill; price: Price } | undefined {
  const row = sql(database)`SELECT id, document FROM market_bills WHERE id = ${id}`.get();
  if (!row) return undefined;
  const bill = billOf(row);
  return { bill, price: instanceOf(database, bill.key).price };
}

function billOf({ id, document }: Row): Bill {
  return { ...(JSON.parse(String(document)) as Omit<Bill, 'id'>), id: Number(id) };
}

export const recordResults = ['accepted', 'open', 'charged', 'rejected'] as const;
export type RecordResult = (typeof recordResults)[number];

export interface PushedRecord {
  /** By the old interface. */
  readonly legacy: boolean;
  readonly instance: string;
  readonly sn: string | null;
  readonly begin: string;
  readonly end: string;
  readonly value: string;
  /** Id of the package instance that it names. */
  readonly package: string | null;
  /** `000` if it was accepted. */
  readonly code: string;
  readonly detail: string | null;
  /** Milliseconds since 1970 of the wall clock. */
  readonly receivedAt: number;
  /** For an instance that was bought in the sandbox: the number of its bill, or when that is written. */
  readonly charge?: { readonly bill: number } | { readonly billAt: number };
}

export interface RecordQuery extends Page {
  readonly scope: Scope;
  readonly result?: RecordResult | undefined;
  /** Only records of this bill. */
  readonly bill?: number | undefined;
}

const columns = 'instance_id, begin_time, end_time, usage_value, relate_pkg_instance, received_at';

/** The tables of records; rows are in the order of arrival. */
const sources = [
  `SELECT 0 AS legacy, rowid AS number, metering_sn, '000' AS code, NULL AS detail, record, ${columns} FROM usage_records`,
  `SELECT 1 AS legacy, rowid AS number, NULL AS metering_sn, verdict AS code, NULL AS detail, record, ${columns}
   FROM legacy_usage_records`,
  `SELECT 0 AS legacy, id AS number, metering_sn, code, detail, NULL AS record, ${columns} FROM rejected_records`,
];

const billOfRecord = '(SELECT bill FROM market_records WHERE id = record)';
const conditions: Readonly<Record<RecordResult, string>> = {
  accepted: "code = '000'",
  rejected: "code <> '000'",
  open: `record IS NOT NULL AND ${billOfRecord} IS NULL`,
  charged: `${billOfRecord} IS NOT NULL`,
};

export function findRecords(
  database: Database,
  { scope, result, bill, offset, limit }: RecordQuery,
): PushedRecord[] {
  const isScoped = Object.values(scope).some((part) => part !== '');
  const where = [
    ...(result ? [conditions[result]] : []),
    ...(bill === undefined ? [] : [`${billOfRecord} = $bill`]),
    ...(isScoped
      ? [
          `($instance <> '' AND instance_id = $instance OR instance_id IN (SELECT instance_id FROM market_instances i WHERE ${inScope}))`,
        ]
      : []),
  ].join(' AND ');
  // Each table gives only as many rows as the page may need, so that large tables are not sorted.
  const parts = sources.map(
    (source) => `SELECT * FROM (${source} ${where && `WHERE ${where}`} ORDER BY number DESC LIMIT $most)`,
  );
  return database
    .prepare(
      `SELECT p.*, r.bill, r.cycle, r.instance AS key FROM (${parts.join(' UNION ALL ')}) p
       LEFT JOIN market_records r ON r.id = p.record ORDER BY received_at DESC, number DESC LIMIT $limit OFFSET $offset`,
    )
    .all({ ...(isScoped && scope), ...(bill !== undefined && { bill }), most: offset + limit, limit, offset })
    .map((row) => pushedRecord(database, row));
}

function pushedRecord(database: Database, row: Row): PushedRecord {
  const { bill, cycle, key } = row;
  const text = (value: SQLOutputValue | undefined) => (value === null ? null : String(value));
  return {
    legacy: row.legacy === 1,
    instance: String(row.instance_id),
    sn: text(row.metering_sn),
    begin: String(row.begin_time),
    end: String(row.end_time),
    value: String(row.usage_value),
    package: text(row.relate_pkg_instance),
    code: String(row.code),
    detail: text(row.detail),
    receivedAt: Number(row.received_at),
    ...(typeof bill === 'number' && { charge: { bill } }),
    ...(typeof cycle === 'number' &&
      bill === null && {
        charge: { billAt: billTime(cycle, instanceOf(database, Number(key)).price.cycle ?? 'hour') },
      }),
  };
}
