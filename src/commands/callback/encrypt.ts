import * as Args from '@oclif/core/args';
import { encryptFlags } from '../../callback/cli/crypt-flags.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';

interface Encrypted {
  readonly ciphertext: string;
}

export default class CallbackEncrypt extends KooCommand<Encrypted> {
  static override summary = 'Encrypt a V1 sensitive field or a client secret.';
  static override description =
    'Writes a sensitive field as iv + base64(AES-CBC), with an AES key derived from the access key (SHA1PRNG). ' +
    "Encrypts a client secret with RSA-OAEP (SHA-256, MGF1 with SHA-1) and the merchant's public key.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> 15905222222',
    '<%= config.bin %> <%= command.id %> test@example.com --bits 128 --iv A1b2C3d4E5f6G7h8',
    '<%= config.bin %> <%= command.id %> test --client-secret --rsa-public-key public.pem',
  ];
  static override args = {
    value: Args.string({ description: 'Text to encrypt; omit it or use - to read stdin.' }),
  };
  static override flags = encryptFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Encrypted> {
    const { args, flags } = await this.parse(CallbackEncrypt);
    const { runEncrypt } = await import('../../callback/cli/crypt.ts');
    return { ciphertext: await runEncrypt(args.value, flags, (text) => this.notice(text)) };
  }

  protected override readonly render = ({ ciphertext }: Encrypted) => ciphertext;
}
