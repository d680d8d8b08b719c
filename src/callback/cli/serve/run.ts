import { createPublicKey, type KeyObject } from 'node:crypto';
import { fallbackNote } from '../../../account/cli/fallback-key.ts';
import { callbackKeys, requireKey } from '../../../account/cli/keys.ts';
import { readRsaKeyFile } from '../../../account/cli/rsa-key-file.ts';
import type { ApiHost } from '../../../account/cli/session.ts';
import { writeOutputFile } from '../../../cli/files/output-file.ts';
import { interruption, untilEnded } from '../../../cli/interrupt.ts';
import { listenError } from '../../../cli/listen-failure.ts';
import { paint } from '../../../cli/output/colour.ts';
import { concealed } from '../../../cli/output/edge.ts';
import { ExitCode } from '../../../errors/exit-codes.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { both, type Localized, localize } from '../../../text/translate.ts';
import { generateRsaKeys, randomId } from '../../delivery/random.ts';
import { createMerchant } from '../../merchant/merchant.ts';
import type { LogEntry, MerchantOptions } from '../../merchant/model.ts';
import { startServer } from '../../merchant/server/server.ts';
import { createState } from '../../merchant/state.ts';
import type { Protocol } from '../../protocols/model.ts';
import { protocolList } from '../flags.ts';
import type { ServeOptions } from './flags.ts';
import { prepareLogin } from './login.ts';
import { keepPushing, openMerchantApi } from './open-api.ts';

/** Prints the log and messages of the server, and finds a sandbox. */
export interface ServeHost extends ApiHost {
  readonly printLine: (record: LogRecord, text: () => string) => void;
}

/**
 * Runs the reference merchant until it is interrupted or terminated, or the reader of its log exits.
 *
 * @throws KooError (configuration) without a key or an AK/SK; (network) if it cannot listen; (usage) for invalid key files
 */
export async function runServe(flags: ServeOptions, host: ServeHost): Promise<void> {
  const { notice } = host;
  const protocols = protocolList(flags.protocol);
  const keys = await readKeys(flags, protocols, notice);
  // Only the kit protocols have a secret to decrypt.
  const rsa = protocols.some(({ keyClass }) => keyClass === 'kit')
    ? await rsaKeyPair(flags['rsa-private-key'], flags['rsa-public-key-out'])
    : undefined;
  const orderApi = flags['order-api'];
  const api =
    orderApi === undefined ? undefined : await openMerchantApi(orderApi, flags.profile, keys.base, host);
  const state = createState(flags['license-code']);
  const options: MerchantOptions = {
    protocols: protocols.map(({ id }) => id),
    keys,
    ...(rsa && { rsaPrivateKey: rsa.privateKey }),
    encryptBits: flags.encrypt === 'aes128' ? 128 : 256,
    sale: flags.sale,
    asyncMs: flags.async * 1000,
    oncePerAccount: flags['once-per-account'],
    ...(flags.stock !== undefined && { stock: flags.stock }),
    ...(flags['license-quota'] !== undefined && { licenseQuota: flags['license-quota'] }),
    ...(api && { lookUpOrder: api.lookUpOrder, businessNow: api.businessNow }),
    now: () => new Date(),
    id: randomId,
  };
  const merchant = createMerchant(options, state);
  const { host: address, port } = flags;
  const log = (entry: LogEntry) => host.printLine(logRecord(entry), () => logLine(entry));
  // Without kit interfaces, no tenant is known.
  const login =
    rsa && prepareLogin(flags, { state, now: options.now, businessNow: options.businessNow, log });
  const server = await startServer({
    merchant,
    host: address,
    names: [...(flags['allow-host'] ?? []), ...(login?.names ?? [])],
    port,
    log,
    login: login?.create,
  }).catch((error: unknown) => {
    throw listenError(error, address, port);
  });
  // Install the handlers before announcing the URL: a signal may arrive at once.
  const ended = untilEnded();
  const keyFile = flags['rsa-private-key'] ?? flags['rsa-public-key-out'];
  if (rsa && keyFile === undefined) {
    const key = rsa.publicPem.trimEnd();
    notice(
      both('New RSA public key for client secrets (koo callback test --rsa-public-key FILE):\n{key}', {
        key,
      }),
    );
  }
  if (!server.loopback)
    notice(both('Warning: other machines can reach this server, and it uses plain HTTP.'));
  if (api) notice(both('Orders are looked up at {url}', { url: api.url }));
  if (login) notice(login.addresses(server.url));
  notice(both('Listening on {url} (press Ctrl-C to stop)', { url: server.url }));
  const ending = new AbortController();
  const intervalMs = (flags['push-usage'] ?? 0) * 1000;
  const pushing =
    api && intervalMs > 0 ? keepPushing({ merchant, api, intervalMs, notice, signal: ending.signal }) : ended;
  await Promise.race([ended, pushing]);
  ending.abort();
  await server.close();
  await api?.close();
  await login?.close();
  await pushing;
  if (interruption().aborted) process.exitCode = ExitCode.interrupted;
}

