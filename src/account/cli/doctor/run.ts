import { KooError } from '../../../errors/koo-error.ts';
import { siteOf } from '../../../openapi/sites.ts';
import type { Localized } from '../../../text/localized.ts';
import type { Environment } from '../../folders.ts';
import type { Settings } from '../../settings.ts';
import type { TargetOptions } from '../api-flags.ts';
import { identify } from '../api-run.ts';
import type { DoctorOptions } from '../flags.ts';
import { type ApiHost, findTarget, openSession, type Session } from '../session.ts';
import { openStores, type Stores } from '../stores.ts';
import { checkConfig, checkNode, checkSecretStore, checkTerminal } from './machine.ts';
import { type Finding, fail, pass, skip, warn } from './model.ts';
import { checkClock, checkDns, checkProxy, checkTls } from './network.ts';

/** What `koo doctor` has found. */
export interface Diagnosis {
  readonly summary: { readonly passed: number; readonly warned: number; readonly failed: number };
  readonly checks: readonly Finding[];
}

/**
 * Looks at all that koo depends on, from this machine to the server's word on the keys.
 *
 * @throws KooError (configuration, `UNKNOWN_PROFILE`): there is nothing to look at for a profile that is not there
 */
export async function runDoctor(options: DoctorOptions, host: ApiHost, env: Environment): Promise<Diagnosis> {
  const stores = openStores(env, host.notice);
  const settings = await orFailure(() => stores.settings.read());
  if (!(settings instanceof KooError)) await requireTarget(options, stores, env);
  const readable: Settings = settings instanceof KooError ? { profiles: {}, options: {} } : settings;
  const local = [
    checkNode(),
    checkTerminal(env),
    await checkConfig(settings, env),
    await checkSecretStore(stores, readable),
  ];
  const remote = options.offline ? [] : await checkServer(options, host, env);
  return diagnosis([...local, ...remote]);
}

async function requireTarget(options: TargetOptions, stores: Stores, env: Environment): Promise<void> {
  const target = await orFailure(() => findTarget(options, stores, env));
  if (target instanceof KooError && target.facts.code === 'UNKNOWN_PROFILE') throw target;
}

/** A step that failed makes those behind it skipped, not failed as well. */
async function checkServer(options: DoctorOptions, host: ApiHost, env: Environment): Promise<Finding[]> {
  const session = await orFailure(() => openSession(options, host, env));
  try {
    const url = urlOf(session, options);
    const steps = [
      ['proxy', async () => checkProxy(url, env)],
      ['dns', () => checkDns(url, env)],
      ['tls', () => checkTls(url, env)],
      ['clock', () => checkClock(url, env)],
      ['credentials', () => checkCredentials(session, env, options.debug)],
    ] as const;
    const findings: Finding[] = [];
    let broken: string | undefined;
    for (const [id, look] of steps) {
      const finding: Finding = broken === undefined ? await look() : skip(id, needs(broken));
      findings.push(finding);
      if (finding.status === 'fail') broken ??= id;
    }
    return findings;
  } finally {
    if (!(session instanceof KooError)) await session.close();
  }
}

function urlOf(session: Session | KooError, { site, endpoint }: TargetOptions): URL {
  if (!(session instanceof KooError)) return new URL(session.site.endpoint);
  // Without keys the way to the server can still be looked at.
  const published = site === 'intl' || site === 'eu' ? site : 'cn';
  const custom = endpoint === undefined ? undefined : URL.parse(endpoint);
  return custom ?? new URL(siteOf(published).endpoint);
}

function diagnosis(checks: readonly Finding[]): Diagnosis {
  const count = (status: Finding['status']) => checks.filter((finding) => finding.status === status).length;
  return { summary: { passed: count('pass'), warned: count('warn'), failed: count('fail') }, checks };
}

async function orFailure<T>(action: () => Promise<T>): Promise<T | KooError> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof KooError) return error;
    throw error;
  }
}

function needs(id: string): Localized {
  return { en: `Skipped: needs ${id}`, zh: `已跳过：依赖 ${id}` };
}

/** Whether the server knows the keys, and as a seller's. */
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
  try {
    const { account, seller } = await identify(session, env, debug);
    const detail = {
      en: `${account.name} (${account.id}) on ${session.site.id}`,
      zh: `${account.name}（${account.id}），站点 ${session.site.id}`,
    };
    return seller
      ? pass(id, detail)
      : warn(id, detail, {
          en: 'Not a seller on this site: use the keys of the account that sells the product.',
          zh: '不是该站点的商家：请使用发布商品的账号的密钥。',
        });
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    return fail(id, error.facts.message, error.facts.hint);
  }
}
