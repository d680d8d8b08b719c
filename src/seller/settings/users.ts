import { joinSentences } from '../../text/localized.ts';
import { both, type Localized, t } from '../../text/translate.ts';
import type { ListName, SpecifiedUser } from '../contract.ts';
import {
  type Change,
  choiceForList,
  type DesiredList,
  listKey,
  type ProductState,
  plainUser,
  toListRef,
} from '../plan.ts';
import { targetLabel } from '../words.ts';
import type { PageId } from '../worksheet/console.ts';
import { createFormatters, type Wording } from '../worksheet/wording.ts';
import type { ChangeKind, ChangeOf, DiffLine, Section } from './setting.ts';

type UsersChange = ChangeOf<'users'>;

export const users: ChangeKind<UsersChange> = {
  changes: ({ lists: wanted = [] }, state) => wanted.flatMap((list) => usersChange(list, state)),
  heading: ({ list, add, remove }) => {
    const counts = [
      ...(add.length > 0 ? [`+${add.length}`] : []),
      ...(remove.length > 0 ? [`-${remove.length}`] : []),
    ];
    return { section: lists[list].section, counts: `(${counts.join(' ')})` };
  },
  diff: (change) => [...rows(change.remove, 'remove', '-'), ...rows(change.add, 'add', '+'), ...rest(change)],
  impact,
  patch: ({ list, sku, add, remove }) => ({
    users: [{ ...toListRef(list, sku), add, remove: remove.map(({ account_id }) => account_id) }],
  }),
  rank: ({ remove }) => (remove.length > 0 ? 9 : 1),
  parts,
  section,
};

/** Removed users in a sentence: one by name, several by number. */
type Removed = { readonly count: number; readonly name: string; readonly target: Localized };

/** The place of a list in the document and the console, and its sentences. */
interface ListWords {
  readonly section: string;
  readonly page: PageId;
  name(target: Localized): Localized;
  /** Says what the users who are removed lose. */
  loss(removed: Removed): Localized;
  /** The consequence of an empty list that is in force. */
  emptied(target: Localized): Localized;
  /** The first step of adding users. */
  open(label: ReturnType<typeof createFormatters>['label'], target: Localized): Localized;
}

const lists: Readonly<Record<ListName, ListWords>> = {
  audience: {
    section: 'audience.users',
    page: 'audience',
    name: (target) => both('the list of users who may buy {target}', { target }),
    loss: (removed) =>
      both(
        '{count, plural, one {User {name}} other {# users}} will no longer be able to buy {target}.',
        removed,
      ),
    emptied: (target) => both('The list will be empty, so no one will be able to buy {target}.', { target }),
    open: (label, target) =>
      both(
        'Open the list of {specified} of {target} and choose {addUser}. If the console shows the list only after you choose {specified}, choose it, add all users, and save last.',
        { specified: label('specified'), target, addUser: label('addUser') },
      ),
  },
  credit_line: {
    section: 'credit.credit_line.users',
    page: 'credit',
    name: () => both('the list of users who may pay with the credit line'),
    loss: (removed) =>
      both(
        '{count, plural, one {User {name}} other {# users}} will no longer be able to pay with the credit line.',
        removed,
      ),
    emptied: () => both('The list will be empty, so no one will be able to pay with the credit line.'),
    open: (label) =>
      both(
        'In the column {creditLine}, choose {set}, then {specified} and {addSpecified}. If {creditSwitch} is off, turn it on in the same dialog.',
        {
          creditLine: label('creditLine'),
          set: label('set'),
          specified: label('specified'),
          addSpecified: label('addSpecified'),
          creditSwitch: label('creditSwitch'),
        },
      ),
  },
  trial: {
    section: 'trial.open_to.users',
    page: 'trial',
    name: (target) => both('the list of users who may try {target}', { target }),
    loss: (removed) =>
      both(
        '{count, plural, one {User {name}} other {# users}} will no longer be able to try {target}.',
        removed,
      ),
    emptied: (target) => both('The list will be empty, so no one will be able to try {target}.', { target }),
    open: (_, target) =>
      both('Open the whitelist of {target}. Its fields are not documented: check in the console.', {
        target,
      }),
  },
};

