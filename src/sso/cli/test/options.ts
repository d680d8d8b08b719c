import type { LocatedKeys } from '../../../account/cli/keys.ts';
import { loadConfig } from '../../../account/cli/koo-yaml/file.ts';
import type { TestFlags } from '../../../callback/cli/test/flags.ts';
import { readTestOptions, type TestOptions } from '../../../callback/cli/test/options.ts';
import type { KitProtocol } from '../../../callback/delivery/kit-values.ts';
import { assertTarget } from '../../../callback/delivery/send.ts';
import { usageError } from '../../../errors/koo-error.ts';
import type { Selection } from '../../../suite/selection.ts';
import { commaList } from '../../../text/comma-list.ts';
import { both } from '../../../text/translate.ts';
import { addressFor } from '../../suite/arrive.ts';
import type { Targets } from '../../suite/model.ts';
import type { SsoTestFlags } from './flags.ts';

/** Options of `koo sso test`, merged from flags and koo.yaml. */
export interface SsoTestOptions {
  /** Absent: the reference merchant in this process. */
  readonly targets: Targets | undefined;
  readonly protocol: KitProtocol;
  /** What the callbacks need: the production address, keys, and the command that starts the server. */
  readonly callback: TestOptions;
  readonly instanceId: string;
  readonly hostName: string | undefined;
  readonly patienceMs: number;
  readonly selection: Selection;
  readonly bail: boolean;
}

/** Addresses for a list of the checks of a merchant with everything. */
export const exampleTargets: Targets = {
  production: 'https://isv.example.com/saasproduce',
  login: 'https://isv.example.com/sso/callback',
  cas: 'https://isv.example.com/sso/cas?tenant={tenantId}',
  loginPage: 'https://isv.example.com/sso/login?tenant={tenantId}',
  accountPage: 'https://isv.example.com/account',
  logout: 'https://isv.example.com/sso/logout',
};

/**
 * Reads the options of `koo sso test`: flags take precedence over koo.yaml.
 *
 * @param url the registered login address
 * @param locate reads the access keys, of the profile only if that is wanted
 * @throws KooError (usage) for invalid options
 */
export async function readSsoTestOptions(
  url: string | undefined,
  flags: SsoTestFlags & { readonly profile?: string | undefined },
  locate: (withProfile: boolean) => Promise<LocatedKeys>,
): Promise<SsoTestOptions> {
  if (flags.demo && url !== undefined) {
    throw usageError('DEMO_WITH_URL', both('--demo cannot be combined with a URL'), seeHelp);
  }
  const { config } = flags.demo ? { config: {} } : await loadConfig(flags.config);
  const { sso = {}, callback: configured = {} } = config;
  const protocol =
    flags.protocol ?? configured.protocols?.find((id): id is KitProtocol => id.endsWith('-kit')) ?? 'v2-kit';
  // A command of koo.yaml starts the server of the URLs beside it, and no other.
  const production = flags['callback-url'] ?? (url === undefined ? undefined : configured.url);
  const callback = await readTestOptions(production, callbackFlags(flags, protocol), locate);
  const selection = {
    only: list(flags.only),
    skip: [...(sso.skip ?? []), ...list(flags.skip).map((id) => ({ id }))],
  };
  return {
    targets: flags.demo ? undefined : targetsOf(url ?? sso.login, flags, sso, callback),
    protocol,
    callback,
    instanceId: flags['instance-id'],
    hostName: flags['host-name'],
    patienceMs: flags.patience * 1000,
    selection,
    bail: flags.bail,
  };
}

const seeHelp = both(
  'Give the registered login address to test your server, or --demo to test a server in koo itself.',
);

type Addresses = { readonly [Name in Exclude<keyof Targets, 'production'>]?: string | undefined };

/** @throws KooError (usage) `NO_URL`, `INVALID_URL` */
function targetsOf(
  login: string | undefined,
  flags: SsoTestFlags,
  configured: Addresses,
  { target: production }: TestOptions,
): Targets {
  if (flags.list && login === undefined) return exampleTargets;
  if (login === undefined) {
    throw usageError('NO_URL', both('The login address of the server is missing'), seeLogin);
  }
  if (production === undefined) throw new TypeError('no production address');
  const given = {
    ...flagged('cas', flags.cas ?? configured.cas),
    ...flagged('loginPage', flags['login-page'] ?? configured.loginPage),
    ...flagged('accountPage', flags['account-page'] ?? configured.accountPage),
    ...flagged('logout', flags.logout ?? configured.logout),
  };
  for (const address of Object.values(given)) assertTarget(addressFor(address, example));
  return { production, login, ...given };
}

const example = { id: 'tenant', code: 'tenant' };

const seeLogin = both(
  'Give the registered login address as an argument, set sso.login in koo.yaml, or use --demo.',
);

function flagged<Name extends string>(
  name: Name,
  address: string | undefined,
): { readonly [N in Name]?: string } {
  return address === undefined ? {} : ({ [name]: address } as { readonly [N in Name]: string });
}

function list(text: string | undefined): string[] {
  return text === undefined ? [] : commaList(text).filter((item) => item !== '');
}

/** What `koo callback test` would be called with for the callbacks of this run. */
function callbackFlags(
  flags: SsoTestFlags & { readonly profile?: string | undefined },
  protocol: KitProtocol,
): TestFlags & { readonly profile?: string | undefined } {
  return {
    joint: false,
    ...flags,
    protocol,
    'demo=broken': false,
    'order-api': undefined,
    'allow-host': undefined,
    watch: false,
    'watch-path': undefined,
    sale: undefined,
    require: undefined,
    encrypt: undefined,
    'as-real': false,
    set: undefined,
    only: undefined,
    skip: undefined,
    explore: 0,
    seed: undefined,
    scenario: undefined,
    'scenario-dir': '',
    concurrency: 1,
    'poll-interval': 1,
    snippet: undefined,
  };
}
