import { partnerCommand } from '../../app/base/partner-command.ts';
import { type CustomersOptions, customersFlags } from '../../calls/cli/billing/flags.ts';

export default class PartnerCustomers extends partnerCommand<CustomersOptions>(
  customersFlags,
  ({ runCustomers, renderCustomers }) => ({ run: runCustomers, render: renderCustomers }),
) {
  static override summary = 'List the customers with consumption in a month.';
  static override description =
    'Former customers are included. Chinese site only, for solution providers and tier-1 distributors; for any other account the result is empty, available is false, and the exit code is 0. An operator account needs the permission BPC_ITEM_FINANCE_020101.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --month 2026-10',
    "<%= config.bin %> <%= command.id %> --month 2026-10 --query 'rows[].customer_id' -o tsv",
  ];
}
