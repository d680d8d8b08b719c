import { interruption } from '../../cli/interrupt.ts';
import { canAsk } from '../../cli/prompts.ts';
import { usageError } from '../../errors/koo-error.ts';
import { assertOneStdin } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import type { SpecifiedUser } from '../../seller/contract.ts';
import { looksLikeId, type UserFile } from '../../seller/user-list.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { compareUsers } from '../compare.ts';
import { faultRows, isUnfinished, type UserRow, withWarnings } from '../report.ts';
import { type RawRow, rowOfPair } from '../rows.ts';
import {
  changeList,
  confirmChange,
  type KnownList,
  type LiveList,
  sameCheck,
  syncCheck,
  type UsersPlan,
} from './change.ts';
import type { AddOptions, ListOptions, RemoveOptions } from './flags.ts';
import { argumentFile, fileOfArguments, readUserInput, requireGoodRows, tellWarnings } from './input.ts';
import { createUserSender, interrupted } from './send.ts';
import { requireProduct } from './target.ts';
import type { UsersChangeContext } from './view.ts';

type Rows = readonly UserRow[];

/**
 * Puts users on a list: those that are named, those of stdin for `-`, or those that are typed on the terminal.
 *
 * @throws KooError (usage) when one that was named is no user; nothing is sent then
 */
export async function runUsersAdd(
  given: readonly string[],
  options: AddOptions,
  context: UsersChangeContext,
): Promise<Rows | WorksheetResult> {
  if (isStdin(given)) return runUsersImport('-', options, context);
  const rows = rowsOfArguments(given);
  const { name, id } = options;
  if (name !== undefined && id !== undefined) {
    rows.push({ line: rows.length + 1, account_name: name, account_id: id });
  }
  let file = rows.length > 0 ? fileOfArguments(rows) : undefined;
  if (file) {
    requireGoodRows(file);
    if (canAsk(context)) await (await import('./ask.ts')).confirmOddIds(idsOf(file.users), context);
  } else if (!canAsk(context)) throw nobodyToAdd;
  const product = await requireProduct(options, context);
  file ??= fileOfArguments(await (await import('./ask.ts')).askForUsers(context));
  const result = await addUsers(file, product, options, context);
  return 'markdown' in result ? result : withoutLines(result);
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
): Promise<Rows | WorksheetResult> {
  assertOneStdin(path, options.from);
  const file = await readUserInput(path, context.notice);
  if (file.rows === 0) context.notice(nobodyGiven);
  return addUsers(file, await requireProduct(options, context), options, context);
}

function addUsers(
  file: UserFile,
  product: string,
  options: ListOptions,
  context: UsersChangeContext,
): Promise<Rows | WorksheetResult> {
  const { notice } = context;
  // On Ctrl-C calls under way end, so that what was done can be told.
  interruption();
  return changeList<Rows>(product, options, context, {
    live: async (list) => {
      tellWarnings(file, notice);
      const sender = createUserSender(list, context);
      await sender.create(file.users);
      const sent = withWarnings(sender.report(), file.faults);
      const rows = byLine([...faultRows(file.faults), ...sent]);
      const warning = isUnfinished(rows) ? undefined : await list.forceWarning();
      if (warning) notice(warning);
      return rows;
    },
    plan: async (list) => {
      requireGoodRows(file);
      tellWarnings(file, notice);
      const { add, rename } = await compareUsers(file.users, list.users());
      const notes = rename.map(({ user, before }) =>
        both('{account} is on the list as {before}, not as {name}. Check which name is right.', {
          account: user.account_id,
          before,
          name: user.account_name,
        }),
      );
      const pairs = file.users.map(({ account_name, account_id }) => `${account_name}:${account_id}`);
      const isNamed = file.file === argumentFile;
      const check = isNamed ? sameCheck('add', pairs, list) : syncCheck(file.file, list, false);
      return { add, remove: [], notes: [...notes, await list.forceWarning()], check };
    },
  });
}

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
): Promise<Rows | WorksheetResult> {
  const isPiped = isStdin(given);
  if (isPiped) assertOneStdin('-', options.from);
  else if (given.length === 0) throw nobodyToRemove;
  const nameNeeded = false;
  const file = isPiped
    ? await readUserInput('-', context.notice, { nameNeeded })
    : fileOfArguments(rowsOfArguments(given), { nameNeeded });
  if (!isPiped || options.worksheet !== undefined) requireGoodRows(file, { nameNeeded });
  const product = await requireProduct(options, context);
  const stop = interruption();
  return changeList<Rows>(product, options, context, {
    live: async (list) => {
      await confirmRemoval(list, file.users, options, context);
      if (stop.aborted) throw interrupted;
      const sender = createUserSender(list, context);
      await sender.remove(file.users);
      if (!isPiped) return withoutLines(sender.report());
      return byLine([...faultRows(file.faults), ...sender.report()]);
    },
    plan: (list) => planOfRemoval(list, file.users, context),
  });
}

