import * as Args from '@oclif/core/args';
import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { verbatim } from '../../text/translate.ts';
import { pushFlags } from '../../usage/cli/flags.ts';
import { renderPush, type UsagePushResult } from '../../usage/cli/view.ts';

export default class UsagePush extends ApiCommand<UsagePushResult> {
  static override summary = 'Push usage records of pay-per-use instances.';
  static override description =
    'Reads CSV, NDJSON, a JSON array or the documented request body, of any length, and sends it in batches. A record ' +
    'without metering_sn gets one derived from instance, window, value and package, so that the same record is never billed twice; the same window ' +
    'with another value is another record, and is billed, too. A journal stores what ' +
    'KooGallery has acknowledged: after Ctrl-C, SIGTERM, a crash or a network failure, run the same command again. Invalid ' +
    'records, and records with the metering_sn of another record, are not sent. Exit 8 when records were rejected, ' +
    'invalid or uncertain, 2 when the input cannot be read.\n' +
    'With the old interface (--legacy), KooGallery cannot recognise a repeated record. A batch whose response is lost ' +
    'may have been accepted, so its records are not sent again: they are counted, --rejects lists them as MAYBE_THERE, ' +
    'and the exit code is 8. Only one such push per account can run at a time, and it stops at a response that shows a clock ' +
    'more than 15 minutes wrong.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> usage.csv --rejects rejected.ndjson',
    '<%= config.bin %> <%= command.id %> - < usage.ndjson',
    '<%= config.bin %> <%= command.id %> usage.csv --site sandbox --json',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'File with the records; - reads stdin.' }),
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
      stdoutTaken: this.format !== 'table' || this.hasSelection,
      ...this.host,
    });
  }

  // A summary for people, not the result; hence stderr.
  protected override readonly render = (result: UsagePushResult): undefined => {
    this.notice(verbatim(renderPush(result)));
  };

  protected override readonly exitCode = ({
    interrupted,
    rejected,
    invalid,
    maybeThere,
  }: UsagePushResult): ExitCode => {
    if (interrupted) return ExitCode.interrupted;
    return rejected + invalid + maybeThere > 0 ? ExitCode.partial : ExitCode.success;
  };
}
