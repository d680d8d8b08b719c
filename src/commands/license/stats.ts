import * as Args from '@oclif/core/args';
import { type Effects, LicenseCommand } from '../../app/base/license-command.ts';
import { statsFlags } from '../../calls/cli/flags.ts';
import type { LicenseRow } from '../../calls/cli/license/batch.ts';

export default class LicenseStats extends LicenseCommand<LicenseRow> {
  static override summary = 'Report the usage of licences.';
  static override description =
    'Reports the users of a licence, or the number of active users. For many licences, give a file or stdin: CSV with the ' +
    'header license,id or license,active_num, or NDJSON with the same names; 100 licences per call. Exit 8 when some failed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> PLXXXXXX --user account1 --user account2',
    '<%= config.bin %> <%= command.id %> PLXXXXXX --active 100',
    '<%= config.bin %> <%= command.id %> @usage.csv',
    '<%= config.bin %> <%= command.id %> - < usage.ndjson',
  ];
  static override args = {
    license: Args.string({
      required: true,
      description: 'Licence; or @FILE or - (stdin) with records of many licences.',
    }),
  };
  static override flags = statsFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<readonly LicenseRow[]> {
    const { args, flags } = await this.parse(LicenseStats);
    const { runStats } = await import('../../calls/cli/license/stats.ts');
    return runStats(args.license, flags, this.host);
  }
}
