import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { callbackKeyFlags } from '../../account/cli/keys.ts';

const bits = Flags.option({ options: ['256', '128'] as const })({
  default: '256',
  summary: 'AES key length: 256 for encryptType 1, 128 for encryptType 2.',
});
const clientSecret = Flags.boolean({ summary: 'Treat the value as a client secret.' });
const { profile, 'access-key-file': accessKeyFile } = callbackKeyFlags;

export const encryptFlags = {
  bits,
  iv: Flags.string({ helpValue: 'IV', summary: 'IV of 16 letters and digits (default: random).' }),
  'client-secret': clientSecret,
  'rsa-public-key': Flags.string({ helpValue: 'FILE', summary: 'RSA public key for --client-secret.' }),
  profile,
  'access-key-file': accessKeyFile,
};

export const decryptFlags = {
  bits,
  'client-secret': clientSecret,
  'rsa-private-key': Flags.string({ helpValue: 'FILE', summary: 'RSA private key for --client-secret.' }),
  profile,
  'access-key-file': accessKeyFile,
};

export type EncryptOptions = InferredFlags<typeof encryptFlags>;
export type DecryptOptions = InferredFlags<typeof decryptFlags>;
