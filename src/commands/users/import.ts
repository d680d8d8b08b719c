import * as Args from '@oclif/core/args';
import { UsersCommand } from '../../app/users-command.ts';
import type { ChineseTexts, Effects } from '../../cli/command.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { changeFlags, changeFlagsZh, inputForms, ownContract } from '../../users/cli/flags.ts';
import type { ChangedUsers } from '../../users/cli/view.ts';

export default class UsersImport extends UsersCommand {
  static override summary = 'Put the users of a file on a list.';
  static override description =
    'Adds; nobody is removed, which is what koo users sync is for. Rows that are no user (no id, an id that Excel has ' +
    'made a number of, one id under two names) are not sent; they are reported with their line, and the exit code is 8. ' +
    'Run it again after an interruption: who is there already stays. ' +
    `${inputForms.en} ${ownContract.en}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site sandbox',
    "<%= config.bin %> <%= command.id %> - --product OFFI758576253042421764 --site sandbox --json --query '[?error_code].line' < buyers.csv",
    '<%= config.bin %> <%= command.id %> buyers.csv --product OFFI758576253042421764 --site cn --worksheet -',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the users; - is stdin.' }),
  };
  static override flags = changeFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '将文件中的用户添加到名单。',
    description: `只添加，不移除；需要与文件保持一致时请使用 koo users sync。无效的行（缺少账号ID、账号ID 被 Excel 转成数字、同一账号ID 对应两个账号名）不会发送，并按行号报告，退出码为 8。中断后可再次执行：已在名单中的用户保持不变。${inputForms.zh}${ownContract.zh}`,
    args: { file: '用户文件；- 表示标准输入。' },
    flags: changeFlagsZh,
  };

  override async run(): Promise<ChangedUsers | WorksheetResult> {
    const { args, flags } = await this.parse(UsersImport);
    const { runUsersImport } = await import('../../users/cli/members.ts');
    return runUsersImport(args.file, flags, this.contextOf(flags));
  }
}
