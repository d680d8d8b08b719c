import type { ChargingMode } from '../../seller/contract.ts';
import type { Database } from '../store.ts';
import { formatOrderTime } from '../times.ts';

/** What the usage push knows of an instance. */
export interface Metered {
  /** The merchant's id. */
  readonly instanceId: string;
  /** Account id of the seller. */
  readonly seller: string;
  readonly chargingMode: ChargingMode;
  /** When its order was completed, in milliseconds since 1970; absent while it is being created. */
  readonly at?: number;
  /** Bought with a package that stops before excess: each record names the package's instance. */
  readonly needsPackage?: boolean;
}

/**
 * Lets an instance take usage records from now on. Called when the merchant has returned its id, and again when its
 * order is completed.
 */
export function meterStarted(database: Database, metered: Metered): void {
  const { instanceId, seller, chargingMode, at, needsPackage = false } = metered;
  const status = at === undefined ? 'creating' : 'active';
  const start = formatOrderTime(new Date(at ?? 0)).replace(/^(.{8})/, '$1T');
  database
    .prepare('REPLACE INTO instances VALUES (?, ?, ?, ?, 0, ?, ?, NULL, NULL)')
    .run(instanceId, seller, chargingMode, status, `${start}Z`, Number(needsPackage));
}

/** Its creation has failed. */
export function meterFailed(database: Database, instanceId: string): void {
  database.prepare("UPDATE instances SET status = 'failed' WHERE id = ?").run(instanceId);
}

/** Records that end after the freeze are refused. */
export function meterFrozen(database: Database, instanceId: string, at: number): void {
  database.prepare("UPDATE instances SET status = 'frozen', frozen_at = ? WHERE id = ?").run(at, instanceId);
}

export function meterUnfrozen(database: Database, instanceId: string): void {
  database.prepare("UPDATE instances SET status = 'active', frozen_at = NULL WHERE id = ?").run(instanceId);
}

/**
 * Records that end after the release are refused.
 *
 * @param status `closed`: by the buyer
 */
export function meterReleased(
  database: Database,
  instanceId: string,
  at: number,
  status: 'released' | 'closed' = 'released',
): void {
  database
    .prepare('UPDATE instances SET status = ?, released_at = ? WHERE id = ?')
    .run(status, at, instanceId);
}

/** The instances of a product that was taken off the shelves take no more records. */
export function meterDelisted(database: Database, product: string): void {
  database
    .prepare(
      `UPDATE instances SET delisted = 1
       WHERE id IN (SELECT instance_id FROM market_instances WHERE product = ?)`,
    )
    .run(product);
}
