import * as Args from '@oclif/core/args';
import { ApiCommand } from '../../app/api-command.ts';
import type { Effects } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { verbatim } from '../../text/translate.ts';
import { pushFlags } from '../../usage/cli/flags.ts';
import { renderPush, type UsagePushResult } from '../../usage/cli/view.ts';

export default class UsagePush extends ApiCommand<UsagePushResult> {
  static override summary = 'Push metering records of pay-per-use instances.';
  static override description =
    'Reads CSV, NDJSON or a JSON array of any length and sends it in batches. A record without metering_sn gets one ' +
    'made of instance, window, value and package, so the same record is never billed twice. What KooGallery has ' +
    'acknowledged is in a journal: after Ctrl-C, a crash or a cut network, run the same command again. Records that ' +
    'break a rule, and those under a metering_sn that belongs to another record, are not sent. Exit 8 when some were ' +
    'rejected, 2 when the input cannot be read. The old interface (--legacy) cannot tell a repeated record: a batch ' +
    'whose answer was lost may be there, so it is not sent again but counted, --rejects lists its records as ' +
    'MAYBE_THERE, and the exit code is 8. One push at a time can use it for an account.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> usage.csv --rejects rejected.ndjson',
    '<%= config.bin %> <%= command.id %> - < usage.ndjson',
    '<%= config.bin %> <%= command.id %> usage.csv --site sandbox --json',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the records; - is stdin.' }),
  };
  static override flags = pushFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };
  #quiet = false;

  override async run(): Promise<UsagePushResult> {
    const { args, flags } = await this.parse(UsagePush);
    this.#quiet = flags.quiet ?? false;
    const { runUsagePush } = await import('../../usage/cli/push.ts');
    return runUsagePush(args.file, flags, {
      quiet: this.#quiet,
      stdoutTaken: this.format !== 'table' || this.wantsPart,
      ...this.host,
    });
  }

  // A summary for people, not the result; hence stderr.
  protected override show(result: UsagePushResult): undefined {
    this.notice(verbatim(renderPush(result)));
  }

  protected override exitCode({ interrupted, rejected, invalid, maybeThere }: UsagePushResult): ExitCode {
    if (interrupted) return ExitCode.interrupted;
    return rejected + invalid + maybeThere > 0 ? ExitCode.partial : ExitCode.success;
  }
}
