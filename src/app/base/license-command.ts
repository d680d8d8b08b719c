import * as Args from '@oclif/core/args';
import { type LicenseRow, licenseExitCode, renderLicenses } from '../../calls/cli/license/batch.ts';
import { ApiCommand } from './api-command.ts';

export type { Effects } from '../../cli/command.ts';

/** Argument of the commands that take any number of licences. */
export const licenseArgs = {
  license: Args.string({ multiple: true, required: true, description: 'Licences; - reads them from stdin.' }),
};

/** A command that reports a row for each licence. */
export abstract class LicenseCommand<Row extends LicenseRow> extends ApiCommand<readonly Row[]> {
  protected override readonly render = renderLicenses;

  protected override readonly exitCode = licenseExitCode;
}
