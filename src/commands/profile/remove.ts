import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { removeProfileData } from '../../account/cli/profile.ts';
import { requireProfile } from '../../account/cli/stores.ts';
import { AccountCommand, type Effects } from '../../app/account-command.ts';
import { yesFlag } from '../../cli/flags/value.ts';
import { cancelledError, confirm } from '../../cli/prompts.ts';
import { both, type Localized } from '../../text/translate.ts';

interface Removed {
  readonly profile: string;
  readonly removed: boolean;
}

export default class ProfileRemove extends AccountCommand<Removed> {
  static override summary = 'Remove a profile with its AK/SK and access keys.';
  static override description =
    'On a terminal, koo asks for confirmation. Without a terminal, --yes is required.';
  static override examples = ['<%= config.bin %> <%= command.id %> acme --yes'];
  static override args = { name: Args.string({ required: true, description: 'Name of the profile.' }) };
  static override flags = {
    yes: yesFlag,
    force: Flags.boolean({
      summary:
        'Remove the profile even if its AK/SK and access keys cannot be removed; a notice lists what may remain.',
    }),
  };
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: false };

  override async run(): Promise<Removed> {
    const { args, flags } = await this.parse(ProfileRemove);
    const { name } = args;
    const { stores } = this;
    requireProfile(await stores.settings.read(), name);
    const question = both('Remove the profile "{name}" with its AK/SK and access keys?', { name });
    const prompts = { noInput: flags['no-input'] };
    if (!flags.yes && !(await confirm(question, '--yes', prompts))) throw cancelledError();
    const options = {
      includeProfile: true,
      force: flags.force,
      notice: (text: Localized) => this.notice(text),
    };
    await removeProfileData(stores, name, options);
    return { profile: name, removed: true };
  }

  protected override readonly render = ({ profile }: Removed) =>
    this.text(both('Removed: {profile}', { profile }));
}
