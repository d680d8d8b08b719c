import { own } from '../../text/json.ts';
import { joinSentences } from '../../text/localized.ts';
import { both, type Localized, t } from '../../text/translate.ts';
import type { AudienceSetting } from '../contract.ts';
import {
  type Change,
  countUsers,
  type Desired,
  type ProductState,
  plainAudience,
  toListRef,
} from '../plan.ts';
import { skuAudiences } from '../rules/audience.ts';
import { listFlags } from '../user-list.ts';
import { audienceTypes } from '../values.ts';
import { audienceWords, targetLabel } from '../words.ts';
import { createFormatters, type Wording } from '../worksheet/wording.ts';
import {
  type ChangeKind,
  type ChangeOf,
  type Fields,
  type Section,
  type Setting,
  settingLines,
  type ValuesOf,
} from './setting.ts';

type AudienceChange = ChangeOf<'audience'>;

const fields = {
  type: {
    type: 'choice',
    isArgument: true,
    required: true,
    options: [...audienceTypes, 'inherit'],
    words: { ...audienceWords, inherit: both('as the product') },
    summary: 'Who may buy.',
    input: { label: both('Audience') },
  },
  associated: {
    type: 'texts',
    helpValue: 'ID',
    summary: 'Associated product, or with --sku specification, whose buyers may buy; repeatable.',
    input: {
      label: both('Associated products or specifications'),
      hint: both('Only for associated-product buyers: IDs, separated by blanks.'),
    },
  },
} as const satisfies Fields;

export const audience = {
  id: 'audience',
  skus: 'any',
  fields,
  commands: {
    get: {
      summary: 'Show who may buy a product and each of its specifications.',
      examples: ['OFFI758576253042421764 --site sandbox'],
    },
    set: {
      summary: 'Set who may buy a product or one of its specifications.',
      description: [
        'TYPE is all, enterprise, individual, specified (the users on the list, which koo users manages) or associated (buyers of other products or specifications). With --sku it can also be inherit: the same as the product.',
        'Narrowing the audience asks for confirmation; without a terminal, --yes is required.',
      ],
      examples: [
        'OFFI758576253042421760 specified --yes --site sandbox',
        'OFFI758576253042421765 inherit --sku da9b4d34-5295-46a7-92d4-000000000008 --yes --site sandbox',
      ],
    },
  },
  /** The product has nothing to inherit from. */
  desired: ({ type, associated }: ValuesOf<typeof fields>, sku?: string): Desired => {
    const setting = type === 'inherit' ? null : { type, ...(associated && { associated }) };
    if (sku !== undefined) return { audience: { skus: { [sku]: setting } } };
    return { audience: setting ? { product: setting } : {} };
  },
  changes,
  heading: () => ({ section: 'audience' }),
  diff: ({ sku, before, after }) =>
    settingLines(
      'type',
      settingText(before),
      settingText(after),
      sku === undefined ? undefined : t('(as the product)'),
    ),
  impact,
  patch: ({ sku, after }) => {
    if (sku !== undefined) return { audience: { skus: { [sku]: after ?? null } } };
    return after ? { audience: { product: after } } : {};
  },
  rank: (change, all) => (change.sku === undefined ? 4 : isObstacle(change, all) ? 3 : 5),
  section,
} satisfies Setting & ChangeKind<AudienceChange>;

function changes({ audience: wanted }: Desired, { configuration }: ProductState): AudienceChange[] {
  const before = configuration?.audience;
  const present = before && ownAudience(before);
  const product = wanted?.product;
  const found: AudienceChange[] =
    product && !(present && sameAudience(present, product))
      ? [{ kind: 'audience', ...(present && { before: present }), after: plainAudience(product) }]
      : [];
  const skus = before?.skus;
  for (const [sku, after] of Object.entries(wanted?.skus ?? {})) {
    const now = own(skus, sku);
    if (after === null ? skus && !now : now && sameAudience(now, after)) continue;
    found.push({
      kind: 'audience',
      sku,
      ...(now && { before: plainAudience(now) }),
      ...(after && { after: plainAudience(after) }),
    });
  }
  return found;
}

