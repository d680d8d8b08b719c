import { oneOf } from '../../../cli/flags/value.ts';
import { withProgress } from '../../../cli/progress.ts';
import type { PromptOptions } from '../../../cli/prompts.ts';
import { KooError } from '../../../errors/koo-error.ts';
import { type SiteId, siteIds, siteOf } from '../../../openapi/sites.ts';
import { own } from '../../../text/json.ts';
import type { Localized } from '../../../text/localized.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { both, t } from '../../../text/translate.ts';
import type { Secrets, StoreKind } from '../../credentials/secrets.ts';
import type { Environment } from '../../folders.ts';
import type { Profile, Settings } from '../../settings.ts';
import type { LoginOptions } from '../api-flags.ts';
import { type Identity, identify } from '../api-run.ts';
import { shortAk } from '../credential.ts';
import { assertProfileName } from '../profile.ts';
import type { ApiHost } from '../session.ts';
import { openStores, type Stores } from '../stores.ts';
import type { TargetOptions } from '../target.ts';
import { environmentSite } from '../target.ts';
import { loginKeys } from './keys.ts';

/** Where a secret is stored. */
export interface StoredSecret {
  /** `sk`, `securityToken`, `accessKeys.base` … */
  readonly name: string;
  readonly store: StoreKind;
  /** Path of the file, or name of the keyring. */
  readonly place: string;
}

/** The result of `koo login`; `null` means unknown. */
export interface Login {
  readonly profile: string;
  readonly site: SiteId;
  readonly endpoint: string | null;
  readonly ak: string;
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly seller: boolean | null;
  readonly verified: boolean;
  readonly secrets: readonly StoredSecret[];
}

export interface LoginContext extends PromptOptions, ApiHost {
  readonly env: Environment;
  readonly quiet: boolean;
}

/**
 * Logs in: reads or prompts for the keys, verifies them with the server, stores them, and makes the profile the
 * current one. Keys that the server rejects or that cannot be verified are not stored.
 *
 * @throws KooError (usage) for a missing or invalid value, (configuration) if no store can be used, (permission) if
 * the credentials are rejected, (network) if there is no response
 */
export async function runLogin(options: LoginOptions, context: LoginContext): Promise<Login> {
  const { env, notice } = context;
  const stores = openStores(env, notice);
  const settings = await stores.settings.read();
  const { name, site: id, endpoint } = loginTarget(options, settings, env);
  if (id === 'sandbox') return sandboxLogin(name, endpoint, stores, context, options.debug);
  const site = siteOf(id, endpoint);
  // Checked before prompting, so that the user does not type a secret that cannot be stored.
  const { store, fallbackReason } = await stores.choose(settings);
  const previous = own(settings.profiles, name);
  // A keyring that is no longer available must not prevent a new login.
  const stored = previous && (await stores.secretsOf(name, previous).catch(ignoreKooError));
  const reusable = stored?.endpoint === site.endpoint ? stored : undefined;
  const { credential, accessKeys } = await loginKeys(options, reusable, env, context);
  const identity = options['no-verify']
    ? undefined
    : await withProgress(
        verifyingText(site.endpoint),
        { ...context, quiet: context.quiet || options.debug },
        () => identify({ site, credential }, env, options.debug),
      );
  const secrets: Secrets = {
    endpoint: site.endpoint,
    ...credential,
    accessKeys: accessKeys as Record<string, string>,
  };
  await store.set(name, secrets);
  // Printed only now: if the login fails, nothing is stored.
  if (fallbackReason) notice(fallbackNotice(fallbackReason, store.place));
  const profile = {
    site: site.id,
    endpoint: site.endpoint,
    ak: credential.ak,
    secrets: store.kind,
    accessKeys: Object.keys(accessKeys),
  };
  await storeProfile(stores, name, profile, identity);
  if (previous?.secrets !== store.kind) await removeOldSecrets(name, previous, stores, notice);
  const storedNames = [
    'sk',
    ...(credential.securityToken ? ['securityToken'] : []),
    ...Object.keys(accessKeys).map((keyClass) => `accessKeys.${keyClass}`),
  ];
  return {
    profile: name,
    site: site.id,
    endpoint: site.endpoint,
    ak: shortAk(credential.ak),
    ...identityFields(identity),
    secrets: storedNames.map((secret) => ({ name: secret, store: store.kind, place: store.place })),
  };
}

