import { oneOf } from '../../cli/flags/value.ts';
import { KooError } from '../../errors/koo-error.ts';
import { type Operation, type Site, type SiteId, siteIds, siteOf } from '../../openapi/sites.ts';
import type { Keys } from '../../signing/key-class.ts';
import type { Credential } from '../../signing/sdk-hmac.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Secrets } from '../credentials/secrets.ts';
import type { Environment } from '../folders.ts';
import type { Profile, Settings } from '../settings.ts';
import type { TargetOptions } from './api-flags.ts';
import { environmentCredential } from './credential.ts';
import { inputKeySources, resolveKeys } from './keys.ts';
import { loadConfig } from './koo-yaml/file.ts';
import { openStores, requireProfile, type Stores } from './stores.ts';

/** Where the keys of a session are from. */
export type KeySource = 'environment' | 'profile' | 'sandbox';

/** A sandbox to call, with the keys of its seller: published, so not secrets. */
export interface SandboxServer {
  readonly url: string;
  readonly credential: Credential;
  readonly accessKey: string;
  /** Which state it has: another one after a reset; `undefined` when the server does not say so. */
  state(): Promise<string | undefined>;
  /** Stops it, where it runs in this process. */
  close(): Promise<void>;
}

/**
 * The sandbox at an address, else the one that runs, else one that is started in this process.
 *
 * @throws KooError (configuration, `SANDBOX_STATE_UNUSABLE`)
 */
export type SandboxLauncher = (endpoint: string | undefined, env: Environment) => Promise<SandboxServer>;

/** What a command lends to the work on its behalf. */
export interface ApiHost {
  /** Tells the user something beside the result. */
  readonly notice: (text: Localized) => void;
  readonly launchSandbox: SandboxLauncher;
}

/** Whom to call as whom, with the keys. */
export interface Session {
  /** Name of the profile in use. */
  readonly profile?: string;
  readonly site: Site;
  readonly credential: Credential;
  /** Where `credential` is from. */
  readonly source: KeySource;
  /** Access keys by interface class. */
  readonly keys: Keys;
  /** Which state a sandbox has; nothing on other sites. */
  sandboxState(): Promise<string | undefined>;
  /** Stops the sandbox, where the session has started one. */
  close(): Promise<void>;
}

/**
 * Chooses profile, site and keys: flags, then the environment, `koo.yaml`, and the current profile. On the site
 * `sandbox` the one that runs is used, or one is started in this process. The caller closes the session.
 *
 * @param host of the command
 * @param accept throws for a site that will not do, before its keys are looked for; a sandbox always will
 * @param known what the flags mean, where it was found already
 * @throws KooError (configuration) `NO_CREDENTIAL`, `UNKNOWN_PROFILE`, `KEYS_BOUND`, or a store that cannot be used;
 * (usage) for an invalid endpoint
 */
export async function openSession(
  flags: TargetOptions,
  host: ApiHost,
  env: Environment = process.env,
  accept?: (site: Site) => void,
  known?: Target,
): Promise<Session> {
  const stores = openStores(env, host.notice);
  const target = known ?? (await findTarget(flags, stores, env));
  if (target.site === 'sandbox') return sandboxSession(target, host, env);
  const site = siteOfTarget(target);
  accept?.(site);
  // A profile that is named goes before the environment; keys for Huawei's SDKs are for Huawei's hosts alone.
  const given = flags.profile === undefined ? environmentCredential(env, site.id !== 'custom') : undefined;
  const secrets = given ? undefined : await requireStoredSecrets(target, site, stores);
  return {
    ...(target.name !== undefined && { profile: target.name }),
    site,
    credential: given ?? credentialOf(secrets ?? throwNoCredential(target)),
    source: given ? 'environment' : 'profile',
    keys: { ...(secrets?.accessKeys as Keys | undefined), ...(await environmentKeys(env)) },
    sandboxState: async () => undefined,
    close: async () => undefined,
  };
}

/**
 * Whom flags, environment, `koo.yaml` and settings mean.
 *
 * @throws KooError for an unknown site or profile
 */
export async function findTarget(flags: TargetOptions, stores: Stores, env: Environment): Promise<Target> {
  const { config } = await loadConfig(undefined);
  return resolveTarget(flags, { env, settings: await stores.settings.read(), config });
}

/** The site of a target that is no sandbox, with what its profile says it offers. */
export function siteOfTarget({ site: id, endpoint, profile }: Target): Site {
  const site = siteOf(id, endpoint);
  return site.id === 'custom' && profile?.site === 'custom' && profile.offers
    ? { ...site, offers: profile.offers as Operation[] }
    : site;
}

