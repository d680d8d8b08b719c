import { SetPartCommand } from '../../../app/base/product-part-command.ts';
import * as shared from '../../../product/cli/flags.ts';
import type { Outcome } from '../../../product/cli/set.ts';
import { renderLimits } from '../../../product/cli/view.ts';
import type { LimitRow } from '../../../product/rows.ts';

export default class LimitSet extends SetPartCommand<LimitRow[]> {
  static override summary = 'Limit how often or how much each customer may buy.';
  static override description = [
    'Applies to the product; with --sku, to one specification. Not available for pay-per-use.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --once --again-after-expiry --yes --site sandbox',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --sku da9b4d34-5295-46a7-92d4-000000000001 --max 50 --yes --site sandbox',
  ];
  static override args = shared.productArgs;
  static override flags = shared.limitFlags;

  protected override readonly renderPart = renderLimits;

  override async run(): Outcome<LimitRow[]> {
    const { args, flags } = await this.parse(LimitSet);
    const { setLimit } = await import('../../../product/cli/set.ts');
    return setLimit(args.id, flags, this.context);
  }
}
