import { interruption } from '../../cli/interrupt.ts';
import { createProgressLine } from '../../cli/progress.ts';
import { canAsk } from '../../cli/prompts.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { OpenApi } from '../../openapi/client.ts';
import { cutsOff } from '../../seller/changes/table.ts';
import { confirmById, confirmed } from '../../seller/cli/confirm-impact.ts';
import { assertOneStdin } from '../../seller/cli/from.ts';
import type { Present } from '../../seller/cli/model.ts';
import { withSellerConfig } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet-result.ts';
import { getConfiguration, getProduct, userPages } from '../../seller/client.ts';
import type { ListRef, Product, SpecifiedUser } from '../../seller/model.ts';
import { looksReplaced, type UserFile } from '../../seller/user-list.ts';
import type { Localized } from '../../text/localized.ts';
import { type Comparison, compareUsers } from '../compare.ts';
import { isUnfinished } from '../report.ts';
import { configHost } from './from.ts';
import { createListGuard } from './guard.ts';
import { readUserInput, requireGoodRows, tellWarnings } from './input.ts';
import { checkCommand, planOfSync } from './plan.ts';
import { createUserSender, interrupted } from './send.ts';
import type { SyncPlan, SyncResult, UsersSyncWish } from './sync-view.ts';
import { dryRows, heldBack, planText } from './sync-view.ts';
import { forceWarning, listRef, requireProduct } from './target.ts';
import type { UsersChangeContext } from './view.ts';

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
  wish: UsersSyncWish,
  context: UsersChangeContext,
): Promise<SyncResult | WorksheetResult> {
  const { language, notice } = context;
  assertOneStdin(path, wish.from);
  const file = await readUserInput(path, notice);
  requireGoodRows(file);
  holdEmptying(file, wish);
  const product = await requireProduct(wish, context);
  return withSellerConfig<SyncResult>({ ...wish, endCalls: true }, language, configHost(context), {
    live: (api) => sync(api, product, file, wish, context),
    ...(wish['dry-run'] && { rehearse: (present) => rehearse(present, product, file, wish, context) }),
    plan: async (present) => {
      const ref = listRef(wish, await present.product(product), notice);
      return planOfSync(present, product, ref, file.users, {
        removes: wish.remove,
        command: checkCommand(path, product, ref, wish.remove),
        check: (compared) => hold(file, compared, wish, notice),
        warn: (settings) => forceWarning(wish, product, ref, settings),
      });
    },
  });
}

/** A dry run by a list that was given. */
async function rehearse(
  present: Present,
  product: string,
  file: UserFile,
  wish: UsersSyncWish,
  context: UsersChangeContext,
): Promise<SyncResult> {
  const ref = listRef(wish, await present.product(product), context.notice);
  if (!present.hasList(ref)) throw listNotGiven(ref);
  const compared = await compare(present.users(product, ref), file, context);
  hold(file, compared, wish, context.notice);
  return dryRun(product, ref, compared, wish, context);
}

/** A document that says nothing of the list. */
function listNotGiven({ list, sku_code: sku }: ListRef): KooError {
  const name = list.replace('_', '-');
  return new KooError({
    category: 'usage',
    code: 'LIST_NOT_GIVEN',
    message: {
      en: `--from: the document says nothing of the list ${name}${sku === undefined ? '' : ` of ${sku}`}`,
      zh: `--from：配置文件中没有名单 ${name}${sku === undefined ? '' : `（规格 ${sku}）`}`,
    },
    hint: {
      en: 'Give the list itself: the table of the console, or a file with its users.',
      zh: '请直接给出名单：控制台的表格，或包含其用户的文件。',
    },
  });
}

async function sync(
  api: OpenApi,
  product: string,
  file: UserFile,
  wish: UsersSyncWish,
  context: UsersChangeContext,
): Promise<SyncResult> {
  const { notice } = context;
  const found = await getProduct(api, product);
  const ref = listRef(wish, found, notice);
  // Of the first page: a change behind it makes the version stale, and whom to remove is looked at once more.
  let version: string | undefined;
  const onVersion = (one: string) => {
    version ??= one;
  };
  const compared = await compare(userPages(api, product, ref, { onVersion }), file, context);
  hold(file, compared, wish, notice);
  if (wish['dry-run']) return dryRun(product, ref, compared, wish, context);
  const { todo, plan } = limited(compared, wish.remove);
  const isNothing = todo.add.length + todo.remove.length + todo.rename.length === 0;
  const warning = forceWarning(wish, product, ref, await getConfiguration(api, product));
  if (!isNothing) {
    if (context.forPeople || (!wish.yes && canAsk(context))) notice(planText(todo, plan));
    // Whoever is taken off a list that is not in force loses nothing.
    const cuts = warning ? [] : todo.remove;
    await confirmSync(cuts, plan, found, ref, wish, context);
    if (interruption().aborted) throw interrupted;
  }
  const list = { api, product, ref };
  const seen = { users: file.users, comparison: compared, version: version ?? '', removes: wish.remove };
  const sender = createUserSender(list, context, createListGuard(list, seen));
  // Whoever is to be added may buy before anybody else is cut off.
  await sender.create(todo.add);
  await sender.rename(todo.rename);
  await sender.remove(todo.remove);
  if (!isNothing) await sender.finish();
  const results = [...sender.report(), ...heldBack(compared, wish.remove, context.language)];
  if (warning) notice(warning);
  return { ...placeOf(product, ref), plan, dryRun: false, interrupted: isUnfinished(results), results };
}