async function sandboxSession(
  { name, endpoint }: Target,
  { launchSandbox }: ApiHost,
  env: Environment,
): Promise<Session> {
  // Keys meant for Huawei are of no use here; those set for koo are tried, so that a refusal can be seen too.
  const given = environmentCredential(env, false);
  const sandbox = await launchSandbox(endpoint, env);
  return {
    ...(name !== undefined && { profile: name }),
    site: siteOf('sandbox', sandbox.url),
    credential: given ?? sandbox.credential,
    source: given ? 'environment' : 'sandbox',
    keys: { base: sandbox.accessKey, ...(given && (await environmentKeys(env))) },
    sandboxState: sandbox.state,
    close: sandbox.close,
  };
}

/**
 * Secrets of the profile, for the address they were stored for and no other.
 *
 * @throws KooError (configuration) `NO_CREDENTIAL`, `KEYS_BOUND`
 */
async function requireStoredSecrets(target: Target, site: Site, stores: Stores): Promise<Secrets> {
  const { name, profile } = target;
  const secrets = name !== undefined && profile ? await stores.secretsOf(name, profile) : undefined;
  if (name === undefined || !secrets) return throwNoCredential(target);
  if (secrets.endpoint === site.endpoint) return secrets;
  throw new KooError({
    category: 'configuration',
    code: 'KEYS_BOUND',
    message: both('The keys of the profile "{name}" are for {stored}, not for {called}', {
      name,
      stored: secrets.endpoint,
      called: site.endpoint,
    }),
    hint: both(
      'Choose a profile of that site with --profile, or log in to the site: run koo login --profile NAME with --site or --endpoint.',
    ),
  });
}

function credentialOf({ ak, sk, securityToken }: Secrets): Credential {
  return { ak, sk, ...(securityToken !== undefined && { securityToken }) };
}

/** Access keys of the environment alone. */
async function environmentKeys(env: Environment): Promise<Keys> {
  return resolveKeys({}, { ...inputKeySources, env });
}

function throwNoCredential({ name, site }: Target): never {
  throw new KooError({
    category: 'configuration',
    code: 'NO_CREDENTIAL',
    message:
      name === undefined
        ? both('There are no keys to sign requests with')
        : both('The profile "{name}" is logged out', { name }),
    hint: both(
      'Log in with koo login --site {site}, or set KOO_AK and KOO_SK. To try koo without keys, use --site sandbox.',
      { site },
    ),
  });
}

/** Whom to call as whom. */
export interface Target {
  /** The profile in use, where there is one. */
  readonly name?: string;
  readonly profile?: Profile;
  readonly site: SiteId;
  /** Where the site has no address of its own. */
  readonly endpoint?: string;
}

/** A place that may name a profile or a site; a site of its own goes before that of its profile. */
interface Level {
  readonly profile?: string | undefined;
  readonly site?: SiteId | undefined;
}

interface TargetSources {
  readonly env: Environment;
  readonly settings: Settings;
  /** What `koo.yaml` says. It names no address: it may be another's file. */
  readonly config: Level;
}

/**
 * Chooses profile and site: flags, then the environment, then `koo.yaml`, then the current profile; without any the
 * Chinese site. The first place that names a site or a profile decides the site.
 *
 * @throws KooError (usage) for an unknown site, (configuration) for an unknown profile
 */
export function resolveTarget(flags: TargetOptions, { env, settings, config }: TargetSources): Target {
  const { current } = settings;
  const isKnown = (name: string) => Object.hasOwn(settings.profiles, name);
  // The file is shared, the profile is not: a pipeline with keys in the environment gets by without it.
  const usesFileProfile = config.profile !== undefined && (isKnown(config.profile) || !env.KOO_AK);
  const levels: readonly Level[] = [
    { profile: flags.profile, site: flags.site ?? (flags.endpoint === undefined ? undefined : 'custom') },
    { profile: env.KOO_PROFILE || undefined, site: parseSite(env.KOO_SITE || undefined) },
    { profile: usesFileProfile ? config.profile : undefined, site: config.site },
    { profile: current !== undefined && isKnown(current) ? current : undefined },
  ];
  const name = levels.find(({ profile }) => profile !== undefined)?.profile;
  const profile = name === undefined ? undefined : requireProfile(settings, name);
  const level = levels.find(({ profile, site }) => profile !== undefined || site !== undefined);
  const site = level?.site ?? parseSite(profile?.site) ?? 'cn';
  const endpoint =
    flags.endpoint ?? (hasNoFixedEndpoint(site) && profile?.site === site ? profile.endpoint : undefined);
  return {
    ...(name !== undefined && profile && { name, profile }),
    site,
    ...(endpoint !== undefined && { endpoint }),
  };
}

function hasNoFixedEndpoint(site: SiteId): boolean {
  return site === 'custom' || site === 'sandbox';
}

function parseSite(word: string | undefined): SiteId | undefined {
  return oneOf(word, siteIds, both('site'), 'UNKNOWN_SITE');
}
