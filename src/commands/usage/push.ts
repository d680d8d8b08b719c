import * as Args from '@oclif/core/args';
import { apiFlagsZh } from '../../account/cli/api-flags.ts';
import { keyFlagsZh } from '../../account/cli/keys.ts';
import { ApiCommand } from '../../app/api-command.ts';
import type { ChineseTexts, Effects } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import { pushFlags, usageInputFlagsZh } from '../../usage/cli/flags.ts';
import { showPush, type UsagePushResult } from '../../usage/cli/view.ts';

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
  static readonly zh: ChineseTexts = {
    summary: '推送按需实例的话单（使用量）。',
    description:
      '读取任意长度的 CSV、NDJSON 或 JSON 数组，分批推送。没有 metering_sn 的话单，由实例、计量时段、使用量和套餐包生成固定的标识，因此同一话单不会重复计费。云商店已确认的话单记录在日志中：中断、崩溃或断网后，再次执行相同命令即可继续。不合规的话单，以及 metering_sn 已属于其他话单的话单，不会推送。有话单被拒绝时退出码为 8，输入无法读取时为 2。旧接口（--legacy）无法识别重复的话单：未收到响应的批次可能已被接收，不会再次推送，而是单独计数，并以 MAYBE_THERE 列入 --rejects，退出码为 8；同一账号同时只能有一个这样的推送。',
    args: { file: '话单文件；- 表示标准输入。' },
    flags: {
      ...usageInputFlagsZh,
      'batch-size': '每次请求的话单数。',
      concurrency: '同时进行的请求数。',
      rate: '每秒最多请求数（默认 5；沙箱不限）。',
      rejects: '将被拒绝的话单以 NDJSON 写入该文件，含行号、结果码和含义；- 表示标准输出。',
      resume: '跳过日志中已确认的话单；--no-resume 表示全部重新推送，使用 --legacy 时只推送未确认的话单。',
      'access-key-file': keyFlagsZh['access-key-file'],
      ...apiFlagsZh,
    },
  };
  #quiet = false;

  override async run(): Promise<UsagePushResult> {
    const { args, flags } = await this.parse(UsagePush);
    this.#quiet = flags.quiet ?? false;
    const { runUsagePush } = await import('../../usage/cli/push.ts');
    return runUsagePush(args.file, flags, {
      quiet: this.#quiet,
      stdoutTaken: this.format !== 'table' || this.wantsPart,
      text: (text) => this.text(text),
      ...this.host,
    });
  }

  // Not the result but words about it, which is why they go to stderr.
  protected override show(result: UsagePushResult): undefined {
    this.notice(showPush(result));
  }

  protected override exitCode({ interrupted, rejected, invalid, maybeThere }: UsagePushResult): ExitCode {
    if (interrupted) return ExitCode.interrupted;
    return rejected + invalid + maybeThere > 0 ? ExitCode.partial : ExitCode.success;
  }
}
