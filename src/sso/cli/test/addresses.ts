import type { LoadedConfig } from '../../../account/cli/koo-yaml/file.ts';
import { allowedOrigins } from '../../../callback/cli/destination.ts';
import { assertTarget } from '../../../callback/delivery/send.ts';
import { KooError, usageError } from '../../../errors/koo-error.ts';
import type { Localized } from '../../../text/localized.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { both } from '../../../text/translate.ts';
import { addressFor } from '../../center/address.ts';
import type { Targets } from '../../suite/model.ts';
import type { SsoTestFlags } from './flags.ts';

/** Addresses for a list of the checks of a merchant with everything. */
export const exampleTargets: Targets = {
  production: 'https://isv.example.com/saasproduce',
  login: 'https://isv.example.com/sso/callback',
  cas: 'https://isv.example.com/sso/cas?tenant={tenantId}',
  loginPage: 'https://isv.example.com/sso/login?tenant={tenantId}',
  accountPage: 'https://isv.example.com/account',
  logout: 'https://isv.example.com/sso/logout',
};

/** An address of the server, where it is given. */
interface Given {
  readonly name: keyof Targets;
  /** The flag that has it; an argument has none. */
  readonly flag: string | undefined;
  readonly typed: string | undefined;
  /** The setting of koo.yaml that has it. */
  readonly setting: string;
  readonly configured: string | undefined;
}

/**
 * The addresses of the server that are given, of which flags take precedence over koo.yaml.
 *
 * @param url the registered login address
 * @param notice is told of addresses of koo.yaml that are not used
 * @throws KooError (usage) `INVALID_URL`, `UNKNOWN_PLACEHOLDER`, `NO_TENANT_IN_URL`, `INVALID_ORIGIN`
 */
export function addressesOf(
  url: string | undefined,
  flags: SsoTestFlags,
  { config: { sso = {}, callback = {} }, path: file = '' }: LoadedConfig,
  notice: (text: Localized) => void,
): Partial<Targets> {
  const given = (
    [
      ['login', undefined, url, 'sso.login', sso.login],
      ['production', '--callback-url', flags['callback-url'], 'callback.url', callback.url],
      ['cas', '--cas', flags.cas, 'sso.cas', sso.cas],
      ['loginPage', '--login-page', flags['login-page'], 'sso.loginPage', sso.loginPage],
      ['accountPage', '--account-page', flags['account-page'], 'sso.accountPage', sso.accountPage],
      ['logout', '--logout', flags.logout, 'sso.logout', sso.logout],
    ] as const
  ).map(([name, flag, typed, setting, configured]): Given => ({ name, flag, typed, setting, configured }));
  for (const { name, flag, typed, setting, configured } of given) {
    const address = typed ?? configured;
    if (address !== undefined) assertAddress(name, address, typed === undefined ? setting : flag);
  }
  const leftOut = url === undefined ? [] : otherServers(given, flags['allow-origin'] ?? []);
  if (leftOut.length > 0) {
    notice(
      both(
        '{file} names addresses of another origin than those on the command line, and koo does not use them: {settings}. If they belong to the same server, add {flags}',
        {
          file,
          settings: leftOut.map(({ setting }) => setting),
          flags: leftOut.map(({ flag, configured = '' }) => `${flag} ${shellWord(configured)}`).join(' '),
        },
      ),
    );
  }
  const used = given.filter((one) => !leftOut.includes(one));
  return Object.fromEntries(
    used.flatMap(({ name, typed, configured }) => {
      const address = typed ?? configured;
      return address === undefined ? [] : [[name, address] as const];
    }),
  );
}

/** The addresses that only koo.yaml names, of origins that nothing on the command line allows. */
function otherServers(given: readonly Given[], allowed: readonly string[]): readonly Given[] {
  const known = new Set([
    ...given.flatMap(({ typed }) => (typed === undefined ? [] : originOf(typed))),
    ...allowedOrigins({ allowed, env: process.env }),
  ]);
  return given.filter(
    ({ typed, configured }) =>
      typed === undefined && configured !== undefined && !known.has(originOf(configured)),
  );
}

const originOf = (address: string) => new URL(addressFor(address, example)).origin;

const example = { id: 'tenant', code: 'tenant' };

/** What looks like a placeholder; in a URL, braces are encoded. */
const placeholders = /\{[\w.:-]*\}/g;

const known = { tenantId: '{tenantId}', tenantCode: '{tenantCode}' };

function assertAddress(name: keyof Targets, address: string, place = 'URL'): void {
  const url = exampleTargets[name] ?? '';
  const resolved = name === 'production' ? address : addressFor(address, example);
  try {
    assertTarget(resolved.replaceAll(placeholders, example.id), place === 'URL' ? undefined : place);
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    throw error.with({
      hint: both('Use the complete URL without a user name and password, such as {url}.', { url }),
    });
  }
  const [unknown] = resolved.match(placeholders) ?? [];
  if (unknown !== undefined) {
    throw usageError(
      'UNKNOWN_PLACEHOLDER',
      both('{place}: there is no placeholder {unknown} for this address', { place, unknown }),
      name === 'production'
        ? both('The production address is the same for all tenants: write it without placeholders.')
        : both('Write {tenantId} or {tenantCode}, with upper and lower case as here.', known),
    );
  }
  if (resolved === address && name === 'cas') {
    throw usageError(
      'NO_TENANT_IN_URL',
      both('{place}: the callback of CAS does not name the tenant: {address}', { place, address }),
      both(
        'Put {tenantId} or {tenantCode} where the registered callback has the tenant, such as {url}: a ticket does not name it.',
        { ...known, url },
      ),
    );
  }
  if (resolved === address && name === 'loginPage') {
    throw usageError(
      'NO_TENANT_IN_URL',
      both('{place}: the page that starts a login does not name the tenant: {address}', { place, address }),
      both(
        'Put {tenantId} or {tenantCode} where the page has the tenant, such as {url}. Leave the setting out if users choose their tenant on the page: koo does not.',
        { ...known, url },
      ),
    );
  }
}
