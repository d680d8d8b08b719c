import * as Args from '@oclif/core/args';
import { encryptFlags } from '../../callback/cli/crypt-flags.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';

interface Encrypted {
  readonly ciphertext: string;
}

export default class CallbackEncrypt extends KooCommand<Encrypted> {
  static override summary = 'Encrypt a sensitive field of V1, or a client secret.';
  static override description =
    'A sensitive field is iv + base64(AES-CBC) under a key that is derived from the access key (SHA1PRNG). A client ' +
    "secret is RSA-OAEP (SHA-256, MGF1 with SHA-1) with the merchant's public key.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> 15905222222',
    '<%= config.bin %> <%= command.id %> test@example.com --bits 128 --iv A1b2C3d4E5f6G7h8',
    '<%= config.bin %> <%= command.id %> test --client-secret --rsa-public-key public.pem',
  ];
  static override args = { value: Args.string({ description: 'The text; - or nothing is stdin.' }) };
  static override flags = encryptFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Encrypted> {
    const { args, flags } = await this.parse(CallbackEncrypt);
    const { runEncrypt } = await import('../../callback/cli/crypt.ts');
    return { ciphertext: await runEncrypt(args.value, flags) };
  }

  protected override show({ ciphertext }: Encrypted): string {
    return ciphertext;
  }
}
