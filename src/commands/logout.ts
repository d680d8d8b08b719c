import { logoutFlags } from '../account/cli/api-flags.ts';
import { type LoggedOut, runLogout } from '../account/cli/logout.ts';
import { type Effects, KooCommand } from '../cli/command.ts';
import { both } from '../text/translate.ts';

export default class Logout extends KooCommand<readonly LoggedOut[]> {
  static override summary = 'Remove the AK/SK and access keys of a profile.';
  static override description =
    'The profile itself is kept. To log in again, run koo login --profile NAME. --all removes the AK/SK and access keys of all profiles, also of profiles that no longer exist, and those in damaged files that koo has moved aside.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --all',
  ];
  static override flags = logoutFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<readonly LoggedOut[]> {
    const { flags } = await this.parse(Logout);
    let isTold = false;
    const results = await runLogout(flags, process.env, (text) => {
      isTold = true;
      this.notice(text);
    });
    if (results.length === 0 && !isTold) this.notice(both('There was no AK/SK or access key to remove.'));
    return results;
  }

  protected override readonly render = (results: readonly LoggedOut[]): string | undefined => {
    if (results.length === 0) return undefined;
    return results
      .map(({ profile, removed }) =>
        this.text(
          removed
            ? both('Logged out of the profile "{profile}".', { profile })
            : both('Logged out of the profile "{profile}"; it had no stored secrets.', { profile }),
        ),
      )
      .join('\n');
  };
}
