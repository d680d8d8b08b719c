import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { keyFlags, keyFlagsZh } from '../../account/cli/keys.ts';

const common = {
  bits: Flags.option({ options: ['256', '128'] as const })({
    default: '256',
    summary: 'Key length: 256 is encryptType 1, 128 is encryptType 2.',
  }),
  'client-secret': Flags.boolean({ summary: 'The value is a client secret.' }),
  'access-key-file': keyFlags['access-key-file'],
};

const commonZh = {
  bits: '密钥位数：256 对应 encryptType 1，128 对应 encryptType 2。',
  'client-secret': '输入是 clientSecret。',
  'access-key-file': keyFlagsZh['access-key-file'],
};

/** Flags of `koo callback encrypt`. */
export const encryptFlags = {
  bits: common.bits,
  iv: Flags.string({ helpValue: 'IV', summary: '16 letters and digits (default: random).' }),
  'client-secret': common['client-secret'],
  'rsa-public-key': Flags.string({ helpValue: 'FILE', summary: 'Public key for --client-secret.' }),
  'access-key-file': common['access-key-file'],
};

/** Chinese summaries of {@link encryptFlags}. */
export const encryptFlagsZh: Readonly<Record<keyof typeof encryptFlags, string>> = {
  ...commonZh,
  iv: '16 位字母或数字（默认随机生成）。',
  'rsa-public-key': '--client-secret 所用的公钥。',
};

/** Flags of `koo callback decrypt`. */
export const decryptFlags = {
  bits: common.bits,
  'client-secret': common['client-secret'],
  'rsa-private-key': Flags.string({ helpValue: 'FILE', summary: 'Private key for --client-secret.' }),
  'access-key-file': common['access-key-file'],
};

/** Chinese summaries of {@link decryptFlags}. */
export const decryptFlagsZh: Readonly<Record<keyof typeof decryptFlags, string>> = {
  ...commonZh,
  'rsa-private-key': '--client-secret 所用的私钥。',
};

export type EncryptOptions = InferredFlags<typeof encryptFlags>;
export type DecryptOptions = InferredFlags<typeof decryptFlags>;
