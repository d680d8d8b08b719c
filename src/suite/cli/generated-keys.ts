import { createPublicKey, type KeyObject, type KeyPairKeyObjectResult, randomBytes } from 'node:crypto';
import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessKeyVariables } from '../../account/cli/key-source.ts';
import { keyClasses, type LocatedKeys } from '../../account/cli/keys.ts';
import type { Environment } from '../../account/folders.ts';
import { concealSecrets } from '../../cli/output/edge.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { keyLengths } from '../../signing/callback-options.ts';
import { readPrivateKey } from '../../signing/client-secret.ts';
import type { Keys } from '../../signing/key-class.ts';
import { both } from '../../text/translate.ts';
import { addressOf, type ServerCommand } from './server-process.ts';

/** Values that koo generates for a started server (`generateKeys` in koo.yaml). */
interface Generated {
  /** The given keys, and a new one for each other interface class. */
  readonly located: LocatedKeys;
  /** Absent if the server needs no RSA key, or if the user names one. */
  readonly rsa?: { readonly rsaPublicKey: KeyObject };
  /** A licence code that the server accepts. */
  readonly set: { readonly license: string };
  /** The settings that pass them to the server. */
  readonly server: Required<Pick<ServerCommand, 'env' | 'isGenerated'>>;
}

export interface WantedKeys {
  /** Address of the server on this machine. */
  readonly url: string;
  readonly encrypt: (typeof keyLengths)[number];
  /** Licence codes that the user has set. */
  readonly licenses: readonly string[];
  /** Generates the key pair of a server that decrypts client secrets, unless the user names a key for them. */
  readonly newRsaKeys?: () => Promise<KeyPairKeyObjectResult>;
}

/**
 * Generates what a server needs for one run: access keys for the interface classes without a given key, an RSA key pair
 * and a licence code. What the user has exported is used as it is.
 *
 * @param given keys of the environment and of files; those of a profile are unknown to the server
 */
export async function generateKeys(
  given: LocatedKeys,
  { url, encrypt, licenses, newRsaKeys }: WantedKeys,
  env: Environment = process.env,
): Promise<Generated> {
  const missing = keyClasses.filter((keyClass) => given.keys[keyClass] === undefined);
  const keys: Keys = Object.fromEntries(missing.map((keyClass) => [keyClass, randomHex(16)]));
  const sources = Object.fromEntries(missing.map((keyClass) => [keyClass, both('generated for this run')]));
  const { rsaPublicKey, text } = newRsaKeys ? await rsaKeys(newRsaKeys, env) : {};
  concealSecrets([...Object.values(keys), text]);
  const license = `KOO-${randomHex(8).toUpperCase()}`;
  const address = new URL(url);
  const { host, port } = addressOf(address);
  return {
    located: { keys: { ...given.keys, ...keys }, sources: { ...given.sources, ...sources } },
    ...(rsaPublicKey && { rsa: { rsaPublicKey } }),
    set: { license },
    server: {
      env: {
        ...Object.fromEntries(
          missing.map((keyClass) => [accessKeyVariables[keyClass], keys[keyClass] ?? '']),
        ),
        ...(text !== undefined && { KOO_RSA_PRIVATE_KEY: text }),
        KOO_LICENSE_CODES: [license, ...licenses].join(','),
        KOO_ENCRYPT: encrypt,
        HOST: host,
        PORT: String(port),
        // What the user has exported is the address in production.
        PUBLIC_URL: address.origin,
        // The marketplace does not know the orders of a test; --order-api has them.
        KOO_ORDER_API_AK: '',
        KOO_ORDER_API_SK: '',
      },
      isGenerated: true,
    },
  };
}

/** Returns the public key of an exported private key, or a new key pair with the text of its private key. */
async function rsaKeys(
  newRsaKeys: NonNullable<WantedKeys['newRsaKeys']>,
  { KOO_RSA_PRIVATE_KEY: exported }: Environment,
): Promise<{ readonly rsaPublicKey: KeyObject; readonly text?: string }> {
  if (exported) return { rsaPublicKey: createPublicKey(readExported(exported)) };
  // Slow, so once for all runs of --watch.
  generated ??= newRsaKeys();
  const { publicKey, privateKey } = await generated;
  const text = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  return { rsaPublicKey: publicKey, text };
}

function readExported(text: string): KeyObject {
  try {
    return readPrivateKey(text);
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    const { message } = error.facts;
    throw error.with({ message: both('{where}: {message}', { where: 'KOO_RSA_PRIVATE_KEY', message }) });
  }
}

let generated: Promise<KeyPairKeyObjectResult> | undefined;

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** On Linux a folder in memory, if it has room: there, a database does not wait for the disk after each of 10,000 calls. */
function databaseFolder(): string {
  const memory = '/dev/shm';
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    if (!process.env.TMPDIR && bavail * bsize >= 2 ** 28) return memory;
  } catch {
    // There is none, or it belongs to others.
  }
  return tmpdir();
}

/** Gives a server a temporary database, so that a test leaves nothing in the merchant's. */
export async function withDatabase<T>(
  start: ServerCommand,
  work: (start: ServerCommand) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(databaseFolder(), 'koo-test-'));
  // On Windows, a file that a process has just closed may not be removable yet.
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.on('exit', remove);
  try {
    return await work({ ...start, env: { ...start.env, DATABASE: join(folder, 'koogallery.db') } });
  } finally {
    process.off('exit', remove);
    remove();
  }
}