function usersChange(desired: DesiredList, { lists }: ProductState): UsersChange[] {
  const { list, sku_code } = desired;
  const present = lists?.get(listKey(desired)) ?? new Map<string, SpecifiedUser>();
  const wanted = new Map(desired.users.map((user) => [user.account_id, user]));
  const add = [...wanted.values()].filter(({ account_id }) => !present.has(account_id)).map(plainUser);
  const remove = [...present.values()].filter(({ account_id }) => !wanted.has(account_id)).map(plainUser);
  if (add.length === 0 && remove.length === 0) return [];
  return [{ kind: 'users', list, ...(sku_code !== undefined && { sku: sku_code }), add, remove }];
}

/** Users under another name that are named; the rest is counted. */
const maxNameNotes = 5;

/** An account with another name is not a difference: users are compared by ID. */
export function nameNotes(desired: DesiredList, { lists }: ProductState): Localized[] {
  const present = lists?.get(listKey(desired));
  const found = desired.users.flatMap(({ account_id, account_name }) => {
    const now = present?.get(account_id)?.account_name;
    return now === undefined || now === account_name ? [] : [{ account_id, account_name, now }];
  });
  const notes = found
    .slice(0, maxNameNotes)
    .map(({ account_id, account_name, now }) =>
      both(
        '{account} is on the list as {current}, not as {name}. Users are compared by ID, so this is not a difference. To change the name, run `koo users remove`, then `koo users add`.',
        { account: account_id, current: now, name: account_name },
      ),
    );
  const more = found.length - notes.length;
  if (more === 0) return notes;
  const rest = both(
    '{more, plural, one {# more user is} other {# more users are}} on the list under another name.',
    { more },
  );
  return [...notes, rest];
}

/** Rows of users of each list that a diff for people shows. */
const shownRows = 10;

function rows(some: readonly SpecifiedUser[], kind: 'add' | 'remove', sign: string): DiffLine[] {
  return some
    .slice(0, shownRows)
    .map(({ account_name, account_id }) => ({ kind, text: `${sign} ${account_name}:${account_id}` }));
}

function rest({ add, remove }: UsersChange): DiffLine[] {
  const [added, removed] = [add.length - shownRows, remove.length - shownRows];
  const counts = [
    ...(added > 0 ? [both('{count} more to add', { count: added })] : []),
    ...(removed > 0 ? [both('{count} more to remove', { count: removed })] : []),
  ];
  return counts.length > 0 ? [{ kind: 'note', text: t('  … {counts} (--json lists all)', { counts }) }] : [];
}

function impact(change: UsersChange, all: readonly Change[], state: ProductState): Localized | undefined {
  const { list, sku, add } = change;
  // A user who is only renamed loses nothing.
  const added = new Set(add.map(({ account_id }) => account_id));
  const remove = change.remove.filter(({ account_id }) => !added.has(account_id));
  const [first] = remove;
  if (!first) return undefined;
  const target = targetLabel(sku, state.product);
  const name = first.account_name || first.account_id;
  const loss = lists[list].loss({ count: remove.length, name, target });
  if (!isEmptied(change, state)) return loss;
  const emptied = isInForce(change, all, state)
    ? lists[list].emptied(target)
    : both('The list will be empty.');
  return joinSentences([loss, emptied]);
}

/** Whether a change removes every user of a list that was read. */
function isEmptied({ list, sku, add, remove }: UsersChange, state: ProductState): boolean {
  const present = state.lists?.get(listKey(toListRef(list, sku)));
  return present !== undefined && add.length === 0 && present.size === remove.length;
}

