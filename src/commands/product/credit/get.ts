import { apiFlags, apiFlagsZh } from '../../../account/cli/api-flags.ts';
import { ApiCommand } from '../../../app/api-command.ts';
import type { ChineseTexts, Effects } from '../../../cli/command.ts';
import { ownContract, ownContractZh, productArgs, productArgsZh } from '../../../product/cli/flags.ts';
import { showCredit } from '../../../product/cli/view.ts';
import type { CreditRow } from '../../../seller/rows.ts';

export default class CreditGet extends ApiCommand<CreditRow> {
  static override summary = 'Show who may pay with credit.';
  static override description = ownContract;
  static override examples = ['<%= config.bin %> <%= command.id %> OFFI758576253042421760 --site sandbox'];
  static override args = productArgs;
  static override flags = apiFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '查看信控设置。',
    description: ownContractZh,
    args: productArgsZh,
    flags: apiFlagsZh,
  };

  override async run(): Promise<CreditRow> {
    const { args, flags } = await this.parse(CreditGet);
    const { stateOfProduct } = await import('../../../product/cli/state.ts');
    const { creditRow } = await import('../../../seller/rows.ts');
    return creditRow(await stateOfProduct(args.id, flags, this.host));
  }

  protected override show(result: CreditRow): string {
    return showCredit(result, this.language);
  }
}
