import { allowedOrigins } from '../../../account/cli/destination.ts';
import type { LoadedConfig } from '../../../account/cli/koo-yaml/file.ts';
import { assertTarget } from '../../../callback/delivery/send.ts';
import { KooError, usageError } from '../../../errors/koo-error.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { addressFor } from '../../center/address.ts';
import type { Targets } from '../../probe/model.ts';
import type { SsoTestFlags } from './flags.ts';

/** Addresses for listing the checks of a merchant with every feature. */
export const exampleTargets: Targets = {
  production: 'https://isv.example.com/saasproduce',
  login: 'https://isv.example.com/sso/callback',
  cas: 'https://isv.example.com/sso/cas?tenant={tenantId}',
  loginPage: 'https://isv.example.com/sso/login?tenant={tenantId}',
  accountPage: 'https://isv.example.com/account',
  logout: 'https://isv.example.com/sso/logout',
};

/** An address of the server and its sources. */
export interface Given {
  readonly name: keyof Targets;
  /** Absent for an argument. */
  readonly flag: string | undefined;
  readonly typed: string | undefined;
  /** The setting in koo.yaml. */
  readonly setting: string;
  readonly configured: string | undefined;
}

export interface Addresses {
  readonly used: Partial<Targets>;
  /** Addresses that only koo.yaml names, of other origins than the command line. */
  readonly leftOut: readonly Given[];
}

export const nothingGiven: Addresses = { used: {}, leftOut: [] };

/**
 * The addresses of the server that are given, of which flags take precedence over koo.yaml.
 *
 * @param url the registered login address
 * @throws KooError (usage) `INVALID_URL`, `UNKNOWN_PLACEHOLDER`, `NO_TENANT_IN_URL`, `INVALID_ORIGIN`
 */
export function addressesOf(
  url: string | undefined,
  flags: SsoTestFlags,
  { sso = {}, callback = {} }: LoadedConfig['config'],
): Addresses {
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
  const used = given
    .filter((one) => !leftOut.includes(one))
    .flatMap(({ name, typed, configured }) => {
      const address = typed ?? configured;
      return address === undefined ? [] : [[name, address] as const];
    });
  return { used: Object.fromEntries(used), leftOut };
}

/** Finds addresses that only koo.yaml names, of origins that the command line does not allow. */
function otherServers(given: readonly Given[], allowed: readonly string[]): readonly Given[] {
  const permitted = new Set([
    ...given.flatMap(({ typed }) => (typed === undefined ? [] : originOf(typed))),
    ...allowedOrigins({ allowed, env: process.env }),
  ]);
  return given.filter(
    ({ typed, configured }) =>
      typed === undefined && configured !== undefined && !permitted.has(originOf(configured)),
  );
}

/** Reports the unused addresses of koo.yaml and how to use them. */
export function leftOutNotices(leftOut: readonly Given[], file = ''): readonly Localized[] {
  if (leftOut.length === 0) return [];
  const settings = leftOut.map(({ setting }) => setting);
  return [
    both(
      '{file} names addresses of another origin than those on the command line, and koo does not use them: {settings}. If they belong to the same server, add {flags}',
      { file, settings, flags: flagsOf(leftOut) },
    ),
  ];
}

/** Explains why CAS is not tested. */
export function noCas(leftOut: readonly Given[]): Localized {
  return leftOut.some(({ name }) => name === 'cas')
    ? both('CAS is not tested, because sso.cas in koo.yaml has another origin than the command line.')
    : both('CAS is not tested, because no callback of CAS is named: --cas (sso.cas in koo.yaml).');
}

/** Creates the error for a missing or unusable production address. */
export function noProduction(leftOut: readonly Given[], file = ''): KooError {
  const other = leftOut.filter(({ name }) => name === 'production');
  return other.length > 0
    ? usageError(
        'NO_CALLBACK_URL',
        both(
          'callback.url in {file} has another origin than the addresses on the command line, so koo does not send the kit callbacks to it',
          { file },
        ),
        both('If it belongs to the same server, add {flags}', { flags: flagsOf(other) }),
      )
    : usageError(
        'NO_CALLBACK_URL',
        both('The production address of the server, to which the kit callbacks are sent, is missing'),
        both('Give it with --callback-url, or set callback.url in koo.yaml.'),
      );
}

/** Formats addresses of koo.yaml as flags. */
function flagsOf(given: readonly Given[]): string {
  return given.map(({ flag, configured = '' }) => `${flag} ${shellWord(configured)}`).join(' ');
}

const originOf = (address: string) => new URL(addressFor(address, example)).origin;

const example = { id: 'tenant', code: 'tenant' };

/** A possible placeholder; URLs encode braces. */
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
