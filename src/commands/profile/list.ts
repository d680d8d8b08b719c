import { describeProfile, type ProfileDescription } from '../../account/cli/profile.ts';
import { AccountCommand, type Effects } from '../../app/account-command.ts';
import { table } from '../../cli/output/table.ts';
import { both, t } from '../../text/translate.ts';

export default class ProfileList extends AccountCommand<readonly ProfileDescription[]> {
  static override summary = 'List the profiles.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<readonly ProfileDescription[]> {
    await this.parse(ProfileList);
    const settings = await this.stores.settings.read();
    return Object.keys(settings.profiles)
      .sort()
      .map((name) => describeProfile(settings, name));
  }

  protected override readonly render = (profiles: readonly ProfileDescription[]): string | undefined => {
    if (profiles.length === 0) {
      this.notice(both('There are no profiles. Create one with `koo login`.'));
      return undefined;
    }
    return table(
      ['', t('NAME'), t('SITE'), t('ACCOUNT'), 'AK', t('SECRETS'), t('DESCRIPTION')],
      profiles.map(({ current, name, site, account, ak, secrets, description }) => [
        current ? '*' : '',
        name,
        site,
        account?.name ?? '',
        ak ?? '',
        secrets ?? (site === 'sandbox' ? '' : '-'),
        description ?? '',
      ]),
    );
  };
}
