import type { LocatedKeys } from '../../../account/cli/keys.ts';
import { type LoadedConfig, loadConfig } from '../../../account/cli/koo-yaml/file.ts';
import type { TestFlags } from '../../../callback/cli/test/flags.ts';
import { readTestOptions, type TestOptions } from '../../../callback/cli/test/options.ts';
import type { KitProtocol } from '../../../callback/delivery/kit-values.ts';
import { KooError, usageError } from '../../../errors/koo-error.ts';
import { isDemo } from '../../../suite/cli/flags.ts';
import type { Selection } from '../../../suite/selection.ts';
import { commaList } from '../../../text/comma-list.ts';
import type { Localized } from '../../../text/localized.ts';
import { both } from '../../../text/translate.ts';
import type { Targets } from '../../suite/model.ts';
import {
  addressesOf,
  exampleTargets,
  leftOutNotices,
  noCas,
  noProduction,
  nothingGiven,
} from './addresses.ts';
import type { SsoTestFlags } from './flags.ts';

/** Options of `koo sso test`, merged from flags and koo.yaml. */
export interface SsoTestOptions {
  /** Absent: the reference merchant in this process. */
  readonly targets: Targets | undefined;
  readonly protocol: KitProtocol;
  /** What the callbacks need: the production address, keys, and the command that starts the server. */
  readonly callback: TestOptions;
  readonly instanceId: string;
  readonly hostName: string | undefined;
  readonly patienceMs: number;
  readonly selection: Selection;
  readonly bail: boolean;
  /** What of the server is not tested, and why. */
  readonly notices: readonly Localized[];
}

/**
 * Reads the options of `koo sso test`: flags take precedence over koo.yaml.
 *
 * @param url the registered login address
 * @param locate reads the access keys, of the profile only if that is wanted
 * @throws KooError (usage) for invalid options; (configuration) `NO_RSA_PUBLIC_KEY`, `NO_KEYS`
 */
export async function readSsoTestOptions(
  url: string | undefined,
  flags: SsoTestFlags & { readonly profile?: string | undefined },
  locate: (withProfile: boolean) => Promise<LocatedKeys>,
): Promise<SsoTestOptions> {
  const demo = isDemo(flags);
  if (demo && url !== undefined) {
    throw usageError('DEMO_WITH_URL', both('--demo cannot be combined with a URL'), seeHelp);
  }
  const loaded: LoadedConfig = demo ? { config: {} } : await loadConfig(flags.config);
  const { sso = {}, callback: configured = {} } = loaded.config;
  const { path } = loaded;
  const needsServer = !demo && !flags.list;
  const { used, leftOut } = demo ? nothingGiven : addressesOf(url, flags, loaded.config);
  const { production: address, ...addresses } = used;
  const { login } = addresses;
  if (needsServer && login === undefined) throw noLogin;
  const protocol =
    flags.protocol ?? configured.protocols?.find((id): id is KitProtocol => id.endsWith('-kit')) ?? 'v2-kit';
  // A command of koo.yaml starts the server of the URLs beside it, and no other.
  const production = flags['callback-url'] ?? (url === undefined ? undefined : address);
  if (needsServer && address === undefined) throw noProduction(leftOut, path);
  const read = await readTestOptions(production, callbackFlags(flags, protocol), locate);
  if (needsServer && !read.rsaPublicKey) {
    const { kit, base } = read.located.keys;
    throw kit === undefined && base === undefined ? noKeys : noRsaKey;
  }
  const isTyped = flags['callback-url'] !== undefined;
  const callback = isTyped || path === undefined ? read : { ...read, targetFile: path };
  const selection = {
    only: list(flags.only),
    skip: [...(sso.skip ?? []), ...list(flags.skip).map((id) => ({ id }))],
  };
  return {
    targets: demo ? undefined : targetsOf(addresses, callback),
    protocol,
    callback,
    instanceId: flags['instance-id'],
    hostName: flags['host-name'],
    patienceMs: flags.patience * 1000,
    selection,
    bail: flags.bail,
    notices: [
      ...leftOutNotices(leftOut, path),
      ...(needsServer && addresses.cas === undefined ? [noCas(leftOut)] : []),
    ],
  };
}

const seeHelp = both(
  'Give the registered login address to test your server, or --demo or --demo=broken to test a server in koo itself.',
);

const noLogin = usageError(
  'NO_URL',
  both('The login address of the server is missing'),
  both('Give the registered login address as an argument, set sso.login in koo.yaml, or use --demo.'),
);

const noRsaKey = new KooError({
  category: 'configuration',
  code: 'NO_RSA_PUBLIC_KEY',
  message: both('The public key of your server, with which koo encrypts client secrets, is missing'),
  hint: both(
    'Name its file with --rsa-public-key, or let koo start the server with generated keys (callback.generateKeys in koo.yaml, and no URL on the command line).',
  ),
});

const noKeys = new KooError({
  category: 'configuration',
  code: 'NO_KEYS',
  message: both(
    'The access key for the kit interfaces, and the public key of your server, with which koo encrypts client secrets, are missing',
  ),
  hint: both(
    'Set KOO_KIT_KEY and name the file of the public key with --rsa-public-key, or let koo start the server with generated keys (callback.generateKeys in koo.yaml, and no URL on the command line).',
  ),
});

function targetsOf(
  { login, ...others }: Partial<Omit<Targets, 'production'>>,
  { target: production }: TestOptions,
): Targets {
  if (login === undefined) return exampleTargets;
  if (production === undefined) throw new TypeError('no production address');
  return { production, login, ...others };
}

function list(text: string | undefined): string[] {
  return text === undefined ? [] : commaList(text).filter((item) => item !== '');
}

/** What `koo callback test` would be called with for the callbacks of this run. */
function callbackFlags(
  flags: SsoTestFlags & { readonly profile?: string | undefined },
  protocol: KitProtocol,
): TestFlags & { readonly profile?: string | undefined } {
  return {
    joint: false,
    ...flags,
    protocol,
    'order-api': undefined,
    'allow-host': undefined,
    watch: false,
    'watch-path': undefined,
    sale: undefined,
    require: undefined,
    encrypt: undefined,
    'as-real': false,
    set: undefined,
    only: undefined,
    skip: undefined,
    explore: 0,
    seed: undefined,
    scenario: undefined,
    'scenario-dir': '',
    concurrency: 1,
    'poll-interval': 1,
    snippet: undefined,
  };
}
