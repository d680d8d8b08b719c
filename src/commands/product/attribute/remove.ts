import { ChangingCommand } from '../../../app/base/changing-command.ts';
import type { Effects } from '../../../cli/command.ts';
import type { ChangedAttribute } from '../../../product/cli/attribute.ts';
import * as shared from '../../../product/cli/flags.ts';
import type { WorksheetResult } from '../../../seller/cli/worksheet.ts';
import { t } from '../../../text/translate.ts';

export default class AttributeRemove extends ChangingCommand<ChangedAttribute> {
  static override summary = 'Remove a product attribute.';
  static override description = [
    'Released products keep the attribute. Asks for confirmation; without a terminal, --yes is required.',
    shared.ownContract,
  ].join('\n');
  static override examples = ['<%= config.bin %> <%= command.id %> edition --yes --site sandbox'];
  static override args = shared.attributeArgs;
  static override flags = shared.changeFlags;
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: false };

  override async run(): Promise<ChangedAttribute | WorksheetResult> {
    const { args, flags } = await this.parse(AttributeRemove);
    const { changeAttribute } = await import('../../../product/cli/attribute.ts');
    return changeAttribute(args.code, 'remove', flags, this.context);
  }

  protected override renderChange({ code }: ChangedAttribute): string {
    return t('Removed: {code}', { code });
  }
}
