import * as Args from '@oclif/core/args';
import { sendFlags } from '../../callback/cli/flags.ts';
import type { SendReport } from '../../callback/suite/send-report.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';

export default class CallbackSend extends KooCommand<SendReport> {
  static override summary = "Send one callback to a merchant's server, as KooGallery does.";
  static override description =
    'Sends a signed request with realistic values, prints the exchange and checks the response. The request is ' +
    'marked as debugging (testFlag 1) by default. Without an instanceId, the last instance that this command ' +
    'created on the server is used. Exit 7 if the response is not a success (with --tamper: if ' +
    'the server accepts the forged request), 6 if the server does not respond.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> newInstance https://isv.example.com/saasproduce --protocol v2',
    '<%= config.bin %> <%= command.id %> updateInstanceStatus --set instanceId=abc --set status=FREEZE',
    '<%= config.bin %> <%= command.id %> newInstance --protocol v1 --tamper signature',
    '<%= config.bin %> <%= command.id %> tenantSync --protocol v2-kit --data @tenant.json --dry-run',
  ];
  static override args = {
    activity: Args.string({ required: true, description: 'Activity name, such as newInstance.' }),
    url: Args.string({ description: 'Production URL of the server (default: koo.yaml).' }),
  };
  static override flags = sendFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<SendReport> {
    const { args, flags } = await this.parse(CallbackSend);
    const { runSend } = await import('../../callback/cli/send.ts');
    return runSend(args.activity, args.url, flags, {
      noInput: flags['no-input'] || this.format !== 'table',
      notice: (text) => this.notice(text),
    });
  }

  protected override readonly render = async (report: SendReport): Promise<string> => {
    if (report.dryRun) return report.request.curl;
    return (await import('../../callback/cli/exchange-text.ts')).renderSend(report);
  };

  protected override readonly exitCode = ({ ok, reply, dryRun }: SendReport): ExitCode => {
    if (ok || dryRun) return ExitCode.success;
    return reply ? ExitCode.check : ExitCode.network;
  };
}
