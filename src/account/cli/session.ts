import { configurationError, type KooError } from '../../errors/koo-error.ts';
import { type Site, type SiteId, siteOf } from '../../openapi/sites.ts';
import type { KeyClass, Keys } from '../../signing/key-class.ts';
import type { Credential } from '../../signing/sdk-hmac.ts';
import { given } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Secrets } from '../credentials/secrets.ts';
import type { Environment } from '../folders.ts';
import { environmentCredential } from './credential.ts';
import { findPairVariables, idleNotice, type KeyContext, type KeySource, locateKey } from './key-source.ts';
import { inputKeySources, resolveKeys } from './keys.ts';
import { keysOf, openStores, type Stores } from './stores.ts';
import { findTarget, siteOfTarget, type Target, type TargetOptions } from './target.ts';

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
 * Connects to the sandbox at an address, or to the running one, or starts one in this process. A notice says that koo
 * waits for a running one.
 *
 * @throws KooError (configuration, `SANDBOX_STATE_UNUSABLE`), (network, `SANDBOX_NOT_RESPONDING`)
 */
export type SandboxLauncher = (
  endpoint: string | undefined,
  env: Environment,
  notice: (text: Localized) => void,
) => Promise<SandboxServer>;

/** The services of a command for the functions it calls. */
export interface ApiHost {
  /** Prints a notice beside the result. */
  readonly notice: (text: Localized) => void;
  readonly launchSandbox: SandboxLauncher;
}

/** The site to call, with the profile and the keys. */
export interface Session {
  readonly profile?: string;
  readonly site: Site;
  readonly credential: Credential;
  /** Where `credential` comes from. */
  readonly source: KeySource;
  /** Reads the access keys by interface class. Few commands need them, and the secret store is slow. */
  accessKeys(): Promise<Keys>;
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
 * @param accept throws for an unsuitable site before its keys are read
 * @param known the target of `flags`, if it is already resolved
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
  const target = known ?? (await findTarget(flags, stores, env, host.notice));
  if (target.site === 'sandbox') {
    // Where it will listen decides nothing.
    accept?.(siteOf('sandbox', target.endpoint ?? 'http://127.0.0.1'));
    return sandboxSession(target, host, env);
  }
  const site = siteOfTarget(target);
  accept?.(site);
  const context = keyContextOf(target, env);
  warnOfIdleKeys(context, host);
  const { source } = locateKey('pair', context);
  const secrets = source === 'profile' ? await requireStoredSecrets(target, context, stores) : undefined;
  const credential = secrets ? credentialOf(secrets) : environmentCredential(env, context.site);
  if (!source || !credential) throw noCredential(target, context);
  return {
    ...given({ profile: target.name }),
    site,
    credential,
    source,
    accessKeys: () =>
      readAccessKeys(context, host, async (missing) =>
        keysOf(missing, secrets ?? (await boundSecrets(target, site, missing, stores))),
      ),
    sandboxState: async () => undefined,
    close: async () => undefined,
  };
}

function readAccessKeys(
  context: KeyContext,
  { notice }: ApiHost,
  ownKeys: (missing: readonly KeyClass[]) => Promise<Keys>,
): Promise<Keys> {
  return resolveKeys({}, { ...inputKeySources, ...context, notice, ownKeys });
}

/**
 * Returns the facts that decide where the keys for a target come from.
 *
 * @throws KooError (usage) for an invalid endpoint
 */
export function keyContextOf(target: Target, env: Environment): KeyContext {
  const { profile, isNamed } = target;
  // With an endpoint of its own, any other site is a custom one.
  const site = target.site === 'sandbox' ? target.site : siteOfTarget(target).id;
  return { env, site, profile, isNamed };
}

/** Reports an AK/SK of the environment that is not used because of `--profile`. */
export function warnOfIdleKeys(context: KeyContext, { notice }: Pick<ApiHost, 'notice'>): void {
  const idle = idleNotice(['pair'], context);
  if (idle) notice(idle);
}

