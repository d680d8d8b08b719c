import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { apiFlags, sessionFlags } from './api-flags.ts';
import { keyFlags } from './keys.ts';

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