/** The keys of the sandbox are public: koo neither prompts for them nor stores them. */
async function sandboxLogin(
  name: string,
  endpoint: string | undefined,
  stores: Stores,
  context: LoginContext,
  debug: boolean,
): Promise<Login> {
  const sandbox = await context.launchSandbox(endpoint, context.env);
  try {
    const site = siteOf('sandbox', sandbox.url);
    const identity = await identify({ site, credential: sandbox.credential }, context.env, debug);
    const previous = own((await stores.settings.read()).profiles, name);
    const { ak } = sandbox.credential;
    const profile = { site: 'sandbox', ak, ...(endpoint !== undefined && { endpoint: site.endpoint }) };
    await storeProfile(stores, name, profile, identity);
    await removeOldSecrets(name, previous, stores, context.notice);
    return {
      profile: name,
      site: 'sandbox',
      endpoint: endpoint === undefined ? null : site.endpoint,
      ak,
      ...identityFields(identity),
      secrets: [],
    };
  } finally {
    await sandbox.close();
  }
}

/** Removes the secrets from the store that the profile no longer uses. */
async function removeOldSecrets(
  name: string,
  previous: Profile | undefined,
  stores: Stores,
  notice: (text: Localized) => void,
): Promise<void> {
  if (!previous?.secrets) return;
  const old = stores.store(previous.secrets);
  try {
    await old.remove(name);
  } catch (error) {
    ignoreKooError(error);
    notice(
      both('The previous secrets of "{name}" could not be removed from {place}.', { name, place: old.place }),
    );
  }
}

function ignoreKooError(error: unknown): undefined {
  if (!(error instanceof KooError)) throw error;
  return undefined;
}

/**
 * Without a profile name, the profile is named after its site, so that it does not replace the profile of another
 * site.
 */
function loginTarget(
  options: TargetOptions,
  { profiles }: Settings,
  env: Environment,
): { name: string; site: SiteId; endpoint?: string | undefined } {
  const named = options.profile ?? (env.KOO_PROFILE || undefined);
  const profile = named === undefined ? undefined : own(profiles, named);
  const word = options.site ?? (options.endpoint === undefined ? undefined : 'custom');
  const site =
    oneOf(word ?? profile?.site, siteIds, both('site'), 'UNKNOWN_SITE') ?? environmentSite(env) ?? 'cn';
  const name = named ?? site;
  assertProfileName(name);
  const storedEndpoint = site === 'custom' ? own(profiles, name)?.endpoint : undefined;
  return { name, site, endpoint: options.endpoint ?? storedEndpoint };
}

/**
 * Stores a profile and makes it the current one. The description and the offered operations of a replaced profile are
 * kept.
 */
async function storeProfile(
  { settings }: Stores,
  name: string,
  profile: Profile,
  identity: Identity | undefined,
): Promise<void> {
  await settings.update((now) => {
    const { description, offers } = own(now.profiles, name) ?? {};
    const stored: Profile = {
      ...(description !== undefined && { description }),
      ...(offers && { offers }),
      ...profile,
      ...(identity && {
        account: { ...identity.account },
        seller: identity.seller,
        verifiedAt: new Date().toISOString(),
      }),
    };
    return { ...now, current: name, profiles: { ...now.profiles, [name]: stored } };
  });
}

function identityFields(identity: Identity | undefined): Pick<Login, 'account' | 'seller' | 'verified'> {
  return {
    account: identity?.account ?? null,
    seller: identity?.seller ?? null,
    verified: identity !== undefined,
  };
}

function verifyingText(endpoint: string): Localized {
  return both('Verifying the AK/SK with {endpoint}', { endpoint });
}

/** Renders a login: the account, and where each secret is stored. */
export function renderLogin({ profile, site, account, seller, verified, secrets }: Login): string {
  const head = verified
    ? t('Logged in to {site} (profile "{profile}")', { site, profile })
    : t('Stored for {site} without verification (profile "{profile}")', { site, profile });
  return terminalSafe(
    [head, ...(account ? [renderAccount(account, seller)] : []), ...secrets.map(renderSecret)].join('\n'),
  );
}

function renderAccount({ name, id }: NonNullable<Login['account']>, seller: boolean | null): string {
  return seller
    ? t('Account: {name} ({id}), a merchant on this site', { name, id })
    : t('Account: {name} ({id}), not a merchant on this site', { name, id });
}

function renderSecret({ name, store, place }: StoredSecret): string {
  return store === 'keyring'
    ? t('{name}: stored in the keyring ({place})', { name, place })
    : t('{name}: stored in {place} (0600)', { name, place });
}

function fallbackNotice(reason: Localized, place: string): Localized {
  return both('{reason}. Secrets are stored in the file {place}, which only you can read.', {
    reason,
    place,
  });
}
