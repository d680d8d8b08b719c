import * as Flags from '@oclif/core/flags';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, given, instanceArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxLicense extends MarketCommand {
  static override summary = 'Ask for an online licence, or claim a licence code, as the buyer.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> i-0001',
    '<%= config.bin %> <%= command.id %> PL0123456789ABCD --claim',
  ];
  static override args = instanceArg;
  static override flags = {
    claim: Flags.boolean({ summary: 'Claim the licence code; then your server can activate it.' }),
    event: Flags.string({
      helpValue: 'ID',
      exclusive: ['claim'],
      summary: 'Ask again with the event of an earlier request.',
    }),
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxLicense);
    const { claim, event } = flags;
    return this.act({ do: 'license', ...args, ...(claim && { claim }), ...given({ event }) }, flags);
  }
}
