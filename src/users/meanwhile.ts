import type { Comparison } from './compare.ts';
import type { UserResult } from './report.ts';

/** How many users others have put on a list, taken off it or renamed since it was compared. */
export interface Meanwhile {
  readonly added: number;
  readonly removed: number;
  readonly renamed: number;
}

/**
 * What others have done to a list since it was compared with a file. The own work does not count, however much of it is
 * done; but what was answered as done and is undone was others.
 *
 * @param now the list compared with the same file once more, when what was to be added has been sent
 * @param answered the last answer about each account id; an id whose answer was lost has none, and may be either way
 */
export function changedMeanwhile(
  before: Comparison,
  now: Comparison,
  answered: ReadonlyMap<string, UserResult>,
): Meanwhile {
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
