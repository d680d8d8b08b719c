import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { insertRow, transaction } from '../../sqlite/database.ts';
import { day } from '../../text/duration.ts';
import type { Localized } from '../../text/localized.ts';
import type { ProtocolId } from '../protocols/model.ts';
import { historyError, openDatabase } from './database.ts';
import type { History } from './model.ts';
import { createCallRedactor } from './redaction.ts';
import { conditionsOf, selectCalls, toCall, toText } from './rows.ts';

export interface HistoryOptions {
  /** Most calls that are kept (default 10,000); a few more until the oldest are deleted. */
  readonly maxCalls?: number;
  /** How long calls are kept, in milliseconds (default 30 days). */
  readonly maxAgeMs?: number;
  /** Most bytes of all calls (default 512 MiB). */
  readonly maxBytes?: number;
  readonly now?: () => Date;
  /** Called if other users could read the file. */
  readonly notice?: (text: Localized) => void;
}

const defaults = { maxCalls: 10_000, maxAgeMs: 30 * day, maxBytes: 512 * 1024 * 1024 } as const;

/** Calls between two deletions of the oldest ones, so that a deletion is short. */
const batch = 64;
/** Longest name, or list of instance IDs, that is kept beside the request. */
const maxName = 8192;

/**
 * Opens the history of received calls, which is created when it is new. A write is committed when the function returns:
 * a process that is killed loses none; a power cut may take back the latest ones.
 *
 * @throws KooError (configuration) `HISTORY_UNUSABLE`, as all its functions do
 * @see https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export function openHistory(stateFolder: string, options: HistoryOptions = {}): History {
  const guard: Guard =
    (work) =>
    (...args) => {
      try {
        return work(...args);
      } catch (error) {
        throw historyError(error, stateFolder);
      }
    };
  const database = guard(openDatabase)(stateFolder, options.notice);
  return createHistory(database, guard, { ...defaults, now: () => new Date(), ...options });
}

/** Makes a function throw the errors of a history. */
type Guard = <Args extends readonly unknown[], Result>(
  work: (...args: Args) => Result,
) => (...args: Args) => Result;

type Limits = Required<Omit<HistoryOptions, 'notice'>>;

