import { apiFlags, apiFlagsZh } from '../../../account/cli/api-flags.ts';
import { ApiCommand } from '../../../app/api-command.ts';
import type { ChineseTexts, Effects } from '../../../cli/command.ts';
import { ownContract, ownContractZh, productArgs, productArgsZh } from '../../../product/cli/flags.ts';
import { showTrials } from '../../../product/cli/view.ts';
import type { TrialRow } from '../../../seller/rows.ts';

export default class TrialGet extends ApiCommand<readonly TrialRow[]> {
  static override summary = 'Show the trials of a product.';
  static override description = ownContract;
  static override examples = ['<%= config.bin %> <%= command.id %> OFFI758576253042421760 --site sandbox'];
  static override args = productArgs;
  static override flags = apiFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '查看商品的试用配置。',
    description: ownContractZh,
    args: productArgsZh,
    flags: apiFlagsZh,
  };

  override async run(): Promise<readonly TrialRow[]> {
    const { args, flags } = await this.parse(TrialGet);
    const { stateOfProduct } = await import('../../../product/cli/state.ts');
    const { trialRows } = await import('../../../seller/rows.ts');
    return trialRows(await stateOfProduct(args.id, flags, this.host));
  }

  protected override show(result: readonly TrialRow[]): string {
    return showTrials(result, this.language);
  }
}
