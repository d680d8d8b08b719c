import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import {
  actFlags,
  given,
  instanceArg,
  payFlag,
  periodFlag,
  quantityFlag,
  skuFlag,
} from '../../sandbox/cli/market/flags.ts';

export default class SandboxRenew extends MarketCommand {
  static override summary = 'Renew an instance as the buyer, or turn a trial into a subscription.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> i-0001',
    '<%= config.bin %> <%= command.id %> i-0001 --period 3m --pay credit-line',
  ];
  static override description =
    'A trial becomes a subscription of the specification and quantity that --sku and --quantity choose. To renew with another size, use koo sandbox change.';
  static override args = instanceArg;
  static override flags = {
    period: periodFlag({ summary: 'Period, such as 1y (default: that of the instance).' }),
    sku: skuFlag,
    quantity: quantityFlag,
    pay: payFlag,
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxRenew);
    const { period, sku, quantity, pay } = flags;
    return this.act({ do: 'renew', ...args, ...given({ period, sku, quantity, pay }) }, flags);
  }
}
