import * as Args from '@oclif/core/args';
import { type Effects, UsersCommand } from '../../app/base/users-command.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { changeFlags, ownContract, removeFlags } from '../../users/cli/flags.ts';
import type { UserRow } from '../../users/report.ts';

export default class UsersRemove extends UsersCommand {
  static override summary = 'Remove users from a list.';
  static override description =
    `The account ID decides; a name beside it is only for the reader. koo asks first on a terminal; without one, --yes is required. A user who is not on the list is reported as absent, which is not a failure. - reads IDs, NAME:ID, or a file as koo users import does.\n${ownContract}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> d78cbac186b744899480f25bd022f468 --product OFFI758576253042421764 --site sandbox --yes',
    '<%= config.bin %> <%= command.id %> - --product OFFI758576253042421764 --site sandbox --yes < left.csv',
  ];
  static override args = {
    user: Args.string({ multiple: true, description: 'Account IDs or NAME:ID; - reads them from stdin.' }),
  };
  static override flags = { ...removeFlags, ...changeFlags };
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };

  override async run(): Promise<readonly UserRow[] | WorksheetResult> {
    const { args, flags } = await this.parse(UsersRemove);
    const { runUsersRemove } = await import('../../users/cli/members.ts');
    return runUsersRemove(args.user ?? [], flags, this.contextOf(flags));
  }
}
