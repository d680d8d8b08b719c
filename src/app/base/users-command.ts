import { ExitCode } from '../../errors/exit-codes.ts';
import { isWorksheet, type WorksheetResult } from '../../seller/cli/worksheet.ts';
import {
  type ChangedUsers,
  type ContextFlags,
  changedExitCode,
  contextOf,
  renderChanged,
  rowsOf,
  type UsersChangeContext,
} from '../../users/cli/view.ts';
import { ChangingCommand } from './changing-command.ts';

export type { Effects } from '../../cli/command.ts';

/** A command that changes a list of users, or writes the worksheet for it. */
export abstract class UsersCommand extends ChangingCommand<ChangedUsers> {
  protected contextOf(flags: ContextFlags): UsersChangeContext {
    const { host, presentOfDocument } = this;
    return contextOf(flags, { ...host, presentOfDocument });
  }

  protected override readonly renderChange = renderChanged;

  protected override readonly records = (result: ChangedUsers | WorksheetResult) =>
    isWorksheet(result) ? [result] : rowsOf(result);

  protected override readonly exitCode = (result: ChangedUsers | WorksheetResult) =>
    isWorksheet(result) ? ExitCode.success : changedExitCode(result);
}
