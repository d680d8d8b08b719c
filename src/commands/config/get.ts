import * as Args from '@oclif/core/args';
import { getSetting, type Setting } from '../../account/cli/config-options.ts';
import { openStores } from '../../account/cli/stores.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';

export default class ConfigGet extends KooCommand<Setting> {
  static override summary = 'Print a setting.';
  static override description = 'Prints nothing if the setting is not set and has no default.';
  static override examples = ['<%= config.bin %> <%= command.id %> secret-store'];
  static override args = { name: Args.string({ required: true, description: 'Name of the setting.' }) };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Setting> {
    const { args } = await this.parse(ConfigGet);
    const { settings } = openStores(process.env, (text) => this.notice(text));
    return getSetting(await settings.read(), args.name);
  }

  protected override render({ value }: Setting): string | undefined {
    return value ?? undefined;
  }
}
