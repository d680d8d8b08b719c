import { apiFlags, apiFlagsZh } from '../../../account/cli/api-flags.ts';
import { ApiCommand } from '../../../app/api-command.ts';
import type { ChineseTexts, Effects } from '../../../cli/command.ts';
import { ownContract, ownContractZh } from '../../../product/cli/flags.ts';
import { showAttributes } from '../../../product/cli/view.ts';
import type { Attribute } from '../../../seller/contract.ts';

export default class AttributeList extends ApiCommand<readonly Attribute[]> {
  static override summary = 'List the product attributes of the seller.';
  static override description = `The preset ones are among them; they are read-only. ${ownContract}`;
  static override examples = ['<%= config.bin %> <%= command.id %> --site sandbox'];
  static override flags = apiFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '列出商家的商品属性。',
    description: `包括系统预置属性，预置属性不可修改。${ownContractZh}`,
    flags: apiFlagsZh,
  };

  protected override readonly optionalFields = ['description', 'values', 'min', 'max', 'step'];

  override async run(): Promise<readonly Attribute[]> {
    const { flags } = await this.parse(AttributeList);
    const { attributesOf } = await import('../../../product/cli/attribute.ts');
    return attributesOf(flags, this.host);
  }

  protected override show(attributes: readonly Attribute[]): string {
    return showAttributes(attributes, this.language);
  }
}
