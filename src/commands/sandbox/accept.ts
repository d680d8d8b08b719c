import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, instanceArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxAccept extends MarketCommand {
  static override summary = 'Accept a supervised order as the buyer.';
  static override description =
    'Its period begins then, and the instance is created unless it was at payment.';
  static override examples = ['<%= config.bin %> <%= command.id %> CS2603021000ABCDE'];
  static override args = instanceArg;
  static override flags = actFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxAccept);
    return this.act({ do: 'accept', ...args }, flags);
  }
}
