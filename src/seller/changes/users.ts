import type { Localized } from '../../text/localized.ts';
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
    who: { en: 'users who may buy', zh: '可购买的指定用户' },
    loss: { en: 'can no longer buy', zh: '将无法购买' },
    nobody: { en: 'nobody can buy', zh: '无人可以购买' },
  },
  credit_line: {
    section: 'credit.credit_line.users',
    page: 'credit',
    who: { en: 'users who may pay with the credit line', zh: '可使用信用额度支付的指定用户' },
    loss: { en: 'can no longer pay with the credit line', zh: '将无法使用信用额度支付' },
    nobody: { en: 'nobody can pay with the credit line', zh: '无人可以使用信用额度支付' },
  },
  trial: {
    section: 'trial.open_to.users',
    page: 'trial',
    who: { en: 'users who may try', zh: '可试用的白名单用户' },
    loss: { en: 'can no longer try it', zh: '将无法试用' },
    nobody: { en: 'nobody can try it', zh: '无人可以试用' },
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
    ...(added > 0 ? [{ en: `${added} more to add`, zh: `还有 ${added} 个待添加` }] : []),
    ...(removed > 0 ? [{ en: `${removed} more to remove`, zh: `还有 ${removed} 个待移除` }] : []),
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
  const becomes = { en: ' The list becomes empty', zh: '名单将被清空' };
  if (!isInForce(change, all, state)) return { en: `${becomes.en}.`, zh: `${becomes.zh}。` };
  const { nobody } = lists[change.list];
  return { en: `${becomes.en}: ${nobody.en}.`, zh: `${becomes.zh}：${nobody.zh}。` };
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
  const { say, sku: skuName } = tools(wording);
  const { list, sku, add, remove } = change;
  const named = sku === undefined ? '' : say(`, specification ${skuName(sku)}`, `，规格 ${skuName(sku)}`);
  const { page, who } = lists[list];
  const titled = (en: string, zh: string, count: number) =>
    say(`${en}: ${count}${named}`, `${zh}：${count} 个${named}`);
  if (add.length > 0 && remove.length > 0) {
    const goal = say(
      'The users below are to be on the list under their new names.',
      '下表用户在名单中须使用新的账号名。',
    );
    return {
      title: titled(`Correct names of ${who.en}`, `更正${who.zh}的账号名`, add.length),
      page,
      goal,
      steps: renameSteps(change, wording),
      values: { users: add, former: remove },
      expect: say('The list shows the users under their new names.', '名单中这些用户显示为新的账号名。'),
      undo: say('Give them their former names in the same way.', '以同样的方式改回原账号名。'),
      users: add,
      formerNames: remove.map(({ account_name }) => account_name),
    };
  }
  if (add.length > 0) {
    return {
      title: titled(`Add ${who.en}`, `添加${who.zh}`, add.length),
      page,
      goal: say('The users below are to be on the list.', '下表用户须在名单中。'),
      steps: additionSteps(change, wording),
      values: { users: add },
      expect: say(
        'Each of the users is on the list, with this name and ID.',
        '每个用户均以该账号名和账号ID 在名单中。',
      ),
      undo: say(
        'Remove those of them from the list again who were not on it before.',
        '从名单中移除其中原先不在名单中的用户。',
      ),
      users: add,
    };
  }
  return {
    title: titled(`Remove ${who.en}`, `移除${who.zh}`, remove.length),
    page,
    goal: say('The users below are to be off the list.', '下表用户须不在名单中。'),
    steps: removalSteps(change, wording),
    values: { users: remove },
    expect: say('None of the users is on the list.', '这些用户均不在名单中。'),
    undo: say('Add them to the list again, with name and ID.', '以账号名和账号ID 重新添加到名单。'),
    users: remove,
  };
}

function renameSteps({ sku }: UsersChange, wording: Wording): string[] {
  const { say, where } = tools(wording);
  return [
    say(
      `The accounts below are on the list${where(sku)} under other names. Check each name first. Then, one account after the other: remove its row, and add it again at once with the new name, since it is shut out in between.`,
      `下表账号在名单${where(sku)}中使用的是其他账号名。请先核对账号名是否正确，再逐个处理：移除原有行，并立即以新的账号名重新添加（其间该账号不在名单中）。`,
    ),
  ];
}

function additionSteps({ list, sku }: UsersChange, wording: Wording): string[] {
  const { say, w, sku: skuName } = tools(wording);
  const row = () =>
    say(
      `Enter ${w('accountName')} and ${w('accountId')} of each row below and confirm; skip those who are on the list already.`,
      `逐行填写下表的${w('accountName')}和${w('accountId')}并确认；已在名单中的跳过。`,
    );
  switch (list) {
    case 'audience':
      return [
        say(
          `Open the list of ${w('specified')} ${sku === undefined ? 'of the product' : `of the specification ${skuName(sku)}`} and choose ${w('addUser')}. Where the console shows the list only once ${w('specified')} is chosen, choose it, add all users, and save only then.`,
          `打开${sku === undefined ? '商品' : `规格 ${skuName(sku)} `}的${w('specified')}名单，点击${w('addUser')}。如需先选择${w('specified')}才显示名单，请选择后添加完全部用户，最后再保存。`,
        ),
        row(),
      ];
    case 'credit_line':
      return [
        say(
          `In the column ${w('creditLine')} choose ${w('set')}, then ${w('specified')} and ${w('addSpecified')}. If ${w('creditSwitch')} is off, turning it on is part of this dialog.`,
          `在${w('creditLine')}列点击${w('set')}，选择${w('specified')}并点击${w('addSpecified')}；如${w('creditSwitch')}处于关闭状态，须在此对话框中打开。`,
        ),
        row(),
        say('Confirm the dialog: it takes effect at once.', '确认对话框，设置立即生效。'),
      ];
    case 'trial':
      return [
        say(
          `Open the whitelist of the trial specification ${sku === undefined ? '' : skuName(sku)}. Its fields are not documented: check in the console.`,
          `打开试用规格 ${sku === undefined ? '' : skuName(sku)} 的白名单。其字段未见于文档，以控制台为准。`,
        ),
        row(),
      ];
  }
}

function removalSteps({ list, sku }: UsersChange, wording: Wording): string[] {
  const { say, w, where } = tools(wording);
  if (list === 'audience') {
    return [
      say(
        `In the list of ${w('specified')}${where(sku)}, choose ${w('remove')} in the row of each user below. Their authorisation is revoked; what becomes of orders they have is not documented.`,
        `在${w('specified')}名单${where(sku)}中，对下表每个用户点击${w('remove')}。授权随即取消；对其已有订单的影响未见于文档。`,
      ),
    ];
  }
  return [
    say(
      `Take each user below off the list${where(sku)}. How is not documented: check in the console.`,
      `将下表用户从名单${where(sku)}中移除。操作方式未见于文档，以控制台为准。`,
    ),
  ];
}
