import * as Args from '@oclif/core/args';
import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import { verifyFlags } from '../../calls/cli/flags.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { ApiVerification } from '../../openapi/verify.ts';

export default class ApiVerify extends ApiCommand<ApiVerification> {
  static override summary = 'Verify the AK/SK signature of a captured request and explain what is wrong.';
  static override description =
    'Reads a curl command (bash or cmd), raw HTTP, HAR, or the log of the sandbox. If the signature is wrong, koo compares ' +
    'it with the results of known mistakes, and prints the canonical request on both sides. The SK comes from ' +
    '--sk-file, the environment or the profile; that of a sandbox is known. Exit 7 if the signature is not valid.';
  static override examples = [
    '<%= config.bin %> sandbox log -o ndjson | <%= config.bin %> <%= command.id %>',
    '<%= config.bin %> api sign /v3/auth/domains --iam | <%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> session.har --entry 3 --sk-file sk.txt',
  ];
  static override args = {
    file: Args.string({ description: 'File with the capture; omit it or use - to read stdin.' }),
  };
  static override flags = verifyFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<ApiVerification> {
    const { args, flags } = await this.parse(ApiVerify);
    const { runApiVerify } = await import('../../calls/cli/verify.ts');
    const { sandboxCredentials } = await import('../../sandbox/state/accounts.ts');
    return runApiVerify(args.file, flags, sandboxCredentials, this.host);
  }

  protected override readonly render = async (found: ApiVerification) =>
    (await import('../../calls/cli/verify.ts')).renderApiVerification(found);

  protected override readonly exitCode = ({ valid }: ApiVerification) =>
    valid ? ExitCode.success : ExitCode.check;
}
