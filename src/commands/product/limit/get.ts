import { apiFlags, apiFlagsZh } from '../../../account/cli/api-flags.ts';
import { ApiCommand } from '../../../app/api-command.ts';
import type { ChineseTexts, Effects } from '../../../cli/command.ts';
import { ownContract, ownContractZh, productArgs, productArgsZh } from '../../../product/cli/flags.ts';
import { showLimits } from '../../../product/cli/view.ts';
import type { LimitRow } from '../../../seller/rows.ts';

export default class LimitGet extends ApiCommand<readonly LimitRow[]> {
  static override summary = 'Show the purchase limits of a product.';
  static override description = ownContract;
  static override examples = ['<%= config.bin %> <%= command.id %> OFFI758576253042421765 --site sandbox'];
  static override args = productArgs;
  static override flags = apiFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '查看商品限购设置。',
    description: ownContractZh,
    args: productArgsZh,
    flags: apiFlagsZh,
  };

  override async run(): Promise<readonly LimitRow[]> {
    const { args, flags } = await this.parse(LimitGet);
    const { stateOfProduct } = await import('../../../product/cli/state.ts');
    const { limitRows } = await import('../../../seller/rows.ts');
    return limitRows(await stateOfProduct(args.id, flags, this.host));
  }

  protected override show(result: readonly LimitRow[]): string {
    return showLimits(result, this.language);
  }
}
