import { stateFolder } from '../../account/folders.ts';
import { actCommand } from '../../app/base/market-command.ts';
import { yesFlag } from '../../cli/flags/value.ts';
import { resend } from '../../sandbox/acts/seller.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags } from '../../sandbox/cli/market/flags.ts';

export default class SandboxResend extends actCommand(resend) {
  static override flags = { yes: yesFlag, ...actFlags };

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
