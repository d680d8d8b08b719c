import * as Args from '@oclif/core/args';
import { SetPartCommand } from '../../../app/base/product-part-command.ts';
import * as shared from '../../../product/cli/flags.ts';
import type { Outcome } from '../../../product/cli/set.ts';
import { renderAudience } from '../../../product/cli/view.ts';
import type { AudienceRow } from '../../../product/rows.ts';
import type { AudienceType } from '../../../seller/contract.ts';
import { audienceTypes } from '../../../seller/values.ts';

export default class AudienceSet extends SetPartCommand<AudienceRow[]> {
  static override summary = 'Set who may buy a product or one of its specifications.';
  static override description = [
    'TYPE is all, enterprise, individual, specified (the users on the list, which koo users manages) or associated (buyers of other products or specifications). With --sku it can also be inherit: the same as the product.',
    'Narrowing the audience asks for confirmation; without a terminal, --yes is required.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 specified --yes --site sandbox',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421765 inherit --sku da9b4d34-5295-46a7-92d4-000000000008 --yes --site sandbox',
  ];
  static override args = {
    ...shared.productArgs,
    type: Args.string({
      required: true,
      options: [...audienceTypes, 'inherit'],
      description: 'Who may buy.',
    }),
  };
  static override flags = shared.audienceFlags;

  protected override readonly renderPart = renderAudience;

  override async run(): Outcome<AudienceRow[]> {
    const { args, flags } = await this.parse(AudienceSet);
    const { setAudience } = await import('../../../product/cli/set.ts');
    return setAudience(args.id, args.type as AudienceType | 'inherit', flags, this.context);
  }
}
