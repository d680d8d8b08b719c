import { partnerCommand } from '../../app/base/partner-command.ts';
import { type DetailsOptions, detailsFlags } from '../../calls/cli/billing/flags.ts';

export default class PartnerDetails extends partnerCommand<DetailsOptions>(
  detailsFlags,
  ({ runDetails, renderDetails }) => ({ run: runDetails, render: renderDetails }),
) {
  static override summary = 'List the consumption records of a customer in a month.';
  static override description =
    'At most 18 months back. Chinese site only, for solution providers and tier-1 distributors; for any other account the result is empty, available is false, and the exit code is 0. An operator account needs the permission BPC_ITEM_FINANCE_020100.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --customer 500d0b0c900000000000000000000001 --month 2026-10',
    '<%= config.bin %> <%= command.id %> --customer 500d0b0c900000000000000000000001 --from 2026-10-01 --to 2026-10-07 -o csv',
  ];
}
