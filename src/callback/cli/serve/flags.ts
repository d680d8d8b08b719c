import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { keyFlags } from '../../../account/cli/keys.ts';
import { integer } from '../../../cli/flags/value.ts';
import { demoLicenseCode } from '../../merchant/model.ts';

/** What the reference merchant can be told about itself. */
export const serveFlags = {
  port: integer({
    default: 8787,
    min: 0,
    max: 65535,
    helpValue: 'N',
    summary: 'Port; 0 takes a free one.',
  }),
  host: Flags.string({
    default: '127.0.0.1',
    helpValue: 'ADDRESS',
    summary: 'Address to listen on; any but loopback lets other machines in.',
  }),
  protocol: Flags.string({
    helpValue: 'LIST',
    summary: 'Comma-separated protocols to answer, such as v2,v2-kit (default: all).',
  }),
  'rsa-private-key': Flags.string({
    helpValue: 'FILE',
    summary: 'RSA private key for client secrets, PEM or base64 of PKCS#8 (default: a new one).',
  }),
  'rsa-public-key-out': Flags.string({
    helpValue: 'FILE',
    summary: 'Write the public key to this file (default: a new one is shown on stderr).',
  }),
  encrypt: Flags.option({ options: ['aes256', 'aes128'] as const })({
    default: 'aes256' as const,
    summary: 'Encryption of sensitive fields (V1).',
  }),
  sale: Flags.option({ options: ['period', 'on-demand', 'one-time'] as const })({
    default: 'period' as const,
    summary: 'How the product is sold; a period licence needs an expiry date.',
  }),
  async: integer({
    default: 0,
    min: 0,
    helpValue: 'SECONDS',
    summary: 'How long creating an instance takes; 000004 meanwhile.',
  }),
  stock: integer({
    min: 0,
    helpValue: 'N',
    summary: 'Instances that can be created, then 000100 (default: any number).',
  }),
  'once-per-account': Flags.boolean({ summary: 'An account can buy once, then 000103 or 000105 (V1).' }),
  'license-code': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    default: [demoLicenseCode],
    helpValue: 'CODE',
    summary: 'Licence code that the merchant knows; can be repeated.',
  }),
  'license-quota': integer({
    min: 0,
    helpValue: 'N',
    summary: 'Licences an instance can apply for, then 000900 (default: any number).',
  }),
  ...keyFlags,
};

export type ServeOptions = InferredFlags<typeof serveFlags>;
