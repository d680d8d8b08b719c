import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, instanceArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxUnbind extends MarketCommand {
  static override summary = 'Dissolve the organisation of an instance of a joint-operation product.';
  static override description = 'Its users and departments are removed first.';
  static override examples = ['<%= config.bin %> <%= command.id %> i-0001'];
  static override args = instanceArg;
  static override flags = actFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxUnbind);
    return this.act({ do: 'unbind', ...args }, flags);
  }
}
