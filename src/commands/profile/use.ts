import * as Args from '@oclif/core/args';
import { type ProfileDescription, useProfile } from '../../account/cli/profile.ts';
import { openStores } from '../../account/cli/stores.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { both } from '../../text/translate.ts';

export default class ProfileUse extends KooCommand<ProfileDescription> {
  static override summary = 'Switch to a profile.';
  static override examples = ['<%= config.bin %> <%= command.id %> acme'];
  static override args = { name: Args.string({ required: true, description: 'Name of the profile.' }) };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<ProfileDescription> {
    const { args } = await this.parse(ProfileUse);
    return useProfile(
      openStores(process.env, (text) => this.notice(text)),
      args.name,
    );
  }

  protected override render({ name, site }: ProfileDescription): string {
    return this.text(both('Switched to {name} ({site})', { name, site }));
  }
}
