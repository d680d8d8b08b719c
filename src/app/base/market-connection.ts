import { assertAllowed, destinationNotices, signingKeys } from '../../account/cli/destination.ts';
import { fallbackNote } from '../../account/cli/fallback-key.ts';
import { type LocatedKeys, locateCallbackKeys, requireKey } from '../../account/cli/keys.ts';
import { readRsaKeyFile } from '../../account/cli/rsa-key-file.ts';
import { protocolList } from '../../callback/cli/flags.ts';
import { assertTarget } from '../../callback/delivery/send.ts';
import type { Protocol } from '../../callback/protocols/model.ts';
import { InvalidValueError, oneOf } from '../../cli/flags/value.ts';
import type { Command, CommandOf } from '../../sandbox/acts/acts.ts';
import { maxParameters, parseParameter } from '../../sandbox/acts/seller.ts';
import {
  assertLoginAddress,
  type LoginAddresses,
  loginAddressKinds,
  loginAddressWarnings,
} from '../../sandbox/market/model/login-addresses.ts';
import type { Connection } from '../../sandbox/market/model/model.ts';
import { connections } from '../../sandbox/market/model/records.ts';
import { settingNames, settingValues } from '../../sandbox/market/model/settings.ts';
import { sandboxAccessKey } from '../../sandbox/state/accounts.ts';
import { databasePath, hasStore } from '../../sandbox/state/database.ts';
import { withStore } from '../../sandbox/store.ts';
import type { Keys } from '../../signing/key-class.ts';
import { given } from '../../text/json.ts';
import { shellWord } from '../../text/shell-word.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';

export interface ConnectionContext {
  readonly stateFolder: string;
  readonly noInput: boolean;
  readonly notice: (text: Localized) => void;
}

type KeyOptions = Parameters<typeof locateCallbackKeys>[0];
/** The values of argument and flags of `koo sandbox connect`, by the names of the fields. */
export interface ConnectOptions {
  readonly url: string;
  readonly product: string;
  readonly protocols: string;
  readonly encrypt: 'aes256' | 'aes128';
  readonly rsaPublicKey?: string;
  readonly loginAddress?: string;
  readonly casCallback?: string;
  readonly supervised?: boolean;
  readonly unlisted?: boolean;
  readonly contacts?: boolean;
  readonly parameters?: readonly string[];
  readonly without?: readonly string[];
  readonly prices?: readonly string[];
  readonly settings?: readonly (readonly [name: string, value: string])[];
}

type Connect = CommandOf<'connect'>;

/**
 * The act that connects a product, with its access keys. An address that is typed may have them from now on, like that of
 * `koo callback send`.
 *
 * @throws KooError for invalid values
 */
export async function connectCommand(
  options: ConnectOptions,
  keyOptions: KeyOptions,
  { stateFolder, noInput, notice }: ConnectionContext,
): Promise<Command> {
  const protocols = protocolList(options.protocols);
  const activities = protocols.flatMap((protocol) => protocol.activities.map(({ name }) => name));
  for (const name of options.without ?? []) oneOf(name, activities, both('activity'), 'INVALID_VALUE');
  if ((options.parameters ?? []).length > maxParameters)
    throw new InvalidValueError(both('A product has at most {count} parameters', { count: maxParameters }));
  const { loginAddress, casCallback } = options;
  const addresses = given({ loginAddress, casCallback });
  for (const kind of loginAddressKinds) assertLoginAddress(kind, addresses[kind]);
  const merchant = await locateMerchant(
    options.url,
    protocols,
    { ...keyOptions, 'rsa-public-key': options.rsaPublicKey },
    { noInput, notice },
  );
  notice(
    both('The sandbox keeps the access keys in {path}, which only you can read.', {
      path: databasePath(stateFolder),
    }),
  );
  const known = hasStore(stateFolder) ? withStore(stateFolder, connections) : [];
  for (const text of loginAddressWarnings(addresses, options.product, known)) notice(text);
  for (const text of droppedAddresses(addresses, options.product, known)) notice(text);
  return {
    do: 'connect',
    product: options.product,
    ...merchant,
    ...addresses,
    protocols: protocols.map(({ id }) => id),
    encrypt: options.encrypt === 'aes128' ? 128 : 256,
    ...(options.supervised && { supervised: true }),
    ...(options.unlisted && { unlisted: true }),
    ...(options.contacts && { contacts: true }),
    ...given({
      parameters: options.parameters?.map(parseParameter),
      without: options.without,
      prices: options.prices,
      settings: options.settings && readSettings(options.settings),
    }),
  };
}

