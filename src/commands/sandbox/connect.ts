import * as Args from '@oclif/core/args';
import { callbackKeyFlags } from '../../account/cli/keys.ts';
import { stateFolder } from '../../account/folders.ts';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, connectFlags } from '../../sandbox/cli/market/flags.ts';

export default class SandboxConnect extends MarketCommand {
  static override summary =
    'Connect a product of the sandbox to a callback server, as in the seller console.';
  static override description =
    "From then on, what buyers do is told to the server by signed callbacks: real ones, not debugging calls. Without an access key, the sandbox's published one signs. Connecting again replaces the connection.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/saasproduce --product OFFI758576253042421760 --protocol v2',
    '<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/saasproduce --product OFFI758576253042421760 --protocol v2,v2-kit --rsa-public-key public.pem --kit-key-file key.txt',
    '<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/saasproduce --product OFFI758576253042421760 --protocol v1 --contacts --parameter emailDomainName:required --price month=50 --set v1_step=3',
  ];
  static override args = {
    url: Args.string({ required: true, description: 'Production URL of the server.' }),
  };
  static override flags = { ...connectFlags, ...actFlags, ...callbackKeyFlags };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxConnect);
    const { connectCommand } = await import('../../app/base/market-connection.ts');
    const command = await connectCommand(args.url, flags, {
      stateFolder: stateFolder(process.env),
      noInput: flags['no-input'] || this.format !== 'table',
      notice: (text) => this.notice(text),
    });
    return this.act(command, flags);
  }
}
