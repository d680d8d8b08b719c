import { loginFlags } from '../account/cli/api-flags.ts';
import { runLogin } from '../account/cli/login/run.ts';
import { type Login, renderLogin } from '../account/cli/login/view.ts';
import { ApiCommand, type Effects } from '../app/base/api-command.ts';

export default class LoginCommand extends ApiCommand<Login> {
  static override summary = 'Verify the AK/SK and store it, with the access keys, in a profile.';
  static override description = [
    'koo prompts for values that neither a flag nor an environment variable gives. You can skip access keys and add them later.',
    'An AK/SK that the server rejects is not stored (exit code 4). If the server cannot be reached to verify it, it is not stored either (exit code 6), unless you use --no-verify.',
    'The AK/SK and access keys are stored in the keyring of the system. If the keyring is missing, locked or does not respond within 3 s, they are stored in a file that only you can read.',
    'koo uses them only for the address they are stored for. The sandbox needs none of them.',
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

  protected override readonly render = renderLogin;
}