const loginFlags = { loginAddress: '--login-address', casCallback: '--cas-callback' } as const;

/** The registered addresses that the earlier connection had: without them, logins of its organisations fail. */
function droppedAddresses(
  addresses: LoginAddresses,
  product: string,
  known: readonly Connection[],
): readonly Localized[] {
  const earlier = known.find((one) => one.product === product);
  return loginAddressKinds.flatMap((kind) => {
    const address = earlier?.[kind];
    if (address === undefined || addresses[kind] !== undefined) return [];
    const facts = { address: verbatim(address), command: `\`${loginFlags[kind]} ${shellWord(address)}\`` };
    return [
      both(
        '{address} is not registered any more: this connection replaces the earlier one. To keep it, connect with {command}.',
        facts,
      ),
    ];
  });
}

/**
 * A callback server with its access keys.
 *
 * @throws KooError for invalid values, and where the keys may not be used for the address
 */
export async function locateMerchant(
  url: string,
  protocols: readonly Protocol[],
  options: KeyOptions & { readonly 'rsa-public-key'?: string | undefined },
  { noInput, notice }: Omit<ConnectionContext, 'stateFolder'>,
): Promise<Pick<Connect, 'url' | 'keys' | 'rsaPublicKey'>> {
  assertTarget(url);
  const located = withSandboxKey(await locateCallbackKeys(options, notice), notice);
  const destination = { url, keys: signingKeys(located, protocols) };
  await assertAllowed(destination, { allowed: [], env: process.env, noInput });
  for (const text of destinationNotices(destination, [])) notice(text);
  return {
    url,
    keys: keysFor(located.keys, protocols, notice),
    ...given({ rsaPublicKey: await rsaKey(options['rsa-public-key'], protocols, notice) }),
  };
}

/** Without a key of the user, the server can use that of the sandbox, which is published. */
function withSandboxKey(located: LocatedKeys, notice: (text: Localized) => void): LocatedKeys {
  if (Object.keys(located.keys).length > 0) return located;
  notice(
    both(
      'No access key was given, so that of the sandbox is used: {key}. Start your server with it, for example KOO_ACCESS_KEY={key} koo callback serve.',
      { key: sandboxAccessKey },
    ),
  );
  return { keys: { base: sandboxAccessKey }, sources: { base: both('published key of the sandbox') } };
}

/** The key of each interface class that the protocols need. */
function keysFor(
  keys: Keys,
  protocols: readonly Protocol[],
  notice: (text: Localized) => void,
): Connect['keys'] {
  const needed = protocols.map((protocol) => ({ protocol, ...requireKey(keys, protocol.keyClass) }));
  const lacking = needed.filter(({ isFallback }) => isFallback).map(({ protocol }) => protocol);
  if (lacking.length > 0) notice(fallbackNote(lacking));
  return Object.fromEntries(needed.map(({ protocol, key }) => [protocol.keyClass, key]));
}

async function rsaKey(
  file: string | undefined,
  protocols: readonly Protocol[],
  notice: (text: Localized) => void,
): Promise<string | undefined> {
  if (file !== undefined) {
    const key = await readRsaKeyFile('rsa-public-key', file);
    return key.export({ type: 'spki', format: 'pem' }).toString();
  }
  if (protocols.some(({ keyClass }) => keyClass === 'kit')) {
    notice(
      both(
        'Without --rsa-public-key, applicationSync cannot be sent: its clientSecret is encrypted with the public key of your server.',
      ),
    );
  }
  return undefined;
}

function readSettings(pairs: readonly (readonly [string, string])[]): NonNullable<Connect['settings']> {
  return Object.fromEntries(
    pairs.map(([name, value]) => {
      const setting = oneOf(name, settingNames, both('setting'), 'INVALID_VALUE') ?? 'test_flag';
      return [setting, oneOf<string>(value, settingValues[setting], both('value'), 'INVALID_VALUE')];
    }),
  );
}
