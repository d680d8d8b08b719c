import { callbackKeyFlags } from '../../account/cli/keys.ts';
import { stateFolder } from '../../account/folders.ts';
import { actCommand } from '../../app/base/market-command.ts';
import { connect } from '../../sandbox/acts/seller.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { valuesOf } from '../../sandbox/cli/market/act-flags.ts';

const Base = actCommand(connect);

export default class SandboxConnect extends Base {
  static override flags = { ...Base.flags, ...callbackKeyFlags };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxConnect);
    const { connectCommand } = await import('../../app/base/market-connection.ts');
    const values = valuesOf(connect, args, flags) as { url: string };
    const command = await connectCommand(values, flags, {
      stateFolder: stateFolder(process.env),
      noInput: flags['no-input'] || this.format !== 'table',
      notice: (text) => this.notice(text),
    });
    return this.act(command, flags);
  }
}
