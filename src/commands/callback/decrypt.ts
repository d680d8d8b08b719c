import * as Args from '@oclif/core/args';
import { decryptFlags } from '../../callback/cli/crypt-flags.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';

interface Decrypted {
  readonly text: string;
}

export default class CallbackDecrypt extends KooCommand<Decrypted> {
  static override summary = 'Decrypt a V1 sensitive field or a client secret.';
  static override description =
    'If a value cannot be decrypted, koo checks it against known mistakes and explains the likely cause. Exit 7 if decryption fails.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> A1b2C3d4E5f6G7h8AyynNKQBCDMRdB1o9bCfDA==',
    '<%= config.bin %> <%= command.id %> --client-secret --rsa-private-key private.pem < secret.txt',
  ];
  static override args = {
    value: Args.string({ description: 'Ciphertext; omit it or use - to read stdin.' }),
  };
  static override flags = decryptFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Decrypted> {
    const { args, flags } = await this.parse(CallbackDecrypt);
    const { runDecrypt } = await import('../../callback/cli/crypt.ts');
    return { text: await runDecrypt(args.value, flags, (text) => this.notice(text)) };
  }

  protected override readonly render = ({ text }: Decrypted) => terminalSafe(text);
}
