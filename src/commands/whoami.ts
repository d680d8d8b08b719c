import { whoAmIFlags } from '../account/cli/api-flags.ts';
import { renderFacts } from '../account/cli/profile.ts';
import { runWhoAmI, type WhoAmI } from '../account/cli/whoami.ts';
import { ApiCommand, type Effects } from '../app/base/api-command.ts';

export default class WhoAmICommand extends ApiCommand<WhoAmI> {
  static override summary = 'Show the account, the site, and where the AK/SK comes from.';
  static override description =
    'The exit code is 3 if you are not logged in, and 4 if the server rejects the AK/SK.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --offline --query account.id',
  ];
  static override flags = whoAmIFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<WhoAmI> {
    const { flags } = await this.parse(WhoAmICommand);
    return runWhoAmI(flags, this.host, process.env);
  }

  protected override readonly render = (result: WhoAmI) => renderFacts({ ...result });
}
