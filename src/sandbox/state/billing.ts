import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { deployedTypes } from '../../openapi/assets.ts';
import { costDimensions } from '../../openapi/billing/costs.ts';
import { isPeriod } from '../../openapi/billing/periods.ts';
import * as contract from '../../seller/contract.ts';
import { parseDecimal } from '../../text/decimal.ts';
import { sandboxSeller } from './accounts.ts';
import { sql } from './database.ts';

const id = contract.code;
const text = v.pipe(v.string(), v.nonEmpty());
const month = v.pipe(
  v.string(),
  v.check((value) => isPeriod(value, 'month'), 'YYYY-MM'),
);
/** An amount of money: not negative, at most 8 decimal places. */
const amount = v.pipe(
  v.string(),
  v.check(
    (value) => /^\d{1,12}(\.\d{1,8})?$/.test(value) && parseDecimal(value) !== undefined,
    'decimal number',
  ),
);
const names = v.record(text, v.string());

/** A deployed object of an asset; any account may query it. */
export const assetSeed = v.strictObject({
  id,
  type: v.optional(v.picklist(deployedTypes), 'software_package'),
  version: v.optional(text, 'V1.0'),
  region: v.optional(text, 'cn-north-4'),
  name: text,
  /** Download address of a package. */
  url: v.exactOptional(text),
});

/** A recurring cost of an account: monthly and used day by day, or yearly and paid on the first day. */
export const costSeed = v.strictObject({
  id,
  account: v.optional(id, sandboxSeller.id),
  /** By Huawei's keys, such as CLOUD_SERVICE_TYPE. */
  dimensions: v.record(v.picklist(Object.values(costDimensions)), v.string()),
  tags: v.optional(names, {}),
  costUnits: v.optional(names, {}),
  from: month,
  to: v.exactOptional(month),
  every: v.optional(v.picklist(['month', 'year']), 'month'),
  payable: amount,
  /** Amount paid; by default all that is payable. */
  net: v.exactOptional(amount),
  /** At list prices; by default what is payable. */
  official: v.exactOptional(amount),
});
export type CostItem = v.InferOutput<typeof costSeed>;

/** Monthly consumption of a customer of a partner. */
export const resoldSeed = v.pipe(
  v.strictObject({
    id,
    partner: v.optional(id, sandboxSeller.id),
    customer: id,
    association: v.optional(v.picklist(['resell', 'referral']), 'resell'),
    /** The customer's reseller, if not the partner. */
    reseller: v.exactOptional(id),
    service: text,
    serviceName: text,
    resourceType: text,
    resourceTypeName: text,
    resource: text,
    region: v.optional(text, 'cn-north-4'),
    /** As in the interface: 1 yearly or monthly, 3 on demand, 11 savings plan. */
    chargeMode: v.optional(v.picklist(['1', '3', '11']), '3'),
    /** As in the interface: 0 consumption, 1 unsubscription, 2 write-off; the last two count negative. */
    billType: v.optional(v.picklist(['0', '1', '2']), '0'),
    from: month,
    to: v.exactOptional(month),
    amount,
    debt: v.exactOptional(amount),
    couponPercent: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)), 0),
  }),
  v.transform((item) => ({
    ...item,
    every: item.chargeMode === '1' ? ('year' as const) : ('month' as const),
  })),
);
export type ResoldItem = v.InferOutput<typeof resoldSeed>;

export interface BillingSeed {
  readonly assets: readonly AssetSeed[];
  readonly costs: readonly CostItem[];
  readonly resold: readonly ResoldItem[];
}
export type AssetSeed = v.InferOutput<typeof assetSeed>;

/** Stores assets, costs and resold consumption; entries with an existing id are replaced. */
export function storeBilling(database: DatabaseSync, { assets, costs, resold }: BillingSeed): void {
  const asset = database.prepare('REPLACE INTO assets VALUES (?, ?)');
  for (const one of assets)
    asset.run(JSON.stringify([one.id, one.type, one.version, one.region]), JSON.stringify(one));
  const cost = database.prepare('REPLACE INTO costs VALUES (?, ?, ?)');
  for (const one of costs) cost.run(one.id, one.account, JSON.stringify(one));
  const item = database.prepare('REPLACE INTO resold VALUES (?, ?, ?)');
  for (const one of resold) item.run(one.id, one.partner, JSON.stringify(one));
}

export function storedAssets(database: DatabaseSync): readonly AssetSeed[] {
  return sql(database)`SELECT document FROM assets ORDER BY id`.documents<AssetSeed>();
}

export function storedCosts(database: DatabaseSync, account: string): readonly CostItem[] {
  return sql(
    database,
  )`SELECT document FROM costs WHERE account = ${account} ORDER BY id`.documents<CostItem>();
}

export function storedResold(database: DatabaseSync, partner: string): readonly ResoldItem[] {
  const all = sql(database)`SELECT document FROM resold WHERE partner = ${partner} ORDER BY id`;
  return all.documents<ResoldItem>();
}
