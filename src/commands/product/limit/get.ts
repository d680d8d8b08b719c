import { ProductPartCommand } from '../../../app/base/product-part-command.ts';
import { renderLimits } from '../../../product/cli/view.ts';
import { type LimitRow, limitRows } from '../../../product/rows.ts';

export default class LimitGet extends ProductPartCommand<LimitRow[]> {
  static override summary = 'Show the purchase limits of a product.';
  static override examples = ['<%= config.bin %> <%= command.id %> OFFI758576253042421765 --site sandbox'];

  protected override readonly part = limitRows;
  protected override readonly renderPart = renderLimits;
}
