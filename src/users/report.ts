import type { CreatedUser, DeletedUser, SpecifiedUser } from '../seller/contract.ts';
import type { RowFault } from '../seller/user-list.ts';
import { localize, t } from '../text/translate.ts';

/**
 * The result of a user:
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

/** The result of one row of the input, or of one user of the list. */
export interface UserRow extends SpecifiedUser {
  readonly result: UserResult;
  /** The server's, or the code of what is wrong with the row. */
  readonly error_code?: string;
  readonly error_msg?: string;
  /** The warning about a user who was sent anyway. */
  readonly warning?: string;
  /** Where the row begins in the input; the first line is 1. */
  readonly line?: number;
  /** The name that a renamed user had on the list. */
  readonly previous_name?: string;
}

export function countResults(rows: Iterable<UserRow>): Readonly<Partial<Record<UserResult, number>>> {
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

/** The result of a user, with its line in the input. */
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

/** Warnings about rows that are sent. */
export function warningsOf(faults: readonly RowFault[]): readonly RowFault[] {
  const invalid = invalidLines(faults);
  return faults.filter(
    ({ severity, code, line }) => severity === 'warning' && code !== 'DUPLICATE' && !invalid.has(line),
  );
}

/** The lines of rows with an error. */
export function invalidLines(faults: readonly RowFault[]): ReadonlySet<number> {
  return new Set(faults.flatMap(({ severity, line }) => (severity === 'error' ? [line] : [])));
}

/** Adds the warnings of an input to its rows. */
export function withWarnings(rows: readonly UserRow[], faults: readonly RowFault[]): UserRow[] {
  const byLine = Map.groupBy(warningsOf(faults), ({ line }) => line);
  return rows.map((row) => {
    const ofLine = row.line === undefined ? undefined : byLine.get(row.line);
    return ofLine ? { ...row, warning: messageOf(ofLine) } : row;
  });
}

/** The invalid and duplicate rows of an input, each with all its faults. */
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

function messageOf(faults: readonly RowFault[]): string {
  return faults.map(({ message }) => localize(message)).join(t('; '));
}
