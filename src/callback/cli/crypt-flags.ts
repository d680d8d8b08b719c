import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { callbackKeyFlags } from '../../account/cli/keys.ts';

const common = {
  bits: Flags.option({ options: ['256', '128'] as const })({
    default: '256',
    summary: 'AES key length: 256 for encryptType 1, 128 for encryptType 2.',
  }),
  'client-secret': Flags.boolean({ summary: 'Treat the value as a client secret.' }),
  profile: callbackKeyFlags.profile,
  'access-key-file': callbackKeyFlags['access-key-file'],
};

/** Flags of `koo callback encrypt`. */
export const encryptFlags = {
  bits: common.bits,
  iv: Flags.string({ helpValue: 'IV', summary: 'IV of 16 letters and digits (default: random).' }),
  'client-secret': common['client-secret'],
  'rsa-public-key': Flags.string({ helpValue: 'FILE', summary: 'RSA public key for --client-secret.' }),
  profile: common.profile,
  'access-key-file': common['access-key-file'],
};

/** Flags of `koo callback decrypt`. */
export const decryptFlags = {
  bits: common.bits,
  'client-secret': common['client-secret'],
  'rsa-private-key': Flags.string({ helpValue: 'FILE', summary: 'RSA private key for --client-secret.' }),
  profile: common.profile,
  'access-key-file': common['access-key-file'],
};

export type EncryptOptions = InferredFlags<typeof encryptFlags>;
export type DecryptOptions = InferredFlags<typeof decryptFlags>;
