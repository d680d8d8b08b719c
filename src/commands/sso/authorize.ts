import { SsoAddressCommand } from '../../app/base/sso-command.ts';
import { authorizeFlags } from '../../sso/cli/flags.ts';
import type { AddressReport } from '../../sso/steps/addresses.ts';

export default class SsoAuthorize extends SsoAddressCommand {
  static override summary = 'Print the address at which a login starts in the browser.';
  static override description = [
    "With --domain and --client-id, the authorize address of a tenant's login domain; with --app-id, the unified login page of all tenants. koo explains each parameter and what comes back, and sends no request.",
    'Exchange the code that comes back with `koo sso token`.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> --domain https://example.tenantaccount.com --client-id Q2xpZW50RGVtb0lk --redirect-uri https://saas.example.net/sso/callback',
    '<%= config.bin %> <%= command.id %> --app-id 100200300 --open',
    '<%= config.bin %> <%= command.id %> --organization org0001 --open',
  ];
  static override flags = authorizeFlags;

  override async run(): Promise<AddressReport> {
    const { flags } = await this.parse(SsoAuthorize);
    const { runAuthorize } = await import('../../sso/cli/addresses.ts');
    return runAuthorize(flags, this.contextOf(flags));
  }
}
