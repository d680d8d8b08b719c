import type { Change } from '../../seller/change.ts';
import type { Present, WorksheetPlan } from '../../seller/cli/model.ts';
import type { ListRef, SpecifiedUser } from '../../seller/model.ts';
import type { FileUser } from '../../seller/user-list.ts';
import type { Localized } from '../../text/localized.ts';
import { shellWord } from '../../text/shell-word.ts';
import { type Comparison, compareUsers } from '../compare.ts';
import type { Settings } from '../in-force.ts';

type Warn = (settings: Settings) => Localized | undefined;

/** The worksheet of users to add: those that are not on the list. */
export async function planOfAdding(
  present: Present,
  product: string,
  ref: ListRef,
  users: readonly FileUser[],
  warn: Warn,
  check: string,
): Promise<WorksheetPlan> {
  const { add, rename } = await compareUsers(users, present.users(product, ref));
  const renamed = rename.map(({ user, before }) => ({
    en: `${user.account_id} is on the list as ${before}, not as ${user.account_name}: look which name is right.`,
    zh: `${user.account_id} 在名单中的账号名为 ${before}，而不是 ${user.account_name}：请核对哪个正确。`,
  }));
  return planOf(present, product, ref, { add, remove: [] }, warn, renamed, check);
}

/** The worksheet of users to remove. */
export async function planOfRemoving(
  present: Present,
  product: string,
  ref: ListRef,
  users: readonly FileUser[],
): Promise<WorksheetPlan> {
  const missing = new Map(users.map((user) => [user.account_id, user]));
  const found: SpecifiedUser[] = [];
  for await (const page of present.users(product, ref)) {
    for (const user of page) if (missing.delete(user.account_id)) found.push(user);
  }
  // Of a list that nobody tells, users may be on it all the same.
  const remove = present.hasList(ref) ? found : [...found, ...missing.values()];
  return planOf(present, product, ref, { add: [], remove }, () => undefined, []);
}

interface SyncWish {
  readonly removes: boolean;
  readonly warn: Warn;
  /** Tells whether the list is as wanted, by the console's table. */
  readonly command: string;
  /** Throws when the list is not to be made equal to the file. */
  check(compared: Comparison): void;
}

/** The worksheet that makes a list equal to a file. */
export async function planOfSync(
  present: Present,
  product: string,
  ref: ListRef,
  users: readonly FileUser[],
  { removes, warn, command, check }: SyncWish,
): Promise<WorksheetPlan> {
  const compared = await compareUsers(users, present.users(product, ref));
  check(compared);
  const { add, remove, rename } = compared;
  const renamed = removes ? rename : [];
  const changes = {
    add: [...add, ...renamed.map(({ user }) => user)],
    remove: removes
      ? [...remove, ...renamed.map(({ user, before }) => ({ ...user, account_name: before }))]
      : [],
  };
  const notes = present.hasList(ref) || !removes ? [] : [unknownOthers];
  return planOf(present, product, ref, changes, warn, notes, command);
}

async function planOf(
  present: Present,
  product: string,
  { list, sku_code: sku }: ListRef,
  { add, remove }: { readonly add: readonly SpecifiedUser[]; readonly remove: readonly SpecifiedUser[] },
  warn: Warn,
  notes: readonly Localized[],
  command?: string,
): Promise<WorksheetPlan> {
  const change: Change = {
    kind: 'users',
    list,
    ...(sku !== undefined && { sku }),
    add: add.map(plain),
    remove: remove.map(plain),
  };
  const configuration = await present.configuration(product);
  const warning = configuration && warn(configuration);
  return {
    product,
    changes: add.length + remove.length > 0 ? [change] : [],
    notes: [...notes, ...(warning ? [warning] : [])],
    ...(command && { check: { of: 'list', command } }),
  };
}

function plain({ account_name, account_id }: SpecifiedUser): SpecifiedUser {
  return { account_name, account_id };
}

const unknownOthers: Localized = {
  en: 'Who is on the list is not known: also remove users that are on the list in the console and not in the file.',
  zh: '名单当前状态未知：控制台名单中如有文件以外的用户，也请一并删除。',
};

/**
 * The command that tells by the console's table, pasted into it, whether a list is as wanted.
 *
 * @param path of the users who are wanted; `-`: the reader has them in a file
 * @param removes whether nobody else is to be on the list
 */
export function checkCommand(path: string, product: string, ref: ListRef, removes: boolean): string {
  const { list, sku_code: sku } = ref;
  return [
    ...['koo users sync', path === '-' ? 'FILE' : shellWord(path), '--product', shellWord(product)],
    ...(list === 'audience' ? [] : ['--list', list.replace('_', '-')]),
    ...(sku === undefined ? [] : ['--sku', shellWord(sku)]),
    ...(removes ? [] : ['--no-remove']),
    '--from - --dry-run',
  ].join(' ');
}
