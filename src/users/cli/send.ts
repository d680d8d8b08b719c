import { interruption } from '../../cli/interrupt.ts';
import { createProgressLine } from '../../cli/progress.ts';
import { KooError } from '../../errors/koo-error.ts';
import { isCallError } from '../../openapi/errors.ts';
import { type BatchAnswer, createUsers, deleteUsers } from '../../seller/client.ts';
import type { CreatedUser, DeletedUser, SpecifiedUser } from '../../seller/contract.ts';
import type { FileUser } from '../../seller/user-list.ts';
import { maxUsersOfBatch } from '../../seller/values.ts';
import { joinSentences, type Localized } from '../../text/localized.ts';
import { both, t } from '../../text/translate.ts';
import type { RenamedUser } from '../compare.ts';
import { countResults, type UserRow, userRow } from '../report.ts';
import { type ListGuard, maxRechecks, restless } from './guard.ts';
import type { ListOnServer } from './target.ts';
import type { UsersContext } from './view.ts';

/** Sends users in batches; a report of each row is kept whatever happens. */
export interface UserSender {
  create(users: readonly FileUser[]): Promise<void>;
  /** Takes the old name off the list, and puts the new one on it. */
  rename(users: readonly RenamedUser[]): Promise<void>;
  remove(users: readonly (SpecifiedUser & { readonly line?: number })[]): Promise<void>;
  /** Looks, with a guard, whether all is as it was left. */
  finish(): Promise<void>;
  /** What became of every user that was to be sent. */
  report(): readonly UserRow[];
}

/** Requests under way at once; where a version guards them, each waits for the answer of the last. */
const concurrency = 4;

/**
 * Every method throws KooError when a call fails for good: with the counts so far, and what to do. On Ctrl-C the calls
 * under way end, and the rest is `not_sent`.
 *
 * @param guard stops the work when others change the list; without it users are taken off whatever others do
 */
export function createUserSender(list: ListOnServer, context: UsersContext, guard?: ListGuard): UserSender {
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
    create: async (users) => {
      const answers: BatchAnswer<CreatedUser>[] = [];
      const create = async (batch: readonly FileUser[]) => {
        const answer = await createUsers(api, product, ref, batch);
        answers.push(answer);
        return createdRows(batch, answer);
      };
      await send(users, concurrency, create, (user) => userRow(user, 'not_sent'));
      guard?.follow(answers);
    },
    rename: (users) => {
      const rename = async (batch: readonly RenamedUser[]) => {
        const renamed = batch.map(({ user }) => user);
        await take(list, renamed, guard);
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
    remove: (users) => {
      const remove = async (batch: typeof users) => {
        const answers = await take(list, batch, guard);
        const results = new Map(answers.map(({ account_id, result }) => [account_id, result]));
        return batch.map((user) => userRow(user, results.get(user.account_id) ?? 'absent'));
      };
      return send(users, guard ? 1 : concurrency, remove, (user) => userRow(user, 'not_sent'));
    },
    finish: async () => {
      if (interruption().aborted) return;
      await guard?.finish().catch((error: unknown) => {
        throw sendFailure(error, rows);
      });
    },
    report: () => rows,
  };
}

/** Takes users off a list; with a guard, off one that nobody else has changed. */
async function take(
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
      if (round === maxRechecks) throw restless;
      // Another list or setting, or the own call whose answer was lost; or else the list, which ends the work.
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

const sameAgain: Localized = both('Then run the same command again: it skips what is already done.');

/** What ended the work, with what was done before it. */
function sendFailure(error: unknown, rows: readonly UserRow[]): unknown {
  if (!(error instanceof KooError)) return error;
  const { message, hint, details } = error.facts;
  const done = rows.length;
  // After a conflict with others, the user decides first.
  return error.with({
    message: both('{message} (after {done, plural, one {# user} other {# users}})', { message, done }),
    hint: isCallError(error) ? joinSentences([hint, sameAgain]) : hint,
    details: { ...(details as object), done, results: { ...countResults(rows) } },
  });
}

/** Before anything was sent. */
export const interrupted = new KooError({
  category: 'interrupted',
  code: 'INTERRUPTED',
  message: both('Interrupted'),
  hint: both('Nothing was changed.'),
});

export interface BatchOptions {
  /** Items in a batch, at the most. */
  readonly size: number;
  /** Batches under way at once. */
  readonly concurrency: number;
  /** No further batch is begun; those under way end. */
  readonly signal: AbortSignal;
}

/**
 * Does something with items batch by batch.
 *
 * @throws what a batch throws first, once those under way have ended; no further one is begun
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
