import type { Localized } from '../text/localized.ts';
import type { Change } from './change.ts';
import { listKey } from './list-key.ts';
import type { AudienceSetting, ListName, PurchaseLimit } from './model.ts';
import type { KnownConfiguration, ProductState } from './plan.ts';
import { ownAudience } from './same.ts';
import { skuLabel } from './sku-label.ts';
import { audienceWords } from './words.ts';

/**
 * What of some changes takes something away that buyers have, in words. What is not known counts as the widest: rather
 * one question too many.
 */
export function cutsOff(changes: readonly Change[], state: ProductState): Localized[] {
  return changes.flatMap((change): Localized[] => {
    switch (change.kind) {
      case 'audience':
        return audienceCut(change, changes, state);
      case 'users':
        return usersCut(change, changes, state);
      case 'credit':
        return creditCut(change);
      case 'limit':
        return limitCut(change, state);
      case 'trial':
        return trialCut(change, state);
      case 'stock':
        return stockCut(change, state);
      default:
        return [];
    }
  });
}

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>;

const everybody: AudienceSetting = { type: 'all' };

function audienceCut(change: Of<'audience'>, changes: readonly Change[], state: ProductState): Localized[] {
  const { sku, before, after } = change;
  const present = state.configuration?.audience;
  const own = (present && ownAudience(present)) ?? everybody;
  const next =
    after ?? changes.find((one): one is Of<'audience'> => one.kind === 'audience' && !one.sku)?.after ?? own;
  if (!isNarrower(before ?? own, next)) return [];
  const where = sku === undefined ? { en: '', zh: '' } : inSku(sku, state);
  const to = audienceWords[next.type];
  const from = before || present?.type ? audienceWords[(before ?? own).type] : undefined;
  const left = next.type === 'specified' ? usersLeft(changes, state, sku) : undefined;
  return [
    {
      en: `The audience${where.en} ${from === undefined ? 'becomes' : `narrows from ${from.en} to`} ${to.en}: who is not in it can no longer buy.${left === 0 ? ' The list is empty, so nobody can.' : ''}`,
      zh: `${where.zh}销售对象${from === undefined ? '改' : `由${from.zh}收窄`}为${to.zh}：不在范围内的用户将无法购买。${left === 0 ? '名单为空，因此无人可以购买。' : ''}`,
    },
  ];
}

/** Whether some who could buy before no longer can. */
function isNarrower(before: AudienceSetting, after: AudienceSetting): boolean {
  if (after.type === 'all') return false;
  if (before.type !== after.type) return true;
  return (before.associated ?? []).some((one) => !after.associated?.includes(one));
}

/** Users on the list of an audience after the changes; `undefined` where that is not known. */
function usersLeft(
  changes: readonly Change[],
  { configuration }: ProductState,
  sku: string | undefined,
): number | undefined {
  if (!configuration?.user_counts) return undefined;
  const change = changes.find(
    (one): one is Of<'users'> => one.kind === 'users' && one.list === 'audience' && one.sku === sku,
  );
  return countOf(configuration, 'audience', sku) + (change?.add.length ?? 0) - (change?.remove.length ?? 0);
}

function countOf({ user_counts = [] }: KnownConfiguration, list: ListName, sku: string | undefined): number {
  return user_counts.find((one) => one.list === list && one.sku_code === sku)?.count ?? 0;
}

const loss: Readonly<Record<ListName, Localized>> = {
  audience: { en: 'can no longer buy', zh: '将无法购买' },
  credit_line: { en: 'can no longer pay with the credit line', zh: '将无法使用信用额度支付' },
  trial: { en: 'can no longer try it', zh: '将无法试用' },
};

function usersCut(change: Of<'users'>, changes: readonly Change[], state: ProductState): Localized[] {
  const { list, sku, remove } = change;
  const [first] = remove;
  if (!first) return [];
  const where = sku === undefined ? undefined : skuLabel(sku, state.product);
  const who = remove.length === 1 ? first.account_name || first.account_id : undefined;
  const empty = isEmptied(change, state) ? emptied(change, changes, state) : { en: '', zh: '' };
  return [
    {
      en: `${who ?? `${remove.length} users`} ${loss[list].en}${where === undefined ? '' : ` (specification ${where})`}.${empty.en}`,
      zh: `${who === undefined ? `${remove.length} 个用户` : `${who} `}${loss[list].zh}${where === undefined ? '' : `（规格 ${where}）`}。${empty.zh}`,
    },
  ];
}

/** Whether nobody is left on a list that was read. */
function isEmptied({ list, sku, add, remove }: Of<'users'>, { lists }: ProductState): boolean {
  const present = lists?.get(listKey({ list, ...(sku !== undefined && { sku_code: sku }) }));
  return present !== undefined && add.length === 0 && present.size === remove.length;
}

