import { type Effects, LicenseCommand, licenseArgs } from '../../app/base/license-command.ts';
import { activateFlags } from '../../calls/cli/flags.ts';
import type { ActivatedLicense } from '../../calls/cli/license/batch.ts';

export default class LicenseActivate extends LicenseCommand<ActivatedLicense> {
  static override summary = 'Activate licences.';
  static override description =
    'A single licence is activated with a call that returns its details. Several are activated in batches of 100, for ' +
    'which KooGallery only reports whether the whole batch succeeded. An activation cannot be undone, and a second one is ' +
    'rejected (92020003). Exit 8 when some failed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> PLXXXXXX',
    '<%= config.bin %> <%= command.id %> PLXXXXXX --effective-at 2026-02-01T00:00:00Z',
    '<%= config.bin %> <%= command.id %> - --each -o csv < licences.txt',
  ];
  static override args = licenseArgs;
  static override flags = activateFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<readonly ActivatedLicense[]> {
    const { args, flags } = await this.parse(LicenseActivate);
    const { runActivate } = await import('../../calls/cli/license/run.ts');
    return runActivate(args.license, flags, this.host);
  }
}
