import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { inputLimits, type ReadOptions, readInputFile } from '../../cli/files/input-file.ts';
import { concealSecrets } from '../../cli/output/edge.ts';
import { configurationError, usageError } from '../../errors/koo-error.ts';
import type { KeyClass, Keys } from '../../signing/key-class.ts';
import { decodeUtf8 } from '../../text/decode.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import { configFolder, type Environment } from '../folders.ts';
import { accessKeyVariables, idleNotice, type KeyContext, locateKey } from './key-source.ts';

const helpGroup = 'KEYS';

/**
 * Flags that name the file of an access key. No flag takes a key itself, because other users can see the command
 * line.
 */
export const keyFlags = {
  'access-key-file': Flags.string({
    helpGroup,
    helpValue: 'FILE',
    summary: 'File with the access key of base interfaces; - reads stdin (default: KOO_ACCESS_KEY).',
  }),
  'kit-key-file': Flags.string({
    helpGroup,
    helpValue: 'FILE',
    summary:
      'File with the access key of kit interfaces (default: KOO_KIT_KEY, then the key of base interfaces).',
  }),
  'license-key-file': Flags.string({
    helpGroup,
    helpValue: 'FILE',
    summary:
      'File with the access key of licence interfaces (default: KOO_LICENSE_KEY, then the key of base interfaces).',
  }),
  'notify-key-file': Flags.string({
    helpGroup,
    helpValue: 'FILE',
    summary:
      'File with the access key of order notifications (default: KOO_NOTIFY_KEY, then the key of base interfaces).',
  }),
};

/** Flag of the key of each interface class, and the name of its interfaces. */
export const keyInputs = {
  base: { flag: 'access-key-file', name: both('base interfaces') },
  kit: { flag: 'kit-key-file', name: both('kit interfaces') },
  license: { flag: 'license-key-file', name: both('licence interfaces') },
  notify: { flag: 'notify-key-file', name: both('order notifications') },
} as const satisfies Record<KeyClass, { flag: keyof typeof keyFlags; name: Localized }>;

export const keyClasses = Object.keys(keyInputs) as KeyClass[];

export type KeyFileFlags = Readonly<Partial<Record<keyof typeof keyFlags, string | undefined>>>;

/** Where keys are read from. Injected by tests. */
export interface KeySources extends Pick<KeyContext, 'env' | 'site' | 'isNamed'> {
  /** Reads a file, or stdin for `-`. */
  readFile(path: string, options: ReadOptions): Promise<Uint8Array>;
  /**
   * Reads the keys of these classes from the profile or the sandbox; called only for classes without a key from
   * elsewhere.
   */
  ownKeys?(missing: readonly KeyClass[]): Promise<Keys>;
  notice?(text: Localized): void;
  /** Called for each key from a flag or the environment, with where it comes from. */
  onKey?(keyClass: KeyClass, source: Localized): void;
}

/** Reads keys from flags and the environment only, not from a profile. */
export const inputKeySources: KeySources = { env: process.env, readFile: readInputFile };

/** Flags of commands that use access keys and call no site. */
export const callbackKeyFlags = {
  profile: Flags.string({
    helpGroup,
    helpValue: 'NAME',
    summary: 'Profile with the access keys (default: KOO_PROFILE, then koo.yaml, then the current profile).',
  }),
  ...keyFlags,
};

/** The flag of commands that send requests signed with access keys to a server that koo.yaml can name. */
export const originFlags = {
  'allow-origin': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup,
    helpValue: 'ORIGIN',
    summary:
      'Send signed requests to this origin in this run, although only koo.yaml names it, such as https://isv.example.com (default: KOO_ALLOW_ORIGIN). Repeatable.',
  }),
};

/** Flag of the commands that read koo.yaml. */
export const configFlag = Flags.string({
  helpValue: 'FILE',
  summary: 'Path of koo.yaml (default: KOO_CONFIG_FILE, then koo.yaml in this folder or a parent folder).',
});

/** Access keys, and where they come from. */
export interface LocatedKeys {
  readonly keys: Keys;
  /** For people, by class: `KOO_ACCESS_KEY`, `profile acme`. */
  readonly sources: Readonly<Partial<Record<KeyClass, Localized>>>;
}

type CallbackKeyFlags = KeyFileFlags & {
  readonly profile?: string | undefined;
  readonly config?: string | undefined;
};

/**
 * Reads the access keys of a command that calls no site: from its flags, the environment and the profile.
 *
 * @param flags with `config`, the path of `koo.yaml`, which can name the profile
 * @param notice prints a message to stderr
 * @throws KooError like {@link resolveKeys}; (configuration, `UNKNOWN_PROFILE`)
 */
export async function callbackKeys(
  flags: CallbackKeyFlags,
  notice: (text: Localized) => void,
): Promise<Keys> {
  return (await locateCallbackKeys(flags, notice)).keys;
}

/**
 * Reads the access keys like {@link callbackKeys}, with where they come from.
 *
 * @param withProfile whether keys may come from the profile
 */
export async function locateCallbackKeys(
  flags: CallbackKeyFlags,
  notice: (text: Localized) => void,
  withProfile = true,
): Promise<LocatedKeys> {
  const { profile: named, config } = flags;
  const { env } = process;
  const isNamed = named !== undefined;
  const sources: Partial<Record<KeyClass, Localized>> = {};
  const keys = await resolveKeys(flags, {
    ...inputKeySources,
    isNamed,
    notice,
    onKey: (keyClass, source) => {
      sources[keyClass] = source;
    },
    ownKeys: async (missing) => {
      if (!withProfile) return {};
      // Most runs do not need the stores, which are slow to load.
      if (!isNamed && !env.KOO_PROFILE && !existsSync(join(configFolder(env), 'settings.json'))) return {};
      const { profileKeys } = await import('./stores.ts');
      const { profile: name = '', keys: own } = await profileKeys(missing, { named, config, env, notice });
      for (const keyClass of keyClasses)
        if (own[keyClass]) sources[keyClass] = both('profile {name}', { name });
      return own;
    },
  });
  return { keys, sources };
}

