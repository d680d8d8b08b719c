import * as Args from '@oclif/core/args';
import { getSetting, type Setting, withSetting } from '../../account/cli/config-options.ts';
import { openStores } from '../../account/cli/stores.ts';
import { type ChineseTexts, type Effects, KooCommand } from '../../cli/command.ts';

export default class ConfigSet extends KooCommand<Setting> {
  static override summary = 'Change a setting.';
  static override description = [
    'lang: en, zh. no-input: true never asks. secret-store: auto, keyring, file.',
    'profiles.NAME.description: a note. profiles.NAME.offers: operations of a custom site, comma list.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> secret-store file',
    '<%= config.bin %> <%= command.id %> profiles.cn.description "Production"',
  ];
  static override args = {
    name: Args.string({ required: true, description: 'Name of the setting.' }),
    value: Args.string({ required: true, description: 'Its value. Never a secret: see koo login.' }),
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };
  static readonly zh: ChineseTexts = {
    summary: '修改一个设置项。',
    description: [
      'lang：en、zh。no-input：设为 true 时从不询问。secret-store：auto、keyring、file。',
      'profiles.NAME.description：说明。profiles.NAME.offers：自定义站点提供的操作，以逗号分隔。',
    ].join('\n'),
    args: { name: '设置项名称。', value: '设置项的值。请勿填写密钥，密钥请用 koo login 保存。' },
  };

  override async run(): Promise<Setting> {
    const { args } = await this.parse(ConfigSet);
    const { settings } = openStores(process.env, (text) => this.notice(text));
    return getSetting(await settings.update((now) => withSetting(now, args.name, args.value)), args.name);
  }

  protected override show({ name, value }: Setting): string {
    return `${name} = ${value}`;
  }
}
