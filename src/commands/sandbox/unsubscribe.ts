import * as Flags from '@oclif/core/flags';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, amountFlag, given, instanceArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxUnsubscribe extends MarketCommand {
  static override summary = 'Unsubscribe from an instance, or give its last renewal back, as the buyer.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> i-0001',
    '<%= config.bin %> <%= command.id %> i-0001 --renewal',
  ];
  static override args = instanceArg;
  static override flags = {
    renewal: Flags.boolean({ summary: 'Give the last renewal back, if its period has not begun.' }),
    amount: amountFlag({ summary: 'What the seller agrees to refund, where that is negotiated.' }),
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxUnsubscribe);
    const { renewal, amount } = flags;
    return this.act({ do: 'unsubscribe', ...args, ...(renewal && { renewal }), ...given({ amount }) }, flags);
  }
}
