import * as Args from '@oclif/core/args';
import { type ProfileDescription, useProfile } from '../../account/cli/profile.ts';
import { AccountCommand, type Effects } from '../../app/account-command.ts';
import { both } from '../../text/translate.ts';

export default class ProfileUse extends AccountCommand<ProfileDescription> {
  static override summary = 'Switch to a profile.';
  static override examples = ['<%= config.bin %> <%= command.id %> acme'];
  static override args = { name: Args.string({ required: true, description: 'Name of the profile.' }) };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<ProfileDescription> {
    const { args } = await this.parse(ProfileUse);
    return useProfile(this.stores, args.name);
  }

  protected override readonly render = ({ name, site }: ProfileDescription) =>
    this.text(both('Switched to {name} ({site})', { name, site }));
}
