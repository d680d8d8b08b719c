import { join } from 'node:path';
import {
  assertAllowed,
  type Destination,
  destinationNotices,
  signingKeys,
} from '../../account/cli/destination.ts';
import { keyFor } from '../../account/cli/fallback-key.ts';
import { locateCallbackKeys } from '../../account/cli/keys.ts';
import { type LoadedConfig, loadConfig } from '../../account/cli/koo-yaml/file.ts';
import { readRsaKeyFile } from '../../account/cli/rsa-key-file.ts';
import { withLock } from '../../account/files/lock.ts';
import { readPrivate, writePrivate } from '../../account/files/private-file.ts';
import { type Environment, stateFolder } from '../../account/folders.ts';
import { inputLimits, readInput } from '../../cli/files/input-file.ts';
import { knownSecrets } from '../../cli/output/edge.ts';
import { ignoreKooError, usageError } from '../../errors/koo-error.ts';
import { given, isObject, type JsonValue, toJson } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import { createDeliverer } from '../delivery/deliver.ts';
import { randomId, randomIv, randomNonce } from '../delivery/random.ts';
import { assertTarget, chooseActivity, prepare, send } from '../delivery/send.ts';
import { applyChanges, applySettings, encryptValues, isClientSecret, parseData } from '../delivery/values.ts';
import { instanceIdIn } from '../probe/new-instance.ts';
import { protocols } from '../protocols/index.ts';
import type { Activity, Protocol, ProtocolId, Values } from '../protocols/model.ts';
import { parseObject } from '../protocols/request.ts';
import { sampleValues } from '../protocols/samples.ts';
import { validateValues } from '../protocols/validate.ts';
import { decodeInput } from '../sign.ts';
import { dryRunReport, inventedInstanceHint, reportOf, type SendReport } from '../suite/send-report.ts';
import type { SendOptions } from './flags.ts';

/** An instance that koo has created on a server, and the order of its purchase. */
export interface LastInstance {
  readonly instanceId: string;
  readonly orderId: string;
}

/** The number of servers to remember, the latest ones. */
const maxServers = 50;

/** The last instance that `koo callback send newInstance` created on a server; undefined without one. */
async function lastInstance(
  target: string,
  protocol: ProtocolId,
  env: Environment,
): Promise<LastInstance | undefined> {
  const found = (await tolerant(() => readInstances(env)))?.[serverName(target, protocol)];
  if (!isObject(found)) return undefined;
  const { instanceId, orderId } = found;
  return typeof instanceId === 'string' && typeof orderId === 'string' ? { instanceId, orderId } : undefined;
}

/** Stores an instance for {@link lastInstance}. */
async function rememberInstance(
  target: string,
  protocol: ProtocolId,
  instance: LastInstance,
  env: Environment,
): Promise<void> {
  await tolerant(() =>
    withLock(`${filePath(env)}.lock`, async () => {
      const { [serverName(target, protocol)]: _, ...others } = await readInstances(env);
      const kept = [...Object.entries(others), [serverName(target, protocol), instance]].slice(-maxServers);
      await writePrivate(filePath(env), toJson(Object.fromEntries(kept), 2));
    }),
  );
}

function filePath(env: Environment): string {
  return join(stateFolder(env), 'callback-instances.json');
}

/** Empty if the file is damaged: the next instance replaces it. */
async function readInstances(env: Environment): Promise<Readonly<Record<string, unknown>>> {
  return parseObject((await readPrivate(filePath(env))) ?? '') ?? {};
}

/** The kit interfaces work on the instances of the base interfaces. */
function serverName(target: string, protocol: ProtocolId): string {
  const { origin, pathname } = new URL(target);
  return `${origin}${pathname} ${protocol.replace('-kit', '')}`;
}

/** Ignores a folder that cannot be used, because the remembered instances are only a convenience. */
async function tolerant<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    return ignoreKooError(error);
  }
}

export interface SendContext {
  /** Whether koo must not ask. */
  readonly noInput: boolean;
  /** Prints a message to stderr. */
  readonly notice: (text: Localized) => void;
}

/**
 * Sends one callback. Flags take precedence over koo.yaml, koo.yaml over defaults.
 *
 * @throws KooError for invalid input, and like {@link assertAllowed}
 */
