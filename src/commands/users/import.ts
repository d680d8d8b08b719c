import * as Args from '@oclif/core/args';
import { type Effects, UsersCommand } from '../../app/base/users-command.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { changeFlags, inputForms, ownContract } from '../../users/cli/flags.ts';
import type { UserRow } from '../../users/report.ts';

export default class UsersImport extends UsersCommand {
  static override summary = 'Add the users of a file to a list.';
  static override description =
    `Only adds users; to remove users as well, use koo users sync. Invalid rows (no ID, an ID that Excel turned into a number, one ID under two names) are not sent; they are reported with their lines, and the exit code is 8. After an interruption, run the command again: users who are already on the list stay.\n${inputForms}\n${ownContract}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site sandbox',
    "<%= config.bin %> <%= command.id %> - --product OFFI758576253042421764 --site sandbox --json --query '[?error_code].line' < buyers.csv",
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site cn --worksheet -',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the users; - reads stdin.' }),
  };
  static override flags = changeFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<readonly UserRow[] | WorksheetResult> {
    const { args, flags } = await this.parse(UsersImport);
    const { runUsersImport } = await import('../../users/cli/members.ts');
    return runUsersImport(args.file, flags, this.contextOf(flags));
  }
}
