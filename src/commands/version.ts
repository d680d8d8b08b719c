import { version, versionLine } from '../app/version.ts';
import { type Effects, KooCommand } from '../cli/command.ts';

export default class VersionCommand extends KooCommand<typeof version> {
  static override summary = 'Print the version of koo.';
  static override description =
    'Same as `koo --version`. With --json: name, version, platform and Node.js version.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json --query version',
  ];
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<typeof version> {
    await this.parse(VersionCommand);
    return version;
  }

  protected override readonly render = () => versionLine;
}
