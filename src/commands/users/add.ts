import * as Args from '@oclif/core/args';
import { UsersCommand } from '../../app/users-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { addFlags, changeFlags, inputForms, ownContract } from '../../users/cli/flags.ts';
import type { ChangedUsers } from '../../users/cli/view.ts';

export default class UsersAdd extends UsersCommand {
  static override summary = 'Put users on a list.';
  static override description =
    'Names them as NAME:ID, by --name and --id, or on a terminal one after the other; - reads them from stdin. Both ' +
    'are of the Huawei Cloud account: the buyer reads them in the console under My Credentials. A user who is there ' +
    'already stays. Says what became of each; exit 8 when some were rejected or, from stdin, were no user. One on the ' +
    `command line that is no user is exit 2, and nothing is sent.\n${inputForms}\n${ownContract}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> hw12345678:d78cbac186b744899480f25bd022f468 --product OFFI758576253042421760 --site sandbox',
    '<%= config.bin %> <%= command.id %> --name hw12345678 --id d78cbac186b744899480f25bd022f468 --list credit-line --product OFFI758576253042421760 --site sandbox',
    '<%= config.bin %> <%= command.id %> - --product OFFI758576253042421760 --site sandbox --json < buyers.csv | jq \'.[] | select(.result!="created")\'',
  ];
  static override args = {
    user: Args.string({ multiple: true, description: 'Users as NAME:ID; - reads them from stdin.' }),
  };
  static override flags = {
    ...addFlags,
    ...changeFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<ChangedUsers | WorksheetResult> {
    const { args, flags } = await this.parse(UsersAdd);
    const { runUsersAdd } = await import('../../users/cli/members.ts');
    return runUsersAdd(args.user ?? [], flags, this.contextOf(flags));
  }
}
