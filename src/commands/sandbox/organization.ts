import * as Flags from '@oclif/core/flags';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, departmentFlag, given, instanceArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxOrganization extends MarketCommand {
  static override summary =
    'Change the organisation that an instance is bound to: name, domain, departments.';
  static override description =
    'KooGallery calls singleOrgSync for each department, and tenantSync for the name and the domain (V2).';
  static override examples = [
    '<%= config.bin %> <%= command.id %> i-0001 --add sales=Sales',
    '<%= config.bin %> <%= command.id %> i-0001 --change sales=Sales@headquarters',
    '<%= config.bin %> <%= command.id %> i-0001 --name Example --domain example.com',
  ];
  static override args = instanceArg;
  static override flags = {
    name: Flags.string({ helpValue: 'NAME', summary: 'New name of the organisation.' }),
    domain: Flags.string({ helpValue: 'DOMAIN', summary: 'New login domain.' }),
    add: departmentFlag({ summary: 'Add a department, below @PARENT. Repeatable.' }),
    change: departmentFlag({ summary: 'Rename or move a department. Repeatable.' }),
    remove: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CODE',
      summary: 'Remove a department. Repeatable.',
    }),
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxOrganization);
    const { name, domain, add, change, remove } = flags;
    return this.act({ do: 'organization', ...args, ...given({ name, domain, add, change, remove }) }, flags);
  }
}