/**
 * Reads the access keys: each from its flag, else from where {@link locateKey} says.
 *
 * @throws KooError (usage) if a file cannot be read, is empty or contains an invalid key, or if two flags read stdin;
 * (configuration) if the keys of the profile cannot be read
 */
export async function resolveKeys(flags: KeyFileFlags, sources: KeySources): Promise<Keys> {
  const keyFileFlags = keyClasses.map((keyClass) => keyInputs[keyClass].flag);
  assertSingleStdin(keyFileFlags.filter((flag) => flags[flag] === '-'));
  const keys: Partial<Record<KeyClass, string>> = {};
  const missing: KeyClass[] = [];
  for (const keyClass of keyClasses) {
    const { flag } = keyInputs[keyClass];
    const variable = accessKeyVariables[keyClass];
    const path = flags[flag];
    if (path !== undefined) keys[keyClass] = await readKey(path, flag, sources);
    else if (locateKey(keyClass, sources).source !== 'environment') missing.push(keyClass);
    else keys[keyClass] = assertKey(sources.env[variable] ?? '', variable);
    if (keys[keyClass]) sources.onKey?.(keyClass, verbatim(path === undefined ? variable : `--${flag}`));
  }
  const idle = idleNotice(missing, sources);
  if (idle) sources.notice?.(idle);
  const own = missing.length > 0 ? await sources.ownKeys?.(missing) : undefined;
  concealSecrets(Object.values({ ...own, ...keys }));
  return { ...own, ...keys };
}

/**
 * Asserts that at most one flag reads its key from stdin.
 *
 * @param flags that read stdin
 * @throws KooError (usage, `STDIN_TAKEN`)
 */
export function assertSingleStdin(flags: readonly string[]): void {
  if (flags.length < 2) return;
  throw usageError(
    'STDIN_TAKEN',
    both('Only one key can come from stdin: {flags}', { flags: flags.map((flag) => `--${flag}`) }),
    both('Read the other keys from files.'),
  );
}

/**
 * Returns the key of an interface class. A class without a key of its own falls back to the base key (`isFallback`),
 * which the console does not allow: the caller says so in a notice.
 *
 * @param env that the keys were read from: a variable that is set was not used because of `--profile`
 * @throws KooError (configuration, `NO_ACCESS_KEY`) if both are missing
 */
export function requireKey(
  keys: Keys,
  keyClass: KeyClass,
  env: Environment = process.env,
): { key: string; isFallback: boolean } {
  const own = keys[keyClass];
  if (own !== undefined) return { key: own, isFallback: false };
  if (keys.base !== undefined) return { key: keys.base, isFallback: true };
  const { flag, name } = keyInputs[keyClass];
  const variable = accessKeyVariables[keyClass];
  const idle = [variable, accessKeyVariables.base].find((one) => env[one]);
  throw configurationError(
    'NO_ACCESS_KEY',
    both('The access key for {name} is missing', { name }),
    idle
      ? both(
          'Store the key in the profile with `koo login --profile NAME`, give a file with --{flag}, or omit --profile to use {idle}.',
          { flag, idle },
        )
      : both(
          'Set {variable}, give a file with --{flag}, or store the key with `koo login`. You find the key in the seller console under Key Management.',
          { variable, flag },
        ),
  );
}

/**
 * Reads a key from a file, which may end with a line break; `-` is stdin.
 *
 * @param flag that named the file
 * @throws KooError (usage) `UNREADABLE_FILE`, `EMPTY_KEY`, `INVALID_KEY`
 */
export async function readKey(
  path: string,
  flag: string,
  sources: KeySources = inputKeySources,
): Promise<string> {
  const bytes = await sources.readFile(path, { limit: inputLimits.key, flag, hint: keyOnly });
  // Bytes that are not UTF-8 become a NUL, which is invalid in a key.
  const key = assertKey((decodeUtf8(bytes) ?? '\0').replace(/[\r\n]+$/, ''), `--${flag}`);
  if (key === '')
    throw usageError('EMPTY_KEY', both('--{flag}: the file contains no key', { flag }), keyOnly);
  return key;
}

const keyOnly: Localized = both('The file must contain only the key.');

/**
 * Asserts that a text is empty or has only characters that are valid in a key. Otherwise every signature would be
 * wrong without a visible reason.
 *
 * @param place that the key comes from, for the message
 * @throws KooError (usage, `INVALID_KEY`)
 */
export function assertKey(key: string, place: string): string {
  const wrong = forbidden.find(({ pattern }) => pattern.test(key))?.name;
  if (!wrong) return key;
  throw usageError(
    'INVALID_KEY',
    both('{place}: the key contains {wrong}', { place, wrong }),
    both('Save only the key, on one line, as UTF-8. (In Windows PowerShell: `Set-Content -Encoding ascii`.)'),
  );
}

const forbidden = [
  { pattern: /\0/, name: both('bytes that are not UTF-8 text') },
  { pattern: /[\r\n]/, name: both('a line break') },
  { pattern: /\s/, name: both('whitespace') },
  { pattern: /[\p{Cc}\p{Cf}]/u, name: both('an invisible character') },
];