async function sandboxSession(target: Target, host: ApiHost, env: Environment): Promise<Session> {
  const { name, endpoint } = target;
  const context = keyContextOf(target, env);
  warnOfIdleKeys(context, host);
  // Keys set for koo are used, so that users can also see how they are rejected.
  const isGiven = locateKey('pair', context).source === 'environment';
  const own = isGiven ? environmentCredential(env, context.site) : undefined;
  const sandbox = await host.launchSandbox(endpoint, env, host.notice);
  return {
    ...given({ profile: name }),
    site: siteOf('sandbox', sandbox.url),
    credential: own ?? sandbox.credential,
    source: own ? 'environment' : 'sandbox',
    accessKeys: () =>
      readAccessKeys(context, host, async (missing) => {
        const idle = missing.includes('base') && !context.isNamed ? env.KOO_ACCESS_KEY : undefined;
        if (idle && idle !== sandbox.accessKey) host.notice(idleAccessKey);
        return { base: sandbox.accessKey };
      }),
    sandboxState: sandbox.state,
    close: sandbox.close,
  };
}

const idleAccessKey = both(
  'koo signs with the access key of the sandbox, not with KOO_ACCESS_KEY, which it uses there only together with KOO_AK and KOO_SK, or from a file with --access-key-file.',
);

/**
 * Reads the secrets of the profile, which may be sent only to the address they were stored for.
 *
 * @throws KooError (configuration) `NO_CREDENTIAL`, `KEYS_BOUND`
 */
async function requireStoredSecrets(target: Target, context: KeyContext, stores: Stores): Promise<Secrets> {
  const { name, profile } = target;
  const secrets = name !== undefined && profile ? await stores.secretsOf(name, profile) : undefined;
  if (name === undefined || !secrets) throw noCredential(target, context);
  const { endpoint } = siteOfTarget(target);
  if (secrets.endpoint === endpoint) return secrets;
  const facts = { name, stored: secrets.endpoint, called: endpoint };
  throw configurationError(
    'KEYS_BOUND',
    both('The AK/SK of the profile "{name}" is for {stored}, not for {called}', facts),
    both(
      'Choose a profile of that site with --profile, or log in to the site: run `koo login --profile NAME` with --site or --endpoint.',
    ),
  );
}

/** The AK/SK of stored secrets, with its security token. */
export function credentialOf({ ak, sk, securityToken }: Secrets): Credential {
  return { ak, sk, ...given({ securityToken }) };
}

/** The secrets of the profile, if it has an access key of these classes for the site. */
async function boundSecrets(
  { name, profile }: Target,
  site: Site,
  classes: readonly KeyClass[],
  stores: Stores,
): Promise<Secrets | undefined> {
  if (name === undefined || !classes.some((keyClass) => profile?.accessKeys?.includes(keyClass)))
    return undefined;
  const secrets = profile && (await stores.secretsOf(name, profile));
  return secrets?.endpoint === site.endpoint ? secrets : undefined;
}

/** The error for a target without an AK/SK, with what helps there. */
export function noCredential(target: Target, { env, site = target.site, isNamed }: KeyContext): KooError {
  const hint = noCredentialHint(loginCommand(target, site), { env, site, isNamed });
  return configurationError('NO_CREDENTIAL', noCredentialMessage(target, site), hint);
}

/** Returns the advice: never a variable that is set, or that would not be used. */
function noCredentialHint(command: string, { env, site, isNamed }: KeyContext): Localized {
  if (isNamed) {
    return findPairVariables(env, site)
      ? both('Log in with `{command}`, or omit --profile to use the AK/SK of the environment.', { command })
      : both('Log in with `{command}`, or choose another profile.', { command });
  }
  if (findPairVariables(env)) {
    return both(
      "Log in with `{command}`, or set KOO_AK and KOO_SK. The variables of Huawei's SDKs are used only on Huawei's own sites.",
      { command },
    );
  }
  return both(
    'Log in with `{command}`, or set KOO_AK and KOO_SK. To try koo without an AK/SK, use --site sandbox.',
    { command },
  );
}

function noCredentialMessage({ name, profile }: Target, site: SiteId): Localized {
  if (name === undefined || !profile) return both('The AK/SK is missing');
  if (profile.site === site) return both('The profile "{name}" is logged out', { name });
  return both('The AK/SK for the site "{site}" is missing: the profile "{name}" is for "{other}"', {
    site,
    name,
    other: profile.site,
  });
}

function loginCommand({ name, profile, endpoint }: Target, site: SiteId): string {
  if (name !== undefined && profile?.site === site) return `koo login --profile ${name}`;
  return endpoint === undefined ? `koo login --site ${site}` : `koo login --endpoint ${endpoint}`;
}
