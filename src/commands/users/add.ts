import * as Args from '@oclif/core/args';
import { UsersCommand } from '../../app/users-command.ts';
import type { ChineseTexts, Effects } from '../../cli/command.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { addFlags, changeFlags, changeFlagsZh, inputForms, ownContract } from '../../users/cli/flags.ts';
import type { ChangedUsers } from '../../users/cli/view.ts';

export default class UsersAdd extends UsersCommand {
  static override summary = 'Put users on a list.';
  static override description =
    'Names them as NAME:ID, by --name and --id, or on a terminal one after the other; - reads them from stdin. Both ' +
    'are of the Huawei Cloud account: the buyer reads them in the console under My Credentials. A user who is there ' +
    'already stays. Says what became of each; exit 8 when some were rejected or, from stdin, were no user. One on the ' +
    `command line that is no user is exit 2, and nothing is sent. ${inputForms.en} ${ownContract.en}`;
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
  static readonly zh: ChineseTexts = {
    summary: '将用户添加到名单。',
    description: `以“账号名:账号ID”的形式、用 --name 和 --id 给出用户，或在终端上逐个输入；- 表示从标准输入读取。两者均指华为云账号，买家可在控制台“我的凭证”中查看。已在名单中的用户保持不变。逐个报告结果；部分用户被拒绝，或标准输入中有无效行时退出码为 8。命令行中的用户无效时退出码为 2，不发送任何内容。${inputForms.zh}${ownContract.zh}`,
    args: { user: '用户，格式为“账号名:账号ID”；- 表示从标准输入读取。' },
    flags: {
      name: '华为云账号名。',
      id: '华为云账号ID。',
      ...changeFlagsZh,
    },
  };

  override async run(): Promise<ChangedUsers | WorksheetResult> {
    const { args, flags } = await this.parse(UsersAdd);
    const { runUsersAdd } = await import('../../users/cli/members.ts');
    return runUsersAdd(args.user ?? [], flags, this.contextOf(flags));
  }
}