function createHistory(
  database: DatabaseSync,
  guard: Guard,
  { maxCalls, maxAgeMs, maxBytes, now }: Limits,
): History {
  const redactorOf = lastResult(createCallRedactor);
  /** Calls and bytes written since the oldest were deleted. A reader deletes nothing. */
  let [written, bytes, isWriter] = [0, 0, false];
  let seen = '';
  let version = 0;

  const number = (sql: string, ...values: SQLInputValue[]) =>
    Number(Object.values(database.prepare(sql).get(...values) ?? {})[0] ?? 0);

  function callOf(id: number): { readonly protocol: ProtocolId | undefined } | undefined {
    const row = database.prepare('SELECT protocol FROM calls WHERE id = ?').get(id);
    return row && { protocol: (row.protocol ?? undefined) as ProtocolId | undefined };
  }

  /** Deletes the oldest calls that exceed a limit. Their numbers have no gaps. */
  function trim(): void {
    [written, bytes, isWriter] = [0, 0, true];
    const last = number('SELECT max(id) FROM calls');
    const oldest = now().getTime() - maxAgeMs;
    const fresh = number('SELECT id FROM calls WHERE at >= ? ORDER BY id LIMIT 1', oldest) || last + 1;
    const first = Math.max(
      last - maxCalls + 1,
      fresh,
      usedBytes() > maxBytes ? firstWithin(maxBytes * 0.9) : 0,
    );
    if (number('SELECT min(id) FROM calls') >= first) return;
    transaction(database, () => {
      for (const table of ['answers', 'judgements', 'calls'])
        database.prepare(`DELETE FROM ${table} WHERE id < ?`).run(first);
    });
  }

  /** Counts the bytes of the file that are in use. */
  function usedBytes(): number {
    const pages = number('PRAGMA page_count') - number('PRAGMA freelist_count');
    return pages * number('PRAGMA page_size');
  }

  /** Returns the first of the latest calls that together have at most so many bytes. */
  function firstWithin(bytes: number): number {
    let sum = 0;
    const rows = database.prepare(
      'SELECT c.id, c.size + coalesce(a.size, 0) AS size FROM calls c LEFT JOIN answers a USING (id) ORDER BY c.id DESC',
    );
    for (const { id, size } of rows.iterate()) {
      sum += Number(size);
      if (sum > bytes) return Number(id) + 1;
    }
    return 0;
  }

  /** A failure to delete is no reason not to write; a full disk makes the write itself fail. */
  function tryTrim(): void {
    try {
      trim();
    } catch {
      // Tried again after the next batch.
    }
  }

  return {
    begin: guard((call, secrets) => {
      if (!isWriter || written >= batch || bytes >= maxBytes / 16) tryTrim();
      const redactor = redactorOf(secrets);
      const { method, url, headers, body, redacted } = redactor.request(call.request, call.protocol);
      const head = JSON.stringify(headers);
      const size = url.length + head.length + body.length;
      written += 1;
      bytes += size;
      const name = (text: string | undefined) =>
        text === undefined ? undefined : redactor.value(text).slice(0, maxName);
      return insertRow(database, 'calls', {
        at: call.receivedAt.getTime(),
        protocol: call.protocol,
        activity: name(call.activity),
        instance_id: name(call.instanceId),
        order_id: name(call.orderId),
        signature: call.signature,
        reason: call.reason && toText(redactor.text(call.reason)),
        target: name(call.target),
        replay_of: call.replayOf,
        size,
        redacted: redacted ? 1 : 0,
        method,
        url,
        headers: head,
        body,
      });
    }),
    answer: guard((id, given, secrets) => {
      const call = callOf(id);
      // It may be too old already.
      if (!call) return;
      const answer = redactorOf(secrets).answer(given, call.protocol);
      const { durationMs } = answer;
      if ('failure' in answer) {
        const { failure, code } = answer;
        const row = { id, size: 0, duration_ms: durationMs, failure: toText(failure), code };
        insertRow(database, 'answers', row, 'IGNORE');
        return;
      }
      const { status, truncated, body } = answer;
      const headers = JSON.stringify(answer.headers);
      const row = {
        id,
        size: headers.length + body.length,
        duration_ms: durationMs,
        status,
        headers,
        truncated: truncated ? 1 : 0,
        body,
      };
      insertRow(database, 'answers', row, 'IGNORE');
    }),
    judge: guard((id, { verdict, meaning, resultCode, instanceId, problems }, secrets) => {
      const call = callOf(id);
      if (!call) return;
      const { text, value, quote } = redactorOf(secrets);
      const quoted = (said: Localized) => ({
        en: quote(said.en, call.protocol),
        zh: quote(said.zh, call.protocol),
      });
      const hidden = problems.map((problem) => ({
        ...problem,
        expected: text(problem.expected),
        actual: quoted(problem.actual),
        hint: text(problem.hint),
      }));
      const row = {
        id,
        verdict,
        result_code: resultCode && quote(resultCode, call.protocol).slice(0, maxName),
        instance_id: instanceId && value(instanceId).slice(0, maxName),
        meaning: toText(quoted(meaning)),
        problems: JSON.stringify(hidden),
      };
      insertRow(database, 'judgements', row, 'REPLACE');
    }),
    read: guard((id) => {
      const row = database.prepare(`${selectCalls} WHERE c.id = ?`).get(id);
      return row && toCall(row);
    }),
    list: guard((filter) => {
      const { where, values } = conditionsOf(filter);
      return database
        .prepare(`${selectCalls} WHERE ${where} ORDER BY c.id DESC LIMIT ?`)
        .all(...values, filter.limit)
        .map(toCall);
    }),
    count: guard((filter) => {
      const { where, values } = conditionsOf(filter);
      return number(
        `SELECT count(*) FROM calls c LEFT JOIN judgements j USING (id) WHERE ${where}`,
        ...values,
      );
    }),
    version: guard(() => {
      const state = `${number('PRAGMA data_version')} ${number('SELECT total_changes()')}`;
      if (state !== seen) version += 1;
      seen = state;
      return version;
    }),
    close: guard(() => {
      if (isWriter) tryTrim();
      database.close();
    }),
  };
}

/** Remembers the result for the latest input, since the secrets of a process hardly ever change. */
function lastResult<Value>(
  compute: (input: readonly string[]) => Value,
): (input: readonly string[]) => Value {
  let last: { readonly key: string; readonly value: Value } | undefined;
  return (input) => {
    const key = input.join('\n');
    if (last?.key !== key) last = { key, value: compute(input) };
    return last.value;
  };
}
