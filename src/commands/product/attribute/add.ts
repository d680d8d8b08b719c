import * as Flags from '@oclif/core/flags';
import { ChangingCommand } from '../../../app/base/changing-command.ts';
import type { Effects } from '../../../cli/command.ts';
import type { ChangedAttribute } from '../../../product/cli/attribute.ts';
import * as shared from '../../../product/cli/flags.ts';
import { renderAttributes } from '../../../product/cli/view.ts';
import type { WorksheetResult } from '../../../seller/cli/worksheet.ts';

export default class AttributeAdd extends ChangingCommand<ChangedAttribute> {
  static override summary = 'Add a product attribute.';
  static override description = [
    'An enumeration takes --values, up to 10; a quantity takes --min, --max and --step. The codes appName, version, os and mode are preset.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> region --type enumeration --name-en Region --name-zh 区域 --values "North,South" --site sandbox',
    '<%= config.bin %> <%= command.id %> storage --type quantity --name-en "Storage (GB)" --name-zh "存储（GB）" --min 10 --max 1000 --step 10 --site sandbox',
  ];
  static override args = shared.attributeArgs;
  static override flags = {
    type: Flags.option({ options: ['enumeration', 'quantity'] as const })({
      required: true,
      summary: 'Type of the attribute.',
    }),
    ...shared.attributeFlags,
    'name-en': Flags.string({ required: true, helpValue: 'NAME', summary: 'Name in English.' }),
    'name-zh': Flags.string({ required: true, helpValue: 'NAME', summary: 'Name in Chinese.' }),
    ...shared.changeFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ChangedAttribute | WorksheetResult> {
    const { args, flags } = await this.parse(AttributeAdd);
    const { changeAttribute } = await import('../../../product/cli/attribute.ts');
    return changeAttribute(args.code, 'create', flags, this.context);
  }

  protected override renderChange({ attribute }: ChangedAttribute): string {
    return renderAttributes(attribute ? [attribute] : []);
  }
}
