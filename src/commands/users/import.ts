import * as Args from '@oclif/core/args';
import { UsersCommand } from '../../app/users-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { changeFlags, inputForms, ownContract } from '../../users/cli/flags.ts';
import type { ChangedUsers } from '../../users/cli/view.ts';

export default class UsersImport extends UsersCommand {
  static override summary = 'Put the users of a file on a list.';
  static override description =
    'Adds; nobody is removed, which is what koo users sync is for. Rows that are no user (no id, an id that Excel has ' +
    'made a number of, one id under two names) are not sent; they are reported with their line, and the exit code is 8. ' +
    'Run it again after an interruption: who is there already stays. ' +
    `${inputForms}\n${ownContract}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site sandbox',
    "<%= config.bin %> <%= command.id %> - --product OFFI758576253042421764 --site sandbox --json --query '[?error_code].line' < buyers.csv",
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site cn --worksheet -',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the users; - is stdin.' }),
  };
  static override flags = changeFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<ChangedUsers | WorksheetResult> {
    const { args, flags } = await this.parse(UsersImport);
    const { runUsersImport } = await import('../../users/cli/members.ts');
    return runUsersImport(args.file, flags, this.contextOf(flags));
  }
}
