import * as Args from '@oclif/core/args';
import { ApiCommand } from '../../app/api-command.ts';
import type { ChineseTexts, Effects } from '../../cli/command.ts';
import type { SpecifiedUser } from '../../seller/contract.ts';
import { exportFlags, ownContractOfReading, readFlags, readFlagsZh } from '../../users/cli/flags.ts';
import type { Exported } from '../../users/cli/list.ts';
import { contextOf, userRecords, usersAsCsv } from '../../users/cli/view.ts';

type Result = Exported | readonly SpecifiedUser[];

export default class UsersExport extends ApiCommand<Result> {
  static override summary = 'Write a list to a file that can be imported again.';
  static override description =
    'Name and ID of each user, by ID, so that the same list is the same file. The form is what the name of the file ' +
    'tells (.csv, .tsv, .json, .ndjson, .txt for name:id), else what -o says, else CSV. The file appears whole or not at all, and only ' +
    'its owner can read it. A cell of CSV or TSV that a spreadsheet would run as a formula (=, +, -, @) gets an ' +
    `apostrophe in front, which koo takes away when it reads the file. ${ownContractOfReading.en}`;
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
  static readonly zh: ChineseTexts = {
    summary: '将名单写入可重新导入的文件。',
    description: `按账号ID 排序输出每个用户的账号名和账号ID，因此相同的名单得到相同的文件。格式取决于文件扩展名（.csv、.tsv、.json、.ndjson，.txt 为“账号名:账号ID”），其次取 -o 的值，默认为 CSV。文件要么完整出现，要么不出现，且仅所有者可读。CSV 和 TSV 中会被电子表格当作公式执行的单元格（以 =、+、-、@ 开头）前面会加单引号，koo 读取时会去掉。${ownContractOfReading.zh}`,
    args: { file: '要写入的文件；省略或为 - 时输出到标准输出。' },
    flags: { force: '覆盖已有的文件。', ...readFlagsZh },
  };

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
    return this.text({
      en: `${file}: ${users} ${users === 1 ? 'user' : 'users'}`,
      zh: `${file}：${users} 个用户`,
    });
  }

  protected override records(result: Result): readonly object[] {
    return 'file' in result ? [result] : userRecords(result, this.format);
  }
}
