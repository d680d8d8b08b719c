import { ChangingCommand } from '../../../app/changing-command.ts';
import type { Effects } from '../../../cli/command.ts';
import * as shared from '../../../product/cli/flags.ts';
import type { AdjustedStock } from '../../../product/cli/stock.ts';
import type { WorksheetResult } from '../../../seller/cli/worksheet.ts';
import { t } from '../../../text/translate.ts';

export default class StockAdd extends ChangingCommand<AdjustedStock> {
  static override summary = 'Add to the stock of a specification, or take away from it.';
  static override description =
    'Needs --sku where the product has several specifications. It is carried out once, however often the call is ' +
    'repeated on the way; after an unknown outcome, run it again with the --request-id that the failure names. ' +
    `Lowering the stock asks first on a terminal; without one, --yes is needed.\n${shared.ownContract}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421761 --delta 100 --note "Spring sale" --site sandbox',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421761 --delta=-5 --note "Sold elsewhere" --yes --site sandbox',
  ];
  static override args = shared.productArgs;
  static override flags = shared.stockFlags;
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: false };

  override async run(): Promise<AdjustedStock | WorksheetResult> {
    const { args, flags } = await this.parse(StockAdd);
    const { addStock } = await import('../../../product/cli/stock.ts');
    return addStock(args.id, flags, this.context);
  }

  protected override showDone({ product, sku_code, available }: AdjustedStock): string {
    const what = sku_code ?? product;
    return t('Available: {available} ({what})', { available, what });
  }
}
