import { faultText } from '../../cli/files/named-file.ts';
import { paint } from '../../cli/output/colour.ts';
import type { RowFault, UserFile } from '../../seller/user-list.ts';
import type { Language } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { readUserInput, remarkTexts } from './input.ts';
import type { UsersContext } from './view.ts';

/** What a check of a list found. */
export interface UsersCheck {
  readonly file: string;
  /** No row has an error. */
  readonly valid: boolean;
  readonly format: UserFile['format'];
  readonly encoding: UserFile['encoding'];
  readonly rows: number;
  /** How many users can be sent. */
  readonly users: number;
  readonly errors: number;
  readonly warnings: number;
  /** All of them, by line. */
  readonly faults: readonly RowFault[];
}

/**
 * Judges a list of users without sending it.
 *
 * @param path `-` is stdin
 * @throws KooError (usage) when it cannot be read, or is no list of users
 */
export async function runUsersCheck(path: string, context: UsersContext): Promise<UsersCheck> {
  const { file, format, encoding, rows, users, faults } = await readUserInput(path, context.notice);
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  return {
    file,
    valid: errors === 0,
    format,
    encoding,
    rows,
    users: users.length,
    errors,
    warnings: faults.length - errors,
    faults,
  };
}

/** A check for people: errors, remarks, and the sum. */
export function showUsersCheck(check: UsersCheck, language: Language): string {
  const { file, faults, rows, users, errors, warnings } = check;
  const bad = faults.filter(({ severity }) => severity === 'error').map((fault) => faultText(file, fault));
  const remarks = faults.filter(({ severity }) => severity === 'warning');
  const say = { en: { error: 'error', warning: 'warning' }, zh: { error: '错误', warning: '提示' } }[
    language
  ];
  const lines = [
    ...bad.map((text) => `${paint('red', say.error)}  ${terminalSafe(text[language])}`),
    ...remarkTexts(file, remarks).map(
      (text) => `${paint('yellow', say.warning)}  ${terminalSafe(text[language])}`,
    ),
  ];
  const sum = {
    en: `Rows: ${rows}; users that can be sent: ${users}; errors: ${errors}; warnings: ${warnings}`,
    zh: `共 ${rows} 行，其中 ${users} 个用户可以发送；${errors} 个错误，${warnings} 条提示`,
  };
  return [...lines, sum[language]].join('\n');
}
