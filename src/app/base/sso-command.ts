import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { InputContext } from '../../sso/cli/inputs.ts';
import type { TenantContext } from '../../sso/cli/tenant.ts';
import type { AddressReport } from '../../sso/steps/addresses.ts';
import type { StepReport } from '../../sso/steps/model.ts';

export type { Effects } from '../../cli/command.ts';

/** A command that takes a step of a login; it knows where the sandbox keeps its tenants. */
abstract class SsoCommand<T> extends KooCommand<T> {
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

/** A command that prints an address for the browser, and sends nothing. */
export abstract class SsoAddressCommand extends SsoCommand<AddressReport> {
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  protected override readonly render = async (report: AddressReport) =>
    (await import('../../sso/cli/addresses.ts')).renderAddress(report);
}

/** A command that sends a request of the merchant's server, or prints it. */
export abstract class SsoStepCommand<T extends StepReport> extends SsoCommand<T> {
  protected abstract readonly renderStep: (report: T) => Promise<string>;

  protected override readonly render = (report: T) =>
    report.dryRun ? report.request.curl : this.renderStep(report);

  protected override readonly exitCode = ({ problem }: T) =>
    problem === null ? ExitCode.success : ExitCode[problem.category];
}
