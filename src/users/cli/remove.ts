import { interruption } from '../../cli/interrupt.ts';
import { KooError } from '../../errors/koo-error.ts';
import { assertOneStdin } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import type { SpecifiedUser } from '../../seller/contract.ts';
import { type FileUser, looksLikeId, type UserFile } from '../../seller/user-list.ts';
import type { Localized } from '../../text/localized.ts';
import { faultRows, type UserRow } from '../report.ts';
import { rowOfPair } from '../rows.ts';
import { changeList, confirmChange, type LiveList, sameCheck } from './change.ts';
import type { RemoveOptions } from './flags.ts';
import { fileOfArguments, readUserInput, requireGoodRows } from './input.ts';
import { createUserSender, interrupted } from './send.ts';
import { requireProduct } from './target.ts';
import type { UsersChangeContext } from './view.ts';

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
  if (given.length === 0) throw nobodyNamed;
  const rows = given.map((text, index) => rowOfPair(text, index + 1));
  return fileOfArguments(rows, { nameNeeded: false });
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