/** Whether a list is in force once the changes are made; where that is not known, it is. */
function isInForce(
  { list, sku }: UsersChange,
  all: readonly Change[],
  { configuration }: ProductState,
): boolean {
  const now = configuration && choiceForList(toListRef(list, sku), configuration);
  const next = all.map((one) => {
    if (one.kind === 'credit') return list === 'credit_line' && one.setting === list && one.after;
    if (one.kind === 'audience') return list === 'audience' && one.sku === sku && one.after?.type;
    return one.kind === 'trial' && list === 'trial' && one.sku === sku && one.after.open_to;
  });
  const unknown = configuration?.version === undefined ? 'specified' : undefined;
  return (next.find(Boolean) || (now ?? unknown)) === 'specified';
}

/**
 * Splits a change into additions, renamed users and removals. Renamed users are in both lists of their part, in the same
 * order.
 */
function parts({ add, remove, ...change }: UsersChange): UsersChange[] {
  const added = new Map(add.map((user) => [user.account_id, user]));
  const renamed = remove.filter(({ account_id }) => added.has(account_id));
  const ids = new Set(renamed.map(({ account_id }) => account_id));
  return [
    { ...change, add: add.filter(({ account_id }) => !ids.has(account_id)), remove: [] },
    { ...change, add: renamed.flatMap(({ account_id }) => added.get(account_id) ?? []), remove: renamed },
    { ...change, add: [], remove: remove.filter(({ account_id }) => !ids.has(account_id)) },
  ].filter((part) => part.add.length + part.remove.length > 0);
}

/** Users to add, to remove or to rename: one of the {@link parts}. */
function section(change: UsersChange, wording: Wording): Section {
  const { list: listName, sku, add, remove } = change;
  const { page, name } = lists[listName];
  const list = name(createFormatters(wording).target(sku));
  const facts = { count: (add.length > 0 ? add : remove).length, list };
  if (add.length > 0 && remove.length > 0) {
    return {
      title: both('Rename {count, plural, one {# user} other {# users}} on {list}', facts),
      page,
      goal: both('The list contains the users below under their new names.'),
      steps: [
        both(
          'The accounts below are on the list under other names. Check each name first. Then, one account at a time, remove its row and immediately add it again with the new name: the account has no access in between.',
        ),
      ],
      values: { users: add, former: remove },
      expect: both('The list shows the users under their new names.'),
      undo: both('Restore the former names in the same way.'),
      users: add,
      formerNames: remove.map(({ account_name }) => account_name),
    };
  }
  if (add.length > 0) {
    return {
      title: both('Add {count, plural, one {# user} other {# users}} to {list}', facts),
      page,
      goal: both('The list contains the users below.'),
      steps: additionSteps(change, wording),
      values: { users: add },
      expect: both('The list contains every user below with this name and ID.'),
      undo: both('Remove those users again who were not on the list before.'),
      users: add,
    };
  }
  return {
    title: both('Remove {count, plural, one {# user} other {# users}} from {list}', facts),
    page,
    goal: both('The list does not contain the users below.'),
    steps: [removalStep(change, wording)],
    values: { users: remove },
    expect: both('The list contains none of these users.'),
    undo: both('Add the users to the list again with name and ID.'),
    users: remove,
  };
}

function additionSteps({ list, sku }: UsersChange, wording: Wording): Localized[] {
  const { label, target } = createFormatters(wording);
  return [
    lists[list].open(label, target(sku)),
    both(
      'For each row below, enter {accountName} and {accountId} and confirm. Skip users who are already on the list.',
      { accountName: label('accountName'), accountId: label('accountId') },
    ),
    ...(list === 'credit_line' ? [both('Confirm the dialog. The change takes effect immediately.')] : []),
  ];
}

function removalStep({ list, sku }: UsersChange, wording: Wording): Localized {
  const { label, target } = createFormatters(wording);
  if (list !== 'audience') {
    return both(
      'Remove each user below from the list. The documents do not describe how: check in the console.',
    );
  }
  return both(
    'In the list of {specified} of {target}, choose {remove} in the row of each user below. This revokes their authorisation; the effect on their existing orders is not documented.',
    { specified: label('specified'), target: target(sku), remove: label('remove') },
  );
}
