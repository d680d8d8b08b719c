import { ApiCommand } from '../../app/base/api-command.ts';
import { consumptionFlags } from '../../calls/cli/billing/flags.ts';
import type { Consumption } from '../../calls/cli/billing/partner.ts';
import type { Effects } from '../../cli/command.ts';

export default class PartnerConsumption extends ApiCommand<Consumption> {
  static override summary = 'Sum up what your resold customers consumed in a month.';
  static override description =
    'Chinese site only, for solution providers and tier-1 distributors, with their own AK/SK; for any other account the result is empty, available is false, and the exit code is 0. Customers by referral are not included. Amounts are before tax and keep all their digits; they are negative for unsubscriptions and write-offs. An operator account needs the permission BPC_ITEM_FINANCE_090100.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --month 2026-10',
    '<%= config.bin %> <%= command.id %> --month 2026-10 --charge-mode on-demand -o csv',
    '<%= config.bin %> <%= command.id %> --month 2026-10 --query total',
  ];
  static override flags = consumptionFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Consumption> {
    const { flags } = await this.parse(PartnerConsumption);
    const { runConsumption } = await import('../../calls/cli/billing/partner.ts');
    return runConsumption(flags, this.host);
  }

  protected override async render(result: Consumption): Promise<string | undefined> {
    return (await import('../../calls/cli/billing/partner.ts')).renderConsumption(result);
  }

  protected override records({ rows }: Consumption): readonly object[] {
    return rows;
  }
}
