import * as Args from '@oclif/core/args';
import { stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { listFlags } from '../../sandbox/cli/market/flags.ts';
import type { ListedOrder } from '../../sandbox/market/views/listings.ts';

export default class SandboxOrders extends KooCommand<readonly ListedOrder[]> {
  static override summary = 'List the orders of the marketplace in the sandbox.';
  static override description =
    'Reads the state; no sandbox has to run. koo order get ORDER --site sandbox shows what your server is told of one.';
  static override examples = ['<%= config.bin %> <%= command.id %> -o csv'];
  static override args = { order: Args.string({ description: 'Order ID.' }) };
  static override flags = listFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };
  protected override readonly columns = [
    'order',
    'type',
    'status',
    'amount',
    'createdAt',
    'product',
    'buyer',
  ];

  override async run(): Promise<readonly ListedOrder[]> {
    const { args, flags } = await this.parse(SandboxOrders);
    const { readOrder, readOrders } = await import('../../sandbox/cli/market/read.ts');
    const folder = stateFolder(process.env);
    return args.order === undefined ? readOrders(folder, flags) : readOrder(folder, args.order);
  }

  protected override readonly render = async (orders: readonly ListedOrder[]) =>
    (await import('../../sandbox/cli/market/list-view.ts')).ordersText(orders);
}
