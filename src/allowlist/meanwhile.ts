import type { Comparison } from './compare.ts';

/** How many users others have put on a list, taken off it or renamed since it was compared. */
export interface Meanwhile {
  readonly added: number;
  readonly removed: number;
  readonly renamed: number;
}

/**
 * What others have done to a list since it was compared with a file; the own work, however much of it is done, does not
 * count.
 *
 * @param now the list compared with the same file once more, when what was to be added has been sent
 * @param rejected account ids that the server did not take
 */
export function changedMeanwhile(
  before: Comparison,
  now: Comparison,
  rejected: ReadonlySet<string>,
): Meanwhile {
  const renaming = new Set(before.rename.map(({ user }) => user.account_id));
  const removing = new Set(before.remove.map(({ account_id }) => account_id));
  const isOwn = (id: string) => rejected.has(id) || renaming.has(id);
  return {
    added: now.remove.filter(({ account_id }) => !removing.has(account_id)).length,
    removed: now.add.filter(({ account_id }) => !isOwn(account_id)).length,
    renamed: now.rename.filter(({ user }) => !isOwn(user.account_id)).length,
  };
}
