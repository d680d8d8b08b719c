import * as Args from '@oclif/core/args';
import { ApiCommand } from '../../app/api-command.ts';
import type { ChineseTexts, Effects } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { inputForms } from '../../users/cli/flags.ts';
import { showUsersCheck, type UsersCheck } from '../../users/cli/input.ts';
import { contextOf } from '../../users/cli/view.ts';

export default class UsersCheckCommand extends ApiCommand<UsersCheck> {
  static override summary = 'Check a list of users without sending it.';
  static override description =
    'Tells everything that is wrong with its line, all at once: what is missing, what Excel has made a number of, ' +
    'full-width characters, one id under two names. A second row of the same user, and a name or id of a form that no ' +
    `sample has, is a warning: Huawei states no form. Exit 7 when a row has an error. ${inputForms.en}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> buyers.csv',
    "<%= config.bin %> <%= command.id %> - --json --query 'faults[].line' < buyers.csv",
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the users; - is stdin.' }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '检查用户名单，不发送。',
    description: `一次列出全部问题及其行号：缺失的值、被 Excel 转成数字的值、全角字符、同一账号ID 对应两个账号名。同一用户的重复行，以及形式少见的账号名或账号ID 只作提示，因为华为未规定格式。有错误时退出码为 7。${inputForms.zh}`,
    args: { file: '用户文件；- 表示标准输入。' },
  };

  override async run(): Promise<UsersCheck> {
    const { args, flags } = await this.parse(UsersCheckCommand);
    const { runUsersCheck } = await import('../../users/cli/input.ts');
    return runUsersCheck(args.file, contextOf(flags, this.language, this.host));
  }

  protected override show(check: UsersCheck): string {
    return showUsersCheck(check, this.language);
  }

  protected override records({ faults }: UsersCheck): readonly object[] {
    return faults;
  }

  protected override exitCode({ valid }: UsersCheck): ExitCode {
    return valid ? ExitCode.success : ExitCode.check;
  }
}
