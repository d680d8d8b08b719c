import * as Args from '@oclif/core/args';
import { getSetting, type Setting, withSetting } from '../../account/cli/config-options.ts';
import { AccountCommand, type Effects } from '../../app/account-command.ts';
import { both } from '../../text/translate.ts';

export default class ConfigUnset extends AccountCommand<Setting> {
  static override summary = 'Unset a setting.';
  static override examples = ['<%= config.bin %> <%= command.id %> lang'];
  static override args = { name: Args.string({ required: true, description: 'Name of the setting.' }) };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<Setting> {
    const { args } = await this.parse(ConfigUnset);
    const { settings } = this.stores;
    return getSetting(await settings.update((now) => withSetting(now, args.name, undefined)), args.name);
  }

  protected override readonly render = ({ name, value }: Setting) =>
    value === null
      ? this.text(both('{name} is not set', { name }))
      : this.text(both('{name} = {value} (default)', { name, value }));
}
