import * as Flags from '@oclif/core/flags';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import { integer } from '../../cli/flags/value.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, given, instanceArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxBind extends MarketCommand {
  static override summary = 'Bind an instance of a joint-operation product to an organisation, as the buyer.';
  static override description =
    'KooGallery calls tenantSync, applicationSync and allOrgSync, then authSync for the users. After a failure, run it again: it goes on with the call that failed.';
  static override examples = ['<%= config.bin %> <%= command.id %> i-0001 --users 3 --departments 2'];
  static override args = instanceArg;
  static override flags = {
    organization: Flags.string({ helpValue: 'NAME', summary: 'Name of the organisation.' }),
    users: integer({ min: 1, helpValue: 'N', summary: 'Number of made-up users to authorise.' }),
    departments: integer({ min: 1, helpValue: 'N', summary: 'Number of made-up departments.' }),
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxBind);
    const { organization, users, departments } = flags;
    return this.act({ do: 'bind', ...args, ...given({ organization, users, departments }) }, flags);
  }
}
