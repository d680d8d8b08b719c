import { type ShownProfile, shownProfile } from '../../account/cli/profile.ts';
import { openStores } from '../../account/cli/stores.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { table } from '../../cli/output/table.ts';
import { both } from '../../text/translate.ts';

export default class ProfileList extends KooCommand<readonly ShownProfile[]> {
  static override summary = 'List the profiles.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<readonly ShownProfile[]> {
    await this.parse(ProfileList);
    const settings = await openStores(process.env, (text) => this.notice(text)).settings.read();
    return Object.keys(settings.profiles)
      .sort()
      .map((name) => shownProfile(settings, name));
  }

  protected override show(profiles: readonly ShownProfile[]): string | undefined {
    if (profiles.length === 0) {
      this.notice(both('There are no profiles. koo login makes one.'));
      return undefined;
    }
    const header = this.language === 'zh' ? headerZh : headerEn;
    return table(
      header,
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
  }
}

const headerEn = ['', 'Name', 'Site', 'Account', 'AK', 'Secrets', 'Description'];
const headerZh = ['', '名称', '站点', '账号', 'AK', '密钥位置', '说明'];
