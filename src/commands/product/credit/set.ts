import { SetPartCommand } from '../../../app/base/product-part-command.ts';
import * as shared from '../../../product/cli/flags.ts';
import type { Outcome } from '../../../product/cli/set.ts';
import { renderCredit } from '../../../product/cli/view.ts';
import type { CreditRow } from '../../../product/rows.ts';

export default class CreditSet extends SetPartCommand<CreditRow> {
  static override summary = 'Change the credit settings of a product.';
  static override description = [
    'Turning off a credit payment interrupts the service of buyers who renew with it, so koo asks for confirmation; without a terminal, --yes is required.',
    'koo users --list credit-line manages the list of specified users.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --credit-line all --site sandbox',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --cash-coupon off --yes --site sandbox',
  ];
  static override args = shared.productArgs;
  static override flags = shared.creditFlags;

  protected override readonly renderPart = renderCredit;

  override async run(): Outcome<CreditRow> {
    const { args, flags } = await this.parse(CreditSet);
    const { setCredit } = await import('../../../product/cli/set.ts');
    return setCredit(args.id, flags, this.context);
  }
}
