import type { ApiHost } from '../../account/cli/session.ts';
import type { OutputFormat } from '../../cli/flags/global.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { isWorksheet, showWorksheet, type WorksheetResult } from '../../seller/cli/worksheet-result.ts';
import type { SpecifiedUser } from '../../seller/model.ts';
import type { Language } from '../../text/localized.ts';
import { hasFailed, isUnfinished, type UserRow } from '../report.ts';
import { guarded } from '../write.ts';
import type { UsersContext } from './context.ts';
import { showRows } from './view.ts';

/** What the work of a command needs, from its flags. */
export function contextOf(
  flags: {
    readonly 'no-input'?: boolean;
    readonly quiet?: boolean;
    readonly json?: boolean;
    readonly output?: OutputFormat | undefined;
  },
  language: Language,
  host: ApiHost,
): UsersContext {
  const { 'no-input': noInput = false, quiet = false, json = false, output = 'table' } = flags;
  return { language, noInput, quiet, forPeople: !json && output === 'table', ...host };
}

type Result = readonly UserRow[] | WorksheetResult;

/** What became of the rows, or the worksheet, for people. */
export function showRowsOrWorksheet(result: Result, language: Language): string {
  return isWorksheet(result) ? showWorksheet(result, language) : showRows(result, language);
}

/** Interrupted before the end, a part failed, or all is well. */
export function rowsExitCode(result: Result): ExitCode {
  if (isWorksheet(result)) return ExitCode.success;
  if (isUnfinished(result)) return ExitCode.interrupted;
  return hasFailed(result) ? ExitCode.partial : ExitCode.success;
}

/** The rows as a table for spreadsheets, whose formulas are guarded as in a file that is exported. */
export function rowsOf(
  result: readonly SpecifiedUser[] | WorksheetResult,
  format: OutputFormat,
): readonly object[] {
  if (isWorksheet(result)) return [result];
  if (format !== 'csv' && format !== 'tsv') return result;
  return result.map((row) => ({
    ...row,
    account_name: guarded(row.account_name),
    account_id: guarded(row.account_id),
  }));
}
