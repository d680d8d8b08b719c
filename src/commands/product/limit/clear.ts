import { SetPartCommand } from '../../../app/base/product-part-command.ts';
import type { Effects } from '../../../cli/command.ts';
import * as shared from '../../../product/cli/flags.ts';
import type { Outcome } from '../../../product/cli/set.ts';
import { renderLimits } from '../../../product/cli/view.ts';
import type { LimitRow } from '../../../product/rows.ts';

export default class LimitClear extends SetPartCommand<LimitRow[]> {
  static override summary = 'Remove a purchase limit.';
  static override description = [
    'Applies to the product; with --sku, to one specification.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --site sandbox',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421765 --sku da9b4d34-5295-46a7-92d4-000000000008 --site sandbox',
  ];
  static override args = shared.productArgs;
  static override flags = { ...shared.skuFlags, ...shared.changeFlags };
  static override readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  protected override readonly renderPart = renderLimits;

  override async run(): Outcome<LimitRow[]> {
    const { args, flags } = await this.parse(LimitClear);
    const { changeLimit } = await import('../../../product/cli/set.ts');
    return changeLimit(args.id, null, flags, this.context);
  }
}
