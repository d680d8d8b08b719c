import * as Args from '@oclif/core/args';
import { type Effects, UsersCommand } from '../../app/base/users-command.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { addFlags, changeFlags, inputForms, ownContract } from '../../users/cli/flags.ts';
import type { UserRow } from '../../users/report.ts';

export default class UsersAdd extends UsersCommand {
  static override summary = 'Add users to a list.';
  static override description =
    `Give users as NAME:ID, with --name and --id, or one by one on a terminal; - reads them from stdin. Name and ID are those of the Huawei Cloud account; the buyer finds them in the console under My Credentials. Users who are already on the list stay. koo reports the result for each user. Exit 8 if some users were rejected or, from stdin, invalid. If a user on the command line is invalid, nothing is sent (exit 2).\n${inputForms}\n${ownContract}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> hw12345678:d78cbac186b744899480f25bd022f468 --product OFFI758576253042421760 --site sandbox',
    '<%= config.bin %> <%= command.id %> --name hw12345678 --id d78cbac186b744899480f25bd022f468 --list credit-line --product OFFI758576253042421760 --site sandbox',
    '<%= config.bin %> <%= command.id %> - --product OFFI758576253042421760 --site sandbox --json < buyers.csv | jq \'.[] | select(.result!="created")\'',
  ];
  static override args = {
    user: Args.string({ multiple: true, description: 'Users as NAME:ID; - reads them from stdin.' }),
  };
  static override flags = { ...addFlags, ...changeFlags };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<readonly UserRow[] | WorksheetResult> {
    const { args, flags } = await this.parse(UsersAdd);
    const { runUsersAdd } = await import('../../users/cli/members.ts');
    return runUsersAdd(args.user ?? [], flags, this.contextOf(flags));
  }
}
