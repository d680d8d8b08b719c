import { SsoAddressCommand } from '../../../app/base/sso-command.ts';
import { casFlags } from '../../../sso/cli/flags.ts';
import type { AddressReport } from '../../../sso/steps/addresses.ts';

export default class SsoCasLogout extends SsoAddressCommand {
  static override summary = "Print the address that ends a browser's session by CAS.";
  static override description =
    'The session is in the cookies of the browser, so koo sends no request: a call of a server ends nothing.';
  static override examples = [
    "<%= config.bin %> <%= command.id %> --domain https://example.tenantaccount.com --service 'https://saas.example.net/cas?tenant=7f3a0c5e'",
  ];
  static override flags = casFlags;

  override async run(): Promise<AddressReport> {
    const { flags } = await this.parse(SsoCasLogout);
    const { runCasLogout } = await import('../../../sso/cli/addresses.ts');
    return runCasLogout(flags, this.contextOf(flags));
  }
}
