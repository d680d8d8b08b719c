import * as Args from '@oclif/core/args';
import { type ProfileDescription, renameProfile } from '../../account/cli/profile.ts';
import { AccountCommand, type Effects } from '../../app/account-command.ts';
import { both } from '../../text/translate.ts';

export default class ProfileRename extends AccountCommand<ProfileDescription> {
  static override summary = 'Rename a profile.';
  static override examples = ['<%= config.bin %> <%= command.id %> cn acme'];
  static override args = {
    from: Args.string({ required: true, description: 'Name of the profile.' }),
    to: Args.string({ required: true, description: 'New name.' }),
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<ProfileDescription> {
    const { args } = await this.parse(ProfileRename);
    return renameProfile(this.stores, args.from, args.to);
  }

  protected override readonly render = ({ name }: ProfileDescription) =>
    this.text(both('Renamed the profile to {name}', { name }));
}
