import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, productArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxDisconnect extends MarketCommand {
  static override summary = 'Disconnect a product from its callback server.';
  static override description = 'Its instances stay, but nothing more is sent for them.';
  static override examples = ['<%= config.bin %> <%= command.id %> OFFI758576253042421760'];
  static override args = productArg;
  static override flags = actFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxDisconnect);
    return this.act({ do: 'disconnect', ...args }, flags);
  }
}
