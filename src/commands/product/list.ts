import * as Flags from '@oclif/core/flags';
import { apiFlags } from '../../account/cli/api-flags.ts';
import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import { ownContract } from '../../product/cli/flags.ts';
import { renderProducts } from '../../product/cli/view.ts';
import type { Product } from '../../seller/contract.ts';
import { productStatuses } from '../../seller/values.ts';

export default class ProductList extends ApiCommand<readonly Product[]> {
  static override summary = 'List your products.';
  static override description = ownContract;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --site sandbox',
    '<%= config.bin %> <%= command.id %> --site sandbox --status on_sale -o csv --fields product_id,name.en',
  ];
  static override flags = {
    status: Flags.option({ options: productStatuses })({ summary: 'Only products with this status.' }),
    ...apiFlags,
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<readonly Product[]> {
    const { flags } = await this.parse(ProductList);
    const { readProducts } = await import('../../product/cli/state.ts');
    return readProducts(flags, flags.status, this.host);
  }

  protected override readonly render = renderProducts;
}
