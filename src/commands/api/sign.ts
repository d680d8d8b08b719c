import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import { requestArgs, signFlags } from '../../calls/cli/flags.ts';
import type { SignedCall } from '../../calls/cli/raw.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';

export default class ApiSign extends ApiCommand<SignedCall> {
  static override summary = 'Sign a request to the open API without sending it.';
  static override description =
    'Prints a curl command. With --json, prints headers, canonical request and string to sign as well, to compare them ' +
    'with those of your code.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> "/api/mkp-openapi-public/global/v1/order/query?orderId=MOCKPERIODYEARNEW"',
    '<%= config.bin %> <%= command.id %> POST /api/mkp-openapi-public/global/v1/license/heartbeat --data \'{"license":"PLXXXXXX"}\' --json --query headers',
  ];
  static override args = requestArgs;
  static override flags = signFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<SignedCall> {
    const { args, flags } = await this.parse(ApiSign);
    const { signWithoutSending } = await import('../../calls/cli/raw.ts');
    return signWithoutSending(args, flags, this.host);
  }

  protected override readonly render = ({ curl }: SignedCall) => terminalSafe(curl);
}
