import { ApiCommand } from '../../app/base/api-command.ts';
import { customersFlags } from '../../calls/cli/billing/flags.ts';
import type { Consumption } from '../../calls/cli/billing/partner.ts';
import type { Effects } from '../../cli/command.ts';

export default class PartnerCustomers extends ApiCommand<Consumption> {
  static override summary = 'List the customers with consumption in a month.';
  static override description =
    'Former customers are included. Chinese site only, for solution providers and tier-1 distributors; for any other account the result is empty, available is false, and the exit code is 0. An operator account needs the permission BPC_ITEM_FINANCE_020101.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --month 2026-10',
    "<%= config.bin %> <%= command.id %> --month 2026-10 --query 'rows[].customer_id' -o tsv",
  ];
  static override flags = customersFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Consumption> {
    const { flags } = await this.parse(PartnerCustomers);
    const { runCustomers } = await import('../../calls/cli/billing/partner.ts');
    return runCustomers(flags, this.host);
  }

  protected override async render(result: Consumption): Promise<string | undefined> {
    return (await import('../../calls/cli/billing/partner.ts')).renderCustomers(result);
  }

  protected override records({ rows }: Consumption): readonly object[] {
    return rows;
  }
}
