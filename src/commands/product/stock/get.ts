import { apiFlags } from '../../../account/cli/api-flags.ts';
import { ApiCommand } from '../../../app/base/api-command.ts';
import type { Effects } from '../../../cli/command.ts';
import * as shared from '../../../product/cli/flags.ts';
import { renderStock } from '../../../product/cli/view.ts';
import type { StockRow } from '../../../product/rows.ts';

export default class StockGet extends ApiCommand<readonly StockRow[]> {
  static override summary = 'Show the stock of each specification of a product.';
  static override description = shared.ownContract;
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --site sandbox',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421760 --site sandbox -o csv',
  ];
  static override args = shared.productArgs;
  static override flags = { ...shared.skuFlags, ...apiFlags };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<readonly StockRow[]> {
    const { args, flags } = await this.parse(StockGet);
    const { stateOfProduct, stockRowsOf } = await import('../../../product/cli/state.ts');
    const state = await stateOfProduct(args.id, flags, this.host);
    return stockRowsOf(state, flags.sku);
  }

  protected override render(rows: readonly StockRow[]): string {
    return renderStock(rows);
  }
}