function emptied({ list, sku }: Of<'users'>, changes: readonly Change[], state: ProductState): Localized {
  const becomes = { en: ' The list becomes empty', zh: '名单将被清空' };
  if (!isInForce(list, sku, changes, state)) return { en: `${becomes.en}.`, zh: `${becomes.zh}。` };
  const nobody = {
    audience: { en: 'nobody can buy', zh: '无人可以购买' },
    credit_line: { en: 'nobody can pay with the credit line', zh: '无人可以使用信用额度支付' },
    trial: { en: 'nobody can try it', zh: '无人可以试用' },
  }[list];
  return { en: `${becomes.en}: ${nobody.en}.`, zh: `${becomes.zh}：${nobody.zh}。` };
}

/** Whether a list decides once the changes are made; where nobody has told, it does. */
function isInForce(
  list: ListName,
  sku: string | undefined,
  changes: readonly Change[],
  { configuration }: ProductState,
): boolean {
  const now = {
    audience: sku === undefined ? configuration?.audience?.type : configuration?.audience?.skus?.[sku]?.type,
    credit_line: configuration?.credit?.credit_line,
    trial: sku === undefined ? undefined : configuration?.trial?.[sku]?.open_to,
  }[list];
  const next = changes.map((change) => {
    if (change.kind === 'credit') return list === 'credit_line' && change.setting === list && change.after;
    if (change.kind === 'audience') return list === 'audience' && change.sku === sku && change.after?.type;
    return change.kind === 'trial' && list === 'trial' && change.sku === sku && change.after.open_to;
  });
  const untold = configuration?.version === undefined ? 'specified' : undefined;
  return (next.find(Boolean) || (now ?? untold)) === 'specified';
}

/** From nobody to everybody. */
const width = { off: 0, specified: 1, all: 2, on: 2 };

function creditCut({ setting, before, after }: Of<'credit'>): Localized[] {
  if (width[after] >= width[before ?? 'on']) return [];
  if (setting === 'cash_coupon') {
    return [
      {
        en: 'Credit cash coupons are no longer taken: buyers who renew with them are cut off.',
        zh: '不再接受授信现金券支付：使用授信现金券续费的用户业务将中断。',
      },
    ];
  }
  return after === 'off'
    ? [
        {
          en: 'The credit line is no longer taken: buyers who renew with it are cut off.',
          zh: '不再接受信用额度支付：使用信用额度续费的用户业务将中断。',
        },
      ]
    : [
        {
          en: 'The credit line is for the users on its list alone: others who renew with it are cut off.',
          zh: '信用额度支付仅限名单中的用户：其他使用信用额度续费的用户业务将中断。',
        },
      ];
}

function limitCut({ sku, before, after }: Of<'limit'>, state: ProductState): Localized[] {
  if (!after || (before && !isTighter(before, after))) return [];
  const where = sku === undefined ? { en: '', zh: '' } : inSku(sku, state);
  const { max_quantity: max, again_after_expiry: again } = after;
  const bought =
    max === undefined ? { en: 'it', zh: '限购一次' } : { en: `${max}`, zh: `最多购买 ${max} 个` };
  const until = again ? { en: ' until it expires', zh: '到期前' } : { en: '', zh: '' };
  return [
    {
      en: `There is a purchase limit${where.en}: a customer who has bought ${bought.en} can buy no more${until.en}.`,
      zh: `${where.zh}商品限购：每个客户${until.zh}${bought.zh}，达到上限后将无法再购买。`,
    },
  ];
}

/** Whether a limit keeps somebody from buying whom the one before did not; of another kind, it may. */
function isTighter(before: PurchaseLimit, after: PurchaseLimit): boolean {
  if (before.max_quantity === undefined || after.max_quantity === undefined) {
    const isOnce = before.max_quantity === undefined && after.max_quantity === undefined;
    return !isOnce || (before.again_after_expiry === true && after.again_after_expiry !== true);
  }
  return after.max_quantity < before.max_quantity;
}

function trialCut({ sku, before, after }: Of<'trial'>, state: ProductState): Localized[] {
  if (after.open_to === 'all' || before?.open_to === 'specified') return [];
  const where = inSku(sku, state);
  return [
    {
      en: `The trial${where.en} is for the users on its list alone: others can no longer try it.`,
      zh: `${where.zh}试用仅限名单中的用户：其他用户将无法试用。`,
    },
  ];
}

function stockCut({ sku, delta }: Of<'stock'>, state: ProductState): Localized[] {
  if (delta >= 0) return [];
  const where = sku === undefined ? { en: '', zh: '' } : inSku(sku, state);
  return [
    {
      en: `The stock${where.en} is lowered by ${-delta}: once it is used up nobody can buy.`,
      zh: `${where.zh}库存减少 ${-delta}：售完后将无法购买。`,
    },
  ];
}

function inSku(sku: string, { product }: ProductState): Localized {
  const label = skuLabel(sku, product);
  return { en: ` of ${label}`, zh: `规格 ${label} 的` };
}
