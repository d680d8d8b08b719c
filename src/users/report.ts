import type { CreatedUser, DeletedUser, SpecifiedUser } from '../seller/contract.ts';
import type { RowFault } from '../seller/user-list.ts';
import { joined } from '../text/localized.ts';
import { both, localize } from '../text/translate.ts';

/**
 * What became of a user:
 * `created`, `exists`, `renamed`, `deleted`, `absent` as wanted; `duplicate` a second row of the same user;
 * `rejected` by the server, `invalid` and so not sent, `not_sent` when the command was interrupted before;
 * `would_…` with `--dry-run`.
 */
export type UserResult =
  | CreatedUser['result']
  | DeletedUser['result']
  | 'renamed'
  | 'duplicate'
  | 'invalid'
  | 'not_sent'
  | 'would_create'
  | 'would_rename'
  | 'would_delete';

/** What became of one row of the input, or of one user of the list. */
export interface UserRow extends SpecifiedUser {
  readonly result: UserResult;
  /** The server's, or the code of what is wrong with the row. */
  readonly error_code?: string;
  readonly error_msg?: string;
  /** What is unusual about a user who was sent all the same. */
  readonly warning?: string;
  /** Where the row begins in the input; the first line is 1. */
  readonly line?: number;
  /** The name that a renamed user had on the list. */
  readonly previous_name?: string;
}

/** How often each result is there; those that are not there are left out. */
export type ResultCounts = Readonly<Partial<Record<UserResult, number>>>;

export function countResults(rows: Iterable<UserRow>): ResultCounts {
  const counts: Partial<Record<UserResult, number>> = {};
  for (const { result } of rows) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}

/** Whether a part of the work failed. */
export function hasFailed(rows: readonly UserRow[]): boolean {
  return rows.some(({ result }) => result === 'rejected' || result === 'invalid');
}

/** Whether the work was interrupted before its end. */
export function isUnfinished(rows: readonly UserRow[]): boolean {
  return rows.some(({ result }) => result === 'not_sent');
}

/** What became of a user, with the line that it has in the input. */
export function userRow(
  { account_name, account_id, line }: SpecifiedUser & { readonly line?: number },
  result: UserResult,
  { error_code, error_msg, previous_name }: Partial<UserRow> = {},
): UserRow {
  return {
    account_name,
    account_id,
    result,
    ...(error_code !== undefined && { error_code }),
    ...(error_msg !== undefined && { error_msg }),
    ...(line !== undefined && { line }),
    ...(previous_name !== undefined && { previous_name }),
  };
}

/** What is unusual about the rows that are sent. */
export function remarksOf(faults: readonly RowFault[]): readonly RowFault[] {
  return faults.filter(({ severity, code }) => severity === 'warning' && code !== 'DUPLICATE');
}

/** Rows of an input with what is unusual about them. */
export function withWarnings(rows: readonly UserRow[], faults: readonly RowFault[]): UserRow[] {
  const byLine = Map.groupBy(remarksOf(faults), ({ line }) => line);
  return rows.map((row) => {
    const ofLine = row.line === undefined ? undefined : byLine.get(row.line);
    return ofLine ? { ...row, warning: messageOf(ofLine) } : row;
  });
}

/** The rows of an input that are no user, one a line, each with everything that is wrong with it. */
export function faultRows(faults: readonly RowFault[]): UserRow[] {
  const byLine = Map.groupBy(
    faults.filter(({ severity, code }) => severity === 'error' || code === 'DUPLICATE'),
    ({ line }) => line,
  );
  return [...byLine.values()].map((ofLine): UserRow => {
    const [{ account_name = '', account_id = '', line, code }] = ofLine as [RowFault];
    const isInvalid = ofLine.some(({ severity }) => severity === 'error');
    return userRow({ account_name, account_id, line }, isInvalid ? 'invalid' : 'duplicate', {
      error_code: code,
      error_msg: messageOf(ofLine),
    });
  });
}

/** All messages about one row as one text. */
function messageOf(faults: readonly RowFault[]): string {
  const messages = faults.map(({ message }) => message);
  return localize(joined(messages, both('; ')));
}
