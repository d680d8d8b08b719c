import { join } from 'node:path';
import * as Args from '@oclif/core/args';
import { verifyFlags } from '../../callback/cli/flags.ts';
import type { VerifyResult } from '../../callback/cli/verify.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';

export default class CallbackVerify extends KooCommand<VerifyResult> {
  static override summary = 'Verify a captured request or response and explain what is wrong.';
  static override description =
    'Reads a curl command (bash or cmd), a raw HTTP message, HAR or JSON. If the signature is wrong, koo ' +
    'compares it with the results of known mistakes. Exit 7 if the capture is not valid.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> request.txt',
    '<%= config.bin %> <%= command.id %> request.txt --snippet java',
    '<%= config.bin %> <%= command.id %> session.har --entry 3 --reply',
    'pbpaste | <%= config.bin %> <%= command.id %> --at 2026-01-31T08:00:00Z',
  ];
  static override args = {
    file: Args.string({ description: 'File with the capture; omit it or use - to read stdin.' }),
  };
  static override flags = verifyFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<VerifyResult> {
    const { args, flags } = await this.parse(CallbackVerify);
    const { runVerify } = await import('../../callback/cli/verify.ts');
    return runVerify(args.file, flags, {
      templates: join(this.config.root, 'templates'),
      notice: (text) => this.notice(text),
    });
  }

  protected override readonly render = async (found: VerifyResult) =>
    (await import('../../callback/cli/verify.ts')).renderVerification(found);

  protected override readonly exitCode = ({ valid }: VerifyResult) =>
    valid ? ExitCode.success : ExitCode.check;
}
