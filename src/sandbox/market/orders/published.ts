import { expiryOf } from '../../../lifecycle/life.ts';
import type { Life } from '../../../lifecycle/model.ts';
import { type Database, sql } from '../../state/database.ts';
import { formatOrderTime } from '../../state/times.ts';
import { type Context, lettersOf } from '../model/context.ts';
import type { Instance } from '../model/model.ts';
import { chargingOf } from '../money/prices.ts';

const never = '20991231155959';

/**
 * Publishes an instance to the open API: its state to the usage push, its code to the licence calls. Belongs in the
 * transaction that changes it.
 */
export function publishInstance(database: Database, instance: Instance): void {
  const { product, instanceId, license } = instance;
  if (instanceId === undefined && license === undefined) return;
  const row = sql(database)`SELECT seller FROM products WHERE id = ${product}`.get();
  if (!row) return;
  const seller = String(row.seller);
  if (instanceId !== undefined) publishMeter(database, instance, instanceId, seller);
  if (license !== undefined) publishLicense(database, instance, license, seller);
}

/** Leaves an id alone that was seeded, or belongs to another instance that is not released; a delisted one stays so. */
function publishMeter(
  database: Database,
  { key, life, price, frozenAt, releasedAt }: Instance,
  instanceId: string,
  seller: string,
): void {
  const isFrozen = life.frozenFor.length > 0;
  const start = formatOrderTime(new Date(life.completedAt ?? 0)).replace(/^(.{8})/, '$1T');
  sql(database)`INSERT INTO instances VALUES (${instanceId}, ${seller}, ${chargingOf(price)},
    ${meterStatus(life)}, 0, ${`${start}Z`}, 0, ${isFrozen ? (frozenAt ?? null) : null},
    ${life.stage === 'released' ? (releasedAt ?? null) : null}, ${key})
    ON CONFLICT DO UPDATE SET seller = ${seller}, charging_mode = ${chargingOf(price)},
    status = ${meterStatus(life)}, start_time = ${`${start}Z`},
    frozen_at = ${isFrozen ? (frozenAt ?? null) : null},
    released_at = ${life.stage === 'released' ? (releasedAt ?? null) : null}, sold_as = ${key}
    WHERE sold_as = ${key} OR (sold_as IS NOT NULL AND released_at IS NOT NULL)`.run();
}

/** Pay-per-use ends when its buyer closes it, or in arrears. */
function meterStatus({ stage, overdue, frozenFor }: Life): string {
  if (stage === 'released') return overdue ? 'released' : 'closed';
  if (stage !== 'live') return stage;
  return frozenFor.length > 0 ? 'frozen' : 'active';
}

/** Makes the usage push reject records of a delisted product. */
export function publishDelisting(database: Database, product: string): void {
  sql(database)`UPDATE instances SET delisted = 1 WHERE id IN (SELECT instance_id
    FROM market_instances WHERE product = ${product})`.run();
}

/**
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649245.html
 */
function publishLicense(
  database: Database,
  { life, price, quantity }: Instance,
  code: string,
  seller: string,
): void {
  const expiry = expiryOf(life);
  const order = sql(database)`SELECT created_at FROM market_orders WHERE id = ${life.purchase.id}`.get();
  sql(database)`INSERT INTO licenses VALUES (${code}, ${seller}, ${life.purchase.id}, ${price.priceId},
    ${quantity ?? 1}, ${formatOrderTime(new Date(Number(order?.created_at ?? life.completedAt ?? 0)))},
    ${expiry === undefined ? never : formatOrderTime(new Date(expiry))}, ${Number(life.claimed)},
    ${licenseStatus(life)}, NULL, NULL) ON CONFLICT DO UPDATE SET product_id = ${price.priceId},
    amount = ${quantity ?? 1},
    expire_time = ${expiry === undefined ? never : formatOrderTime(new Date(expiry))},
    received = ${Number(life.claimed)}, status = ${licenseStatus(life)}`.run();
}

/** A licence is alive during grace, and expired from the freeze on. */
function licenseStatus({ stage, activated, frozenFor }: Life): string {
  if (stage === 'released') return 'RELEASED';
  if (frozenFor.length > 0) return 'EXPIRED';
  return activated ? 'ALIVE' : 'NEW';
}

/**
 * Creates a licence code, which KooGallery does at payment: `PL` and 14 of `[A-Z0-9]`.
 *
 * @param key number of the instance
 */
export function newLicenseCode(context: Context, key: number): string {
  return `PL${lettersOf(context.hex(`license ${key}`), 14)}`;
}
