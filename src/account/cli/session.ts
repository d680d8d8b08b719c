import { KooError } from '../../errors/koo-error.ts';
import { type Site, siteOf } from '../../openapi/sites.ts';
import type { Keys } from '../../signing/key-class.ts';
import type { Credential } from '../../signing/sdk-hmac.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Secrets } from '../credentials/secrets.ts';
import type { Environment } from '../folders.ts';
import { environmentCredential } from './credential.ts';
import { inputKeySources, resolveKeys } from './keys.ts';
import { openStores, type Stores } from './stores.ts';
import { findTarget, siteOfTarget, type Target, type TargetOptions } from './target.ts';

/** Where the keys of a session come from. */
export type KeySource = 'environment' | 'profile' | 'sandbox';

/** A running sandbox with the keys of its seller, which are public. */
export interface SandboxServer {
  readonly url: string;
  readonly credential: Credential;
  readonly accessKey: string;
  /** The id of its state, which changes with a reset; `undefined` if the server does not report it. */
  state(): Promise<string | undefined>;
  /** Stops the sandbox if it runs in this process. */
  close(): Promise<void>;
}

/**
 * Connects to the sandbox at an address, or to the running one, or starts one in this process.
 *
 * @throws KooError (configuration, `SANDBOX_STATE_UNUSABLE`)
 */
export type SandboxLauncher = (endpoint: string | undefined, env: Environment) => Promise<SandboxServer>;

/** What a command provides to the functions it calls. */
export interface ApiHost {
  /** Prints a notice beside the result. */
  readonly notice: (text: Localized) => void;
  readonly launchSandbox: SandboxLauncher;
}

/** The site to call, with the profile and the keys. */
export interface Session {
  /** Name of the profile. */
  readonly profile?: string;
  readonly site: Site;
  readonly credential: Credential;
  /** Where `credential` comes from. */
  readonly source: KeySource;
  /** Access keys by interface class. */
  readonly keys: Keys;
  /** The id of the state of a sandbox; `undefined` on other sites. */
  sandboxState(): Promise<string | undefined>;
  /** Stops the sandbox if the session has started one. */
  close(): Promise<void>;
}

/**
 * Selects profile, site and keys from flags, then the environment, `koo.yaml` and the current profile. On the site
 * `sandbox`, uses the running sandbox or starts one in this process. The caller closes the session.
 *
 * @param host of the command
 * @param accept throws for an unsuitable site before its keys are read; not called for a sandbox
 * @param known target of the flags, if it is already resolved
 * @throws KooError (configuration) `NO_CREDENTIAL`, `UNKNOWN_PROFILE`, `KEYS_BOUND`, or if a store cannot be used;
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
  // An explicit profile takes precedence over the environment. Keys for Huawei's SDKs are used only with Huawei's
  // hosts.
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

async function sandboxSession(
  { name, endpoint }: Target,
  { launchSandbox }: ApiHost,
  env: Environment,
): Promise<Session> {
  // Keys for Huawei's SDKs are ignored here. Keys set for koo are used, so that users can also see how they are
  // rejected.
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
 * Reads the secrets of the profile, which may be sent only to the address they were stored for.
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
    message: both('The AK/SK of the profile "{name}" is for {stored}, not for {called}', {
      name,
      stored: secrets.endpoint,
      called: site.endpoint,
    }),
    hint: both(
      'Choose a profile of that site with --profile, or log in to the site: run `koo login --profile NAME` with --site or --endpoint.',
    ),
  });
}

function credentialOf({ ak, sk, securityToken }: Secrets): Credential {
  return { ak, sk, ...(securityToken !== undefined && { securityToken }) };
}

/** Access keys from the environment only. */
async function environmentKeys(env: Environment): Promise<Keys> {
  return resolveKeys({}, { ...inputKeySources, env });
}

function throwNoCredential({ name, site }: Target): never {
  throw new KooError({
    category: 'configuration',
    code: 'NO_CREDENTIAL',
    message:
      name === undefined
        ? both('The AK/SK is missing')
        : both('The profile "{name}" is logged out', { name }),
    hint: both(
      'Log in with `koo login --site {site}`, or set KOO_AK and KOO_SK. To try koo without an AK/SK, use --site sandbox.',
      { site },
    ),
  });
}
