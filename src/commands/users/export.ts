import * as Args from '@oclif/core/args';
import { ApiCommand } from '../../app/api-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { SpecifiedUser } from '../../seller/contract.ts';
import { both } from '../../text/translate.ts';
import { exportFlags, ownContractOfReading, readFlags } from '../../users/cli/flags.ts';
import type { Exported } from '../../users/cli/list.ts';
import { contextOf, userRecords, usersAsCsv } from '../../users/cli/view.ts';

type Result = Exported | readonly SpecifiedUser[];

export default class UsersExport extends ApiCommand<Result> {
  static override summary = 'Write a list to a file that can be imported again.';
  static override description =
    'Name and ID of each user, by ID, so that the same list is the same file. The form is what the name of the file ' +
    'tells (.csv, .tsv, .json, .ndjson, .txt for name:id), else what -o says, else CSV. The file appears whole or not at all, and only ' +
    'its owner can read it. A cell of CSV or TSV that a spreadsheet would run as a formula (=, +, -, @) gets an ' +
    `apostrophe in front, which koo takes away when it reads the file.\n${ownContractOfReading}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site sandbox',
    '<%= config.bin %> <%= command.id %> --product OFFI758576253042421764 --site sandbox -o ndjson',
  ];
  static override args = {
    file: Args.string({ description: 'File to write; stdout when it is left out, and for -.' }),
  };
  static override flags = {
    ...exportFlags,
    ...readFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  protected override readonly columns = ['account_name', 'account_id'];

  override async run(): Promise<Result> {
    const { args, flags } = await this.parse(UsersExport);
    const { exportToFile, exportUsers } = await import('../../users/cli/list.ts');
    const context = contextOf(flags, this.language, this.host);
    const { file = '-' } = args;
    // The form is that of the file; the result then tells about it.
    return file === '-' ? exportUsers(flags, context) : exportToFile(file, this.format, flags, context);
  }

  protected override show(result: Result): string {
    if (!('file' in result)) return usersAsCsv(result);
    const { file, users } = result;
    return this.text(both('{file}: {users} {users, plural, one {user} other {users}}', { file, users }));
  }

  protected override records(result: Result): readonly object[] {
    return 'file' in result ? [result] : userRecords(result, this.format);
  }
}
