import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import {
  actFlags,
  given,
  instanceArg,
  periodFlag,
  quantityFlag,
  skuFlag,
} from '../../sandbox/cli/market/flags.ts';

export default class SandboxChange extends MarketCommand {
  static override summary = 'Renew an instance with another size or specification, as the buyer.';
  static override description =
    'KooGallery asks the server with changeInstanceCheck first. Possible from 30 days before the expiry.';
  static override examples = ['<%= config.bin %> <%= command.id %> i-0001 --quantity 10'];
  static override args = instanceArg;
  static override flags = {
    period: periodFlag({ summary: 'Period, such as 1y (default: that of the instance).' }),
    sku: skuFlag,
    quantity: quantityFlag,
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxChange);
    const { period, sku, quantity } = flags;
    return this.act({ do: 'change', ...args, ...given({ period, sku, quantity }) }, flags);
  }
}
