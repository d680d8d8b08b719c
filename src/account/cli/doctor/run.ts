import { existsSync } from 'node:fs';
import { KooError } from '../../../errors/koo-error.ts';
import { isOpenToOthers } from '../../../files/private-path.ts';
import { siteOf } from '../../../openapi/sites.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { configFolder, type Environment } from '../../folders.ts';
import type { Settings } from '../../settings.ts';
import type { DoctorOptions } from '../api-flags.ts';
import { identify } from '../api-run.ts';
import { type ApiHost, openSession, type Session } from '../session.ts';
import { openStores, type Stores } from '../stores.ts';
import { findTarget, type Target } from '../target.ts';
import { type Finding, fail, pass, skip, warn } from './model.ts';
import { checkClock, checkDns, checkProxy, checkTls } from './network.ts';

/** The results of `koo doctor`. */
export interface Diagnosis {
  readonly summary: { readonly passed: number; readonly warned: number; readonly failed: number };
  readonly checks: readonly Finding[];
}

/**
 * Checks everything koo depends on, from the local machine to the validity of the keys.
 *
 * @throws KooError (configuration, `UNKNOWN_PROFILE`): a profile that does not exist cannot be checked
 */
export async function runDoctor(options: DoctorOptions, host: ApiHost, env: Environment): Promise<Diagnosis> {
  const stores = openStores(env, host.notice);
  const settings = await catchKooError(() => stores.settings.read());
  const target = await catchKooError(() => findTarget(options, stores, env, host.notice));
  if (target instanceof KooError && target.facts.code === 'UNKNOWN_PROFILE') throw target;
  const readable: Settings = settings instanceof KooError ? { profiles: {}, options: {} } : settings;
  const local = [
    checkNode(),
    checkTerminal(env),
    checkConfig(settings, env),
    await checkSecretStore(stores, readable),
  ];
  const remote = options.offline ? [] : await checkServer(options, host, env, target);
  const checks = [...local, ...remote];
  const count = (status: Finding['status']) => checks.filter((finding) => finding.status === status).length;
  return { summary: { passed: count('pass'), warned: count('warn'), failed: count('fail') }, checks };
}

/** After a failed step, the later steps are skipped instead of failing as well. */
async function checkServer(
  options: DoctorOptions,
  host: ApiHost,
  env: Environment,
  target: Target | KooError,
): Promise<Finding[]> {
  const session =
    target instanceof KooError
      ? target
      : await catchKooError(() => openSession(options, host, env, undefined, target));
  try {
    const url = urlOf(session, target);
    const steps = [
      ['proxy', async () => checkProxy(url, env)],
      ['dns', () => checkDns(url, env)],
      ['tls', () => checkTls(url, env)],
      ['clock', () => checkClock(url, env)],
      ['credentials', () => checkCredentials(session, env, options.debug)],
    ] as const;
    const findings: Finding[] = [];
    let failedStep: string | undefined;
    for (const [id, check] of steps) {
      const finding: Finding =
        failedStep === undefined
          ? await check()
          : skip(id, both('Skipped because {id} failed', { id: failedStep }));
      findings.push(finding);
      if (finding.status === 'fail') failedStep ??= id;
    }
    return findings;
  } finally {
    if (!(session instanceof KooError)) await session.close();
  }
}

function urlOf(session: Session | KooError, target: Target | KooError): URL {
  if (!(session instanceof KooError)) return new URL(session.site.endpoint);
  // Without keys, the connection to the server can still be checked.
  const { site, endpoint = '' } = target instanceof KooError ? { site: undefined } : target;
  const published = site === 'intl' || site === 'eu' ? site : 'cn';
  return URL.parse(endpoint) ?? new URL(siteOf(published).endpoint);
}

async function catchKooError<T>(action: () => Promise<T>): Promise<T | KooError> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof KooError) return error;
    throw error;
  }
}

/** Checks whether the server accepts the keys and whether the account is a seller. */
async function checkCredentials(
  session: Session | KooError,
  env: Environment,
  debug: boolean,
): Promise<Finding> {
  const id = 'credentials';
  if (session instanceof KooError) {
    const { code, message, hint } = session.facts;
    return code === 'NO_CREDENTIAL' ? warn(id, message, hint) : fail(id, message, hint);
  }
  const identity = await catchKooError(() => identify(session, env, debug));
  if (identity instanceof KooError) return failedWith(id, identity);
  const facts = { ...identity.account, site: session.site.id, source: sourceText(session) };
  const detail = both('{name} ({id}) on the site {site}, with the AK/SK of {source}', facts);
  if (identity.seller) return pass(id, detail);
  return warn(
    id,
    detail,
    both('The account is not a merchant on this site. Use the AK/SK of the account that sells the product.'),
  );
}

function failedWith(id: string, { facts }: KooError): Finding {
  return fail(id, facts.message, facts.hint);
}

function sourceText({ source, profile }: Session): Localized {
  if (source === 'environment') return both('the environment');
  return source === 'sandbox'
    ? both('the sandbox')
    : both('the profile "{profile}"', { profile: profile ?? '' });
}

const oldest = [22, 19] as const;

export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const detail = both('Node.js {version}', { version });
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return pass('node', detail);
  const facts = { oldest: oldest.join('.') };
  return fail('node', detail, both('koo requires Node.js {oldest} or later. See https://nodejs.org', facts));
}

function checkTerminal(env: Environment): Finding {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    return pass('terminal', both('No terminal: koo does not prompt'));
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const isNotUtf8 = process.platform !== 'win32' && locale !== '' && !/utf-?8/i.test(locale);
  if (isNotUtf8) {
    return warn(
      'terminal',
      both('The locale {locale} is not UTF-8', { locale }),
      both('Chinese text may be unreadable. Set LANG to a UTF-8 locale.'),
    );
  }
  const facts = { columns: process.stderr.columns ?? 80, terminal: env.TERM ?? both('terminal') };
  return pass('terminal', both('{terminal}, {columns} columns', facts));
}

/** Checks whether the settings can be read, and only by this user. */
function checkConfig(settings: Settings | KooError, env: Environment): Finding {
  const folder = configFolder(env);
  if (settings instanceof KooError) return failedWith('config', settings);
  if (!existsSync(folder)) return pass('config', both('There are no settings in {folder} yet', { folder }));
  const count = Object.keys(settings.profiles).length;
  const detail =
    count === 0
      ? both('There are no profiles in {folder} yet', { folder })
      : both('There {count, plural, one {is # profile} other {are # profiles}} in {folder}', {
          folder,
          count,
        });
  if (!isOpenToOthers(folder)) return pass('config', detail);
  return warn(
    'config',
    both('Other users can access {folder}', { folder }),
    both('Restrict access: `chmod 700 {folder}`', { folder }),
  );
}

/** Checks which store new secrets are written to. */
async function checkSecretStore(stores: Stores, settings: Settings): Promise<Finding> {
  const id = 'secret-store';
  const chosen = await catchKooError(() => stores.choose(settings));
  if (chosen instanceof KooError) return failedWith(id, chosen);
  const { kind, place } = chosen.store;
  if (chosen.fallbackReason) {
    return warn(
      id,
      both('{reason}, so secrets go to {place}', { reason: chosen.fallbackReason, place }),
      both(
        'Secrets are stored in a file that only you can read. To accept this: `koo config set secret-store file`',
      ),
    );
  }
  return pass(
    id,
    kind === 'keyring'
      ? both('Secrets go to the keyring ({place})', { place })
      : both('Secrets go to {place}', { place }),
  );
}
