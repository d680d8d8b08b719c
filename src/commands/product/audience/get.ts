import { apiFlags, apiFlagsZh } from '../../../account/cli/api-flags.ts';
import { ApiCommand } from '../../../app/api-command.ts';
import type { ChineseTexts, Effects } from '../../../cli/command.ts';
import { ownContract, ownContractZh, productArgs, productArgsZh } from '../../../product/cli/flags.ts';
import { showAudience } from '../../../product/cli/view.ts';
import type { AudienceRow } from '../../../seller/rows.ts';

export default class AudienceGet extends ApiCommand<readonly AudienceRow[]> {
  static override summary = 'Show who may buy a product, and each of its specifications.';
  static override description = ownContract;
  static override examples = ['<%= config.bin %> <%= command.id %> OFFI758576253042421764 --site sandbox'];
  static override args = productArgs;
  static override flags = apiFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '查看商品及各规格的销售对象。',
    description: ownContractZh,
    args: productArgsZh,
    flags: apiFlagsZh,
  };

  override async run(): Promise<readonly AudienceRow[]> {
    const { args, flags } = await this.parse(AudienceGet);
    const { stateOfProduct } = await import('../../../product/cli/state.ts');
    const { audienceRows } = await import('../../../seller/rows.ts');
    return audienceRows(await stateOfProduct(args.id, flags, this.host));
  }

  protected override show(result: readonly AudienceRow[]): string {
    return showAudience(result, this.language);
  }
}
