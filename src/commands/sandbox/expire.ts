import * as Flags from '@oclif/core/flags';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, given, instanceArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxExpire extends MarketCommand {
  static override summary = 'Let the period of an instance end now.';
  static override description =
    'The period ends now instead of at its date, with renewals that have not begun. No callback tells your server: it has the ' +
    'former expiry until the instance is frozen or renewed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> i-0001',
    '<%= config.bin %> <%= command.id %> i-0001 --until frozen',
  ];
  static override args = instanceArg;
  static override flags = {
    until: Flags.option({ options: ['grace', 'frozen', 'released'] as const })({
      summary: 'How far it goes (default: grace). Later stages otherwise follow with the clock.',
    }),
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxExpire);
    const { until } = flags;
    return this.act({ do: 'expire', ...args, ...given({ until }) }, flags);
  }
}
