import { interruption } from '../../cli/interrupt.ts';
import { KooError } from '../../errors/koo-error.ts';
import { cutsOff } from '../../seller/changes/table.ts';
import { confirmById, confirmed } from '../../seller/cli/confirm-impact.ts';
import { assertOneStdin } from '../../seller/cli/from.ts';
import { withSellerConfig } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet-result.ts';
import { getConfiguration, getProduct } from '../../seller/client.ts';
import type { ListRef, Product } from '../../seller/model.ts';
import type { FileUser, UserFile } from '../../seller/user-list.ts';
import { faultRows, type UserRow } from '../report.ts';
import { rowOfPair } from '../rows.ts';
import { configHost } from './from.ts';
import { fileOfArguments, readUserInput, requireGoodRows } from './input.ts';
import { planOfRemoving } from './plan.ts';
import { createUserSender, interrupted } from './send.ts';
import { forceWarning, type ListWish, listRef, requireProduct } from './target.ts';
import type { UsersChangeContext } from './view.ts';

/** Values of the flags of `koo users remove`. */
export interface UsersRemoveWish extends ListWish {
  readonly yes: boolean;
}

/**
 * Takes users off a list, by their ids; asks first.
 *
 * @param given ids or `name:id`; `-` alone reads them from stdin
 * @throws KooError (usage) when one that was named has no id, and where nobody can be asked and there is no --yes
 */
export async function runUsersRemove(
  given: readonly string[],
  wish: UsersRemoveWish,
  context: UsersChangeContext,
): Promise<readonly UserRow[] | WorksheetResult> {
  const isPiped = given.length === 1 && given[0] === '-';
  if (isPiped) assertOneStdin('-', wish.from);
  const file = isPiped ? await readUserInput('-', context.notice, { nameNeeded: false }) : named(given);
  if (!isPiped || wish.worksheet !== undefined) requireGoodRows(file);
  const product = await requireProduct(wish, context);
  const { language, notice } = context;
  const stop = interruption();
  return withSellerConfig<readonly UserRow[]>({ ...wish, endCalls: true }, language, configHost(context), {
    live: async (api) => {
      const found = await getProduct(api, product);
      const ref = listRef(wish, found, notice);
      const warning = forceWarning(wish, product, ref, await getConfiguration(api, product));
      await confirmRemoval(file.users, warning === undefined, found, ref, wish, context);
      if (stop.aborted) throw interrupted;
      const sender = createUserSender({ api, product, ref }, context);
      await sender.remove(isPiped ? file.users : file.users.map(({ line: _, ...user }) => user));
      const rows = isPiped ? faultRows(file.faults, (text) => text[language]) : [];
      return [...rows, ...sender.report()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    },
    plan: async (present) => {
      const ref = listRef(wish, await present.product(product), notice);
      return planOfRemoving(present, product, ref, file.users);
    },
  });
}

function named(given: readonly string[]): UserFile {
  if (given.length === 0) throw nobodyNamed;
  const rows = given.map((text, index) => rowOfPair(text, index + 1));
  return fileOfArguments(rows, { nameNeeded: false });
}

async function confirmRemoval(
  users: readonly FileUser[],
  isInForce: boolean,
  product: Product,
  { list, sku_code: sku }: ListRef,
  wish: UsersRemoveWish,
  context: UsersChangeContext,
): Promise<void> {
  if (users.length === 0) return;
  const shown = users.map((user) => ({ ...user, account_name: user.account_name || user.account_id }));
  const change = { kind: 'users', list, ...(sku !== undefined && { sku }), add: [], remove: shown } as const;
  // Whoever is taken off a list that is not in force loses nothing.
  const [cut] = isInForce ? cutsOff([change], { product_id: product.product_id, product }) : [];
  const say = { yes: wish.yes, 'no-input': context.noInput };
  if (cut) return confirmById(cut, product.product_id, say, context);
  const question = {
    en: `Take ${users.length} off the list?`,
    zh: `确定从名单中移除 ${users.length} 个用户吗？`,
  };
  await confirmed(question, say, context);
}

const nobodyNamed = new KooError({
  category: 'usage',
  code: 'MISSING_VALUE',
  message: { en: 'Missing: the users to remove', zh: '缺少：要移除的用户' },
  hint: {
    en: 'Name them by account ID or NAME:ID, or pipe them in with -.',
    zh: '请以账号ID或“账号名:账号ID”的形式给出，或用 - 从标准输入读取。',
  },
});
