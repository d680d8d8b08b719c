import * as Args from '@oclif/core/args';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { UsageCheck } from '../../usage/cli/check.ts';
import { checkFlags } from '../../usage/cli/flags.ts';

export default class UsageCheckCommand extends KooCommand<UsageCheck> {
  static override summary = 'Check usage records without sending them.';
  static override description =
    'Reads CSV with a header of English or Chinese field names in any order, NDJSON, or a JSON array. The input may have ' +
    'any length, in UTF-8, UTF-16 or GBK (as Excel writes it in China). Checks all documented rules. Exit 7 when a record is ' +
    'invalid, 2 when the input cannot be read.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> usage.csv',
    "zcat usage.ndjson.gz | <%= config.bin %> <%= command.id %> - --json --query 'faults[].line'",
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the records; - reads stdin.' }),
  };
  static override flags = checkFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<UsageCheck> {
    const { args, flags } = await this.parse(UsageCheckCommand);
    const { runUsageCheck } = await import('../../usage/cli/check.ts');
    return runUsageCheck(args.file, flags, (text) => this.notice(text));
  }

  protected override readonly render = async (check: UsageCheck) =>
    (await import('../../usage/cli/check.ts')).renderUsageCheck(check);

  protected override readonly exitCode = ({ valid }: UsageCheck) =>
    valid ? ExitCode.success : ExitCode.check;
}
