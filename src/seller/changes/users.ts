import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { ListName, SpecifiedUser } from '../contract.ts';
import { type Change, type KnownConfiguration, listKey, type ProductState } from '../plan.ts';
import { skuLabel } from '../words.ts';
import type { PageId } from '../worksheet/console.ts';
import { tools, type Wording } from '../worksheet/wording.ts';
import type { ChangeKind, DiffLine, Of, Section } from './kind.ts';

type UsersChange = Of<'users'>;

/** Who is on a list. */
export const users: ChangeKind<UsersChange> = {
  heading: ({ list, add, remove }) => {
    const counts = [
      ...(add.length > 0 ? [`+${add.length}`] : []),
      ...(remove.length > 0 ? [`-${remove.length}`] : []),
    ];
    return { section: lists[list].section, more: `(${counts.join(' ')})` };
  },
  diff: (change) => [...rows(change.remove, 'remove', '-'), ...rows(change.add, 'add', '+'), ...rest(change)],
  impact,
  patch: ({ list, sku, add, remove }) => ({
    users: [
      {
        list,
        ...(sku !== undefined && { sku_code: sku }),
        add,
        remove: remove.map(({ account_id }) => account_id),
      },
    ],
  }),
  rank: ({ remove }) => (remove.length > 0 ? 9 : 1),
  parts,
  section,
};

/** What there is to say of each list. */
const lists: Readonly<
  Record<
    ListName,
    {
      /** In the document. */
      readonly section: string;
      readonly page: PageId;
      readonly who: Localized;
      /** What who is taken off it loses, and everybody when it is empty. */
      readonly loss: Localized;
      readonly nobody: Localized;
    }
  >
> = {
  audience: {
    section: 'audience.users',
    page: 'audience',
    who: both('users who may buy'),
    loss: both('can no longer buy'),
    nobody: both('nobody can buy'),
  },
  credit_line: {
    section: 'credit.credit_line.users',
    page: 'credit',
    who: both('users who may pay with the credit line'),
    loss: both('can no longer pay with the credit line'),
    nobody: both('nobody can pay with the credit line'),
  },
  trial: {
    section: 'trial.open_to.users',
    page: 'trial',
    who: both('users who may try'),
    loss: both('can no longer try it'),
    nobody: both('nobody can try it'),
  },
};

/** Rows of users of each list that a diff for people shows. */
const shownRows = 10;

function rows(some: readonly SpecifiedUser[], kind: 'add' | 'remove', sign: string): DiffLine[] {
  return some
    .slice(0, shownRows)
    .map(({ account_name, account_id }) => ({ kind, text: `${sign} ${account_name}:${account_id}` }));
}

function rest({ add, remove }: UsersChange): DiffLine[] {
  const [added, removed] = [add.length - shownRows, remove.length - shownRows];
  const more = [
    ...(added > 0 ? [both('{added} more to add', { added })] : []),
    ...(removed > 0 ? [both('{removed} more to remove', { removed })] : []),
  ];
  if (more.length === 0) return [];
  const text = {
    en: `  … ${more.map(({ en }) => en).join(', ')} (--json has all of them)`,
    zh: `  … ${more.map(({ zh }) => zh).join('，')}（--json 输出全部）`,
  };
  return [{ kind: 'note', text }];
}

/** Users on a list before a change; `undefined` where that is not known. */
export function countOf(
  configuration: KnownConfiguration | undefined,
  list: ListName,
  sku: string | undefined,
): number | undefined {
  const counts = configuration?.user_counts;
  return counts && (counts.find((one) => one.list === list && one.sku_code === sku)?.count ?? 0);
}

function impact(change: UsersChange, all: readonly Change[], state: ProductState): Localized | undefined {
  const { list, sku, add } = change;
  // Who only gets another name loses nothing.
  const added = new Set(add.map(({ account_id }) => account_id));
  const remove = change.remove.filter(({ account_id }) => !added.has(account_id));
  const [first] = remove;
  if (!first) return undefined;
  const { loss } = lists[list];
  const where = sku === undefined ? undefined : skuLabel(sku, state.product);
  const who = remove.length === 1 ? first.account_name || first.account_id : undefined;
  const empty = isEmptied(change, state) ? emptied(change, all, state) : { en: '', zh: '' };
  return {
    en: `${who ?? `${remove.length} users`} ${loss.en}${where === undefined ? '' : ` (specification ${where})`}.${empty.en}`,
    zh: `${who === undefined ? `${remove.length} 个用户` : `${who} `}${loss.zh}${where === undefined ? '' : `（规格 ${where}）`}。${empty.zh}`,
  };
}

/** Whether nobody is left on a list that was read. */
function isEmptied({ list, sku, add, remove }: UsersChange, state: ProductState): boolean {
  const present = state.lists?.get(listKey({ list, ...(sku !== undefined && { sku_code: sku }) }));
  return present !== undefined && add.length === 0 && present.size === remove.length;
}

function emptied(change: UsersChange, all: readonly Change[], state: ProductState): Localized {
  const becomes = both(' The list becomes empty');
  if (!isInForce(change, all, state)) return both('{becomes}.', { becomes });
  const { nobody } = lists[change.list];
  return both('{becomes}: {nobody}.', { becomes, nobody });
}

