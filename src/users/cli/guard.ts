import { KooError } from '../../errors/koo-error.ts';
import { type BatchAnswer, userPages } from '../../seller/client.ts';
import type { CreatedUser, DeletedUser } from '../../seller/contract.ts';
import type { FileUser } from '../../seller/user-list.ts';
import { both } from '../../text/translate.ts';
import { type Comparison, type ConcurrentChanges, compareUsers, findConcurrentChanges } from '../compare.ts';
import type { UserResult } from '../report.ts';
import type { ListOnServer } from './target.ts';

/** How often koo rechecks a list that others keep changing before it gives up. */
export const maxRechecks = 5;

/**
 * Guards a list that was compared with a file: koo removes no user from a list that others have changed since. The
 * version is the one that koo's own responses explain; with any other, the server rejects the next removal, and koo
 * compares the list again.
 */
export interface ListGuard {
  /** Version of the compared list, plus koo's own changes since. */
  version(): string;
  /** Takes in the responses since the last call; the version stays behind when they do not explain the new one. */
  follow(answers: readonly BatchAnswer<CreatedUser | DeletedUser>[]): void;
  /** Reads and compares the list again. */
  recheck(): Promise<void>;
  /** Checks that the list still is as koo left it. */
  finish(): Promise<void>;
}

export interface Compared {
  readonly users: readonly FileUser[];
  readonly comparison: Comparison;
  readonly version: string;
  /** False: users whom others add may stay, like all users who are only on the list. */
  readonly removes: boolean;
}

/** Every method throws KooError (business, `VERSION_CONFLICT`) when others have changed the list. */
export function createListGuard(
  { api, product, ref }: ListOnServer,
  { users, comparison, version: compared, removes }: Compared,
): ListGuard {
  let version = compared;
  const answered = new Map<string, UserResult>();

  async function recheck(): Promise<void> {
    let first: string | undefined;
    const pages = userPages(api, product, ref, {
      onVersion: (one) => {
        // A change after the first page makes this version stale, and the server rejects the next removal.
        first ??= one;
      },
    });
    const found = findConcurrentChanges(comparison, await compareUsers(users, pages), answered);
    if (found.removed + found.renamed + (removes ? found.added : 0) > 0) throw changed(found);
    version = first ?? version;
  }

  async function versionNow(): Promise<string> {
    let now = version;
    const onVersion = (one: string) => {
      now = one;
    };
    for await (const _ of userPages(api, product, ref, { pageSize: 1, onVersion })) break;
    return now;
  }

  return {
    version: () => version,
    follow: (answers) => {
      for (const { account_id, result } of answers.flatMap((one) => one.users))
        answered.set(account_id, result);
      // A version grows by one with each call that changes something.
      const last = Math.max(Number(version), ...answers.map((one) => Number(one.version)));
      if (last === Number(version) + answers.filter(hasChanged).length) version = String(last);
    },
    recheck,
    finish: async () => {
      for (let round = 0; (await versionNow()) !== version; round += 1) {
        if (round === maxRechecks) throw tooManyChanges;
        await recheck();
      }
    },
  };
}

function hasChanged({ users }: BatchAnswer<CreatedUser | DeletedUser>): boolean {
  return users.some(({ result }) => result === 'created' || result === 'deleted');
}

function changed({ added, removed, renamed }: ConcurrentChanges): KooError {
  const counts = [
    ...(added > 0 ? [both('{count} added', { count: added })] : []),
    ...(removed > 0 ? [both('{count} removed', { count: removed })] : []),
    ...(renamed > 0 ? [both('{count} renamed', { count: renamed })] : []),
  ];
  return new KooError({
    category: 'business',
    code: 'VERSION_CONFLICT',
    message: both('Others have changed the list (users: {counts}), so it is not equal to the file', {
      counts,
    }),
    hint: both('koo stopped removing users. Agree with the others on whose file is right, then sync again.'),
    details: { added, removed, renamed },
  });
}

/** Others kept changing the product, but not the users of the list. */
export const tooManyChanges = new KooError({
  category: 'business',
  code: 'VERSION_CONFLICT',
  message: both('Others keep changing the product, so koo cannot decide which users to remove'),
  hint: both('Run the same command again when they have finished: it skips what is already done.'),
});
