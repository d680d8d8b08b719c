import type { Localized } from '../../text/localized.ts';
import type { Change } from '../change.ts';
import type { PageId } from '../console.ts';
import type { ListName } from '../model.ts';
import { type Of, type Section, tools, type Wording } from './section.ts';

const listTitles: Readonly<Record<ListName, Localized>> = {
  audience: { en: 'users who may buy', zh: '可购买的指定用户' },
  credit_line: { en: 'users who may pay with the credit line', zh: '可使用信用额度支付的指定用户' },
  trial: { en: 'users who may try', zh: '可试用的白名单用户' },
};

const listPages: Readonly<Record<ListName, PageId>> = {
  audience: 'audience',
  credit_line: 'credit',
  trial: 'trial',
};

/**
 * A change of users as users to add, users to remove, and users whose name on the list is another: those are in both
 * parts of the last one, in the same order.
 */
export function partsOf({ add, remove, ...rest }: Of<'users'>): Of<'users'>[] {
  const added = new Map(add.map((user) => [user.account_id, user]));
  const renamed = remove.filter(({ account_id }) => added.has(account_id));
  const ids = new Set(renamed.map(({ account_id }) => account_id));
  const parts = [
    { ...rest, add: add.filter(({ account_id }) => !ids.has(account_id)), remove: [] },
    {
      ...rest,
      add: renamed.flatMap(({ account_id }) => added.get(account_id) ?? []),
      remove: renamed,
    },
    { ...rest, add: [], remove: remove.filter(({ account_id }) => !ids.has(account_id)) },
  ];
  return parts.filter((part) => part.add.length + part.remove.length > 0);
}

/** The changes without users who only get another name: nobody is cut off by that. */
export function withoutRenames(changes: readonly Change[]): Change[] {
  return changes.flatMap((change): Change[] =>
    change.kind === 'users' ? partsOf(change).filter((part) => !isRename(part)) : [change],
  );
}

function isRename({ add, remove }: Of<'users'>): boolean {
  return add.length > 0 && remove.length > 0;
}

/** Users to add, to remove, or to give another name: one part of {@link partsOf}. */
export function usersSection(change: Of<'users'>, wording: Wording): Section {
  const { say, sku: skuName } = tools(wording);
  const { list, sku, add, remove } = change;
  const named = sku === undefined ? '' : say(`, specification ${skuName(sku)}`, `，规格 ${skuName(sku)}`);
  const { en, zh } = listTitles[list];
  const common = { page: listPages[list], change };
  if (isRename(change)) {
    return {
      ...common,
      title: say(
        `Correct names of ${en}: ${add.length}${named}`,
        `更正${zh}的账号名：${add.length} 个${named}`,
      ),
      goal: say(
        'The users below are to be on the list under their new names.',
        '下表用户在名单中须使用新的账号名。',
      ),
      steps: renameSteps(change, wording),
      users: add,
      formerNames: remove.map(({ account_name }) => account_name),
    };
  }
  if (add.length > 0) {
    return {
      ...common,
      title: say(`Add ${en}: ${add.length}${named}`, `添加${zh}：${add.length} 个${named}`),
      goal: say('The users below are to be on the list.', '下表用户须在名单中。'),
      steps: additionSteps(change, wording),
      users: add,
    };
  }
  return {
    ...common,
    title: say(`Remove ${en}: ${remove.length}${named}`, `移除${zh}：${remove.length} 个${named}`),
    goal: say('The users below are to be off the list.', '下表用户须不在名单中。'),
    steps: removalSteps(change, wording),
    users: remove,
  };
}

function renameSteps({ sku }: Of<'users'>, wording: Wording): string[] {
  const { say, sku: skuName } = tools(wording);
  const of =
    sku === undefined ? '' : say(` of the specification ${skuName(sku)}`, `（规格 ${skuName(sku)}）`);
  return [
    say(
      `The accounts below are on the list${of} under other names. Check each name first. Then, one account after the other: remove its row, and add it again at once with the new name, since it is shut out in between.`,
      `下表账号在名单${of}中使用的是其他账号名。请先核对账号名是否正确，再逐个处理：移除原有行，并立即以新的账号名重新添加（其间该账号不在名单中）。`,
    ),
  ];
}

function additionSteps({ list, sku }: Of<'users'>, wording: Wording): string[] {
  const { say, w, sku: skuName } = tools(wording);
  const row = say(
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
        row,
      ];
    case 'credit_line':
      return [
        say(
          `In the column ${w('creditLine')} choose ${w('set')}, then ${w('specified')} and ${w('addSpecified')}. If ${w('creditSwitch')} is off, turning it on is part of this dialog.`,
          `在${w('creditLine')}列点击${w('set')}，选择${w('specified')}并点击${w('addSpecified')}；如${w('creditSwitch')}处于关闭状态，须在此对话框中打开。`,
        ),
        row,
        say('Confirm the dialog: it takes effect at once.', '确认对话框，设置立即生效。'),
      ];
    case 'trial':
      return [
        say(
          `Open the whitelist of the trial specification ${sku === undefined ? '' : skuName(sku)}. Its fields are not documented: check in the console.`,
          `打开试用规格 ${sku === undefined ? '' : skuName(sku)} 的白名单。其字段未见于文档，以控制台为准。`,
        ),
        row,
      ];
  }
}

function removalSteps({ list, sku }: Of<'users'>, wording: Wording): string[] {
  const { say, w, sku: skuName } = tools(wording);
  const of =
    sku === undefined ? '' : say(` of the specification ${skuName(sku)}`, `（规格 ${skuName(sku)}）`);
  if (list === 'audience') {
    return [
      say(
        `In the list of ${w('specified')}${of}, choose ${w('remove')} in the row of each user below. Their authorisation is revoked; what becomes of orders they have is not documented.`,
        `在${w('specified')}名单${of}中，对下表每个用户点击${w('remove')}。授权随即取消；对其已有订单的影响未见于文档。`,
      ),
    ];
  }
  return [
    say(
      `Take each user below off the list${of}. How is not documented: check in the console.`,
      `将下表用户从名单${of}中移除。操作方式未见于文档，以控制台为准。`,
    ),
  ];
}
