import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, given, instanceArg, quantityFlag, skuFlag } from '../../sandbox/cli/market/flags.ts';

export default class SandboxUpgrade extends MarketCommand {
  static override summary = 'Upgrade an instance to a larger size or specification, as the buyer.';
  static override examples = ['<%= config.bin %> <%= command.id %> i-0001 --quantity 20'];
  static override args = instanceArg;
  static override flags = {
    sku: skuFlag,
    quantity: quantityFlag,
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxUpgrade);
    const { sku, quantity } = flags;
    return this.act({ do: 'upgrade', ...args, ...given({ sku, quantity }) }, flags);
  }
}
