import * as Args from '@oclif/core/args';
import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import { mockLine, mockOrders } from '../../callback/protocols/mock-orders.ts';
import { orderFlags } from '../../calls/cli/flags.ts';
import { wrappedTable } from '../../cli/output/table.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { OrderResponse } from '../../openapi/orders.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';

interface MockRow {
  readonly orderId: string;
  readonly orderLineId: string;
  readonly meaning: Localized;
}

export default class OrderGet extends ApiCommand<OrderResponse | readonly MockRow[]> {
  static override summary = 'Query an order.';
  static override description =
    'Prints the response of KooGallery. Any seller can query the mock orders, so they are a way to test the AK/SK pair; ' +
    'their times are meaningless.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> CS2207261447AUY4H',
    '<%= config.bin %> <%= command.id %> CS2207261447AUY4H --line CS2207261447AUY4H-000001 --json',
    "<%= config.bin %> <%= command.id %> MOCKPERIODYEARNEW --query 'orderInfo.orderLine[0].productInfo'",
    '<%= config.bin %> <%= command.id %> --mock',
  ];
  static override args = { id: Args.string({ description: 'Order ID, such as CS2207261447AUY4H.' }) };
  static override flags = orderFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<OrderResponse | readonly MockRow[]> {
    const { args, flags } = await this.parse(OrderGet);
    if (flags.mock)
      return mockOrders.map(({ id, meaning }) => ({ orderId: id, orderLineId: mockLine(id), meaning }));
    if (args.id === undefined) {
      throw usageError(
        'MISSING_ARGUMENT',
        both('Missing argument: ID'),
        both('Give an order ID; `koo order get --mock` lists IDs that always work.'),
      );
    }
    const { runOrderGet } = await import('../../calls/cli/order.ts');
    return runOrderGet(args.id, flags, this.host);
  }

  protected override readonly render = async (
    result: OrderResponse | readonly MockRow[],
  ): Promise<string> => {
    if (!isMocks(result)) return (await import('../../calls/cli/order.ts')).renderOrder(result);
    return wrappedTable(
      [t('ORDER ID'), t('MEANING')],
      result.map(({ orderId, meaning }) => [orderId, localize(meaning)]),
    );
  };
}

function isMocks(result: OrderResponse | readonly MockRow[]): result is readonly MockRow[] {
  return Array.isArray(result);
}
