import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { integer } from '../../cli/flags/value.ts';
import { siteIds } from '../../openapi/sites.ts';
import { keyFlags } from './keys.ts';

const helpGroup = 'SESSION';

/** Flags that say whose keys to use, and where. */
const sessionFlags = {
  profile: Flags.string({
    helpGroup,
    helpValue: 'NAME',
    summary: 'Profile to use (default: KOO_PROFILE, then koo.yaml, then the current one).',
  }),
  site: Flags.option({ options: siteIds })({
    helpGroup,
    summary: "Site to call (default: KOO_SITE, then koo.yaml, then the profile's).",
  }),
  endpoint: Flags.string({
    helpGroup,
    helpValue: 'URL',
    summary: 'Base address of an open API that is none of the sites.',
  }),
};

/** Whom to call as whom. */
export type TargetOptions = Partial<InferredFlags<typeof sessionFlags>>;

/** Flags of every command that calls the open API. */
export const apiFlags = {
  ...sessionFlags,
  timeout: integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 30,
    summary: 'Deadline of a call, repetitions included.',
  }),
  debug: Flags.boolean({
    summary: 'Show on stderr what is sent and answered, and both canonical requests of a wrong signature.',
  }),
};

/** How to call the open API; with `endCalls` Ctrl-C lets calls under way end. */
export type ApiOptions = TargetOptions &
  Pick<InferredFlags<typeof apiFlags>, 'timeout' | 'debug'> & { readonly endCalls?: boolean };

/** Flags of `koo login`. */
export const loginFlags = {
  ...sessionFlags,
  profile: Flags.string({
    helpValue: 'NAME',
    summary: 'Profile to make or renew (default: KOO_PROFILE, then the name of the site).',
  }),
  ak: Flags.string({ helpValue: 'AK', summary: 'Access key id; not a secret (default: KOO_AK).' }),
  'sk-file': Flags.string({
    helpValue: 'FILE',
    summary: 'File with the secret access key; - reads stdin (default: KOO_SK).',
  }),
  'sk-stdin': Flags.boolean({
    exclusive: ['sk-file'],
    summary: 'Read the secret access key from stdin.',
  }),
  'no-verify': Flags.boolean({ summary: 'Store the keys without asking the server.' }),
  debug: apiFlags.debug,
  ...keyFlags,
};

export type LoginOptions = InferredFlags<typeof loginFlags>;

/** Options of a login that give keys. */
export type LoginKeyOptions = Partial<
  Pick<LoginOptions, 'ak' | 'sk-file' | 'sk-stdin' | keyof typeof keyFlags>
>;

/** Flags of `koo logout`. */
export const logoutFlags = {
  profile: Flags.string({
    helpValue: 'NAME',
    summary: 'Profile to log out (default: KOO_PROFILE, then the current one).',
  }),
  all: Flags.boolean({ exclusive: ['profile'], summary: 'Log out every profile.' }),
  force: Flags.boolean({
    summary: 'Log out also when the secrets cannot be removed; says which may be left.',
  }),
};

export type LogoutOptions = InferredFlags<typeof logoutFlags>;

/** Flags of `koo whoami`. */
export const whoAmIFlags = {
  ...sessionFlags,
  offline: Flags.boolean({ summary: 'Do not ask the server; show what it said at login.' }),
  debug: apiFlags.debug,
};

export type WhoAmIOptions = InferredFlags<typeof whoAmIFlags>;

/** Flags of `koo doctor`. */
export const doctorFlags = {
  ...sessionFlags,
  offline: Flags.boolean({ summary: 'Look at this machine only.' }),
  debug: apiFlags.debug,
};

export type DoctorOptions = InferredFlags<typeof doctorFlags>;