/** What a sync would do. */
function dryRun(
  product: string,
  ref: ListRef,
  compared: Comparison,
  wish: UsersSyncWish,
  { language }: UsersChangeContext,
): SyncResult {
  const { todo, plan } = limited(compared, wish.remove);
  const results = [...dryRows(todo), ...heldBack(compared, wish.remove, language)];
  return { ...placeOf(product, ref), plan, dryRun: true, interrupted: false, results };
}

function placeOf(product: string, { list, sku_code }: ListRef) {
  return { product, list, ...(sku_code !== undefined && { sku_code }) };
}

/** Whatever is refused is not sent all the same, and what is unusual about it is no news. */
function hold(
  file: UserFile,
  compared: Comparison,
  wish: UsersSyncWish,
  notice: UsersChangeContext['notice'],
): void {
  holdReplacing(file, compared, wish, notice);
  tellWarnings(file, notice);
}

async function compare(
  pages: AsyncIterable<readonly SpecifiedUser[]>,
  { users }: UserFile,
  { quiet, language }: UsersChangeContext,
): Promise<Comparison> {
  const progress = createProgressLine({ quiet });
  const stop = interruption();
  try {
    return await compareUsers(users, pages, (count) => {
      if (stop.aborted) throw interrupted;
      progress.show(() => `${{ en: 'Compared', zh: '已比较' }[language]} ${count}`);
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
  remove: readonly SpecifiedUser[],
  plan: SyncPlan,
  product: Product,
  { list, sku_code: sku }: ListRef,
  wish: UsersSyncWish,
  context: UsersChangeContext,
): Promise<void> {
  const change = { kind: 'users', list, ...(sku !== undefined && { sku }), add: [], remove } as const;
  const [cut] = cutsOff([change], { product_id: product.product_id, product });
  const question = {
    en: `Change the list: ${plan.add} to add, ${plan.remove} to remove, ${plan.rename} to rename, ${plan.keep} unchanged?`,
    zh: `更改名单：添加 ${plan.add}，移除 ${plan.remove}，更名 ${plan.rename}，不变 ${plan.keep}，确定吗？`,
  };
  const say = { yes: wish.yes, 'no-input': context.noInput };
  if (!cut) return confirmed(question, say, context);
  const text = { en: `${cut.en} ${question.en}`, zh: `${cut.zh}${question.zh}` };
  await confirmById(text, product.product_id, say, context);
}

/** Users of a wrong column or a wrong file go on no list, and nobody is removed for them; a dry run tells it. */
function holdReplacing(
  { users }: UserFile,
  { keep, rename, remove }: Comparison,
  wish: UsersSyncWish,
  notice: (text: Localized) => void,
): void {
  if (wish['allow-replace']) return;
  const counts = { keep: keep + rename.length, remove: wish.remove ? remove.length : 0 };
  const message = looksReplaced(users, counts);
  if (!message) return;
  if (wish['dry-run']) {
    notice(message);
    return;
  }
  throw new KooError({
    category: 'usage',
    code: 'LIST_REPLACED',
    message,
    hint: {
      en: 'Nothing was sent. --dry-run shows the difference; if that is what you want, add --allow-replace.',
      zh: '未发送任何内容。可用 --dry-run 查看差异；如确需如此，请加 --allow-replace。',
    },
  });
}

/** An empty file empties no list by mistake. */
function holdEmptying({ file, users }: UserFile, wish: UsersSyncWish): void {
  if (users.length === 0 && wish.remove && !wish['allow-empty']) throw emptyList(file);
}

function emptyList(path: string): KooError {
  return new KooError({
    category: 'usage',
    code: 'EMPTY_LIST',
    message: {
      en: `There are no users in ${path === '-' ? 'the input' : path}: the whole list would be removed`,
      zh: `${path === '-' ? '输入' : path} 中没有用户：整个名单将被清空`,
    },
    hint: {
      en: 'Nothing was sent. If that is what you want, add --allow-empty.',
      zh: '未发送任何内容。如确需清空，请加 --allow-empty。',
    },
  });
}
