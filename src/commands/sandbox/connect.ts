import { callbackKeyFlags } from '../../account/cli/keys.ts';
import { stateFolder } from '../../account/folders.ts';
import { actCommand } from '../../app/base/market-command.ts';
import type { ConnectOptions } from '../../app/base/market-connection.ts';
import { connect } from '../../sandbox/acts/seller.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { valuesOf } from '../../sandbox/cli/market/act-flags.ts';

const Base = actCommand(connect);

export default class SandboxConnect extends Base {
  static override flags = { ...Base.flags, ...callbackKeyFlags };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxConnect);
    const { connectCommand } = await import('../../app/base/market-connection.ts');
    const options = valuesOf(connect, args, flags) as unknown as ConnectOptions;
    const command = await connectCommand(options, flags, {
      stateFolder: stateFolder(process.env),
      noInput: flags['no-input'] || this.format !== 'table',
      notice: (text) => this.notice(text),
    });
    return this.act(command, flags);
  }
}
