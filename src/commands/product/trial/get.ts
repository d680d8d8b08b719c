import { ProductPartCommand } from '../../../app/base/product-part-command.ts';
import { renderTrials } from '../../../product/cli/view.ts';
import { type TrialRow, trialRows } from '../../../product/rows.ts';

export default class TrialGet extends ProductPartCommand<TrialRow[]> {
  static override summary = 'Show the trial settings of a product.';
  static override examples = ['<%= config.bin %> <%= command.id %> OFFI758576253042421760 --site sandbox'];

  protected override readonly part = trialRows;
  protected override readonly renderPart = renderTrials;
}
