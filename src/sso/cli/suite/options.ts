import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { type LoadedConfig, loadConfig } from '../../../account/cli/koo-yaml/file.ts';
import { readRsaKeyFile } from '../../../account/cli/rsa-key-file.ts';
import type { KitProtocol } from '../../../callback/delivery/kit-values.ts';
import { generateRsaKeys } from '../../../callback/delivery/random.ts';
import { configurationError, usageError } from '../../../errors/koo-error.ts';
import { isDemo } from '../../../suite/cli/flags.ts';
import type { CommonOptions } from '../../../suite/cli/run-suite.ts';
import { type LocateKeys, readServer } from '../../../suite/cli/tested-server.ts';
import { readSelection } from '../../../suite/selection.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Targets } from '../../probe/model.ts';
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
export interface SsoTestOptions extends CommonOptions {
  /** Absent: the reference merchant in this process. */
  readonly targets: Targets | undefined;
  readonly protocol: KitProtocol;
  /** Encrypts client secrets. */
  readonly rsaPublicKey: KeyObject | undefined;
  /** Whether the merchant in this process has mistakes. */
  readonly isBroken: boolean;
  readonly instanceId: string;
  readonly hostName: string | undefined;
  readonly timeoutMs: number;
  readonly patienceMs: number;
  readonly bail: boolean;
  /** Parts of the server that are not tested, and why. */
  readonly notices: readonly Localized[];
}

/**
 * Reads the options of `koo sso test`: flags take precedence over koo.yaml.
 *
 * @param url the registered login address
 * @throws KooError (usage) for invalid options; (configuration) `NO_RSA_PUBLIC_KEY`, `NO_KEYS`
 */
export async function readSsoTestOptions(
  url: string | undefined,
  flags: SsoTestFlags & { readonly profile?: string | undefined },
  locate: LocateKeys,
): Promise<SsoTestOptions> {
  const demo = isDemo(flags);
  if (demo && url !== undefined)
    throw usageError('DEMO_WITH_URL', both('--demo cannot be combined with a URL'), seeHelp);
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
  if (needsServer && address === undefined) throw noProduction(leftOut, path);
  const { 'callback-url': typed, 'rsa-public-key': keyFile } = flags;
  const production = address ?? exampleTargets.production;
  const { set = {}, encrypt = 'aes256' } = configured;
  const server = demo
    ? undefined
    : await readServer(
        {
          url: production,
          file: typed === undefined ? path : undefined,
          isConfigured: typed === undefined && url === undefined,
        },
        flags,
        loaded,
        { encrypt, set, ...(keyFile === undefined && { newRsaKeys: generateRsaKeys }) },
        locate,
      );
  const rsaPublicKey =
    keyFile === undefined ? server?.generated?.rsaPublicKey : await readRsaKeyFile('rsa-public-key', keyFile);
  if (needsServer && !rsaPublicKey) {
    const { kit, base } = server?.located.keys ?? {};
    throw kit === undefined && base === undefined ? noKeys : noRsaKey;
  }
  return {
    targets: demo ? undefined : login === undefined ? exampleTargets : { ...addresses, production, login },
    protocol,
    server,
    ...(path !== undefined && { configFile: resolve(path) }),
    rsaPublicKey,
    isBroken: flags['demo=broken'],
    instanceId: flags['instance-id'],
    hostName: flags['host-name'],
    timeoutMs: flags.timeout * 1000,
    patienceMs: flags.patience * 1000,
    selection: readSelection(flags, sso.skip),
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

const noRsaKey = configurationError(
  'NO_RSA_PUBLIC_KEY',
  both('The public key of your server, with which koo encrypts client secrets, is missing'),
  both(
    'Name its file with --rsa-public-key, or let koo start the server with generated keys (callback.generateKeys in koo.yaml, and no URL on the command line).',
  ),
);

const noKeys = configurationError(
  'NO_KEYS',
  both(
    'The access key for the kit interfaces, and the public key of your server, with which koo encrypts client secrets, are missing',
  ),
  both(
    'Set KOO_KIT_KEY and name the file of the public key with --rsa-public-key, or let koo start the server with generated keys (callback.generateKeys in koo.yaml, and no URL on the command line).',
  ),
);
