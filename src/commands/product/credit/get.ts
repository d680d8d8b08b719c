import { ProductPartCommand, partTexts } from '../../../app/product-part-command.ts';
import { showCredit } from '../../../product/cli/view.ts';
import { type CreditRow, creditRow } from '../../../product/rows.ts';

export default class CreditGet extends ProductPartCommand<CreditRow> {
  static override summary = 'Show who may pay with credit.';
  static override examples = ['<%= config.bin %> <%= command.id %> OFFI758576253042421760 --site sandbox'];
  static readonly zh = partTexts('查看信控设置。');

  protected override readonly part = creditRow;
  protected override readonly showPart = showCredit;
}
