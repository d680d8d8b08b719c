import type { SpecifiedUser } from '../seller/contract.ts';
import { type FileUser, looksLikeId } from '../seller/user-list.ts';
import { t } from '../text/translate.ts';
import { type UserResult, type UserRow, userRow } from './report.ts';

/** A user whose id is on the list under another name. */
export interface RenamedUser {
  readonly user: FileUser;
  /** The name on the list. */
  readonly before: string;
}

/** The changes that make a list equal to a file. */
export interface Comparison {
  /** In the order of the file. */
  readonly add: readonly FileUser[];
  /** By account id. */
  readonly remove: readonly SpecifiedUser[];
  readonly rename: readonly RenamedUser[];
  /** How many are the same on both sides. */
  readonly keep: number;
}

/**
 * Compares the users of a file with a list, page by page. Only the users whom the file lacks or names differently stay in
 * memory.
 *
 * @param onCompared called with the number of users read from the list
 */
export async function compareUsers(
  wanted: readonly FileUser[],
  present: AsyncIterable<readonly SpecifiedUser[]>,
  onCompared: (count: number) => void = () => {},
): Promise<Comparison> {
  // An id that a list has in upper case is the same one.
  const others: SpecifiedUser[] = [];
  const missing = new Map(wanted.map((user) => [user.account_id, user]));
  const remove: SpecifiedUser[] = [];
  const rename: RenamedUser[] = [];
  let keep = 0;
  let compared = 0;
  for await (const page of present) {
    for (const { account_name, account_id } of page) {
      const user = missing.get(account_id);
      if (!user) others.push({ account_name, account_id });
      else if (user.account_name === account_name) keep += 1;
      else rename.push({ user, before: account_name });
      missing.delete(account_id);
    }
    compared += page.length;
    onCompared(compared);
  }
  for (const one of others) {
    const user = looksLikeId(one.account_id) ? missing.get(one.account_id.toLowerCase()) : undefined;
    if (user?.account_name !== one.account_name) remove.push(one);
    else {
      keep += 1;
      missing.delete(user.account_id);
    }
  }
  return { add: [...missing.values()], remove, rename, keep };
}

/** Returns the planned change of each user, removals first. */
export function plannedRows({ add, remove, rename }: Comparison): UserRow[] {
  return [
    ...remove.map((user) => userRow(user, 'would_delete')),
    ...rename.map(({ user, before }) => userRow(user, 'would_rename', { previous_name: before })),
    ...add.map((user) => userRow(user, 'would_create')),
  ];
}

/** Users who cannot be renamed, since renaming needs a removal and --no-remove forbids it. */
export function rejectedRenames({ rename }: Comparison, removes: boolean): UserRow[] {
  if (removes) return [];
  return rename.map(({ user, before }) =>
    userRow(user, 'rejected', {
      error_code: 'CONFLICT',
      error_msg: t('on the list as {before}; renaming needs a removal, which --no-remove forbids', {
        before,
      }),
      previous_name: before,
    }),
  );
}

/** How many users others have added, removed or renamed since a list was compared. */
export interface ConcurrentChanges {
  readonly added: number;
  readonly removed: number;
  readonly renamed: number;
}

/**
 * Finds what others have changed on a list since it was compared with a file. koo's own changes do not count, however many
 * are done; but a change that the server confirmed and that is undone now was undone by others.
 *
 * @param now the list compared with the same file again, after the additions were sent
 * @param answered the last result for each account ID; an ID whose response was lost has none, and either state is fine
 */
export function findConcurrentChanges(
  before: Comparison,
  now: Comparison,
  answered: ReadonlyMap<string, UserResult>,
): ConcurrentChanges {
  const renaming = new Set(before.rename.map(({ user }) => user.account_id));
  const removing = new Set(before.remove.map(({ account_id }) => account_id));
  const isToRemove = (id: string) => removing.has(id) && !answered.has(id);
  const isOwn = (id: string) => {
    const result = answered.get(id);
    return result === 'rejected' || (renaming.has(id) && result !== 'created' && result !== 'exists');
  };
  return {
    added: now.remove.filter(({ account_id }) => !isToRemove(account_id)).length,
    removed: now.add.filter(({ account_id }) => !isOwn(account_id)).length,
    renamed: now.rename.filter(({ user }) => !isOwn(user.account_id)).length,
  };
}
