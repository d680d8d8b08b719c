import { assertTarget } from '../../../callback/delivery/send.ts';
import { protocolOf } from '../../../callback/protocols/index.ts';
import type { ProtocolId } from '../../../callback/protocols/model.ts';
import { KooError } from '../../../errors/koo-error.ts';
import { given } from '../../../text/json.ts';
import { both } from '../../../text/translate.ts';
import type { CommandOf } from '../../acts/acts.ts';
import { commandLine } from '../../acts/command-line.ts';
import { maxParameters, parseParameter } from '../../acts/seller.ts';
import { hideSecrets } from '../../api/log/content.ts';
import { readCommand } from '../../api/market-endpoint.ts';
import {
  assertLoginAddress,
  type LoginAddresses,
  loginAddressKinds,
} from '../../market/model/login-addresses.ts';
import type { Connection, ConnectionKeys } from '../../market/model/model.ts';
import { findConnection, keysOf } from '../../market/model/records.ts';
import { defaultSettings, settingNames } from '../../market/model/settings.ts';
import { priceFlag } from '../../market/money/price-flag.ts';
import { sandboxAccessKey } from '../../state/accounts.ts';
import type { Database } from '../../state/database.ts';
import { invalidValue, textOf } from './product.ts';

type Connect = CommandOf<'connect'>;

/** Settings that the form of a connection has checkboxes for. */
export const connectSwitches = ['supervised', 'unlisted', 'contacts'] as const;

/**
 * Reads the act that connects a product from a form. Access keys are not in the form: those that the connection has are
 * kept for its address, and without any the published one of the sandbox signs.
 *
 * @throws KooError (usage) `INVALID_URL`, `INVALID_VALUE`; (permission, `KEYS_OF_ANOTHER_ADDRESS`)
 */
export async function connectFrom(
  form: URLSearchParams,
  product: string,
  database: Database,
): Promise<Connect> {
  const url = textOf(form, 'connect-url');
  assertAddress(form, 'connect-url', () => assertTarget(url));
  for (const kind of loginAddressKinds)
    assertAddress(form, `connect-${kind}`, () => assertLoginAddress(kind, loginAddressOf(form, kind)));
  const known = findConnection(database, product);
  const protocols = form.getAll('connect-protocol').filter((one) => one !== '');
  if (protocols.length === 0) throw invalidValue(both('Choose a protocol'));
  // The short form has only the address and the protocols: the rest stays.
  const isShort = !form.has('connect-encrypt');
  const act = {
    do: 'connect',
    product,
    url,
    protocols,
    keys: {},
    ...(known?.rsaPublicKey !== undefined && { rsaPublicKey: known.rsaPublicKey }),
    ...(isShort ? (known ? keptOptions(known) : {}) : formOptions(form)),
  };
  const command = (await readCommand(act)) as Connect;
  return { ...command, keys: keysFor(command, known, keysOf(database, product)) };
}

/** Checks the address of a field, and removes a password or a key from a refused one, as it comes back on the page. */
function assertAddress(form: URLSearchParams, field: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    form.set(field, hideSecrets(textOf(form, field)).replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1'));
    throw error;
  }
}

/** The options of a connection, as the act that connects takes them. */
function keptOptions(connection: Connection) {
  const { loginAddress, casCallback, encrypt, supervised, unlisted, contacts, prices } = connection;
  const { parameters, without, settings } = connection;
  return {
    ...given({ loginAddress, casCallback }),
    encrypt,
    supervised,
    ...(unlisted && { unlisted }),
    contacts,
    parameters,
    without,
    prices: prices.map((price) => `${price.skuCode}:${priceFlag(price)}`),
    settings,
  };
}

function formOptions(form: URLSearchParams) {
  const lines = (name: string) => textOf(form, name).split(/\s+/).filter(Boolean);
  const parameters = lines('connect-parameters').map(parseParameter);
  if (parameters.length > maxParameters)
    throw invalidValue(both('A product has at most {count} parameters', { count: maxParameters }));
  return {
    ...given(Object.fromEntries(loginAddressKinds.map((kind) => [kind, loginAddressOf(form, kind)]))),
    encrypt: form.get('connect-encrypt') === '128' ? 128 : 256,
    ...Object.fromEntries(
      connectSwitches.map((name) => [name, form.getAll('connect-switch').includes(name)]),
    ),
    parameters,
    without: lines('connect-without'),
    prices: lines('connect-prices'),
    settings: Object.fromEntries(
      settingNames.map((name) => [name, form.get(`setting-${name}`) ?? defaultSettings[name]]),
    ),
  };
}

function loginAddressOf(form: URLSearchParams, kind: keyof LoginAddresses): string | undefined {
  return textOf(form, `connect-${kind}`) || undefined;
}

/** Chooses a key for each interface class of the protocols. Keys of the merchant stay with the address they were given for. */
function keysFor(
  { url, protocols }: Connect,
  known: Connection | undefined,
  keys: ConnectionKeys,
): ConnectionKeys {
  const isOwn = Object.values(keys).some((key) => key !== sandboxAccessKey);
  if (known && isOwn && new URL(known.url).origin !== new URL(url).origin) throw otherAddress(known.url);
  return Object.fromEntries(
    protocols.map((id) => {
      const { keyClass } = protocolOf(id as ProtocolId);
      return [keyClass, keys[keyClass] ?? keys.base ?? sandboxAccessKey];
    }),
  );
}

function otherAddress(url: string): KooError {
  return new KooError({
    category: 'permission',
    code: 'KEYS_OF_ANOTHER_ADDRESS',
    message: both('The access keys of this connection were given for {url}', { url }),
    hint: both('Connect the new address with its access keys in a terminal: koo sandbox connect.'),
  });
}

/** Returns the command that makes the same connection. */
export function connectLine(connection: Connection): string {
  const { product, url, protocols } = connection;
  const { encrypt, settings, ...options } = keptOptions(connection);
  const changed = settingNames.filter((name) => settings[name] !== defaultSettings[name]);
  return commandLine({
    do: 'connect',
    ...options,
    product,
    url,
    protocols,
    ...(encrypt === 128 && { encrypt }),
    settings: Object.fromEntries(changed.map((name) => [name, settings[name]])),
    keys: {},
  });
}
