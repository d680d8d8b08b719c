import { whoAmIFlags } from '../account/cli/api-flags.ts';
import { renderFacts } from '../account/cli/profile.ts';
import { runWhoAmI, type WhoAmI } from '../account/cli/whoami.ts';
import { ApiCommand } from '../app/api-command.ts';
import type { Effects } from '../cli/command.ts';

export default class WhoAmICommand extends ApiCommand<WhoAmI> {
  static override summary = 'Show whose keys are used, on which site, and where they are kept.';
  static override description = 'Exit is 3 when nobody is logged in, 4 when the keys are refused.';
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

  protected override show(result: WhoAmI): string {
    return renderFacts({ ...result });
  }
}