/** Whether a list decides once the changes are made; where nobody has told, it does. */
function isInForce(
  { list, sku }: UsersChange,
  all: readonly Change[],
  { configuration }: ProductState,
): boolean {
  const now = {
    audience: sku === undefined ? configuration?.audience?.type : configuration?.audience?.skus?.[sku]?.type,
    credit_line: configuration?.credit?.credit_line,
    trial: sku === undefined ? undefined : configuration?.trial?.[sku]?.open_to,
  }[list];
  const next = all.map((one) => {
    if (one.kind === 'credit') return list === 'credit_line' && one.setting === list && one.after;
    if (one.kind === 'audience') return list === 'audience' && one.sku === sku && one.after?.type;
    return one.kind === 'trial' && list === 'trial' && one.sku === sku && one.after.open_to;
  });
  const untold = configuration?.version === undefined ? 'specified' : undefined;
  return (next.find(Boolean) || (now ?? untold)) === 'specified';
}

/**
 * Users to add, users to remove, and users whose name on the list is another: those are in both parts of the last one, in
 * the same order.
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

/** Users to add, to remove, or to give another name: one of the {@link parts}. */
function section(change: UsersChange, wording: Wording): Section {
  const { t, sku: skuName } = tools(wording);
  const { list, sku, add, remove } = change;
  const named = sku === undefined ? '' : t(', specification {sku}', { sku: skuName(sku) });
  const { page, who } = lists[list];
  if (add.length > 0 && remove.length > 0) {
    const goal = t('The users below are to be on the list under their new names.');
    return {
      title: t('Correct names of {who}: {count}{named}', { who, count: add.length, named }),
      page,
      goal,
      steps: renameSteps(change, wording),
      values: { users: add, former: remove },
      expect: t('The list shows the users under their new names.'),
      undo: t('Give them their former names in the same way.'),
      users: add,
      formerNames: remove.map(({ account_name }) => account_name),
    };
  }
  if (add.length > 0) {
    return {
      title: t('Add {who}: {count}{named}', { who, count: add.length, named }),
      page,
      goal: t('The users below are to be on the list.'),
      steps: additionSteps(change, wording),
      values: { users: add },
      expect: t('Each of the users is on the list, with this name and ID.'),
      undo: t('Remove those of them from the list again who were not on it before.'),
      users: add,
    };
  }
  return {
    title: t('Remove {who}: {count}{named}', { who, count: remove.length, named }),
    page,
    goal: t('The users below are to be off the list.'),
    steps: removalSteps(change, wording),
    values: { users: remove },
    expect: t('None of the users is on the list.'),
    undo: t('Add them to the list again, with name and ID.'),
    users: remove,
  };
}

function renameSteps({ sku }: UsersChange, wording: Wording): string[] {
  const { t, where } = tools(wording);
  return [
    t(
      'The accounts below are on the list{sku} under other names. Check each name first. Then, one account after the other: remove its row, and add it again at once with the new name, since it is shut out in between.',
      { sku: where(sku) },
    ),
  ];
}

function additionSteps({ list, sku }: UsersChange, wording: Wording): string[] {
  const { t, w, sku: skuName } = tools(wording);
  const row = () =>
    t(
      'Enter {accountName} and {accountId} of each row below and confirm; skip those who are on the list already.',
      { accountName: w('accountName'), accountId: w('accountId') },
    );
  switch (list) {
    case 'audience':
      return [
        t(
          'Open the list of {specified} {note} and choose {addUser}. Where the console shows the list only once {specified} is chosen, choose it, add all users, and save only then.',
          {
            specified: w('specified'),
            addUser: w('addUser'),
            note:
              sku === undefined
                ? both('of the product')
                : both('of the specification {sku}', { sku: skuName(sku) }),
          },
        ),
        row(),
      ];
    case 'credit_line':
      return [
        t(
          'In the column {creditLine} choose {set}, then {specified} and {addSpecified}. If {creditSwitch} is off, turning it on is part of this dialog.',
          {
            creditLine: w('creditLine'),
            set: w('set'),
            specified: w('specified'),
            addSpecified: w('addSpecified'),
            creditSwitch: w('creditSwitch'),
          },
        ),
        row(),
        t('Confirm the dialog: it takes effect at once.'),
      ];
    case 'trial':
      return [
        t(
          'Open the whitelist of the trial specification {note}. Its fields are not documented: check in the console.',
          { note: sku === undefined ? '' : skuName(sku) },
        ),
        row(),
      ];
  }
}

function removalSteps({ list, sku }: UsersChange, wording: Wording): string[] {
  const { t, w, where } = tools(wording);
  if (list === 'audience') {
    return [
      t(
        'In the list of {specified}{sku}, choose {remove} in the row of each user below. Their authorisation is revoked; what becomes of orders they have is not documented.',
        { specified: w('specified'), sku: where(sku), remove: w('remove') },
      ),
    ];
  }
  return [
    t('Take each user below off the list{sku}. How is not documented: check in the console.', {
      sku: where(sku),
    }),
  ];
}
