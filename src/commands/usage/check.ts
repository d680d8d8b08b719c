import * as Args from '@oclif/core/args';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { UsageCheck } from '../../usage/cli/check.ts';
import { checkFlags } from '../../usage/cli/flags.ts';

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

  override async run(): Promise<UsageCheck> {
    const { args, flags } = await this.parse(UsageCheckCommand);
    const { runUsageCheck } = await import('../../usage/cli/check.ts');
    return runUsageCheck(args.file, flags, (text) => this.notice(text));
  }

  protected override async show(check: UsageCheck): Promise<string> {
    return (await import('../../usage/cli/check.ts')).renderUsageCheck(check);
  }

  protected override exitCode({ valid }: UsageCheck): ExitCode {
    return valid ? ExitCode.success : ExitCode.check;
  }
}
