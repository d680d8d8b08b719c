import type { KeyObject } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { type Destination, signingKeys } from '../../account/cli/destination.ts';
import type { LocatedKeys } from '../../account/cli/keys.ts';
import type { LoadedConfig } from '../../account/cli/koo-yaml/file.ts';
import { KooError } from '../../errors/koo-error.ts';
import { isLoopback } from '../../http/loopback.ts';
import type { KeyClass } from '../../signing/key-class.ts';
import { both } from '../../text/translate.ts';
import type { SuiteFlags } from './flags.ts';
import { generateKeys, type WantedKeys } from './generated-keys.ts';
import type { ServerCommand } from './server-process.ts';

export interface TestedServer {
  /** Production URL, to which signed callbacks go. */
  readonly url: string;
  /** The koo.yaml that names the URL; absent if the user has typed it. */
  readonly file?: string;
  readonly located: LocatedKeys;
  /** Absent: the server is running already. */
  readonly start?: ServerCommand;
  /** Generated values other than callback keys. */
  readonly generated?: { readonly license: string; readonly rsaPublicKey?: KeyObject };
  /** Whether koo.yaml would start a server with generated keys, had the user not given a URL. */
  readonly couldGenerate?: true;
}

/** An address of the server and its source. */
export interface ServerAddress {
  readonly url: string;
  /** The koo.yaml that names the URL; absent if the user has typed it. */
  readonly file?: string | undefined;
  /** Whether no URL was typed. koo.yaml starts the server of its own URLs only. */
  readonly isConfigured: boolean;
}

/** Flags that control how a server is started. */
export interface ServerFlags extends Pick<SuiteFlags, 'start-timeout' | 'start-log' | 'list'> {
  readonly start?: string | undefined;
  readonly profile?: string | undefined;
}

/** Settings that generated keys depend on. */
export interface ServerNeeds extends Pick<WantedKeys, 'encrypt' | 'newRsaKeys'> {
  /** Values of calls, with the licence codes that the user has set. */
  readonly set: Readonly<Record<string, string>>;
}

/** Reads access keys; those of the profile only on request. */
export type LocateKeys = (withProfile: boolean) => Promise<LocatedKeys>;

/**
 * Reads how a server is started and which keys sign for it. Keys are generated for a server on this machine that koo
 * starts, if koo.yaml says so and the user names no profile.
 */
export async function readServer(
  { url, file, isConfigured }: ServerAddress,
  flags: ServerFlags,
  loaded: LoadedConfig,
  { set, ...wanted }: ServerNeeds,
  locate: LocateKeys,
): Promise<TestedServer> {
  const { start: configured, generateKeys: generates } = loaded.config.callback ?? {};
  const start = serverCommand(flags, isConfigured ? configured : undefined, loaded.path);
  const isGenerated = start && generates && flags.profile === undefined && isLoopback(new URL(url).hostname);
  const licenses = Object.keys(set).flatMap((name) => (/(^|\.)license$/.test(name) ? (set[name] ?? []) : []));
  const generated = isGenerated
    ? await generateKeys(await locate(false), { ...wanted, url, licenses })
    : undefined;
  return {
    url,
    ...(file !== undefined && { file }),
    located: generated?.located ?? (await locate(true)),
    ...(start && { start: { ...start, ...generated?.server } }),
    ...(generated && { generated: { ...generated.set, ...generated.rsa } }),
    ...(!start && !isConfigured && configured !== undefined && generates && { couldGenerate: true }),
  };
}

function serverCommand(
  { start: typed, list, 'start-timeout': timeout, 'start-log': logFile }: ServerFlags,
  configured: string | undefined,
  path: string | undefined,
): ServerCommand | undefined {
  const command = typed ?? configured;
  if (command === undefined || list) return undefined;
  const file = typed === undefined ? path : undefined;
  return {
    command,
    folder: file === undefined ? process.cwd() : dirname(resolve(file)),
    ...(file !== undefined && { file }),
    timeoutMs: timeout * 1000,
    ...(logFile !== undefined && { logFile }),
  };
}

/** Where the requests of a run go, and the keys that sign them. @throws KooError (configuration, `NO_ACCESS_KEY`) */
export function destinationOf(
  { url, file, located, couldGenerate }: TestedServer,
  protocols: readonly { readonly keyClass: KeyClass }[],
): Destination {
  try {
    return { url, file, keys: signingKeys(located, protocols) };
  } catch (error) {
    if (!(couldGenerate && error instanceof KooError)) throw error;
    const { hint } = error.facts;
    throw error.with({
      hint: both('{hint} Without the URL, koo starts the server of koo.yaml with keys of its own.', { hint }),
    });
  }
}
