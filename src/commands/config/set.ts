import * as Args from '@oclif/core/args';
import { getSetting, type Setting, withSetting } from '../../account/cli/config-options.ts';
import { AccountCommand, type Effects } from '../../app/account-command.ts';

export default class ConfigSet extends AccountCommand<Setting> {
  static override summary = 'Set a setting.';
  static override description = [
    'lang: en, zh. no-input: true never prompts. secret-store: auto, keyring, file.',
    'profiles.NAME.description: a note. profiles.NAME.offers: the operations of a custom site, separated by commas.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> secret-store file',
    '<%= config.bin %> <%= command.id %> profiles.cn.description "Production"',
  ];
  static override args = {
    name: Args.string({ required: true, description: 'Name of the setting.' }),
    value: Args.string({ required: true, description: 'New value. Not for secrets: use koo login.' }),
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<Setting> {
    const { args } = await this.parse(ConfigSet);
    const { settings } = this.stores;
    return getSetting(await settings.update((now) => withSetting(now, args.name, args.value)), args.name);
  }

  protected override readonly render = ({ name, value }: Setting) => `${name} = ${value}`;
}
