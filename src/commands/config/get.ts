import * as Args from '@oclif/core/args';
import { getSetting, type Setting } from '../../account/cli/config-options.ts';
import { AccountCommand, type Effects } from '../../app/account-command.ts';

export default class ConfigGet extends AccountCommand<Setting> {
  static override summary = 'Print a setting.';
  static override description = 'Prints nothing if the setting is not set and has no default.';
  static override examples = ['<%= config.bin %> <%= command.id %> secret-store'];
  static override args = { name: Args.string({ required: true, description: 'Name of the setting.' }) };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Setting> {
    const { args } = await this.parse(ConfigGet);
    const { settings } = this.stores;
    return getSetting(await settings.read(), args.name);
  }

  protected override readonly render = ({ value }: Setting) => value ?? undefined;
}
