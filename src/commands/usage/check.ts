import * as Args from '@oclif/core/args';
import { type ChineseTexts, type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { UsageCheck } from '../../usage/cli/check.ts';
import { checkFlags, usageInputFlagsZh } from '../../usage/cli/flags.ts';

export default class UsageCheckCommand extends KooCommand<UsageCheck> {
  static override summary = 'Check metering records without sending them.';
  static override description =
    'Reads CSV (a header with field names in English or Chinese, in any order), NDJSON or a JSON array, of any ' +
    'length, in UTF-8 or in GBK as Excel in China writes it, and applies every documented rule. Exit 7 when a record breaks one, 2 when the input cannot be read.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> usage.csv',
    "zcat usage.ndjson.gz | <%= config.bin %> <%= command.id %> - --json --query 'faults[].line'",
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the records; - is stdin.' }),
  };
  static override flags = checkFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '检查话单，不推送。',
    description:
      '读取 CSV（表头为英文或中文字段名，顺序不限）、NDJSON 或 JSON 数组，长度不限，编码为 UTF-8 或国内 Excel 所用的 GBK，并按文档中的所有规则检查。有话单不合规时退出码为 7，输入无法读取时为 2。',
    args: { file: '话单文件；- 表示标准输入。' },
    flags: { ...usageInputFlagsZh, 'max-faults': '最多显示的问题数；计数包含全部问题。' },
  };

  override async run(): Promise<UsageCheck> {
    const { args, flags } = await this.parse(UsageCheckCommand);
    const { runUsageCheck } = await import('../../usage/cli/check.ts');
    return runUsageCheck(args.file, flags, (text) => this.notice(text));
  }

  protected override async show(check: UsageCheck): Promise<string> {
    return (await import('../../usage/cli/check.ts')).showUsageCheck(check, this.language);
  }

  protected override exitCode({ valid }: UsageCheck): ExitCode {
    return valid ? ExitCode.success : ExitCode.check;
  }
}
