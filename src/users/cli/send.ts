import { interruption } from '../../cli/interrupt.ts';
import { createProgressLine } from '../../cli/progress.ts';
import { interruptedError, KooError } from '../../errors/koo-error.ts';
import { isCallError } from '../../openapi/errors.ts';
import { type BatchAnswer, createUsers, deleteUsers } from '../../seller/client.ts';
import type { CreatedUser, DeletedUser, SpecifiedUser } from '../../seller/contract.ts';
import { maxUsersOfBatch } from '../../seller/limits.ts';
import type { FileUser } from '../../seller/user-list.ts';
import { joinSentences } from '../../text/localized.ts';
import { both, type Localized, t } from '../../text/translate.ts';
import type { RenamedUser } from '../compare.ts';
import { countResults, type UserRow, userRow } from '../report.ts';
import { type ListGuard, maxRechecks, tooManyChanges } from './guard.ts';
import type { ListOnServer } from './target.ts';
import type { UsersContext } from './view.ts';

/** Concurrent requests; with a guard, each waits for the response to the last. */
const concurrency = 4;

/**
 * Sends users in batches and keeps the result of each row, even when a call fails. Every method throws KooError when a
 * call finally fails, with the counts so far and the next step. On Ctrl-C running calls end, and the rest is `not_sent`.
 *
 * @param guard stops the removals when others change the list; without it, users are removed regardless
 */
export function createUserSender(list: ListOnServer, context: UsersContext, guard?: ListGuard) {
  const { api, product, ref } = list;
  const rows: UserRow[] = [];
  const progress = createProgressLine(context);

  async function send<T>(
    items: readonly T[],
    atOnce: number,
    work: (batch: readonly T[]) => Promise<readonly UserRow[]>,
    unsent: (item: T) => UserRow,
  ): Promise<void> {
    const done = new Map<T, UserRow>();
    const options = { size: maxUsersOfBatch, concurrency: atOnce, signal: interruption() };
    try {
      await inBatches(items, options, async (batch) => {
        const answers = await work(batch);
        for (const [index, item] of batch.entries()) done.set(item, answers[index] ?? unsent(item));
        progress.show(() => t('Users sent: {done} of {total}', { done: done.size, total: items.length }));
      });
    } catch (error) {
      for (const row of done.values()) rows.push(row);
      throw sendFailure(error, rows);
    } finally {
      progress.end();
    }
    for (const item of items) rows.push(done.get(item) ?? unsent(item));
  }

  return {
    create: async (users: readonly FileUser[]) => {
      const answers: BatchAnswer<CreatedUser>[] = [];
      const create = async (batch: readonly FileUser[]) => {
        const answer = await createUsers(api, product, ref, batch);
        answers.push(answer);
        return createdRows(batch, answer);
      };
      await send(users, concurrency, create, (user) => userRow(user, 'not_sent'));
      guard?.follow(answers);
    },
    /** Removes the old name from the list and adds the new one. */
    rename: (users: readonly RenamedUser[]) => {
      const rename = async (batch: readonly RenamedUser[]) => {
        const renamed = batch.map(({ user }) => user);
        await removeBatch(list, renamed, guard);
        const answer = await createUsers(api, product, ref, renamed);
        guard?.follow([answer]);
        return createdRows(renamed, answer).map((row, index): UserRow => {
          const previous_name = batch[index]?.before ?? '';
          return { ...row, previous_name, ...(row.result === 'created' && { result: 'renamed' }) };
        });
      };
      return send(users, guard ? 1 : concurrency, rename, ({ user, before }) =>
        userRow(user, 'not_sent', { previous_name: before }),
      );
    },
    remove: (users: readonly (SpecifiedUser & { readonly line?: number })[]) => {
      const remove = async (batch: typeof users) => {
        const answers = await removeBatch(list, batch, guard);
        const results = new Map(answers.map(({ account_id, result }) => [account_id, result]));
        return batch.map((user) => userRow(user, results.get(user.account_id) ?? 'absent'));
      };
      return send(users, guard ? 1 : concurrency, remove, (user) => userRow(user, 'not_sent'));
    },
    /** With a guard, checks that the list still is as koo left it. */
    finish: async () => {
      if (interruption().aborted) return;
      await guard?.finish().catch((error: unknown) => {
        throw sendFailure(error, rows);
      });
    },
    /** The result of every user that was to be sent. */
    report: (): readonly UserRow[] => rows,
  };
}

/** Removes users from a list; with a guard, only while no one else changes the list. */
async function removeBatch(
  { api, product, ref }: ListOnServer,
  users: readonly SpecifiedUser[],
  guard: ListGuard | undefined,
): Promise<readonly DeletedUser[]> {
  const ids = users.map(({ account_id }) => account_id);
  for (let round = 0; ; round += 1) {
    try {
      const answer = await deleteUsers(api, product, ref, ids, guard?.version());
      guard?.follow([answer]);
      return answer.users;
    } catch (error) {
      const isStale = error instanceof KooError && error.facts.code === 'VERSION_CONFLICT';
      if (!guard || !isStale) throw error;
      if (round === maxRechecks) throw tooManyChanges;
      // Another list or setting changed, or koo's own call did whose response was lost; a change of this list ends the work.
      await guard.recheck();
    }
  }
}

function createdRows(users: readonly FileUser[], answer: BatchAnswer<CreatedUser>): UserRow[] {
  const byId = new Map(answer.users.map((one) => [one.account_id, one]));
  return users.map((user) => {
    const one = byId.get(user.account_id);
    return userRow(user, one?.result ?? 'not_sent', one);
  });
}

const retryHint: Localized = both('Then run the same command again: it skips what is already done.');

/** The error that ended the work, with what was done before. */
function sendFailure(error: unknown, rows: readonly UserRow[]): unknown {
  if (!(error instanceof KooError)) return error;
  const { message, hint, details } = error.facts;
  const done = rows.length;
  // After a conflict with others, the user decides first.
  return error.with({
    message: both('{message} (after {done, plural, one {# user} other {# users}})', { message, done }),
    hint: isCallError(error) ? joinSentences([hint, retryHint]) : hint,
    details: { ...(details as object), done, results: { ...countResults(rows) } },
  });
}

export const interrupted = interruptedError('INTERRUPTED', both('Interrupted'), both('Nothing was changed.'));

export interface BatchOptions {
  readonly size: number;
  readonly concurrency: number;
  /** Once aborted, running batches end and no further one is started. */
  readonly signal: AbortSignal;
}

/**
 * Processes items in batches.
 *
 * @throws the first error of a batch, once the running batches have ended; no further batch is started
 */
export async function inBatches<T>(
  items: readonly T[],
  { size, concurrency, signal }: BatchOptions,
  work: (batch: readonly T[]) => Promise<void>,
): Promise<void> {
  let next = 0;
  const errors: unknown[] = [];
  async function worker(): Promise<void> {
    while (next < items.length && !signal.aborted && errors.length === 0) {
      const batch = items.slice(next, next + size);
      next += batch.length;
      await work(batch).catch((error: unknown) => {
        errors.push(error);
      });
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker));
  if (errors.length > 0) throw errors[0];
}
