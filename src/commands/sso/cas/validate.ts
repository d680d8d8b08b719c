import { type Effects, SsoStepCommand } from '../../../app/base/sso-command.ts';
import { validateFlags } from '../../../sso/cli/flags.ts';
import type { SignInReport } from '../../../sso/steps/sign-in.ts';

export default class SsoCasValidate extends SsoStepCommand<SignInReport> {
  static override summary = 'Validate a CAS ticket at the login domain, and explain the response.';
  static override description = [
    'Prints the request as a curl command, the response, and which field of the kit interfaces each attribute is. A failed validation has HTTP status 200, too.',
    'Exit 5 if the login domain refuses the ticket, 6 if it does not respond.',
  ].join('\n');
  static override examples = [
    "<%= config.bin %> <%= command.id %> --domain https://example.tenantaccount.com --service 'https://saas.example.net/cas?tenant=7f3a0c5e' --ticket ST-demo-42",
  ];
  static override flags = validateFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<SignInReport> {
    const { flags } = await this.parse(SsoCasValidate);
    const { runValidate } = await import('../../../sso/cli/steps.ts');
    return runValidate(flags, this.contextOf(flags));
  }

  protected override readonly renderStep = async (report: SignInReport) =>
    (await import('../../../sso/cli/view.ts')).renderSignInStep(report);
}
