import { apiFlags } from '../../../account/cli/api-flags.ts';
import { ApiCommand, type Effects } from '../../../app/base/api-command.ts';
import { ownContract } from '../../../product/cli/flags.ts';
import { renderAttributes } from '../../../product/cli/view.ts';
import type { Attribute } from '../../../seller/contract.ts';

export default class AttributeList extends ApiCommand<readonly Attribute[]> {
  static override summary = 'List your product attributes.';
  static override description = ['Includes the preset attributes, which are read-only.', ownContract].join(
    '\n',
  );
  static override examples = ['<%= config.bin %> <%= command.id %> --site sandbox'];
  static override flags = apiFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  protected override readonly optionalFields = ['description', 'values', 'min', 'max', 'step'];

  override async run(): Promise<readonly Attribute[]> {
    const { flags } = await this.parse(AttributeList);
    const { readAttributes } = await import('../../../product/cli/attribute.ts');
    return readAttributes(flags, this.host);
  }

  protected override readonly render = renderAttributes;
}
