import { argumentFile } from '../../cli/files/named-file.ts';
import { interruption } from '../../cli/interrupt.ts';
import { canAsk } from '../../cli/prompts.ts';
import { KooError } from '../../errors/koo-error.ts';
import { assertOneStdin } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import type { SpecifiedUser } from '../../seller/contract.ts';
import { type FileUser, looksLikeId, type UserFile } from '../../seller/user-list.ts';
import type { Localized } from '../../text/localized.ts';
import { compareUsers } from '../compare.ts';
import { faultRows, isUnfinished, type UserRow, userRow, withWarnings } from '../report.ts';
import { type RawRow, rowOfPair } from '../rows.ts';
import { changeList, confirmChange, type LiveList, sameCheck, syncCheck } from './change.ts';
import type { AddOptions, ListOptions, RemoveOptions } from './flags.ts';
import { fileOfArguments, readUserInput, requireGoodRows, tellWarnings } from './input.ts';
import { createUserSender, interrupted } from './send.ts';
import { requireProduct } from './target.ts';
import type { UsersChangeContext } from './view.ts';

/**
 * Puts users on a list: those that are named, those of stdin for `-`, or those that are typed on the terminal.
 *
 * @throws KooError (usage) when one that was named is no user; nothing is sent then
 */
export async function runUsersAdd(
  given: readonly string[],
  options: AddOptions,
  context: UsersChangeContext,
): Promise<readonly UserRow[] | WorksheetResult> {
  if (given.length === 1 && given[0] === '-') return runUsersImport('-', options, context);
  const rows = given.map((text, index) => rowOfPair(text, index + 1));
  if (options.name !== undefined || options.id !== undefined) rows.push(rowOfFlags(options, rows.length + 1));
  if (rows.length > 0) {
    const file = fileOfArguments(rows);
    requireGoodRows(file);
    if (canAsk(context)) {
      const { confirmOddIds } = await import('./ask.ts');
      const ids = file.users.map(({ account_id }) => account_id);
      await confirmOddIds(ids, context);
    }
    const product = await requireProduct(options, context);
    return withoutLines(await addUsers(file, product, options, context));
  }
  if (!canAsk(context)) throw nobodyToAdd;
  const product = await requireProduct(options, context);
  const { askForUsers } = await import('./ask.ts');
  const file = fileOfArguments(await askForUsers(context));
  return withoutLines(await addUsers(file, product, options, context));
}

/**
 * Puts the users of a file on a list. Rows that are no user are not sent, and reported.
 *
 * @param path `-` is stdin
 * @throws KooError
 */
export async function runUsersImport(
  path: string,
  options: ListOptions,
  context: UsersChangeContext,
): Promise<readonly UserRow[] | WorksheetResult> {
  assertOneStdin(path, options.from);
  const file = await readUserInput(path, context.notice);
  if (file.rows === 0) context.notice(nobodyGiven);
  const product = await requireProduct(options, context);
  return addUsers(file, product, options, context);
}

function addUsers(
  file: UserFile,
  product: string,
  options: ListOptions,
  context: UsersChangeContext,
): Promise<readonly UserRow[] | WorksheetResult> {
  const { language, notice } = context;
  // On Ctrl-C calls under way end, so that what was done can be told.
  const stop = interruption();
  return changeList<readonly UserRow[]>(product, options, context, {
    live: async (list) => {
      tellWarnings(file, notice);
      const sender = createUserSender(list, context);
      if (!stop.aborted) await sender.create(file.users);
      const isUnsent = stop.aborted && sender.report().length === 0;
      const sent = isUnsent ? file.users.map((user) => userRow(user, 'not_sent')) : sender.report();
      const text = (one: Localized) => one[language];
      const rows = [...faultRows(file.faults, text), ...withWarnings(sent, file.faults, text)].sort(byLine);
      if (isUnfinished(rows)) return rows;
      const warning = await list.forceWarning();
      if (warning) notice(warning);
      return rows;
    },
    plan: async (list) => {
      requireGoodRows(file);
      tellWarnings(file, notice);
      const { add, rename } = await compareUsers(file.users, list.users());
      const notes = rename.map(({ user, before }) => ({
        en: `${user.account_id} is on the list as ${before}, not as ${user.account_name}: look which name is right.`,
        zh: `${user.account_id} 在名单中的账号名为 ${before}，而不是 ${user.account_name}：请核对哪个正确。`,
      }));
      // Without a step there is no worksheet to say it in.
      if (add.length === 0) for (const note of notes) notice(note);
      const check =
        file.file === argumentFile
          ? sameCheck('add', file.users.map(pairOf), list)
          : syncCheck(file.file, list, false);
      return { add, remove: [], notes: [...notes, await list.forceWarning()], check };
    },
  });
}

function pairOf({ account_name, account_id }: SpecifiedUser): string {
  return `${account_name}:${account_id}`;
}

function byLine(a: UserRow, b: UserRow): number {
  return (a.line ?? 0) - (b.line ?? 0);
}

