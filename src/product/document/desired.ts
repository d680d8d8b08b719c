import type {
  AudienceSetting,
  Configuration,
  Credit,
  ListName,
  ListRef,
  Trial,
} from '../../seller/contract.ts';
import {
  type Desired,
  type DesiredList,
  type KnownConfiguration,
  listKey,
  type ProductState,
  settingOf,
} from '../../seller/plan.ts';
import type { Localized } from '../../text/localized.ts';
import { type ProductDocument, userPlaces } from './document.ts';

/** The lists of users that a document says all of. */
export function listsOf(document: ProductDocument): readonly DesiredList[] {
  return userPlaces(document).map(({ ref, users }) => ({ ...ref, users }));
}

/**
 * What a document wants of a product.
 *
 * @param present what is there now: what a section no longer names is taken away
 */
export function desiredOf(document: ProductDocument, present: KnownConfiguration | undefined): Desired {
  const { audience, credit, purchase_limits: limits, trial, attributes } = document;
  return {
    ...(audience && { audience: audienceOf(audience, present) }),
    ...(credit && { credit: creditOf(credit) }),
    ...(limits && { purchase_limits: { ...nulls(present?.purchase_limits), ...limits } }),
    ...(trial && { trial: trialOf(trial) }),
    ...(attributes && { attributes }),
    lists: listsOf(document),
  };
}

function audienceOf(
  { type, associated, skus }: NonNullable<ProductDocument['audience']>,
  present: KnownConfiguration | undefined,
): NonNullable<Desired['audience']> {
  const named = skus && Object.entries(skus).map(([sku, own]) => [sku, writtenSetting(own)] as const);
  return {
    ...(type && { product: { type, ...(associated && { associated }) } }),
    ...(named && { skus: { ...nulls(present?.audience?.skus), ...Object.fromEntries(named) } }),
  };
}

function writtenSetting({ type, associated }: AudienceSetting): AudienceSetting {
  return { type, ...(associated && { associated }) };
}

function creditOf({ cash_coupon, credit_line }: NonNullable<ProductDocument['credit']>): Partial<Credit> {
  return {
    ...(cash_coupon && { cash_coupon }),
    ...(credit_line && { credit_line: typeof credit_line === 'string' ? credit_line : 'specified' }),
  };
}

function trialOf(trial: NonNullable<ProductDocument['trial']>): Record<string, Partial<Trial>> {
  return Object.fromEntries(
    Object.entries(trial).map(([sku, { days, open_to }]) => [
      sku,
      {
        ...(days !== undefined && { days }),
        ...(open_to && { open_to: typeof open_to === 'string' ? open_to : 'specified' }),
      },
    ]),
  );
}

/** `null` for every key: what nobody names again is taken away. */
function nulls(record: Readonly<Record<string, unknown>> | undefined): Record<string, null> {
  return Object.fromEntries(Object.keys(record ?? {}).map((key) => [key, null]));
}

/**
 * What a document takes away and no change tells, where only a part of the present state is known: a person has to look
 * for it in the console.
 */
export function unknownRest(
  document: ProductDocument,
  known: KnownConfiguration | undefined,
  present: { hasList(ref: ListRef): boolean },
): Localized[] {
  return [
    ...(document.audience?.skus && !known?.audience?.skus ? [otherAudiences] : []),
    ...listsOf(document)
      .filter((list) => !present.hasList(list))
      .map(otherUsers),
    ...(document.purchase_limits && !known?.purchase_limits ? [otherLimits] : []),
  ];
}

const otherAudiences: Localized = {
  en: 'In the console, specifications may have an audience of their own that koo does not know: let those that the document does not name follow the product.',
  zh: '控制台中可能有 koo 未知的规格级销售对象：请将文档未列出的规格改为与商品一致。',
};

const otherLimits: Localized = {
  en: 'In the console, there may be purchase limits that koo does not know: also take away those that the document does not name.',
  zh: '控制台中可能有 koo 未知的限购设置：请一并取消文档未列出的限购。',
};

function otherUsers({
  list,
  sku_code: sku,
  users,
}: ListRef & { readonly users: readonly unknown[] }): Localized {
  const name = list.replace('_', '-');
  const some = users.length > 0;
  return {
    en: `In the console, the list ${name}${sku === undefined ? '' : ` of ${sku}`} may have users that koo does not know: also remove ${some ? 'those that the document does not name' : 'all of them'}.`,
    zh: `控制台的名单 ${name}${sku === undefined ? '' : `（规格 ${sku}）`}中可能有 koo 未知的用户：请一并移除${some ? '文档未列出的用户' : '全部用户'}。`,
  };
}

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