/** The product's own audience, where it is known. */
function ownAudience({ type, associated }: Partial<AudienceSetting>): AudienceSetting | undefined {
  return type && plainAudience({ type, ...(associated && { associated }) });
}

/** Whether two audiences let the same buyers in; the order of what is associated does not matter. */
function sameAudience(a: AudienceSetting, b: AudienceSetting): boolean {
  if (a.type !== b.type) return false;
  if (a.type !== 'associated') return true;
  const [one, other] = [new Set(a.associated), new Set(b.associated)];
  return one.size === other.size && [...one].every((item) => other.has(item));
}

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
  const facts = { target: targetLabel(sku, state.product), to: audienceWords[next.type] };
  const narrowed =
    before || present?.type
      ? both(
          'The audience of {target} will narrow from {from} to {to}. Buyers outside it will no longer be able to buy.',
          { ...facts, from: audienceWords[(before ?? own).type] },
        )
      : both(
          'The audience of {target} will be {to}. Buyers outside it will no longer be able to buy.',
          facts,
        );
  if (next.type !== 'specified' || usersLeft(all, state, sku) !== 0) return narrowed;
  return joinSentences([narrowed, both('The list is empty, so no one will be able to buy.')]);
}

/** Whether some buyers lose the right to buy. */
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
  const change = all.find(
    (one): one is ChangeOf<'users'> => one.kind === 'users' && one.list === 'audience' && one.sku === sku,
  );
  if (!configuration?.user_counts) return undefined;
  const { user_counts } = configuration;
  const count = countUsers({ user_counts }, toListRef('audience', sku));
  return count + (change?.add.length ?? 0) - (change?.remove.length ?? 0);
}

/** Whether the product, once it is changed, no longer allows the present audience of a specification. */
function isObstacle({ before, after }: AudienceChange, all: readonly Change[]): boolean {
  const product = all.find(isOfProduct);
  if (!product?.after) return false;
  // An unknown setting may be in the way.
  const stays = before ? skuAudiences[product.after.type].includes(before.type) : after !== undefined;
  if (stays) return false;
  return after === undefined || (!!product.before && skuAudiences[product.before.type].includes(after.type));
}

function section({ sku, before, after }: AudienceChange, wording: Wording): Section {
  const { code, label, target: targetOf } = createFormatters(wording);
  const target = targetOf(sku);
  const type = after ? label(after.type) : both('the same as for the product');
  const was = before && label(before.type);
  const steps = [
    was
      ? both('Change the target customers of {target} from {before} to {after}.', {
          target,
          before: was,
          after: type,
        })
      : both('Set the target customers of {target} to {after}.', { target, after: type }),
  ];
  const associated = after?.associated?.map(code) ?? [];
  if (associated.length > 0) {
    const facts = { associated };
    steps.push(
      sku === undefined
        ? both('Select exactly these associated products: {associated}.', facts)
        : both('Select exactly these associated specifications of the same product: {associated}.', facts),
    );
  }
  const sync = `koo users sync FILE ${listFlags('ID', toListRef('audience', sku))} --worksheet SHEET.md`;
  const locksSkus = sku === undefined && (after?.type === 'specified' || after?.type === 'associated');
  return {
    title: both('Target customers of {target}', { target }),
    page: 'audience',
    steps: [
      ...steps,
      wording.on === 'cn' ? both('Save with {confirm}.', { confirm: label('confirm') }) : both('Save.'),
    ],
    goal: joinSentences(steps),
    values: after ?? { type: 'inherit' },
    expect: after
      ? both('The target customers of {target} are {type}.', { target, type })
      : both('The target customers of {target} are the same as for the product.', { target }),
    undo: was
      ? both('Set the target customers back to {before}.', { before: was })
      : both('Set the target customers back to what the page showed before.'),
    notes: [
      ...(after?.type === 'specified'
        ? [
            both(
              'Before you save, the list must contain every user who may buy. If no step here adds them, create the steps with {command}.',
              { command: code(sync) },
            ),
          ]
        : []),
      ...(locksSkus
        ? [both('From then on, the specifications follow the product and cannot be set separately.')]
        : []),
    ],
  };
}
