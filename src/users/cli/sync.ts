import { interruption } from '../../cli/interrupt.ts';
import { createProgressLine } from '../../cli/progress.ts';
import { canAsk } from '../../cli/prompts.ts';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import { assertOneStdin } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { userPages } from '../../seller/client.ts';
import type { ListRef, SpecifiedUser } from '../../seller/contract.ts';
import { listOption, looksReplaced, type UserFile } from '../../seller/user-list.ts';
import { joinSentences, type Localized } from '../../text/localized.ts';
import { both, t, verbatim } from '../../text/translate.ts';
import { type Comparison, compareUsers, dryRows, heldBack } from '../compare.ts';
import { isUnfinished } from '../report.ts';
import {
  changeList,
  confirmChange,
  type KnownList,
  type LiveList,
  syncCheck,
  type UsersPlan,
} from './change.ts';
import type { SyncOptions } from './flags.ts';
import { createListGuard } from './guard.ts';
import { readUserInput, requireGoodRows, tellWarnings } from './input.ts';
import { createUserSender, interrupted } from './send.ts';
import { requireProduct } from './target.ts';
import { differenceText, type SyncPlan, type SyncResult, type UsersChangeContext } from './view.ts';

/**
 * Makes a list equal to a file: compares the two, shows the difference, asks, and sends what differs. A file with a bad
 * row is refused as a whole, for its users would otherwise be removed.
 *
 * @param path `-` is stdin
 * @throws KooError (usage) `BAD_ROWS`, `EMPTY_LIST`, `LIST_REPLACED`, `MISSING_VALUE` where nobody can be asked and there is no --yes;
 * (business) `VERSION_CONFLICT` when others change the list meanwhile
 */
export async function runUsersSync(
  path: string,
  options: SyncOptions,
  context: UsersChangeContext,
): Promise<SyncResult | WorksheetResult> {
  assertOneStdin(path, options.from);
  const file = await readUserInput(path, context.notice);
  requireGoodRows(file);
  if (file.users.length === 0 && options.remove && !options['allow-empty']) throw emptyList(path);
  const product = await requireProduct(options, context);
  return changeList<SyncResult>(product, options, context, {
    live: (list) => sync(list, file, options, context),
    dryRun: options['dry-run'] && ((list) => compareOffline(list, file, options, context)),
    plan: (list) => planOfSync(list, file, options, context),
  });
}

async function planOfSync(
  list: KnownList,
  file: UserFile,
  options: SyncOptions,
  { notice }: UsersChangeContext,
): Promise<UsersPlan> {
  const compared = await compareUsers(file.users, list.users());
  hold(file, compared, options, notice);
  const { add, remove, rename } = compared;
  const check = syncCheck(file.file, list, options.remove);
  const warning = await list.forceWarning();
  if (!options.remove) return { add, remove: [], notes: [warning], check };
  return {
    add: [...add, ...rename.map(({ user }) => user)],
    remove: [...remove, ...rename.map(({ user, before }) => ({ ...user, account_name: before }))],
    notes: [warning],
    remaining: list.isKnown ? [] : [unknownOthers],
    check,
  };
}

const unknownOthers: Localized = both(
  'The present list is not known. Also remove users who are on the list in the console but not in the file: they lose what the list grants them.',
);

/** A dry run against a list given with --from. */
async function compareOffline(
  list: KnownList,
  file: UserFile,
  options: SyncOptions,
  context: UsersChangeContext,
): Promise<SyncResult> {
  if (!list.isKnown) throw listNotGiven(list.ref);
  const compared = await compare(list.users(), file, context);
  hold(file, compared, options, context.notice);
  return dryRunResult(list, compared, options);
}

/** A document that says nothing of the list. */
function listNotGiven({ list, sku_code: sku }: ListRef): KooError {
  const name = listOption(list);
  return usageError(
    'LIST_NOT_GIVEN',
    sku === undefined
      ? both('--from: the document does not contain the list {name}', { name })
      : both('--from: the document does not contain the list {name} of specification {sku}', { name, sku }),
    both('Give the list itself: the table of the console, or a file with its users.'),
  );
}

