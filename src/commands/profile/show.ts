import * as Args from '@oclif/core/args';
import {
  describeProfile,
  type ProfileDescription,
  renderFacts,
  resolveProfileName,
} from '../../account/cli/profile.ts';
import { AccountCommand, type Effects } from '../../app/account-command.ts';

export default class ProfileShow extends AccountCommand<ProfileDescription> {
  static override summary = 'Show a profile: its site, its account and where its secrets are stored.';
  static override examples = ['<%= config.bin %> <%= command.id %> acme'];
  static override args = {
    name: Args.string({ description: 'Name of the profile (default: the current profile).' }),
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<ProfileDescription> {
    const { args } = await this.parse(ProfileShow);
    const settings = await this.stores.settings.read();
    return describeProfile(settings, resolveProfileName(settings, args.name, process.env));
  }

  protected override readonly render = (result: ProfileDescription) => renderFacts({ ...result });
}