/** What was not read from a file has no lines. */
function withoutLines(result: readonly UserRow[] | WorksheetResult): readonly UserRow[] | WorksheetResult {
  return 'markdown' in result ? result : result.map(({ line: _, ...row }) => row);
}

function rowOfFlags({ name, id }: AddOptions, line: number): RawRow {
  return {
    line,
    ...(name !== undefined && { account_name: name }),
    ...(id !== undefined && { account_id: id }),
  };
}

/** An input of nobody is no failure: a pipeline may have found nobody new. */
const nobodyGiven: Localized = { en: 'There are no users in the input.', zh: '输入中没有用户。' };

const nobodyToAdd = new KooError({
  category: 'usage',
  code: 'MISSING_VALUE',
  message: { en: 'Missing: the users to add', zh: '缺少：要添加的用户' },
  hint: {
    en: 'Name them as NAME:ID, give --name and --id, or pipe them in with -.',
    zh: '请以“账号名:账号ID”的形式给出，或使用 --name 和 --id，或用 - 从标准输入读取。',
  },
});

/**
 * Takes users off a list, by their ids; asks first.
 *
 * @param given ids or `name:id`; `-` alone reads them from stdin
 * @throws KooError (usage) when one that was named has no id, and where nobody can be asked and there is no --yes
 */
export async function runUsersRemove(
  given: readonly string[],
  options: RemoveOptions,
  context: UsersChangeContext,
): Promise<readonly UserRow[] | WorksheetResult> {
  const isPiped = given.length === 1 && given[0] === '-';
  if (isPiped) assertOneStdin('-', options.from);
  const file = isPiped ? await readUserInput('-', context.notice, { nameNeeded: false }) : named(given);
  if (!isPiped || options.worksheet !== undefined) requireGoodRows(file);
  const product = await requireProduct(options, context);
  const stop = interruption();
  return changeList<readonly UserRow[]>(product, options, context, {
    live: async (list) => {
      const isInForce = (await list.forceWarning()) === undefined;
      await confirmRemoval(list, file.users, isInForce, options, context);
      if (stop.aborted) throw interrupted;
      const sender = createUserSender(list, context);
      await sender.remove(isPiped ? file.users : file.users.map(({ line: _, ...user }) => user));
      const rows = isPiped ? faultRows(file.faults, (text) => text[context.language]) : [];
      return [...rows, ...sender.report()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    },
    plan: async (list) => {
      const missing = new Map(file.users.map((user) => [plainId(user.account_id), user]));
      const found: SpecifiedUser[] = [];
      for await (const page of list.users()) {
        for (const user of page) if (missing.delete(plainId(user.account_id))) found.push(user);
      }
      const others = [...missing.values()];
      // Of a list that nobody tells, users may be on it all the same.
      const remove = list.isKnown ? found : [...found, ...others];
      if (list.isKnown && others.length > 0) context.notice(notListed(others));
      const ids = remove.map(({ account_id }) => account_id);
      const isShort = ids.length > 0 && ids.length <= maxIds;
      return { add: [], remove, check: isShort ? sameCheck('remove', ids, list) : undefined };
    },
  });
}

/** So many ids fit into a command on any system. */
const maxIds = 50;

async function confirmRemoval(
  list: LiveList,
  users: readonly FileUser[],
  isInForce: boolean,
  options: RemoveOptions,
  context: UsersChangeContext,
): Promise<void> {
  if (users.length === 0) return;
  const shown = users.map((user) => ({ ...user, account_name: user.account_name || user.account_id }));
  const question = {
    en: `Take ${users.length} off the list?`,
    zh: `确定从名单中移除 ${users.length} 个用户吗？`,
  };
  // Whoever is taken off a list that is not in force loses nothing.
  await confirmChange(list, isInForce ? shown : [], question, (cut) => cut, options, context);
}

/** An id as the console shows it: in lower case, where it has the form of one. */
function plainId(id: string): string {
  return looksLikeId(id) ? id.toLowerCase() : id;
}

function notListed(users: readonly SpecifiedUser[]): Localized {
  const ids = users.slice(0, 8).map(({ account_id }) => account_id);
  const more = users.length > ids.length ? ', …' : '';
  return {
    en: `Not on the list: ${ids.join(', ')}${more}`,
    zh: `不在名单中：${ids.join('、')}${more && '……'}`,
  };
}

function named(given: readonly string[]): UserFile {
  if (given.length === 0) throw nobodyToRemove;
  const rows = given.map((text, index) => rowOfPair(text, index + 1));
  return fileOfArguments(rows, { nameNeeded: false });
}

const nobodyToRemove = new KooError({
  category: 'usage',
  code: 'MISSING_VALUE',
  message: { en: 'Missing: the users to remove', zh: '缺少：要移除的用户' },
  hint: {
    en: 'Name them by account ID or NAME:ID, or pipe them in with -.',
    zh: '请以账号ID或“账号名:账号ID”的形式给出，或用 - 从标准输入读取。',
  },
});
