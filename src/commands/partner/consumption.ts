import { partnerCommand } from '../../app/base/partner-command.ts';
import { type ConsumptionOptions, consumptionFlags } from '../../calls/cli/billing/flags.ts';

export default class PartnerConsumption extends partnerCommand<ConsumptionOptions>(
  consumptionFlags,
  ({ runConsumption, renderConsumption }) => ({ run: runConsumption, render: renderConsumption }),
) {
  static override summary = 'Sum up what your resold customers consumed in a month.';
  static override description =
    'Chinese site only, for solution providers and tier-1 distributors, with their own AK/SK; for any other account the result is empty, available is false, and the exit code is 0. Customers by referral are not included. Amounts are before tax and keep all their digits; they are negative for unsubscriptions and write-offs. An operator account needs the permission BPC_ITEM_FINANCE_090100.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --month 2026-10',
    '<%= config.bin %> <%= command.id %> --month 2026-10 --charge-mode on-demand -o csv',
    '<%= config.bin %> <%= command.id %> --month 2026-10 --query total',
  ];
}
