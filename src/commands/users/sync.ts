import * as Args from '@oclif/core/args';
import { UsersCommand } from '../../app/users-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { changeFlags, inputForms, ownContract, syncFlags } from '../../users/cli/flags.ts';
import type { ChangedUsers } from '../../users/cli/view.ts';

export default class UsersSync extends UsersCommand {
  static override summary = 'Make a list equal to a file.';
  static override description =
    'Compares the list with the file, shows what to add (+), remove (-) and rename (~), and how many stay (=), asks, ' +
    'and sends the difference in batches, additions first. Run it again after an interruption, a crash or a cut ' +
    'network: only what is left is sent, and nothing when the list is equal. A file with a row that is no user is ' +
    'refused as a whole (exit 2), and so is an empty one without --allow-empty, and one that has nobody of a list of ' +
    'several or no ID of the usual form without --allow-replace. Exit 8 when some users were rejected, 5 when others change the ' +
    'list meanwhile: nobody else is removed then. With --from - and --dry-run, the table of the seller console, pasted ' +
    'into stdin, is compared with the file; nothing is asked. ' +
    `${inputForms}\n${ownContract}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site sandbox --dry-run',
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site sandbox --yes',
    '<%= config.bin %> <%= command.id %> - --product OFFI758576253042421764 --site sandbox --no-remove --yes < buyers.csv',
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site cn --from - --dry-run < console.txt',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the users; - is stdin.' }),
  };
  static override flags = {
    ...syncFlags,
    ...changeFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };

  override async run(): Promise<ChangedUsers | WorksheetResult> {
    const { args, flags } = await this.parse(UsersSync);
    const { runUsersSync } = await import('../../users/cli/sync.ts');
    return runUsersSync(args.file, flags, this.contextOf(flags));
  }
}
