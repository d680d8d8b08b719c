import { SetPartCommand } from '../../../app/base/product-part-command.ts';
import * as shared from '../../../product/cli/flags.ts';
import type { Outcome } from '../../../product/cli/set.ts';
import { renderTrials } from '../../../product/cli/view.ts';
import type { TrialRow } from '../../../product/rows.ts';

export default class TrialSet extends SetPartCommand<TrialRow[]> {
  static override summary = 'Change the trial settings of a SaaS product.';
  static override description = [
    '--sku is required when there are several trial specifications. The days of a published trial cannot change.',
    'Restricting a trial to specified users asks for confirmation; without a terminal, --yes is required. koo users --list trial manages their list.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --open-to specified --yes --site sandbox',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --open-to all --site sandbox',
  ];
  static override args = shared.productArgs;
  static override flags = shared.trialFlags;

  protected override readonly renderPart = renderTrials;

  override async run(): Outcome<TrialRow[]> {
    const { args, flags } = await this.parse(TrialSet);
    const { setTrial } = await import('../../../product/cli/set.ts');
    return setTrial(args.id, flags, this.context);
  }
}
