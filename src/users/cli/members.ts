import { interruption } from '../../cli/interrupt.ts';
import { canPrompt } from '../../cli/prompts.ts';
import { usageError } from '../../errors/koo-error.ts';
import { assertOneStdin } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import type { SpecifiedUser } from '../../seller/contract.ts';
import { looksLikeId, type UserFile } from '../../seller/user-list.ts';
import { both, type Localized } from '../../text/translate.ts';
import { compareUsers } from '../compare.ts';
import { faultRows, isUnfinished, type UserRow, withWarnings } from '../report.ts';
import { parsePair, type RawRow } from '../rows.ts';
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
import { argumentFile, assertValidRows, fileOfArguments, readUserInput, reportWarnings } from './input.ts';
import { createUserSender, interrupted } from './send.ts';
import { requireProduct } from './target.ts';
import type { UsersChangeContext } from './view.ts';

type Rows = readonly UserRow[];

/**
 * Adds users to a list: the given ones, those of stdin for `-`, or those typed on the terminal.
 *
 * @throws KooError (usage) when a given user is invalid; nothing is sent then
 */
export async function runUsersAdd(
  given: readonly string[],
  options: AddOptions,
  context: UsersChangeContext,
): Promise<Rows | WorksheetResult> {
  if (isStdin(given)) return runUsersImport('-', options, context);
  const rows = rowsOfArguments(given);
  const { name, id } = options;
  if (name !== undefined && id !== undefined)
    rows.push({ line: rows.length + 1, account_name: name, account_id: id });
  let file = rows.length > 0 ? fileOfArguments(rows) : undefined;
  if (file) {
    assertValidRows(file);
    if (canPrompt(context)) await (await import('./ask.ts')).confirmUnusualIds(idsOf(file.users), context);
  } else if (!canPrompt(context)) throw missingUsersToAdd;
  const product = await requireProduct(options, context);
  file ??= fileOfArguments(await (await import('./ask.ts')).askForUsers(context));
  const result = await addUsers(file, product, options, context);
  return 'markdown' in result ? result : withoutLines(result);
}

/**
 * Adds the users of a file to a list. Invalid rows are not sent, but reported.
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
  if (file.rows === 0) context.notice(emptyInput);
  return addUsers(file, await requireProduct(options, context), options, context);
}

function addUsers(
  file: UserFile,
  product: string,
  options: ListOptions,
  context: UsersChangeContext,
): Promise<Rows | WorksheetResult> {
  const { notice } = context;
  // On Ctrl-C, running calls end, so that koo can report what was done.
  interruption();
  return changeList<Rows>(product, options, context, {
    live: async (list) => {
      reportWarnings(file, notice);
      const sender = createUserSender(list, context);
      await sender.create(file.users);
      const sent = withWarnings(sender.report(), file.faults);
      const rows = sortByLine([...faultRows(file.faults), ...sent]);
      const warning = isUnfinished(rows) ? undefined : await list.inactiveWarning();
      if (warning) notice(warning);
      return rows;
    },
    plan: async (list) => {
      assertValidRows(file);
      reportWarnings(file, notice);
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
      return { add, remove: [], notes: [...notes, await list.inactiveWarning()], check };
    },
  });
}

/**
 * Removes users from a list by their IDs; asks first.
 *
 * @param given ids or `name:id`; `-` alone reads them from stdin
 * @throws KooError (usage) when a given user has no ID, and where koo cannot ask and there is no --yes
 */
export async function runUsersRemove(
  given: readonly string[],
  options: RemoveOptions,
  context: UsersChangeContext,
): Promise<Rows | WorksheetResult> {
  const isPiped = isStdin(given);
  if (isPiped) assertOneStdin('-', options.from);
  else if (given.length === 0) throw missingUsersToRemove;
  const nameRequired = false;
  const file = isPiped
    ? await readUserInput('-', context.notice, { nameRequired })
    : fileOfArguments(rowsOfArguments(given), { nameRequired });
  if (!isPiped || options.worksheet !== undefined) assertValidRows(file, { nameRequired });
  const product = await requireProduct(options, context);
  const stop = interruption();
  return changeList<Rows>(product, options, context, {
    live: async (list) => {
      await confirmRemoval(list, file.users, options, context);
      if (stop.aborted) throw interrupted;
      const sender = createUserSender(list, context);
      await sender.remove(file.users);
      if (!isPiped) return withoutLines(sender.report());
      return sortByLine([...faultRows(file.faults), ...sender.report()]);
    },
    plan: (list) => planRemoval(list, file.users, context),
  });
}

async function confirmRemoval(
  list: LiveList,
  users: readonly SpecifiedUser[],
  options: RemoveOptions,
  context: UsersChangeContext,
): Promise<void> {
  // A user who is removed from a list without effect loses nothing.
  const isInForce = (await list.inactiveWarning()) === undefined;
  if (users.length === 0) return;
  const shown = users.map((user) => ({ ...user, account_name: user.account_name || user.account_id }));
  const count = users.length;
  const question = both('Remove {count, plural, one {# user} other {# users}} from the list?', { count });
  const change = both('{count, plural, one {# user} other {# users}} to remove', { count });
  await confirmChange(list, isInForce ? shown : [], { question, change }, options, context);
}

/** So many ids fit into a command on any system. */
const maxIds = 50;

async function planRemoval(
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
  // Users may be on a list whose present state is not known.
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
  return given.map((text, index) => parsePair(text, index + 1));
}

function idsOf(users: readonly SpecifiedUser[]): string[] {
  return users.map(({ account_id }) => account_id);
}

function sortByLine(rows: UserRow[]): Rows {
  return rows.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** Removes the lines from rows that were not read from a file. */
function withoutLines(rows: Rows): Rows {
  return rows.map(({ line: _, ...row }) => row);
}

/** An input without users is not an error: a pipeline may have found no new ones. */
const emptyInput: Localized = both('The input contains no users.');

const missingUsersToAdd = usageError(
  'MISSING_VALUE',
  both('The users to add are missing'),
  both('Give them as NAME:ID or with --name and --id, or pipe them in with -.'),
);

const missingUsersToRemove = usageError(
  'MISSING_VALUE',
  both('The users to remove are missing'),
  both('Give them as account IDs or NAME:ID, or pipe them in with -.'),
);
