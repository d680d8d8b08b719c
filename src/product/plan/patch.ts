import type { Change } from '../../seller/change.ts';
import type {
  Attribute,
  AudienceSetting,
  ConfigurationPatch,
  Credit,
  PurchaseLimit,
  Trial,
  UserChange,
} from '../../seller/model.ts';
import { wholeProduct } from '../../seller/values.ts';

/**
 * What carries changes out in one call. Stock and the removal of an attribute are calls of their own, and not in it.
 */
export function patchOf(changes: readonly Change[]): ConfigurationPatch {
  const product = changes.find((change) => change.kind === 'audience' && change.sku === undefined);
  const skus = entries(changes, (change): [string, AudienceSetting | null] | undefined =>
    change.kind === 'audience' && change.sku !== undefined ? [change.sku, change.after ?? null] : undefined,
  );
  const credit: Partial<Credit> | undefined = entries(changes, (change) =>
    change.kind === 'credit' ? [change.setting, change.after] : undefined,
  );
  const limits = entries(changes, (change): [string, PurchaseLimit | null] | undefined =>
    change.kind === 'limit' ? [change.sku ?? wholeProduct, change.after ?? null] : undefined,
  );
  const trial = entries(changes, (change): [string, Trial] | undefined =>
    change.kind === 'trial' ? [change.sku, change.after] : undefined,
  );
  const users = changes.flatMap((change) => (change.kind === 'users' ? [userChange(change)] : []));
  const attributes = changes.flatMap((change): Attribute[] =>
    change.kind === 'attribute' && change.after ? [change.after] : [],
  );
  const own = product?.kind === 'audience' ? product.after : undefined;
  return {
    ...((own || skus) && { audience: { ...(own && { product: own }), ...(skus && { skus }) } }),
    ...(credit && { credit }),
    ...(limits && { purchase_limits: limits }),
    ...(trial && { trial }),
    ...(users.length > 0 && { users }),
    ...(attributes.length > 0 && { attributes }),
  };
}

function userChange({ list, sku, add, remove }: Extract<Change, { kind: 'users' }>): UserChange {
  return {
    list,
    ...(sku !== undefined && { sku_code: sku }),
    add,
    remove: remove.map(({ account_id }) => account_id),
  };
}

/** What the changes give as a record; `undefined` when they give nothing. */
function entries<T>(
  changes: readonly Change[],
  entry: (change: Change) => readonly [string, T] | undefined,
): Record<string, T> | undefined {
  const found = changes.flatMap((change) => {
    const one = entry(change);
    return one ? [one] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
