import { apiFlags } from '../../account/cli/api-flags.ts';
import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import * as shared from '../../product/cli/flags.ts';
import type { ShownProduct } from '../../product/cli/state.ts';
import { renderProduct } from '../../product/cli/view.ts';

export default class ProductGet extends ApiCommand<ShownProduct> {
  static override summary = 'Show a product and its configuration.';
  static override description = [
    '-o yaml prints the configuration document, with the users of every list, for koo product validate, diff and apply.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --site sandbox',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421764 --site sandbox -o yaml',
  ];
  static override args = shared.productArgs;
  static override flags = apiFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<ShownProduct> {
    const { args, flags } = await this.parse(ProductGet);
    const { readProductState, shownProduct } = await import('../../product/cli/state.ts');
    // The document is the only form that has the users.
    const withUsers = this.format === 'yaml' && !this.hasSelection;
    const state = await readProductState(args.id, flags, this.host, withUsers);
    this.render = () => renderProduct(state);
    this.yaml = async () => (await import('../../product/document/write.ts')).renderDocument(state);
    return shownProduct(state);
  }

  protected override render = () => '';
  protected override yaml = async () => '';
}
