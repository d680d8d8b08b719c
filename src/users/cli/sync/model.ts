import type { ListName } from '../../../seller/model.ts';
import type { UserRow } from '../../report.ts';
import type { ListWish } from '../target.ts';

/** Values of the flags of `koo users sync`. */
export interface UsersSyncWish extends ListWish {
  readonly yes: boolean;
  readonly remove: boolean;
  readonly 'dry-run': boolean;
  readonly 'allow-empty': boolean;
  readonly 'allow-replace': boolean;
}

/** How a sync ended, or with `--dry-run` what it would do. */
export interface SyncResult {
  readonly product: string;
  readonly list: ListName;
  readonly sku_code?: string;
  readonly dryRun: boolean;
  /** Ctrl-C ended it; the same command goes on from there. */
  readonly interrupted: boolean;
  /** What the comparison of list and file gave. */
  readonly plan: SyncPlan;
  /** What became of each user that was to be changed. */
  readonly results: readonly UserRow[];
}

export interface SyncPlan {
  readonly add: number;
  readonly remove: number;
  /** Users whose id is on the list under another name: removed, and added under the new one. */
  readonly rename: number;
  readonly keep: number;
  /** Users that only the list has and that stay on it, because of `--no-remove`. */
  readonly extra: number;
}
