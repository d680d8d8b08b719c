import { canPrompt, type PromptOptions } from '../../../cli/prompts.ts';
import { ignoreKooError, usageError } from '../../../errors/koo-error.ts';
import { siteOf } from '../../../openapi/sites.ts';
import type { Keys } from '../../../signing/key-class.ts';
import { own } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import type { Secrets } from '../../credentials/secrets.ts';
import type { Environment } from '../../folders.ts';
import type { Profile, Settings } from '../../settings.ts';
import type { LoginOptions } from '../api-flags.ts';
import { type Identity, identify } from '../api-run.ts';
import { shortAk } from '../credential.ts';
import { assertSingleStdin, inputKeySources, keyClasses, keyInputs, resolveKeys } from '../keys.ts';
import type { ApiHost } from '../session.ts';
import { namedProfile, openStores, type Stores, updateWithSecrets } from '../stores.ts';
import { askAccessKeys } from './access-keys.ts';
import { type LoginTarget, loginTarget, otherAccount, profileName } from './target.ts';
import { type VerifiedPair, verifiedPair } from './verify.ts';
import { accountText, type Login } from './view.ts';

export interface LoginContext extends PromptOptions, ApiHost {
  readonly env: Environment;
  readonly quiet: boolean;
}

/**
 * Logs in: selects the site, reads or prompts for the AK/SK, verifies it with the server, then prompts for the access
 * keys, stores them all, and makes the profile the current one. An AK/SK that the server rejects is never stored. On a
 * terminal, the user can correct what failed; nothing has to be typed again.
 *
 * @throws KooError (usage) for a missing or invalid value, (configuration) if no store can be used, (permission) if
 * the credentials are rejected, (network) if there is no response
 */
export async function runLogin(options: LoginOptions, context: LoginContext): Promise<Login> {
  const { env, notice } = context;
  assertOneStdin(options);
  const stores = openStores(env, notice);
  const settings = await stores.settings.read();
  const target = await loginTarget(options, settings, env, context);
  if (target.site === 'sandbox') assertNoKeys(options);
  if (target.site === 'sandbox') return sandboxLogin(target, stores, context, options.debug);
  // Checked before prompting, so that the user does not type a secret that cannot be stored.
  await stores.settings.assertLockable();
  const { store, fallbackReason } = await stores.choose(settings);
  const attempt = await verifiedPair(target, options, { settings, stores, context });
  const { site, pair, identity } = attempt;
  if (identity && canPrompt(context))
    notice(
      both('The AK/SK is valid. {account}', { account: accountText(identity.account, identity.seller) }),
    );
  const isNamed = namedProfile(options.profile, env) !== undefined;
  const name = isNamed ? attempt.name : await profileName(attempt, settings, context);
  const previous = own(settings.profiles, name);
  const kept = name === attempt.name ? keptKeys(attempt, previous, notice) : {};
  const given = await resolveKeys(options, { ...inputKeySources, env });
  const accessKeys = { ...kept, ...given, ...(await askAccessKeys(given, kept, site, context)) };
  const { file, ...credential } = pair;
  const secrets: Secrets = {
    endpoint: site.endpoint,
    ...credential,
    accessKeys: accessKeys as Record<string, string>,
  };
  const profile = {
    site: site.id,
    endpoint: site.endpoint,
    ak: credential.ak,
    secrets: store.kind,
    accessKeys: Object.keys(accessKeys),
  };
  await updateWithSecrets(
    stores,
    { store, name, secrets: async () => secrets },
    profileChange(name, profile, identity),
  );
  // Printed only now: if the login fails, nothing is stored.
  if (fallbackReason) {
    const facts = { reason: fallbackReason, place: store.place };
    notice(both('{reason}. Secrets are stored in the file {place}, which only you can read.', facts));
  }
  if (file !== undefined)
    notice(both('{file} still contains the SK in plain text. Delete it if you no longer need it.', { file }));
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

/** The access keys that the profile keeps: those of another account do not belong to the new AK/SK. */
function keptKeys(
  { name, pair, identity, stored }: VerifiedPair,
  previous: Profile | undefined,
  notice: LoginContext['notice'],
): Keys {
  if (!stored || Object.keys(stored.accessKeys).length === 0) return {};
  const account = otherAccount(previous, identity);
  if (account) {
    notice(
      both(
        'The access keys of {owner} are removed from the profile "{name}"; they do not belong to the new account.',
        { owner: account.name, name },
      ),
    );
    return {};
  }
  if (!identity && stored.ak !== pair.ak)
    notice(
      both(
        'The profile "{name}" keeps its access keys. If the new AK belongs to another account, log in again with its access keys.',
        { name },
      ),
    );
  return stored.accessKeys;
}

const keyFileFlags = keyClasses.map((keyClass) => keyInputs[keyClass].flag);

function assertOneStdin(options: LoginOptions): void {
  const flags = ['sk-file', 'credentials-file', ...keyFileFlags] as const;
  const fromStdin = flags.filter((flag) => options[flag] === '-');
  assertSingleStdin(options['sk-stdin'] ? [...fromStdin, 'sk-stdin'] : fromStdin);
}

/** Refuses keys for the sandbox, which would ignore them: most likely another site is meant. */
function assertNoKeys(options: LoginOptions): void {
  const flags = ['ak', 'sk-file', 'sk-stdin', 'credentials-file', ...keyFileFlags] as const;
  const given = flags.filter((flag) => options[flag]).map((flag) => `--${flag}`);
  if (given.length === 0) return;
  throw usageError(
    'KEYS_NOT_USED',
    both('{given, and} cannot be used: the sandbox has its own keys', { given }),
    both('Omit them, or log in to another site with --site.'),
  );
}

/** Logs in to the sandbox, whose keys are public: koo neither prompts for them nor stores them. */
async function sandboxLogin(
  { name, endpoint }: LoginTarget,
  stores: Stores,
  context: LoginContext,
  debug: boolean,
): Promise<Login> {
  const sandbox = await context.launchSandbox(endpoint, context.env, context.notice);
  try {
    const site = siteOf('sandbox', sandbox.url);
    const identity = await identify({ site, credential: sandbox.credential }, context.env, debug);
    const previous = own((await stores.settings.read()).profiles, name);
    const { ak } = sandbox.credential;
    const profile = { site: 'sandbox', ak, ...(endpoint !== undefined && { endpoint: site.endpoint }) };
    await stores.settings.update(profileChange(name, profile, identity));
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

/**
 * The change that stores a profile and makes it the current one. The description and the offered operations of a replaced
 * profile are kept.
 */
function profileChange(name: string, profile: Profile, identity: Identity | undefined) {
  return (now: Settings): Settings => {
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
  };
}

function identityFields(identity: Identity | undefined): Pick<Login, 'account' | 'seller' | 'verified'> {
  return {
    account: identity?.account ?? null,
    seller: identity?.seller ?? null,
    verified: identity !== undefined,
  };
}
