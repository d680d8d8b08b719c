import { SsoAddressCommand } from '../../../app/base/sso-command.ts';
import { casFlags } from '../../../sso/cli/flags.ts';
import type { AddressReport } from '../../../sso/steps/addresses.ts';

export default class SsoCasLogin extends SsoAddressCommand {
  static override summary = 'Print the address at which a login by CAS starts in the browser.';
  static override description =
    'koo explains what comes back, and sends no request. Validate the ticket that comes back with `koo sso cas validate`.';
  static override examples = [
    "<%= config.bin %> <%= command.id %> --domain https://example.tenantaccount.com --service 'https://saas.example.net/cas?tenant=7f3a0c5e'",
  ];
  static override flags = casFlags;

  override async run(): Promise<AddressReport> {
    const { flags } = await this.parse(SsoCasLogin);
    const { runCasLogin } = await import('../../../sso/cli/addresses.ts');
    return runCasLogin(flags, this.contextOf(flags));
  }
}
