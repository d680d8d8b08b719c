import type { Configuration, ListName, ListRef } from '../../seller/model.ts';
import type { Desired, ProductState } from '../../seller/plan.ts';
import { settingOf } from '../../seller/same.ts';
import { listKey } from './plan.ts';

/**
 * What is there as what is wanted: planned against an earlier state it tells what has changed since.
 *
 * @param before the earlier state: what it has and the later has not is gone
 */
export function desiredOfState(
  { configuration, lists = new Map() }: ProductState & { readonly configuration: Configuration },
  before: ProductState,
): Desired {
  const { audience, credit, purchase_limits, trial, attributes } = configuration;
  const earlier = before.configuration;
  return {
    audience: {
      product: settingOf(audience),
      skus: { ...nulls(earlier?.audience?.skus), ...audience.skus },
    },
    credit,
    purchase_limits: { ...nulls(earlier?.purchase_limits), ...purchase_limits },
    trial,
    attributes,
    lists: refsOf({ lists }).map((ref) => ({
      ...ref,
      users: [...(lists.get(listKey(ref))?.values() ?? [])],
    })),
  };
}

/** The lists that were read. */
export function refsOf({ lists = new Map() }: Pick<ProductState, 'lists'>): ListRef[] {
  return [...lists.keys()].map((key) => {
    const slash = key.indexOf('/');
    if (slash < 0) return { list: key as ListName };
    return { list: key.slice(0, slash) as ListName, sku_code: key.slice(slash + 1) };
  });
}

function nulls(record: Readonly<Record<string, unknown>> | undefined): Record<string, null> {
  return Object.fromEntries(Object.keys(record ?? {}).map((key) => [key, null]));
}
