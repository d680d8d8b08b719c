import { type Effects, SsoStepCommand } from '../../app/base/sso-command.ts';
import { tokenFlags } from '../../sso/cli/flags.ts';
import type { TokenReport } from '../../sso/steps/token.ts';

export default class SsoToken extends SsoStepCommand<TokenReport> {
  static override summary =
    'Exchange a code or a refresh token at the login domain, and explain the response.';
  static override description = [
    "Sends the token request of a merchant's server, and prints the request as a curl command, the response, and what it means. Secrets and tokens are masked; --save writes the whole response to a file.",
    'Exit 4 if the login domain refuses the client, 5 if it refuses the code or the refresh token, 6 if it does not respond.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> --domain https://example.tenantaccount.com --client-id Q2xpZW50RGVtb0lk --client-secret-file secret.txt --code aB3dE6fG9h --save tokens.json',
    '<%= config.bin %> <%= command.id %> --domain https://example.tenantaccount.com --client-id Q2xpZW50RGVtb0lk --refresh-token-file tokens.json --save tokens.json',
    '<%= config.bin %> <%= command.id %> --domain https://example.tenantaccount.com --client-id Q2xpZW50RGVtb0lk --dry-run',
    '<%= config.bin %> <%= command.id %> --organization org0001 --code aB3dE6fG9h --save tokens.json',
  ];
  static override flags = tokenFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<TokenReport> {
    const { flags } = await this.parse(SsoToken);
    const { runToken } = await import('../../sso/cli/steps.ts');
    return runToken(flags, this.contextOf(flags));
  }

  protected override readonly renderStep = async (report: TokenReport) =>
    (await import('../../sso/cli/view.ts')).renderTokenStep(report);
}
