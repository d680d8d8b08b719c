import { SsoAddressCommand } from '../../app/base/sso-command.ts';
import { logoutFlags } from '../../sso/cli/flags.ts';
import type { AddressReport } from '../../sso/steps/addresses.ts';

export default class SsoLogout extends SsoAddressCommand {
  static override summary = "Print the address that ends a browser's session at the login domain.";
  static override description =
    'The session is in the cookies of the browser, so koo sends no request: a call of a server ends nothing.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --domain https://example.tenantaccount.com --redirect-url https://saas.example.net/bye',
  ];
  static override flags = logoutFlags;

  override async run(): Promise<AddressReport> {
    const { flags } = await this.parse(SsoLogout);
    const { runLogout } = await import('../../sso/cli/addresses.ts');
    return runLogout(flags, this.contextOf(flags));
  }
}
