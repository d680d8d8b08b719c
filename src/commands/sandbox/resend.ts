import { stateFolder } from '../../account/folders.ts';
import { MarketCommand } from '../../app/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import { yesFlag } from '../../cli/flags/value.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, deliveryArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxResend extends MarketCommand {
  static override summary = 'Send a callback again, as the seller does in the console.';
  static override description =
    'One attempt, now, with the same values. A success completes what waited for it; a failure starts no new retries. ' +
    '`koo sandbox deliveries` lists the numbers. If a later callback of the instance has arrived, sending the older one may ' +
    'return your server to an earlier state, so koo asks first.';
  static override examples = ['<%= config.bin %> <%= command.id %> 12'];
  static override args = deliveryArg;
  static override flags = {
    yes: yesFlag,
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxResend);
    const { resendCommand } = await import('../../sandbox/cli/market/resend.ts');
    const command = await resendCommand(args.delivery, {
      yes: flags.yes ?? false,
      noInput: flags['no-input'],
      stateFolder: stateFolder(process.env),
    });
    return this.act(command, flags);
  }
}