async function sync(
  list: LiveList,
  file: UserFile,
  options: SyncOptions,
  context: UsersChangeContext,
): Promise<SyncResult> {
  const { notice } = context;
  const { api, product, ref } = list;
  // Of the first page: a change behind it makes the version stale, and whom to remove is looked at once more.
  let version: string | undefined;
  const onVersion = (one: string) => {
    version ??= one;
  };
  const compared = await compare(userPages(api, product, ref, { onVersion }), file, context);
  hold(file, compared, options, notice);
  if (options['dry-run']) return dryRunResult(list, compared, options);
  const { todo, plan } = limited(compared, options.remove);
  const isNothing = todo.add.length + todo.remove.length + todo.rename.length === 0;
  const warning = await list.forceWarning();
  if (!isNothing) {
    if (context.forPeople || (!options.yes && canAsk(context))) {
      const text = differenceText(dryRows(todo), plan);
      notice(verbatim(text));
    }
    // Whoever is taken off a list that is not in force loses nothing.
    await confirmSync(list, warning ? [] : todo.remove, plan, options, context);
    if (interruption().aborted) throw interrupted;
  }
  const seen = { users: file.users, comparison: compared, version: version ?? '', removes: options.remove };
  const sender = createUserSender(list, context, createListGuard(list, seen));
  // Whoever is to be added may buy before anybody else is cut off.
  await sender.create(todo.add);
  await sender.rename(todo.rename);
  await sender.remove(todo.remove);
  if (!isNothing) await sender.finish();
  const results = [...sender.report(), ...heldBack(compared, options.remove)];
  if (warning) notice(warning);
  return { ...placeOf(list), plan, dryRun: false, interrupted: isUnfinished(results), results };
}

/** What a sync would do. */
function dryRunResult(
  list: Pick<KnownList, 'product' | 'ref'>,
  compared: Comparison,
  options: SyncOptions,
): SyncResult {
  const { todo, plan } = limited(compared, options.remove);
  const results = [...dryRows(todo), ...heldBack(compared, options.remove)];
  return { ...placeOf(list), plan, dryRun: true, interrupted: false, results };
}

function placeOf({ product, ref: { list, sku_code } }: Pick<KnownList, 'product' | 'ref'>) {
  return { product, list, ...(sku_code !== undefined && { sku_code }) };
}

async function compare(
  pages: AsyncIterable<readonly SpecifiedUser[]>,
  { users }: UserFile,
  { quiet }: UsersChangeContext,
): Promise<Comparison> {
  const progress = createProgressLine({ quiet });
  const stop = interruption();
  try {
    return await compareUsers(users, pages, (count) => {
      if (stop.aborted) throw interrupted;
      progress.show(() => t('Users compared: {count}', { count }));
    });
  } finally {
    progress.end();
  }
}

/** What is to be done, and the counts; without removing, only what adds. */
function limited(compared: Comparison, removes: boolean): { todo: Comparison; plan: SyncPlan } {
  const todo = removes ? compared : { ...compared, remove: [], rename: [] };
  return {
    todo,
    plan: {
      add: todo.add.length,
      remove: todo.remove.length,
      rename: todo.rename.length,
      keep: todo.keep,
      extra: removes ? 0 : compared.remove.length,
    },
  };
}

async function confirmSync(
  list: LiveList,
  losing: readonly SpecifiedUser[],
  { add, remove, rename, keep }: SyncPlan,
  options: SyncOptions,
  context: UsersChangeContext,
): Promise<void> {
  const question = both(
    'Change the list: {add} to add, {remove} to remove, {rename} to rename, {keep} unchanged?',
    { add, remove, rename, keep },
  );
  const withImpact = (impact: Localized) => joinSentences([impact, question]);
  await confirmChange(list, losing, question, options, context, withImpact);
}

/**
 * Users of a wrong column or a wrong file go on no list, and nobody is removed for them; a dry run tells it. Of what is
 * not refused, what is unusual is told.
 */
function hold(
  file: UserFile,
  { keep, rename, remove }: Comparison,
  options: SyncOptions,
  notice: UsersChangeContext['notice'],
): void {
  const counts = { keep: keep + rename.length, remove: options.remove ? remove.length : 0 };
  const replaced = options['allow-replace'] ? undefined : looksReplaced(file.users, counts);
  if (replaced && !options['dry-run']) throw listReplaced(replaced);
  if (replaced) notice(replaced);
  tellWarnings(file, notice);
}

function listReplaced(why: Localized): KooError {
  return usageError(
    'LIST_REPLACED',
    why,
    both('Nothing was sent. Check the difference with --dry-run; if it is right, add --allow-replace.'),
  );
}

/** An empty file empties no list by mistake. */
function emptyList(path: string): KooError {
  return usageError(
    'EMPTY_LIST',
    path === '-'
      ? both('The input has no users: the whole list would be removed')
      : both('{path} has no users: the whole list would be removed', { path }),
    both('Nothing was sent. To remove all users, add --allow-empty.'),
  );
}
