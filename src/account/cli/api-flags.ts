import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { integer } from '../../cli/flags/value.ts';
import { siteIds } from '../../openapi/sites.ts';
import { keyFlags } from './keys.ts';
import type { TargetOptions } from './target.ts';

const helpGroup = 'SESSION';

/** Flags that select the keys and the site. */
export const sessionFlags = {
  profile: Flags.string({
    helpGroup,
    helpValue: 'NAME',
    summary: 'Profile to use (default: KOO_PROFILE, then koo.yaml, then the current profile).',
  }),
  site: Flags.option({ options: siteIds })({
    helpGroup,
    summary:
      'Site to call (default: that of the profile of --profile, then KOO_SITE, KOO_PROFILE, koo.yaml, the current profile).',
  }),
  endpoint: Flags.string({
    helpGroup,
    helpValue: 'URL',
    summary: 'Base URL of an open API that is not one of the sites.',
  }),
};

/** Flags of every command that calls the open API. */
export const apiFlags = {
  ...sessionFlags,
  timeout: integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 30,
    summary: 'Timeout of a call, retries included.',
  }),
  debug: Flags.boolean({
    summary: 'Print requests and responses on stderr; for a wrong signature also both canonical requests.',
  }),
};

/** How to call the open API. With `endCalls`, Ctrl-C does not abort calls in progress. */
export type ApiOptions = TargetOptions &
  Pick<InferredFlags<typeof apiFlags>, 'timeout' | 'debug'> & { readonly endCalls?: boolean };

export const loginFlags = {
  ...sessionFlags,
  profile: Flags.string({
    helpValue: 'NAME',
    summary: 'Profile to create or update (default: KOO_PROFILE, then the name of the site).',
  }),
  ak: Flags.string({ helpValue: 'AK', summary: 'AK (access key ID); not a secret (default: KOO_AK).' }),
  'sk-file': Flags.string({
    helpValue: 'FILE',
    summary: 'File with the SK (secret access key); - reads stdin (default: KOO_SK).',
  }),
  'sk-stdin': Flags.boolean({
    exclusive: ['sk-file'],
    summary: 'Read the SK (secret access key) from stdin.',
  }),
  'credentials-file': Flags.string({
    helpValue: 'FILE',
    exclusive: ['sk-file', 'sk-stdin'],
    summary:
      'credentials.csv of the console, with AK and SK; - reads stdin. Of several pairs, --ak chooses one.',
  }),
  'no-verify': Flags.boolean({ summary: 'Store the AK/SK without verifying it.' }),
  debug: apiFlags.debug,
  ...keyFlags,
};

export type LoginOptions = InferredFlags<typeof loginFlags>;

/** Options of a login that provide keys. */
export type LoginKeyOptions = Partial<
  Pick<LoginOptions, 'ak' | 'sk-file' | 'sk-stdin' | 'credentials-file' | keyof typeof keyFlags>
>;

export const logoutFlags = {
  profile: Flags.string({
    helpValue: 'NAME',
    summary: 'Profile to log out (default: KOO_PROFILE, then the current profile).',
  }),
  all: Flags.boolean({ exclusive: ['profile'], summary: 'Log out all profiles.' }),
  force: Flags.boolean({
    summary: 'Log out even if the AK/SK and access keys cannot be removed; a notice lists what may remain.',
  }),
};

export type LogoutOptions = InferredFlags<typeof logoutFlags>;

export const whoAmIFlags = {
  ...sessionFlags,
  offline: Flags.boolean({ summary: 'Do not contact the server; show the account as verified at login.' }),
  debug: apiFlags.debug,
};

export type WhoAmIOptions = InferredFlags<typeof whoAmIFlags>;

export const doctorFlags = {
  ...sessionFlags,
  offline: Flags.boolean({ summary: 'Check only this machine.' }),
  debug: apiFlags.debug,
};

export type DoctorOptions = InferredFlags<typeof doctorFlags>;
