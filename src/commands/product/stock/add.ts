import * as Flags from '@oclif/core/flags';
import { ChangingCommand, type Effects } from '../../../app/base/changing-command.ts';
import * as shared from '../../../product/cli/flags.ts';
import type { AdjustedStock } from '../../../product/cli/stock.ts';
import { fieldFlags, givenValues } from '../../../seller/cli/fields.ts';
import type { WorksheetResult } from '../../../seller/cli/worksheet.ts';
import { stock } from '../../../seller/settings/stock.ts';
import { t } from '../../../text/translate.ts';

export default class StockAdd extends ChangingCommand<AdjustedStock> {
  static override summary = 'Increase or decrease the stock of a specification.';
  static override description = [
    '--sku is required when the product has several specifications. Retries change the stock only once. If the outcome is unknown, run the command again with the --request-id from the error message.',
    'Lowering the stock asks for confirmation; without a terminal, --yes is required.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> OFFI758576253042421761 --delta 100 --note "Spring sale" --site sandbox',
    '<%= config.bin %> <%= command.id %> OFFI758576253042421761 --delta=-5 --note "Sold elsewhere" --yes --site sandbox',
  ];
  static override args = shared.productArgs;
  static override flags = {
    ...shared.skuFlags,
    ...fieldFlags(stock.fields),
    'request-id': Flags.string({
      helpValue: 'ID',
      summary: 'Request ID of an adjustment whose outcome is unknown, to run it again.',
    }),
    ...shared.changeFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: false };

  override async run(): Promise<AdjustedStock | WorksheetResult> {
    const { args, flags } = await this.parse(StockAdd);
    const { addStock } = await import('../../../product/cli/stock.ts');
    return addStock(args.id, givenValues(stock.fields, args, flags), flags, this.context);
  }

  protected override readonly renderChange = ({ product, sku_code, available }: AdjustedStock) =>
    t('Available: {available} ({sku})', { available, sku: sku_code ?? product });
}
