import { inBatches } from '../allowlist/batches.ts';
import type { RenamedUser } from '../allowlist/compare.ts';
import type { FileUser } from '../allowlist/read.ts';
import { countResults, createdRow, type UserRow } from '../allowlist/report.ts';
import type { OpenApi } from '../openapi/client.ts';
import { ApiError } from '../openapi/errors.ts';
import { createUsers, deleteUsers } from '../openapi/seller-config.ts';
import { type ListRef, maxUsersOfBatch, type SpecifiedUser } from '../seller-config/model.ts';
import { apiFailure } from './api-failure.ts';
import { Failure } from './failure.ts';
import { interruption } from './interrupt.ts';
import type { UsersContext } from './users-context.ts';
import { createUsersProgress } from './users-progress.ts';

/** One list of one product on a server. */
export interface ListOnServer {
  readonly api: OpenApi;
  readonly product: string;
  readonly ref: ListRef;
}

/** Sends users in batches; a report of each row is kept whatever happens. */
export interface UserSender {
  create(users: readonly FileUser[]): Promise<void>;
  /** Takes the old name off the list, and puts the new one on it. */
  rename(users: readonly RenamedUser[]): Promise<void>;
  remove(users: readonly (SpecifiedUser & { readonly line?: number })[]): Promise<void>;
  /** What became of every user that was to be sent. */
  report(): readonly UserRow[];
}

/** Requests under way at once. */
const concurrency = 4;

/**
 * Every method throws Failure when a call fails for good: with the counts so far, and what to do. On Ctrl-C the calls
 * under way end, and the rest is `not_sent`.
 */
export function createUserSender(list: ListOnServer, context: UsersContext): UserSender {
  const rows: UserRow[] = [];
  const progress = createUsersProgress({
    quiet: context.quiet,
    text: (text) => text[context.language],
  });
  const { api, product, ref } = list;

  async function send<T>(
    items: readonly T[],
    work: (batch: readonly T[]) => Promise<readonly UserRow[]>,
    unsent: (item: T) => UserRow,
  ): Promise<void> {
    const done = new Map<T, UserRow>();
    const options = { size: maxUsersOfBatch, concurrency, signal: interruption() };
    try {
      await inBatches(items, options, async (batch) => {
        const answers = await work(batch);
        for (const [index, item] of batch.entries()) done.set(item, answers[index] ?? unsent(item));
        progress.show({ en: 'Sent', zh: '已发送' }, done.size, items.length);
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
    create: (users) =>
      send(
        users,
        (batch) => created(list, batch),
        (user) => createdRow(user, undefined),
      ),
    rename: (users) =>
      send(
        users,
        async (batch) => {
          await deleteUsers(
            api,
            product,
            ref,
            batch.map(({ user }) => user.account_id),
          );
          const answers = await created(
            list,
            batch.map(({ user }) => user),
          );
          return answers.map((row, index) => renamedRow(row, batch[index]?.before ?? ''));
        },
        ({ user, before }) => renamedRow(createdRow(user, undefined), before),
      ),
    remove: (users) =>
      send(
        users,
        async (batch) => {
          const answers = await deleteUsers(
            api,
            product,
            ref,
            batch.map(({ account_id }) => account_id),
          );
          const results = new Map(answers.map(({ account_id, result }) => [account_id, result]));
          return batch.map((user) => ({
            ...removedRow(user),
            result: results.get(user.account_id) ?? 'absent',
          }));
        },
        removedRow,
      ),
    report: () => rows,
  };
}

async function created({ api, product, ref }: ListOnServer, users: readonly FileUser[]): Promise<UserRow[]> {
  const answers = await createUsers(api, product, ref, users);
  const byId = new Map(answers.map((answer) => [answer.account_id, answer]));
  return users.map((user) => createdRow(user, byId.get(user.account_id)));
}

function renamedRow(row: UserRow, before: string): UserRow {
  return { ...row, previous_name: before, ...(row.result === 'created' && { result: 'renamed' }) };
}

function removedRow({ account_name, account_id, line }: SpecifiedUser & { readonly line?: number }): UserRow {
  return { account_name, account_id, result: 'not_sent', ...(line !== undefined && { line }) };
}

/** What ended the work, with what was done before it. */
function sendFailure(error: unknown, rows: readonly UserRow[]): unknown {
  if (!(error instanceof ApiError)) return error;
  const { facts } = apiFailure(error);
  const counts = countResults(rows);
  const done = rows.length;
  return new Failure(
    {
      ...facts,
      message: {
        en: `${facts.message.en} (after ${done} users)`,
        zh: `${facts.message.zh}（已处理 ${done} 个用户）`,
      },
      hint: {
        en: `${facts.hint.en} Then run the same command again: what is done already changes nothing.`,
        zh: `${facts.hint.zh}之后再次执行相同命令即可：已完成的部分不会重复生效。`,
      },
      details: { ...(facts.details as object), done, results: { ...counts } },
    },
    { cause: error },
  );
}