async function readKeys(
  flags: ServeOptions,
  protocols: readonly Protocol[],
  notice: (text: Localized) => void,
): Promise<MerchantOptions['keys']> {
  const keys = await callbackKeys(flags, notice);
  const found = protocols.map((protocol) => ({ protocol, ...requireKey(keys, protocol.keyClass) }));
  const withFallback = found.filter(({ isFallback }) => isFallback).map(({ protocol }) => protocol);
  if (withFallback.length > 0) notice(fallbackNote(withFallback));
  return Object.fromEntries(found.map(({ protocol, key }) => [protocol.keyClass, key]));
}

/**
 * Returns the merchant's key pair for client secrets: from a private key file (PEM, or base64 of PKCS#8), or a new
 * temporary one of 3072 bits. Writes the public key to `publicKeyFile`, if given.
 *
 * @throws KooError (usage) if a file cannot be read or written, or contains no RSA private key
 */
export async function rsaKeyPair(
  privateKeyFile: string | undefined,
  publicKeyFile: string | undefined,
): Promise<{ readonly privateKey: KeyObject; readonly publicPem: string }> {
  const privateKey =
    privateKeyFile === undefined
      ? (await generateRsaKeys()).privateKey
      : await readRsaKeyFile('rsa-private-key', privateKeyFile);
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  if (publicKeyFile !== undefined) await writeOutputFile(publicKeyFile, publicPem, 'rsa-public-key-out');
  return { privateKey, publicPem };
}

/** Maximum length of unauthenticated text in the log, in characters. */
const maxTextLength = 40;

/** Renders a request as a line of text: `12:30:15 POST v2 newInstance 000000 3 ms`. */
export function logLine(entry: LogEntry): string {
  const clock = entry.time.toTimeString().slice(0, 8);
  // A response of the login has an HTTP status.
  const isDone = entry.resultCode === '000000' || /^[23]\d\d$/.test(entry.resultCode);
  const style = isDone ? 'green' : entry.resultCode === '000004' ? 'yellow' : 'red';
  return [
    paint('dim', clock),
    sanitise(entry.method).padEnd(4),
    (entry.protocol ?? '-').padEnd('online-license'.length),
    sanitise(entry.activity ?? '-').padEnd('updateLicenseCodeStatus'.length),
    paint(style, entry.resultCode),
    `${entry.durationMs} ms`,
    entry.reason ? localize(entry.reason) : '',
  ]
    .join('  ')
    .trimEnd();
}

/** A request to the server, for programs. */
export interface LogRecord {
  readonly time: string;
  readonly method: string;
  readonly protocol: string | null;
  readonly activity: string | null;
  /** Of the response. */
  readonly resultCode: string;
  readonly durationMs: number;
  /** Why the request was rejected. */
  readonly reason?: Localized;
}

/** The JSON object of a request, for `--json`. */
export function logRecord({
  time,
  method,
  protocol,
  activity,
  resultCode,
  durationMs,
  reason,
}: LogEntry): LogRecord {
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
  // Anyone who reaches the server chooses the length, so cut before redacting; the margin keeps a whole secret.
  const start = concealed(text.slice(0, 4 * maxTextLength));
  return terminalSafe(start).replace(/\s/g, ' ').slice(0, maxTextLength);
}
