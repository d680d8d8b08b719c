import { ProductPartCommand } from '../../../app/base/product-part-command.ts';
import { renderCredit } from '../../../product/cli/view.ts';
import { type CreditRow, creditRow } from '../../../product/rows.ts';

export default class CreditGet extends ProductPartCommand<CreditRow> {
  static override summary = 'Show the credit settings of a product.';
  static override examples = ['<%= config.bin %> <%= command.id %> OFFI758576253042421760 --site sandbox'];

  protected override readonly part = creditRow;
  protected override readonly renderPart = renderCredit;
}
