import { loginFlags } from '../account/cli/api-flags.ts';
import { type Login, renderLogin, runLogin } from '../account/cli/login.ts';
import { ApiCommand } from '../app/api-command.ts';
import type { Effects } from '../cli/command.ts';

export default class LoginCommand extends ApiCommand<Login> {
  static override summary = 'Store the keys of a seller in a profile, once the server has confirmed them.';
  static override description = [
    'Asks on the terminal for what no flag or environment variable gives. An access key can be skipped, and added later.',
    'Refused keys are not stored (exit 4), nor are keys that nobody could be asked about (exit 6) unless --no-verify.',
    'Secrets go to the keyring of the system; where it is missing, locked or silent for 3 s, to a file that only you can read.',
    'They are sent to the address they are stored for and to no other. The sandbox needs no keys.',
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --site sandbox',
    '<%= config.bin %> <%= command.id %> --profile acme --site intl --ak HPUA0EXAMPLE --sk-file sk.txt --no-input',
    'pass show koogallery/sk | <%= config.bin %> <%= command.id %> --ak HPUA0EXAMPLE --sk-stdin',
  ];
  static override flags = loginFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<Login> {
    const { flags } = await this.parse(LoginCommand);
    return runLogin(flags, {
      env: process.env,
      noInput: flags['no-input'],
      quiet: flags.quiet,
      ...this.host,
    });
  }

  protected override show(login: Login): string {
    return renderLogin(login);
  }
}
