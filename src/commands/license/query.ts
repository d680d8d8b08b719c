import { type Effects, LicenseCommand, licenseArgs } from '../../app/base/license-command.ts';
import { licenseFlags } from '../../calls/cli/flags.ts';
import type { QueriedLicense } from '../../calls/cli/license/batch.ts';

export default class LicenseQuery extends LicenseCommand<QueriedLicense> {
  static override summary = 'Query the status of licences.';
  static override description =
    'Several licences are queried in batches of 100. Huawei mentions this batch call without documenting it: if it is ' +
    'rejected, use --each. Exit 8 when some failed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> PLXXXXXX',
    '<%= config.bin %> <%= command.id %> - --each --query "[?status==\'EXPIRED\'].license" < licences.txt',
  ];
  static override args = licenseArgs;
  static override flags = licenseFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<readonly QueriedLicense[]> {
    const { args, flags } = await this.parse(LicenseQuery);
    const { runQuery } = await import('../../calls/cli/license/run.ts');
    return runQuery(args.license, flags, this.host);
  }
}
