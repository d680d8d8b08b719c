import { openStores } from '../../account/cli/stores.ts';
import { configFolder, stateFolder } from '../../account/folders.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';

interface Paths {
  readonly settings: string;
  readonly configFolder: string;
  readonly stateFolder: string;
}

export default class ConfigPath extends KooCommand<Paths> {
  static override summary = 'Print the path of the settings file.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Paths> {
    await this.parse(ConfigPath);
    return {
      settings: openStores(process.env).settings.path,
      configFolder: configFolder(process.env),
      stateFolder: stateFolder(process.env),
    };
  }

  protected override readonly render = ({ settings }: Paths) => settings;
}
