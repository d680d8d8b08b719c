import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { MarketCommand } from '../../app/base/market-command.ts';
import type { Effects } from '../../cli/command.ts';
import { integer } from '../../cli/flags/value.ts';
import type { ActDocument } from '../../sandbox/cli/market/act.ts';
import { actFlags, given, instanceArg } from '../../sandbox/cli/market/flags.ts';

export default class SandboxAuthorize extends MarketCommand {
  static override summary = 'Authorise users of a joint-operation product, or take authorisations back.';
  static override description =
    'Users are named, or made up with --add N. KooGallery calls authSync with at most 500 users at once.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> i-0001 --add 501',
    '<%= config.bin %> <%= command.id %> i-0001 zhangsan --update --role admin',
    '<%= config.bin %> <%= command.id %> i-0001 zhangsan --remove',
  ];
  static override args = {
    ...instanceArg,
    user: Args.string({ multiple: true, description: 'User names.' }),
  };
  static override flags = {
    add: integer({
      min: 1,
      max: 100_000,
      helpValue: 'N',
      exclusive: ['update', 'remove', 'delete'],
      summary: 'Number of made-up users to authorise; without it, the named users are authorised.',
    }),
    update: Flags.boolean({ exclusive: ['remove', 'delete'], summary: 'Change the users.' }),
    remove: Flags.boolean({ exclusive: ['delete'], summary: 'Revoke the authorisation.' }),
    delete: Flags.boolean({ summary: 'Delete the users.' }),
    role: Flags.option({ options: ['user', 'admin'] as const })({ summary: 'Role of the users.' }),
    department: Flags.string({ helpValue: 'CODE', summary: 'Department of the users.' }),
    ...actFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ActDocument | undefined> {
    const { args, flags } = await this.parse(SandboxAuthorize);
    const { instance, user: names = [] } = args;
    const { role, add: count, department: orgCode } = flags;
    const action = flags.update ? 'update' : flags.remove ? 'remove' : flags.delete ? 'delete' : 'add';
    const users = names.map((userName) => ({ userName, ...given({ role, orgCode }) }));
    const who = { ...given({ count }), ...(users.length > 0 && { users }) };
    return this.act({ do: 'authorize', instance, action, ...who }, flags);
  }
}
