import { describeSetting, listSettings, type Setting } from '../../account/cli/config-options.ts';
import { AccountCommand, type Effects } from '../../app/account-command.ts';
import { wrappedTable } from '../../cli/output/table.ts';
import { both, t } from '../../text/translate.ts';

export default class ConfigList extends AccountCommand<readonly Setting[]> {
  static override summary = 'List the settings.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<readonly Setting[]> {
    await this.parse(ConfigList);
    return listSettings(await this.stores.settings.read());
  }

  protected override readonly render = (settings: readonly Setting[]): string => {
    return wrappedTable(
      [t('NAME'), t('VALUE'), t('SOURCE'), t('MEANING')],
      settings.map(({ name, value, source }) => {
        const meaning = describeSetting(name);
        return [name, value ?? '', this.text(sources[source]), meaning ? this.text(meaning) : ''];
      }),
    );
  };
}

const sources = { set: both('set'), default: both('default') };
