import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
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
const follows: Localized = both('(as the product)');

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
  return both('The audience{where} {note} {to}: who is not in it can no longer buy.{note2}', {
    where,
    to,
    note: from === undefined ? both('becomes') : both('narrows from {from} to', { from }),
    note2: isNobody ? both(' The list is empty, so nobody can.') : '',
  });
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
  const { t, w, sku, where, target, now, code } = tools(wording);
  const same = t('the same as those of the product');
  const type = after ? w(after.type) : same;
  const place =
    skuCode === undefined
      ? t('For the product as a whole')
      : t('For the specification {skuCode}', { skuCode: sku(skuCode) });
  const was = before && w(before.type);
  const steps = [
    after
      ? t('{place}, set the target customers to {type}{now}.', { place, type, now: now(was) })
      : t('{place}, make the target customers {type}{now}.', { place, type, now: now(was) }),
  ];
  const associated = after?.associated?.map(code) ?? [];
  if (associated.length > 0) {
    steps.push(
      skuCode === undefined
        ? t('Associated products, these and no others: {associated}.', { associated })
        : t('Associated specifications of the same product, these and no others: {associated}.', {
            associated,
          }),
    );
  }
  const ref = { list: 'audience', ...(skuCode !== undefined && { sku_code: skuCode }) } as const;
  const sync = `koo users sync FILE ${listFlags('ID', ref)} --worksheet SHEET.md`;
  const locks = skuCode === undefined && (after?.type === 'specified' || after?.type === 'associated');
  return {
    title: t('Target customers{skuCode}', { skuCode: where(skuCode) }),
    page: 'audience',
    steps: [
      ...steps,
      wording.on === 'cn' ? t('Save with {confirm}.', { confirm: w('confirm') }) : t('Save.'),
    ],
    goal: steps.join(' '),
    values: after ?? { type: 'inherit' },
    expect: t('The target customers of {skuCode} are {type}.', { skuCode: target(skuCode), type }),
    undo: was
      ? t('Set the target customers back to {was}.', { was })
      : t('Set the target customers back to what the page showed before.'),
    notes: [
      ...(after?.type === 'specified'
        ? [
            t(
              'Before you save, the list has to hold everybody who may buy: where no step here adds them, {sync} makes the steps for it.',
              { sync: code(sync) },
            ),
          ]
        : []),
      ...(locks
        ? [t('From then on the specifications are the same as the product and cannot be edited.')]
        : []),
    ],
  };
}
