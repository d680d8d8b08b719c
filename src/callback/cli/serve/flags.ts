import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { callbackKeyFlags } from '../../../account/cli/keys.ts';
import { addressFlags, InvalidValueError, integer } from '../../../cli/flags/value.ts';
import { keyLengths, sales } from '../../../signing/callback-options.ts';
import { both } from '../../../text/translate.ts';
import { demoLicenseCode } from '../../merchant/model.ts';

/** The value is not quoted, because it may contain a password. */
const webAddress = Flags.custom<URL>({
  helpValue: 'URL',
  async parse(input, _context, { name }) {
    const url = URL.parse(input);
    if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
    throw new InvalidValueError(
      both('--{name} must be an http or https URL without a user name and password', { name }),
    );
  },
});

/** Flags of `koo callback serve`. */
export const serveFlags = {
  ...addressFlags(8787),
  protocol: Flags.string({
    helpValue: 'LIST',
    summary: 'Protocols to serve, comma-separated, such as v2,v2-kit (default: all).',
  }),
  'rsa-private-key': Flags.string({
    helpValue: 'FILE',
    summary: 'RSA private key to decrypt client secrets, PEM or base64 of PKCS#8 (default: a new key).',
  }),
  'rsa-public-key-out': Flags.string({
    helpValue: 'FILE',
    summary: 'Write the public key to this file (default: print a new public key to stderr).',
  }),
  encrypt: Flags.option({ options: keyLengths })({
    default: 'aes256' as const,
    summary: 'Encryption of V1 sensitive fields.',
  }),
  sale: Flags.option({ options: sales })({
    default: 'period' as const,
    summary: 'How the product is charged; a period licence requires an expiry date.',
  }),
  async: integer({
    default: 0,
    min: 0,
    helpValue: 'SECONDS',
    summary: 'Seconds until a new instance is ready; until then the server returns 000004.',
  }),
  stock: integer({
    min: 0,
    helpValue: 'N',
    summary: 'Number of instances that can be created before the server returns 000100 (default: unlimited).',
  }),
  'once-per-account': Flags.boolean({
    summary: 'Let each account buy once, then return 000103 or 000105 (V1, and V2 with --order-api).',
  }),
  'license-code': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    default: [demoLicenseCode],
    helpValue: 'CODE',
    summary: 'Licence code that the server accepts; repeatable.',
  }),
  'license-quota': integer({
    min: 0,
    helpValue: 'N',
    summary:
      'Number of licences that an instance can apply for before the server returns 000900 (default: unlimited).',
  }),
  'order-api': Flags.string({
    helpValue: 'URL',
    summary:
      'Look orders up at this open API, with the AK/SK of the profile: on this machine a sandbox, such as http://127.0.0.1:8788.',
  }),
  'push-usage': integer({
    min: 1,
    helpValue: 'SECONDS',
    dependsOn: ['order-api'],
    summary: 'Push the hours of use of pay-per-use instances to the open API, this often.',
  }),
  'public-url': webAddress({
    summary:
      'Where browsers reach the server, such as the address of a tunnel: the login address begins with it (default: its own URL).',
  }),
  'login-page': webAddress({
    summary:
      'Unified login page to lead users to, such as that of a sandbox (default: the one of KooGallery).',
  }),
  ...callbackKeyFlags,
};

export type ServeOptions = InferredFlags<typeof serveFlags>;
