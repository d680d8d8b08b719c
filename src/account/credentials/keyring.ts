import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { KooError } from '../../errors/koo-error.ts';
import { storeError } from '../../files/store-error.ts';
import { attempt } from '../../text/attempt.ts';
import { isObject, tryJson } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { withoutKeys } from '../child-environment.ts';
import { type Keyring, parseSecrets } from './secrets.ts';

/** Service name of koo's entries; the account is the name of the profile. */
export const keyringService = 'koo';
const packageName = '@napi-rs/keyring';

interface Request {
  readonly action: 'get' | 'set' | 'remove' | 'probe';
  readonly account: string;
  readonly secret?: string;
}

/**
 * Program of the child process: one request on stdin, one response on stdout. On Linux it requires the Secret
 * Service: the library would fall back to the kernel's keyring, which is lost on reboot.
 */
const program = `
const { readFileSync, writeSync } = require('node:fs');
const { module, service, action, account, secret } = JSON.parse(readFileSync(0, 'utf8'));
const answer = (value) => { writeSync(1, JSON.stringify(value)); process.exit(); };
try {
  const { Entry } = require(module);
  const entry = new Entry(service, account, { linux: { store: 'secret-service' } });
  if (action === 'probe') {
    entry.setPassword(secret);
    const read = entry.getPassword();
    entry.deletePassword();
    answer({ ok: read === secret });
  }
  if (action === 'set') { entry.setPassword(secret); answer({ ok: true }); }
  if (action === 'remove') answer({ ok: true, removed: entry.deletePassword() });
  answer({ ok: true, secret: entry.getPassword() });
} catch { answer({ ok: false }); }
`;

export interface KeyringOptions {
  /** Path of the keyring module (default: the optional package, if it is installed). */
  readonly module?: string | undefined;
  /** Timeout of a request to the keyring, in ms. */
  readonly limitMs?: number;
}

/**
 * Secrets in the keyring of the operating system. Each request runs in its own process, which is killed if the
 * keyring does not respond: a thread that hangs in a native library would hang koo. Secrets are passed through pipes.
 */
export function keyring({ module = installedModule(), limitMs = 3000 }: KeyringOptions = {}): Keyring {
  let failure: KooError | undefined;
  // After a failure the keyring is not asked again, because each request may run into the timeout.
  const send = async (request: Request) => {
    if (failure) throw failure;
    try {
      return await runKeyring(request, module, limitMs);
    } catch (error) {
      if (error instanceof KooError) failure = error;
      throw error;
    }
  };
  return {
    kind: 'keyring',
    place: keyringName(),
    async get(profile) {
      const { secret } = await send({ action: 'get', account: profile });
      return typeof secret === 'string' ? parseSecrets(secret) : undefined;
    },
    async set(profile, secrets) {
      await send({ action: 'set', account: profile, secret: JSON.stringify(secrets) });
    },
    async remove(profile) {
      return (await send({ action: 'remove', account: profile })).removed === true;
    },
    async probe() {
      // The name of a profile cannot contain a slash.
      const account = `probe/${randomBytes(8).toString('hex')}`;
      await send({ action: 'probe', account, secret: randomBytes(16).toString('hex') });
    },
  };
}

async function runKeyring(
  request: Request,
  module: string | undefined,
  limitMs: number,
): Promise<Readonly<Record<string, unknown>>> {
  if (module === undefined) throw unavailable(both('No keyring is installed'));
  const child = spawn(process.execPath, ['-e', program], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: withoutKeys(process.env),
    windowsHide: true,
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  // The child may exit before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify({ ...request, module, service: keyringService }));
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', () => reject(unavailable()));
    child.on('close', (_, killedBy) => resolve(killedBy));
  });
  if (signal !== null)
    throw unavailable(both('The keyring did not respond within {seconds} s', { seconds: limitMs / 1000 }));
  const answer = tryJson(output);
  if (!isObject(answer) || answer.ok !== true) throw unavailable();
  return answer;
}

function installedModule(): string | undefined {
  return attempt(() => createRequire(import.meta.url).resolve(packageName));
}

function keyringName(): string {
  if (process.platform === 'darwin') return 'macOS Keychain';
  return process.platform === 'win32' ? 'Windows Credential Manager' : 'Secret Service';
}

function unavailable(message = both('The keyring is missing or locked')): KooError {
  const hint = both('Unlock the keyring, or store secrets in a file: `koo config set secret-store file`');
  return storeError('KEYRING_UNAVAILABLE', message, hint);
}
