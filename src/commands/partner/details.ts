import { ApiCommand } from '../../app/base/api-command.ts';
import { detailsFlags } from '../../calls/cli/billing/flags.ts';
import type { Consumption } from '../../calls/cli/billing/partner.ts';
import type { Effects } from '../../cli/command.ts';

export default class PartnerDetails extends ApiCommand<Consumption> {
  static override summary = 'List the consumption records of a customer in a month.';
  static override description =
    'At most 18 months back. Chinese site only, for solution providers and tier-1 distributors; for any other account the result is empty, available is false, and the exit code is 0. An operator account needs the permission BPC_ITEM_FINANCE_020100.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --customer 500d0b0c900000000000000000000001 --month 2026-10',
    '<%= config.bin %> <%= command.id %> --customer 500d0b0c900000000000000000000001 --from 2026-10-01 --to 2026-10-07 -o csv',
  ];
  static override flags = detailsFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Consumption> {
    const { flags } = await this.parse(PartnerDetails);
    const { runDetails } = await import('../../calls/cli/billing/partner.ts');
    return runDetails(flags, this.host);
  }

  protected override async render(result: Consumption): Promise<string | undefined> {
    return (await import('../../calls/cli/billing/partner.ts')).renderDetails(result);
  }

  protected override records({ rows }: Consumption): readonly object[] {
    return rows;
  }
}