async function confirmRemoval(
  list: LiveList,
  users: readonly SpecifiedUser[],
  options: RemoveOptions,
  context: UsersChangeContext,
): Promise<void> {
  // Whoever is taken off a list that is not in force loses nothing.
  const isInForce = (await list.forceWarning()) === undefined;
  if (users.length === 0) return;
  const shown = users.map((user) => ({ ...user, account_name: user.account_name || user.account_id }));
  const question = both('Remove {count, plural, one {# user} other {# users}} from the list?', {
    count: users.length,
  });
  await confirmChange(list, isInForce ? shown : [], question, options, context);
}

/** So many ids fit into a command on any system. */
const maxIds = 50;

async function planOfRemoval(
  list: KnownList,
  users: readonly SpecifiedUser[],
  { notice }: UsersChangeContext,
): Promise<UsersPlan> {
  const missing = new Map(users.map((user) => [plainId(user.account_id), user]));
  const found: SpecifiedUser[] = [];
  for await (const page of list.users()) {
    for (const user of page) if (missing.delete(plainId(user.account_id))) found.push(user);
  }
  const others = [...missing.values()];
  // Of a list that nobody tells, users may be on it all the same.
  const remove = list.isKnown ? found : [...found, ...others];
  if (list.isKnown && others.length > 0) notice(notListed(others));
  const isShort = remove.length > 0 && remove.length <= maxIds;
  return { add: [], remove, check: isShort ? sameCheck('remove', idsOf(remove), list) : undefined };
}

/** An id as the console shows it: in lower case, where it has the form of one. */
function plainId(id: string): string {
  return looksLikeId(id) ? id.toLowerCase() : id;
}

function notListed(users: readonly SpecifiedUser[]): Localized {
  const ids = idsOf(users.slice(0, 8));
  return both('Not on the list: {ids}', { ids: users.length > ids.length ? [...ids, '…'] : ids });
}

function isStdin(given: readonly string[]): boolean {
  return given.length === 1 && given[0] === '-';
}

function rowsOfArguments(given: readonly string[]): RawRow[] {
  return given.map((text, index) => rowOfPair(text, index + 1));
}

function idsOf(users: readonly SpecifiedUser[]): string[] {
  return users.map(({ account_id }) => account_id);
}

function byLine(rows: UserRow[]): Rows {
  return rows.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** What was not read from a file has no lines. */
function withoutLines(rows: Rows): Rows {
  return rows.map(({ line: _, ...row }) => row);
}

/** An input of nobody is no failure: a pipeline may have found nobody new. */
const nobodyGiven: Localized = both('The input has no users.');

const nobodyToAdd = usageError(
  'MISSING_VALUE',
  both('The users to add are missing'),
  both('Give them as NAME:ID or with --name and --id, or pipe them in with -.'),
);

const nobodyToRemove = usageError(
  'MISSING_VALUE',
  both('The users to remove are missing'),
  both('Give them as account IDs or NAME:ID, or pipe them in with -.'),
);
