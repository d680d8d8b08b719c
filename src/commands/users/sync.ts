import * as Args from '@oclif/core/args';
import { type Effects, UsersCommand } from '../../app/base/users-command.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { changeFlags, inputForms, ownContract, syncFlags } from '../../users/cli/flags.ts';
import type { SyncResult } from '../../users/cli/view.ts';

export default class UsersSync extends UsersCommand {
  static override summary = 'Make a list equal to a file.';
  static override description =
    `Compare the list with the file, show which users to add (+), remove (-) and rename (~) and how many stay (=), ask, and send the difference in batches, additions first. After an interruption, a crash or a network failure, run the command again: it sends only what remains, and nothing if the list is equal to the file. koo refuses the whole file (exit 2) if a row is invalid; if the file has no users, without --allow-empty; and if it contains none of several users on the list, or no ID of the usual form, without --allow-replace. Exit 8 if some users were rejected; exit 5 if others change the list at the same time: koo then stops removing users. With --from - and --dry-run, koo compares the file with the table of the seller console, pasted into stdin, and contacts no site.\n${inputForms}\n${ownContract}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site sandbox --dry-run',
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site sandbox --yes',
    '<%= config.bin %> <%= command.id %> - --product OFFI758576253042421764 --site sandbox --no-remove --yes < buyers.csv',
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site cn --from - --dry-run < console.txt',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the users; - reads stdin.' }),
  };
  static override flags = { ...syncFlags, ...changeFlags };
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };

  override async run(): Promise<SyncResult | WorksheetResult> {
    const { args, flags } = await this.parse(UsersSync);
    const { runUsersSync } = await import('../../users/cli/sync.ts');
    return runUsersSync(args.file, flags, this.contextOf(flags));
  }
}
