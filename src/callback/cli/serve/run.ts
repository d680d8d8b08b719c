import { createPublicKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { requireKey, resolveKeys } from '../../../account/cli/keys.ts';
import { writeOutputFile } from '../../../cli/files/output-file.ts';
import { interruption } from '../../../cli/interrupt.ts';
import { listenFailure } from '../../../cli/listen-failure.ts';
import { paint } from '../../../cli/output/colour.ts';
import { ExitCode } from '../../../errors/exit-codes.ts';
import { type JsonObject, toJson } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { both, localize } from '../../../text/translate.ts';
import { generateRsaKeys, randomId } from '../../delivery/random.ts';
import { createMerchant } from '../../merchant/merchant.ts';
import type { MerchantOptions } from '../../merchant/model.ts';
import { type LogEntry, startServer } from '../../merchant/server.ts';
import type { Protocol } from '../../protocols/model.ts';
import { protocolList } from '../flags.ts';
import { fallbackNotice, readRsaKeyFile } from '../keys.ts';
import type { ServeOptions } from './flags.ts';

/** How the server tells what it does. */
export interface ServeOutput {
  /** A log of JSON objects, for programs. */
  readonly json: boolean;
  /** Tells the user something beside the log. */
  readonly notice: (text: Localized) => void;
}

/**
 * Runs the reference merchant until it is interrupted, terminated, or nobody reads its log any more.
 *
 * @throws KooError (configuration) without a key; (network) when it cannot listen; (usage) for files that will not do
 */
export async function runServe(flags: ServeOptions, output: ServeOutput): Promise<void> {
  const { notice } = output;
  const protocols = protocolList(flags.protocol);
  const keys = await keysOf(flags, protocols, notice);
  // The kit families alone have a secret to decrypt.
  const rsa = protocols.some(({ keyClass }) => keyClass === 'kit')
    ? await rsaKeyPair(flags['rsa-private-key'], flags['rsa-public-key-out'])
    : undefined;
  const merchant = createMerchant({
    protocols: protocols.map(({ id }) => id),
    keys,
    ...(rsa && { rsaPrivateKey: rsa.privateKey }),
    encryptBits: flags.encrypt === 'aes128' ? 128 : 256,
    sale: flags.sale,
    licenses: flags['license-code'],
    asyncMs: flags.async * 1000,
    oncePerAccount: flags['once-per-account'],
    ...(flags.stock !== undefined && { stock: flags.stock }),
    ...(flags['license-quota'] !== undefined && { licenseQuota: flags['license-quota'] }),
    now: () => new Date(),
    id: randomId,
  });
  const { host, port } = flags;
  const log = (entry: LogEntry) => {
    const line = output.json ? toJson(logRecord(entry)) : logLine(entry);
    process.stdout.write(`${line}\n`);
  };
  const server = await startServer({ merchant, host, port, log }).catch((error: unknown) => {
    throw listenFailure(error, host, port);
  });
  // Before it says that it listens, or a signal could come too early.
  const stop = interruption();
  const ended = Promise.race([
    once(stop, 'abort'),
    once(process, 'SIGTERM'),
    // Nobody reads the log any more.
    once(process.stdout, 'error'),
  ]);
  const keyFile = flags['rsa-private-key'] ?? flags['rsa-public-key-out'];
  if (rsa && keyFile === undefined) notice(newPublicKey(rsa.publicPem));
  if (!server.loopback) notice(reachableByOthers);
  notice(listening(server.url));
  await ended;
  await server.close();
  if (stop.aborted) process.exitCode = ExitCode.interrupted;
}

async function keysOf(
  flags: ServeOptions,
  protocols: readonly Protocol[],
  notice: (text: Localized) => void,
): Promise<MerchantOptions['keys']> {
  const keys = await resolveKeys(flags);
  const found = protocols.map((protocol) => ({ protocol, ...requireKey(keys, protocol.keyClass) }));
  const borrowing = found.filter(({ fellBack }) => fellBack).map(({ protocol }) => protocol);
  if (borrowing.length > 0) notice(fallbackNotice(borrowing));
  return Object.fromEntries(found.map(({ protocol, key }) => [protocol.keyClass, key]));
}

const reachableByOthers = both('Warning: other machines can reach this server, and it uses plain HTTP.');

function listening(url: string) {
  return both('Listening on {url} (press Ctrl-C to stop)', { url });
}

function newPublicKey(pem: string) {
  return both('New RSA public key for client secrets (koo callback test --rsa-public-key FILE):\n{key}', {
    key: pem.trimEnd(),
  });
}

export interface RsaKeyPair {
  readonly privateKey: KeyObject;
  readonly publicPem: string;
}

/**
 * The merchant's key pair for client secrets: from a private key file (PEM, or base64 of PKCS#8), else a new one
 * of 3072 bits that lives as long as the process. The public key is written to `publicKeyFile`, if there is one.
 *
 * @throws KooError (usage) when a file cannot be read or written, or holds no RSA private key
 */
export async function rsaKeyPair(
  privateKeyFile: string | undefined,
  publicKeyFile: string | undefined,
): Promise<RsaKeyPair> {
  const privateKey =
    privateKeyFile === undefined
      ? (await generateRsaKeys()).privateKey
      : await readRsaKeyFile('rsa-private-key', privateKeyFile);
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  if (publicKeyFile !== undefined) await writeOutputFile(publicKeyFile, publicPem, 'rsa-public-key-out');
  return { privateKey, publicPem };
}

/** Longest text of a stranger that is shown. */
const maxShown = 40;

/** A request as a line for people: `12:30:15 POST v2 newInstance 000000 3 ms`. */
export function logLine(entry: LogEntry): string {
  const clock = entry.time.toTimeString().slice(0, 8);
  const style = { '000000': 'green', '000004': 'yellow' }[entry.resultCode] ?? 'red';
  return [
    paint('dim', clock),
    sanitise(entry.method).padEnd(4),
    (entry.protocol ?? '-').padEnd('online-license'.length),
    sanitise(entry.activity ?? '-').padEnd('updateLicenseCodeStatus'.length),
    paint(style as 'green', entry.resultCode),
    `${entry.durationMs} ms`,
    entry.reason ? localize(entry.reason) : '',
  ]
    .join('  ')
    .trimEnd();
}

/** A request as a document, one a line: `--json`. */
export function logRecord({
  time,
  method,
  protocol,
  activity,
  resultCode,
  durationMs,
  reason,
}: LogEntry): JsonObject {
  return {
    time: time.toISOString(),
    method: sanitise(method),
    protocol: protocol ?? null,
    activity: activity === undefined ? null : sanitise(activity),
    resultCode,
    durationMs,
    ...(reason && { reason }),
  };
}

function sanitise(text: string): string {
  return terminalSafe(text).replace(/\s/g, ' ').slice(0, maxShown);
}
