import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import type { ListedUser } from '../../seller/contract.ts';
import { ownContractOfReading, readFlags } from '../../users/cli/flags.ts';
import { contextOf, renderUsers } from '../../users/cli/view.ts';

export default class UsersList extends ApiCommand<readonly ListedUser[]> {
  static override summary = 'List the users who may buy, pay with the credit line, or try.';
  static override description =
    `Sorted by account ID. koo users import and sync can read the output of -o csv. koo says so if the list has no effect, for example because all users may buy.\n${ownContractOfReading}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --product OFFI758576253042421764 --site sandbox',
    '<%= config.bin %> <%= command.id %> --product OFFI758576253042421764 --list credit-line --site sandbox -o csv',
    '<%= config.bin %> <%= command.id %> --product OFFI758576253042421760 --list trial --site sandbox --json',
  ];
  static override flags = readFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  protected override readonly optionalFields = ['added_at'];
  protected override readonly columns = ['account_name', 'account_id', 'added_at'];

  override async run(): Promise<readonly ListedUser[]> {
    const { flags } = await this.parse(UsersList);
    const { runUsersList } = await import('../../users/cli/list.ts');
    return runUsersList(flags, contextOf(flags, this.host));
  }

  protected override readonly render = renderUsers;
}
