import * as Args from '@oclif/core/args';
import { UsersCommand } from '../../app/users-command.ts';
import type { ChineseTexts, Effects } from '../../cli/command.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { changeFlags, changeFlagsZh, inputForms, ownContract, syncFlags } from '../../users/cli/flags.ts';
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
    `${inputForms.en} ${ownContract.en}`;
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
  static readonly zh: ChineseTexts = {
    summary: '使名单与文件一致。',
    description: `比较名单与文件，显示将添加（+）、移除（-）、更名（~）的用户以及保持不变（=）的数量，经确认后分批发送差异，先添加后移除。中断、崩溃或断网后可再次执行：只发送其余部分；已一致时不做任何更改。文件中有无效行时整个文件被拒绝（退出码 2），文件为空且未加 --allow-empty，或名单中的多个用户都不在文件中、没有一个账号ID 为常见格式且未加 --allow-replace 时，同样被拒绝。部分用户被拒绝时退出码为 8；名单在此期间被他人修改时停止移除，退出码为 5。使用 --from - 和 --dry-run 时，将卖家中心的表格粘贴到标准输入即可与文件比较，不访问任何站点。${inputForms.zh}${ownContract.zh}`,
    args: { file: '用户文件；- 表示标准输入。' },
    flags: {
      'dry-run': '只显示将要进行的更改，不做任何更改。',
      yes: '不再询问。',
      remove: '移除文件中没有的用户；--no-remove 表示保留。',
      'allow-empty': '将没有用户的文件视为空名单。',
      'allow-replace': '允许名单中的用户全部被替换，以及账号ID 的格式与所有样例都不同。',
      ...changeFlagsZh,
    },
  };

  override async run(): Promise<ChangedUsers | WorksheetResult> {
    const { args, flags } = await this.parse(UsersSync);
    const { runUsersSync } = await import('../../users/cli/sync.ts');
    return runUsersSync(args.file, flags, this.contextOf(flags));
  }
}
