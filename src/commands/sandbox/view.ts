import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, instanceArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxView extends MarketCommand {
  static override summary = 'Open the resource details as the buyer.';
  static override description =
    'KooGallery then calls the server again: newInstance in V1, queryInstance otherwise.';
  static override examples = ['<%= config.bin %> <%= command.id %> i-0001'];
  static override args = instanceArg;
  static override flags = actFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxView);
    return this.act({ do: 'view', ...args }, flags);
  }
}
