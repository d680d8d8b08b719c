import * as Flags from '@oclif/core/flags';
import { ChangingCommand } from '../../../app/base/changing-command.ts';
import type { Effects } from '../../../cli/command.ts';
import type { ChangedAttribute } from '../../../product/cli/attribute.ts';
import * as shared from '../../../product/cli/flags.ts';
import { renderAttributes } from '../../../product/cli/view.ts';
import type { WorksheetResult } from '../../../seller/cli/worksheet.ts';

export default class AttributeUpdate extends ChangingCommand<ChangedAttribute> {
  static override summary = 'Update a product attribute.';
  static override description = [
    'Values without a flag stay unchanged. Released products keep the attribute as it was.',
    shared.ownContract,
  ].join('\n');
  static override examples = ['<%= config.bin %> <%= command.id %> seats --max 1000 --site sandbox'];
  static override args = shared.attributeArgs;
  static override flags = {
    type: Flags.option({ options: ['enumeration', 'quantity'] as const })({
      summary: 'Type of the attribute.',
    }),
    ...shared.attributeFlags,
    ...shared.changeFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<ChangedAttribute | WorksheetResult> {
    const { args, flags } = await this.parse(AttributeUpdate);
    const { changeAttribute } = await import('../../../product/cli/attribute.ts');
    return changeAttribute(args.code, 'update', flags, this.context);
  }

  protected override renderChange({ attribute }: ChangedAttribute): string {
    return renderAttributes(attribute ? [attribute] : []);
  }
}
