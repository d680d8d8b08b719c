import * as Args from '@oclif/core/args';
import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { inputForms } from '../../users/cli/flags.ts';
import { renderUsersCheck, type UsersCheck } from '../../users/cli/input.ts';
import { contextOf } from '../../users/cli/view.ts';

export default class UsersCheckCommand extends ApiCommand<UsersCheck> {
  static override summary = 'Check a list of users without sending it.';
  static override description =
    `Report all errors with their lines: missing values, IDs that Excel turned into numbers, full-width characters, one ID under two names. A duplicate user, or a name or ID of an unusual form, is a warning, since Huawei states no form. Exit 7 if a row has an error.\n${inputForms}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> buyers.csv',
    "<%= config.bin %> <%= command.id %> - --json --query 'faults[].line' < buyers.csv",
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the users; - reads stdin.' }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<UsersCheck> {
    const { args, flags } = await this.parse(UsersCheckCommand);
    const { runUsersCheck } = await import('../../users/cli/input.ts');
    return runUsersCheck(args.file, contextOf(flags, this.host));
  }

  protected override readonly render = renderUsersCheck;

  protected override readonly records = ({ faults }: UsersCheck) => faults;

  protected override readonly exitCode = ({ valid }: UsersCheck) =>
    valid ? ExitCode.success : ExitCode.check;
}
