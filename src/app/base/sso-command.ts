import { stateFolder } from '../../account/folders.ts';
import { KooCommand } from '../../cli/command.ts';
import type { InputContext } from '../../sso/cli/inputs.ts';
import type { TenantContext } from '../../sso/cli/tenant.ts';

/** A command that takes a step of a login; it knows where the sandbox keeps its tenants. */
export abstract class SsoCommand<T> extends KooCommand<T> {
  /** What the work needs beside its flags. */
  protected contextOf(flags: { readonly 'no-input': boolean }): InputContext & TenantContext {
    const notice: TenantContext['notice'] = (text) => this.notice(text);
    return {
      env: process.env,
      noInput: flags['no-input'] || this.format !== 'table',
      notice,
      findTenant: async (organization, product) => {
        const { findTenant } = await import('../../sandbox/cli/market/tenant.ts');
        return findTenant(organization, product, { stateFolder: stateFolder(process.env), notice });
      },
    };
  }
}
