import { interruption } from '../../cli/interrupt.ts';
import { createProgressLine } from '../../cli/progress.ts';
import { canPrompt } from '../../cli/prompts.ts';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import { assertOneStdin } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { userPages } from '../../seller/client.ts';
import type { ListRef, SpecifiedUser } from '../../seller/contract.ts';
import { listOption, looksReplaced, type UserFile } from '../../seller/user-list.ts';
import { joinSentences } from '../../text/localized.ts';
import { both, type Localized, t, verbatim } from '../../text/translate.ts';
import { type Comparison, compareUsers, plannedRows, rejectedRenames } from '../compare.ts';
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
import { assertValidRows, readUserInput, reportWarnings } from './input.ts';
import { createUserSender, interrupted } from './send.ts';
import { requireProduct } from './target.ts';
import { differenceText, type SyncPlan, type SyncResult, type UsersChangeContext } from './view.ts';

/**
 * Makes a list equal to a file: compares the two, shows the difference, asks, and sends the changes. A file with an
 * invalid row is refused as a whole, since its user would otherwise be removed.
 *
 * @param path `-` is stdin
 * @throws KooError (usage) `BAD_ROWS`, `EMPTY_LIST`, `LIST_REPLACED`, `MISSING_VALUE` where koo cannot ask and there is no --yes;
 * (business) `VERSION_CONFLICT` when others change the list at the same time
 */
export async function runUsersSync(
  path: string,
  options: SyncOptions,
  context: UsersChangeContext,
): Promise<SyncResult | WorksheetResult> {
  assertOneStdin(path, options.from);
  const file = await readUserInput(path, context.notice);
  assertValidRows(file);
  // A failed export must not empty the list.
  if (file.users.length === 0 && options.remove && !options['allow-empty']) {
    const message =
      path === '-'
        ? both('The input has no users: the whole list would be removed')
        : both('{path} has no users: the whole list would be removed', { path });
    throw usageError(
      'EMPTY_LIST',
      message,
      both('Nothing was sent. To remove all users, add --allow-empty.'),
    );
  }
  const product = await requireProduct(options, context);
  return changeList<SyncResult>(product, options, context, {
    live: (list) => sync(list, file, options, context),
    dryRun: options['dry-run'] && ((list) => compareOffline(list, file, options, context)),
    plan: (list) => planSync(list, file, options, context),
  });
}

async function planSync(
  list: KnownList,
  file: UserFile,
  options: SyncOptions,
  { notice }: UsersChangeContext,
): Promise<UsersPlan> {
  const compared = await compareUsers(file.users, list.users());
  assertPlausible(file, compared, options, notice);
  const { add, remove, rename } = compared;
  const check = syncCheck(file.file, list, options.remove);
  const warning = await list.inactiveWarning();
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

async function compareOffline(
  list: KnownList,
  file: UserFile,
  options: SyncOptions,
  context: UsersChangeContext,
): Promise<SyncResult> {
  if (!list.isKnown) throw listNotGiven(list.ref);
  const compared = await compare(list.users(), file, context);
  assertPlausible(file, compared, options, context.notice);
  return dryRunResult(list, compared, options);
}

function listNotGiven({ list, sku_code: sku }: ListRef): KooError {
  const name = listOption(list);
  const message =
    sku === undefined
      ? both('--from: the document does not contain the list {name}', { name })
      : both('--from: the document does not contain the list {name} of specification {sku}', { name, sku });
  const hint = both('Give the list itself: the table of the console, or a file with its users.');
  return usageError('LIST_NOT_GIVEN', message, hint);
}

async function sync(
  list: LiveList,
  file: UserFile,
  options: SyncOptions,
  context: UsersChangeContext,
): Promise<SyncResult> {
  const { notice } = context;
  const { api, product, ref } = list;
  // The version of the first page: a later change makes it stale, and koo compares the list again.
  let version: string | undefined;
  const onVersion = (one: string) => {
    version ??= one;
  };
  const compared = await compare(userPages(api, product, ref, { onVersion }), file, context);
  assertPlausible(file, compared, options, notice);
  if (options['dry-run']) return dryRunResult(list, compared, options);
  const { todo, plan } = planChanges(compared, options.remove);
  const isUnchanged = todo.add.length + todo.remove.length + todo.rename.length === 0;
  const warning = await list.inactiveWarning();
  if (!isUnchanged) {
    if (context.forPeople || (!options.yes && canPrompt(context)))
      notice(verbatim(differenceText(plannedRows(todo), plan)));
    // A user who is removed from a list without effect loses nothing.
    await confirmSync(list, warning ? [] : todo.remove, plan, options, context);
    if (interruption().aborted) throw interrupted;
  }
  const seen = { users: file.users, comparison: compared, version: version ?? '', removes: options.remove };
  const sender = createUserSender(list, context, createListGuard(list, seen));
  // Additions come first, so that no new buyer waits for the removals.
  await sender.create(todo.add);
  await sender.rename(todo.rename);
  await sender.remove(todo.remove);
  if (!isUnchanged) await sender.finish();
  const results = [...sender.report(), ...rejectedRenames(compared, options.remove)];
  if (warning) notice(warning);
  return { product, ...ref, plan, dryRun: false, interrupted: isUnfinished(results), results };
}

function dryRunResult(
  { product, ref }: Pick<KnownList, 'product' | 'ref'>,
  compared: Comparison,
  options: SyncOptions,
): SyncResult {
  const { todo, plan } = planChanges(compared, options.remove);
  const results = [...plannedRows(todo), ...rejectedRenames(compared, options.remove)];
  return { product, ...ref, plan, dryRun: true, interrupted: false, results };
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

/** The changes to make, and their counts; with --no-remove, only the additions. */
function planChanges(compared: Comparison, removes: boolean): { todo: Comparison; plan: SyncPlan } {
  const todo = removes ? compared : { ...compared, remove: [], rename: [] };
  const [add, remove, rename] = [todo.add.length, todo.remove.length, todo.rename.length];
  const extra = removes ? 0 : compared.remove.length;
  return { todo, plan: { add, remove, rename, keep: todo.keep, extra } };
}

async function confirmSync(
  list: LiveList,
  losing: readonly SpecifiedUser[],
  counts: SyncPlan,
  options: SyncOptions,
  context: UsersChangeContext,
): Promise<void> {
  const question = both(
    'Change the list: {add} to add, {remove} to remove, {rename} to rename, {keep} unchanged?',
    { ...counts },
  );
  const change =
    counts.rename > 0
      ? both('{add} to add, {remove} to remove, {rename} to rename', { ...counts })
      : both('{add} to add, {remove} to remove', { ...counts });
  const withImpact = (impact: Localized) => joinSentences([impact, question]);
  await confirmChange(list, losing, { question, change }, options, context, withImpact);
}

/**
 * Refuses a file that looks like a wrong column or a wrong file; a dry run only warns. Prints the warnings about the rows
 * of a file that passes.
 */
function assertPlausible(
  file: UserFile,
  { keep, rename, remove }: Comparison,
  options: SyncOptions,
  notice: UsersChangeContext['notice'],
): void {
  const counts = { keep: keep + rename.length, remove: options.remove ? remove.length : 0 };
  const replaced = options['allow-replace'] ? undefined : looksReplaced(file.users, counts);
  if (replaced && !options['dry-run']) {
    const hint = both(
      'Nothing was sent. Check the difference with --dry-run; if it is right, add --allow-replace.',
    );
    throw usageError('LIST_REPLACED', replaced, hint);
  }
  if (replaced) notice(replaced);
  reportWarnings(file, notice);
}
