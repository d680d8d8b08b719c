import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { SpecifiedUser, Trial } from '../contract.ts';
import {
  type Change,
  type Desired,
  type DesiredList,
  listKey,
  ownAudience,
  type Plan,
  type ProductState,
  sameAttribute,
  sameAudience,
  sameLimit,
  settingOf,
} from '../plan.ts';
import { wholeProduct } from '../values.ts';
import { impactOf, patchOf } from './kinds.ts';

/** Compares what is wanted with what is; pure. */
export function plan(desired: Desired, state: ProductState): Plan {
  const changes = [
    ...audienceChanges(desired, state),
    ...(desired.lists ?? []).flatMap((list) => usersChange(list, state)),
    ...creditChanges(desired, state),
    ...limitChanges(desired, state),
    ...trialChanges(desired, state),
    ...attributeChanges(desired, state),
  ];
  return {
    product_id: state.product_id,
    ...(state.configuration?.version !== undefined && { version: state.configuration.version }),
    changes,
    patch: patchOf(changes),
    impact: impactOf(changes, state),
    notes: (desired.lists ?? []).flatMap((list) => nameNotes(list, state)),
  };
}

/** Users that changes add and remove, in all. */
export function countUserChanges(changes: readonly Change[]): number {
  return changes.reduce(
    (rows, change) => rows + (change.kind === 'users' ? change.add.length + change.remove.length : 0),
    0,
  );
}

function audienceChanges({ audience }: Desired, { configuration }: ProductState): Change[] {
  const before = configuration?.audience;
  const own = before && ownAudience(before);
  const product = audience?.product;
  const changes: Change[] =
    product && !(own && sameAudience(own, product))
      ? [{ kind: 'audience', ...(own && { before: own }), after: settingOf(product) }]
      : [];
  const skus = before?.skus;
  for (const [sku, after] of Object.entries(audience?.skus ?? {})) {
    const now = ownValue(skus, sku);
    if (after === null ? skus && !now : now && sameAudience(now, after)) continue;
    changes.push({
      kind: 'audience',
      sku,
      ...(now && { before: settingOf(now) }),
      ...(after && { after: settingOf(after) }),
    });
  }
  return changes;
}

function usersChange(desired: DesiredList, { lists }: ProductState): Change[] {
  const { list, sku_code } = desired;
  const present = lists?.get(listKey(desired)) ?? new Map<string, SpecifiedUser>();
  const wanted = new Map(desired.users.map((user) => [user.account_id, user]));
  const add = [...wanted.values()].filter(({ account_id }) => !present.has(account_id)).map(plainUser);
  const remove = [...present.values()].filter(({ account_id }) => !wanted.has(account_id)).map(plainUser);
  if (add.length === 0 && remove.length === 0) return [];
  return [{ kind: 'users', list, ...(sku_code !== undefined && { sku: sku_code }), add, remove }];
}

function plainUser({ account_name, account_id }: SpecifiedUser): SpecifiedUser {
  return { account_name, account_id };
}

/** Users under another name that are named; the rest is counted. */
const maxNameNotes = 5;

/** An account with another name is not a difference: users are compared by ID. */
function nameNotes(desired: DesiredList, { lists }: ProductState): Localized[] {
  const present = lists?.get(listKey(desired));
  const found = desired.users.flatMap(({ account_id, account_name }) => {
    const now = present?.get(account_id)?.account_name;
    return now === undefined || now === account_name ? [] : [{ account_id, account_name, now }];
  });
  const more = found.length - maxNameNotes;
  return [
    ...found
      .slice(0, maxNameNotes)
      .map(({ account_id, account_name, now }) =>
        both(
          '{account} is on the list as {current}, not as {name}. Users are compared by ID, so this is not a difference. To change the name, run `koo users remove`, then `koo users add`.',
          { account: account_id, current: now, name: account_name },
        ),
      ),
    ...(more > 0
      ? [
          both(
            '{more, plural, one {# more user is} other {# more users are}} on the list under another name.',
            { more },
          ),
        ]
      : []),
  ];
}

function creditChanges({ credit }: Desired, { configuration }: ProductState): Change[] {
  const before = configuration?.credit;
  return (['cash_coupon', 'credit_line'] as const).flatMap((setting): Change[] => {
    const after = credit?.[setting];
    if (after === undefined || before?.[setting] === after) return [];
    const now = before?.[setting];
    return [{ kind: 'credit', setting, ...(now !== undefined && { before: now }), after }];
  });
}

function limitChanges({ purchase_limits }: Desired, { configuration }: ProductState): Change[] {
  return Object.entries(purchase_limits ?? {}).flatMap(([key, after]): Change[] => {
    const limits = configuration?.purchase_limits;
    const before = ownValue(limits, key);
    if (after === null ? limits && !before : before && sameLimit(before, after)) return [];
    return [
      {
        kind: 'limit',
        ...(key !== wholeProduct && { sku: key }),
        ...(before && { before }),
        ...(after && { after }),
      },
    ];
  });
}

/** Stands for unknown days of a trial. No rule accepts it. */
export const unknownDays = 0;

function trialChanges({ trial }: Desired, { configuration }: ProductState): Change[] {
  return Object.entries(trial ?? {}).flatMap(([sku, wanted]): Change[] => {
    const before = ownValue(configuration?.trial, sku);
    const days = wanted.days ?? before?.days ?? unknownDays;
    const after: Trial = { days, open_to: wanted.open_to ?? before?.open_to ?? 'all' };
    if (before?.days === after.days && before.open_to === after.open_to) return [];
    return [{ kind: 'trial', sku, ...(before && { before }), after }];
  });
}

function attributeChanges({ attributes }: Desired, { configuration }: ProductState): Change[] {
  return (attributes ?? []).flatMap((after): Change[] => {
    const before = configuration?.attributes?.find(({ code }) => code === after.code);
    if (before && sameAttribute(before, after)) return [];
    return [{ kind: 'attribute', code: after.code, ...(before && { before }), after }];
  });
}

/** A member by a key from outside, which may be `constructor`. */
function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