export async function runSend(
  name: string,
  url: string | undefined,
  options: SendOptions,
  { noInput, notice }: SendContext,
): Promise<SendReport> {
  const loaded = await loadConfig(options.config);
  const delivery = await prepareDelivery(name, url, options, loaded, notice);
  const { prepared, key, destination, isInvented } = delivery;
  if (options['dry-run']) return dryRunReport(prepared, options.tamper);
  const allowed = options['allow-origin'] ?? [];
  await assertAllowed(destination, { allowed, env: process.env, noInput });
  for (const text of destinationNotices(destination, delivery.configured)) notice(text);
  const timeoutMs = options.timeout * 1000;
  const deliverer = createDeliverer({ timeoutMs, env: process.env });
  try {
    const exchange = await send(prepared, knownSecrets(), deliverer.deliver);
    const report = await reportOf(exchange, { key, tampering: options.tamper, timeoutMs, isInvented });
    const instanceId = instanceIdIn(exchange);
    if (report.ok && report.activity === 'newInstance' && !report.tampered && instanceId !== undefined) {
      const created = { instanceId, orderId: String(exchange.values.orderId) };
      await rememberInstance(destination.url, report.protocol, created, process.env);
    }
    return report;
  } finally {
    await deliverer.close();
  }
}

async function prepareDelivery(
  name: string,
  url: string | undefined,
  options: SendOptions,
  { config, path }: LoadedConfig,
  notice: (text: Localized) => void,
) {
  const settings = config.callback ?? {};
  const { protocol, activity } = chooseActivity(protocols, name, {
    protocol: options.protocol,
    preferred: settings.protocols ?? [],
  });
  const target = url ?? settings.url;
  if (target === undefined) {
    throw usageError(
      'NO_URL',
      both('No production URL given'),
      both('Pass the URL as an argument or set callback.url in koo.yaml.'),
    );
  }
  assertTarget(target);
  const data =
    options.data === undefined
      ? undefined
      : parseData(decodeInput(await readInput(options.data, { limit: inputLimits.body, flags: options })));
  const located = await locateCallbackKeys(options, notice);
  const key = keyFor(located.keys, protocol, notice);
  const now = new Date();
  const sale = options.sale ?? settings.sale ?? 'period';
  const samples = sampleValues(activity, { now, sale, id: randomId });
  const last =
    samples.instanceId === undefined ? undefined : await lastInstance(target, protocol.id, process.env);
  const known = last && instanceFields(protocol, activity, last);
  const usual: Values = { ...samples, ...known };
  const configured = applySettings(protocol, activity, usual, settings.set ?? {});
  const values = applyChanges(protocol, activity, configured, {
    ...(data && { data }),
    set: options.set ?? [],
    unset: options.unset ?? [],
    allowUnknown: options['allow-unknown'],
  });
  const id = last?.instanceId;
  if (id !== undefined && values.instanceId === id) {
    notice(
      both('Note: instanceId is that of the last instance that koo created on this server: {id}', { id }),
    );
  }
  // The kit interfaces may be called before there is an instance.
  const isInvented =
    samples.instanceId !== undefined &&
    values.instanceId === samples.instanceId &&
    protocol.keyClass !== 'kit';
  if (isInvented) notice(both('Note: instanceId is invented. {hint}', { hint: inventedInstanceHint }));
  const publicKeyFile = options['rsa-public-key'];
  const rsaPublicKey =
    publicKeyFile === undefined ? undefined : await readRsaKeyFile('rsa-public-key', publicKeyFile);
  const bits = (options.encrypt ?? settings.encrypt) === 'aes128' ? 128 : 256;
  const encoded = encryptValues(activity, values, { key, bits, iv: randomIv, ...given({ rsaPublicKey }) });
  const secret = activity.request.find(isClientSecret);
  if (secret && !rsaPublicKey && !isLongBase64(encoded[secret.name])) {
    notice(
      both(
        '{name} is sent unencrypted, and your server cannot decrypt it. Give your public key: --rsa-public-key FILE',
        { name: secret.name },
      ),
    );
  }
  for (const { message } of validateValues(activity.request, encoded))
    notice(both('Sent anyway: {message}.', { message }));
  const prepared = prepare({
    protocol,
    activity,
    target,
    values: encoded,
    key,
    timestamp: options.timestamp ?? protocol.timestamp(now),
    nonce: options.nonce ?? randomNonce(),
    tampering: options.tamper,
  });
  const destination: Destination = {
    url: target,
    file: url === undefined ? path : undefined,
    keys: signingKeys(located, [protocol]),
  };
  return {
    prepared,
    key,
    destination,
    isInvented,
    /** Values that come from koo.yaml: `instanceId=abc`. */
    configured: Object.entries(configured)
      .filter(([field, value]) => value !== usual[field] && value === values[field])
      .map(([field, value]) => `${field}=${toText(value)}`),
  };
}

function toText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** In V1, the order of an expiry and a release is that of the purchase. */
function instanceFields(
  protocol: Protocol,
  { name }: Activity,
  { instanceId, orderId }: LastInstance,
): Partial<LastInstance> {
  const isEnd = protocol.id === 'v1' && ['expireInstance', 'releaseInstance'].includes(name);
  return isEnd ? { instanceId, orderId } : { instanceId };
}

/** Whether a value can be a secret that was encrypted elsewhere. */
function isLongBase64(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9+/]{340,}={0,2}$/.test(value);
}
