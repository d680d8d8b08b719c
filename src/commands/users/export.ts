import * as Args from '@oclif/core/args';
import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import type { SpecifiedUser } from '../../seller/contract.ts';
import { t } from '../../text/translate.ts';
import { exportFlags, ownContractOfReading, readFlags } from '../../users/cli/flags.ts';
import type { Exported } from '../../users/cli/list.ts';
import { contextOf, usersAsCsv } from '../../users/cli/view.ts';

type Result = Exported | readonly SpecifiedUser[];

export default class UsersExport extends ApiCommand<Result> {
  static override summary = 'Export a list to a file that can be imported again.';
  static override description =
    `Write the name and ID of each user, sorted by ID, so that equal lists give equal files. The format follows the file extension (.csv, .tsv, .json, .ndjson, or .txt for name:id), then -o; the default is CSV. The file is written completely or not at all, and only its owner can read it. A CSV or TSV cell that a spreadsheet would run as a formula (it begins with =, +, - or @ and is not a number) gets a leading apostrophe, which koo removes when it reads the file.\n${ownContractOfReading}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site sandbox',
    '<%= config.bin %> <%= command.id %> --product OFFI758576253042421764 --site sandbox -o ndjson',
  ];
  static override args = { file: Args.string({ description: 'File to write; stdout if left out or -.' }) };
  static override flags = { ...exportFlags, ...readFlags };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  protected override readonly columns = ['account_name', 'account_id'];

  override async run(): Promise<Result> {
    const { args, flags } = await this.parse(UsersExport);
    const { exportToFile, exportUsers } = await import('../../users/cli/list.ts');
    const context = contextOf(flags, this.host);
    const { file = '-' } = args;
    // With a file, the format is that of the file, and the result describes it.
    return file === '-' ? exportUsers(flags, context) : exportToFile(file, this.format, flags, context);
  }

  protected override readonly render = (result: Result): string => {
    if (!('file' in result)) return usersAsCsv(result);
    const { file, users } = result;
    return t('{file}: {users, plural, one {# user} other {# users}}', { file, users });
  };

  protected override readonly records = (result: Result) => ('file' in result ? [result] : result);
}
