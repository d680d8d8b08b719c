import type { Localized } from '../../text/localized.ts';
import type { AudienceSetting } from '../contract.ts';
import { type Change, ownAudience, type ProductState } from '../plan.ts';
import { skuAudiences } from '../rules/audience.ts';
import { listFlags } from '../user-list.ts';
import { audienceWords } from '../words.ts';
import { tools, type Wording } from '../worksheet/wording.ts';
import { type ChangeKind, inSku, type Of, type Section, settingLines } from './kind.ts';
import { countOf } from './users.ts';

type AudienceChange = Of<'audience'>;

/** Who may buy. */
export const audience: ChangeKind<AudienceChange> = {
  heading: () => ({ section: 'audience' }),
  diff: ({ sku, before, after }) =>
    settingLines('type', settingText(before), settingText(after), sku === undefined ? undefined : follows),
  impact,
  patch: ({ sku, after }) => {
    if (sku !== undefined) return { audience: { skus: { [sku]: after ?? null } } };
    return after ? { audience: { product: after } } : {};
  },
  rank: (change, all) => (change.sku === undefined ? 4 : isInTheWay(change, all) ? 3 : 5),
  section,
};

/** A setting of a specification that is not there means the product's own. */
const follows: Localized = { en: '(as the product)', zh: '（随商品）' };

function settingText(setting: AudienceSetting | undefined): string | undefined {
  if (!setting) return undefined;
  const { type, associated } = setting;
  return associated && associated.length > 0 ? `${type} [${associated.join(', ')}]` : type;
}

const isOfProduct = (one: Change): one is AudienceChange => one.kind === 'audience' && one.sku === undefined;

function impact(
  { sku, before, after }: AudienceChange,
  all: readonly Change[],
  state: ProductState,
): Localized | undefined {
  const present = state.configuration?.audience;
  const own: AudienceSetting = (present && ownAudience(present)) ?? { type: 'all' };
  const next = after ?? all.find(isOfProduct)?.after ?? own;
  if (!isNarrower(before ?? own, next)) return undefined;
  const where = inSku(sku, state);
  const to = audienceWords[next.type];
  const from = before || present?.type ? audienceWords[(before ?? own).type] : undefined;
  const isNobody = next.type === 'specified' && usersLeft(all, state, sku) === 0;
  return {
    en: `The audience${where.en} ${from === undefined ? 'becomes' : `narrows from ${from.en} to`} ${to.en}: who is not in it can no longer buy.${isNobody ? ' The list is empty, so nobody can.' : ''}`,
    zh: `${where.zh}销售对象${from === undefined ? '改' : `由${from.zh}收窄`}为${to.zh}：不在范围内的用户将无法购买。${isNobody ? '名单为空，因此无人可以购买。' : ''}`,
  };
}

/** Whether some who could buy before no longer can. */
function isNarrower(before: AudienceSetting, after: AudienceSetting): boolean {
  if (after.type === 'all') return false;
  if (before.type !== after.type) return true;
  return (before.associated ?? []).some((one) => !after.associated?.includes(one));
}

/** Users on the list of an audience after the changes; `undefined` where that is not known. */
function usersLeft(
  all: readonly Change[],
  { configuration }: ProductState,
  sku: string | undefined,
): number | undefined {
  const count = countOf(configuration, 'audience', sku);
  const change = all.find(
    (one): one is Of<'users'> => one.kind === 'users' && one.list === 'audience' && one.sku === sku,
  );
  return count === undefined ? undefined : count + (change?.add.length ?? 0) - (change?.remove.length ?? 0);
}

/** Whether a specification is for users that the console does not let it have any more once the product is changed. */
function isInTheWay({ before, after }: AudienceChange, all: readonly Change[]): boolean {
  const product = all.find(isOfProduct);
  if (!product?.after) return false;
  // What is not known may be in the way.
  const stays = before ? skuAudiences[product.after.type].includes(before.type) : after !== undefined;
  if (stays) return false;
  return after === undefined || (!!product.before && skuAudiences[product.before.type].includes(after.type));
}

function section({ sku: skuCode, before, after }: AudienceChange, wording: Wording): Section {
  const { say, w, sku, where, target, now, code } = tools(wording);
  const same = say('the same as those of the product', '与商品相同');
  const type = after ? w(after.type) : same;
  const place =
    skuCode === undefined
      ? say('For the product as a whole', '在商品级别')
      : say(`For the specification ${sku(skuCode)}`, `对规格 ${sku(skuCode)}`);
  const was = before && w(before.type);
  const steps = [
    say(
      `${place}, ${after ? 'set the target customers to' : 'make the target customers'} ${type}${now(was)}.`,
      `${place}，将销售对象设为${type}${now(was)}。`,
    ),
  ];
  const associated = after?.associated?.map(code) ?? [];
  if (associated.length > 0) {
    const [en, zh] =
      skuCode === undefined ? ['products', '商品'] : ['specifications of the same product', '同一商品的规格'];
    steps.push(
      say(
        `Associated ${en}, these and no others: ${associated.join(', ')}.`,
        `关联${zh}（仅以下${skuCode === undefined ? '商品' : '规格'}）：${associated.join('、')}。`,
      ),
    );
  }
  const ref = { list: 'audience', ...(skuCode !== undefined && { sku_code: skuCode }) } as const;
  const sync = `koo users sync FILE ${listFlags('ID', ref)} --worksheet SHEET.md`;
  const locks = skuCode === undefined && (after?.type === 'specified' || after?.type === 'associated');
  return {
    title: say(`Target customers${where(skuCode)}`, `销售对象${where(skuCode)}`),
    page: 'audience',
    steps: [
      ...steps,
      wording.on === 'cn'
        ? say(`Save with ${w('confirm')}.`, `点击${w('confirm')}保存。`)
        : say('Save.', '保存。'),
    ],
    goal: steps.join(' '),
    values: after ?? { type: 'inherit' },
    expect: say(
      `The target customers of ${target(skuCode)} are ${type}.`,
      `${target(skuCode)}的销售对象为${type}。`,
    ),
    undo: was
      ? say(`Set the target customers back to ${was}.`, `将销售对象改回${was}。`)
      : say(
          'Set the target customers back to what the page showed before.',
          '将销售对象改回页面原先显示的内容。',
        ),
    notes: [
      ...(after?.type === 'specified'
        ? [
            say(
              `Before you save, the list has to hold everybody who may buy: where no step here adds them, ${code(sync)} makes the steps for it.`,
              `保存前，名单中须已有所有可购买的用户：如本清单没有添加用户的步骤，请用 ${code(sync)} 生成。`,
            ),
          ]
        : []),
      ...(locks
        ? [
            say(
              'From then on the specifications are the same as the product and cannot be edited.',
              '此后各规格与商品一致，不可单独设置。',
            ),
          ]
        : []),
    ],
  };
}
