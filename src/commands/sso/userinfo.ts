import { type Effects, SsoStepCommand } from '../../app/base/sso-command.ts';
import { userinfoFlags } from '../../sso/cli/flags.ts';
import type { SignInReport } from '../../sso/steps/sign-in.ts';

export default class SsoUserinfo extends SsoStepCommand<SignInReport> {
  static override summary = 'Ask the login domain who has signed in, and explain each field.';
  static override description = [
    'Prints the request as a curl command, the response, which field of the kit interfaces each field is, and which are missing.',
    'Exit 4 if the login domain refuses the access token, 5 for another response, 6 if it does not respond.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> --domain https://example.tenantaccount.com --token-file tokens.json',
    '<%= config.bin %> <%= command.id %> --domain https://example.tenantaccount.com --token-file tokens.json --query identity.userName',
  ];
  static override flags = userinfoFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<SignInReport> {
    const { flags } = await this.parse(SsoUserinfo);
    const { runUserinfo } = await import('../../sso/cli/steps.ts');
    return runUserinfo(flags, this.contextOf(flags));
  }

  protected override readonly renderStep = async (report: SignInReport) =>
    (await import('../../sso/cli/view.ts')).renderSignInStep(report);
}
