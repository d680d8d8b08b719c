import { configurationError, KooError, usageError } from '../../errors/koo-error.ts';
import { own } from '../../text/json.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, t } from '../../text/translate.ts';
import { keyringService } from '../credentials/keyring.ts';
import type { SecretStore, StoreKind } from '../credentials/secrets.ts';
import type { Environment } from '../folders.ts';
import type { Settings } from '../settings.ts';
import { shortAk } from './credential.ts';
import { namedProfile, requireProfile, type Stores, updateWithSecrets } from './stores.ts';

/** A profile as it is shown; `null` means unknown or none. */
export interface ProfileDescription {
  readonly name: string;
  readonly current: boolean;
  readonly site: string;
  readonly endpoint: string | null;
  readonly ak: string | null;
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly seller: boolean | null;
  /** When the keys were verified, in ISO 8601. */
  readonly verifiedAt: string | null;
  readonly secrets: StoreKind | null;
  readonly accessKeys: readonly string[];
  readonly description: string | null;
}

export function describeProfile(settings: Settings, name: string): ProfileDescription {
  const profile = requireProfile(settings, name);
  const { site, endpoint, ak, account, seller, verifiedAt, secrets, accessKeys, description } = profile;
  return {
    name,
    current: name === settings.current,
    site,
    endpoint: endpoint ?? null,
    ak: ak ? shortAk(ak) : null,
    account: account ? { id: account.id, name: account.name } : null,
    seller: seller ?? null,
    verifiedAt: verifiedAt ?? null,
    secrets: secrets ?? null,
    accessKeys: accessKeys ?? [],
    description: description ?? null,
  };
}

/**
 * The name of the profile to use: the given one, else `KOO_PROFILE`, else the current profile.
 *
 * @throws KooError (configuration) `UNKNOWN_PROFILE`, `NO_PROFILE`
 */
export function resolveProfileName(settings: Settings, named: string | undefined, env: Environment): string {
  const name = namedProfile(named, env) ?? settings.current;
  if (name === undefined) {
    throw configurationError(
      'NO_PROFILE',
      both('No current profile is set'),
      both('Specify a profile, select one with `koo profile use`, or create one with `koo login`.'),
    );
  }
  requireProfile(settings, name);
  return name;
}

/** Makes a profile the current one. @throws KooError (configuration, `UNKNOWN_PROFILE`) */
export async function useProfile({ settings }: Stores, name: string): Promise<ProfileDescription> {
  const changed = await settings.update((now) => {
    requireProfile(now, name);
    return { ...now, current: name };
  });
  return describeProfile(changed, name);
}

/**
 * Renames a profile. Its secrets are stored under the new name before the old entry is removed.
 *
 * @throws KooError (configuration) `UNKNOWN_PROFILE`, `PROFILE_EXISTS`; (usage) `INVALID_NAME`
 */
export async function renameProfile(stores: Stores, from: string, to: string): Promise<ProfileDescription> {
  assertProfileName(to);
  const before = await stores.settings.read();
  const profile = requireProfile(before, from);
  if (Object.hasOwn(before.profiles, to)) throw profileExists(to);
  const store = profile.secrets && stores.store(profile.secrets);
  const rename = (now: Settings): Settings => {
    const moved = requireProfile(now, from);
    if (Object.hasOwn(now.profiles, to)) throw profileExists(to);
    const { [from]: _, ...others } = now.profiles;
    return { ...now, profiles: { ...others, [to]: moved }, ...(now.current === from && { current: to }) };
  };
  const changed =
    store !== undefined
      ? await updateWithSecrets(stores, { store, name: to, secrets: () => store.get(from) }, rename)
      : await stores.settings.update(rename);
  // A login may have made a profile of the old name since.
  await stores.settings.update(async (now) => {
    if (!own(now.profiles, from)) await store?.remove(from);
    return now;
  });
  return describeProfile(changed, to);
}

export interface RemoveOptions {
  /** Whether to remove the profile itself as well. */
  readonly includeProfile: boolean;
  /** Continue if the secrets cannot be removed; a notice lists what may remain. */
  readonly force: boolean;
  readonly notice: (text: Localized) => void;
}

/**
 * Removes the secrets of a profile, and with `includeProfile` the profile itself.
 *
 * @returns whether there were secrets to remove
 * @throws KooError (configuration) `UNKNOWN_PROFILE`, or if the store of its secrets cannot be used
 */
export async function removeProfileData(
  stores: Stores,
  name: string,
  { includeProfile, force, notice }: RemoveOptions,
): Promise<boolean> {
  requireProfile(await stores.settings.read(), name);
  let removed = false;
  await stores.settings.update(async (now) => {
    const { [name]: old, ...others } = now.profiles;
    if (!old) return now;
    const store = old.secrets && stores.store(old.secrets);
    removed =
      (await store?.remove(name).catch((error: unknown) => {
        if (!(error instanceof KooError)) throw error;
        const { hint } = error.facts;
        if (!force)
          throw error.with({ hint: both('{hint} Or use --force to leave the secrets in place.', { hint }) });
        notice(remainingSecretsNotice(name, store));
        return false;
      })) ?? false;
    if (includeProfile) {
      const { current, ...rest } = now;
      return { ...rest, profiles: others, ...(current !== undefined && current !== name && { current }) };
    }
    const { secrets: _secrets, accessKeys: _keys, ...loggedOut } = old;
    return { ...now, profiles: { ...now.profiles, [name]: loggedOut } };
  });
  return removed;
}

function remainingSecretsNotice(name: string, { kind, place }: SecretStore): Localized {
  return kind === 'keyring'
    ? both(
        'The entry "{name}" of the service "{keyringService}" may still be in the keyring ({place}). Remove it there.',
        { name, keyringService, place },
      )
    : both('The secrets of "{name}" may still be in {place}. Remove them there.', { name, place });
}

function profileExists(name: string): KooError {
  return configurationError(
    'PROFILE_EXISTS',
    both('The profile "{name}" already exists', { name }),
    both('Choose another name, or remove the existing profile with `koo profile remove`.'),
  );
}

/**
 * Asserts that a name is valid for a profile: at most 64 letters, digits, `.`, `_` and `-`.
 *
 * @throws KooError (usage, `INVALID_NAME`)
 */
export function assertProfileName(name: string): void {
  // Names of members that every JavaScript object inherits would be lost when settings are read.
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(name) && !(name in {}) && name !== 'prototype') return;
  throw usageError(
    'INVALID_NAME',
    both('Invalid profile name'),
    both('Use at most 64 letters, digits, ".", "_" and "-", starting with a letter or digit.'),
  );
}

type Value = string | boolean | null | readonly string[] | Readonly<Record<string, string>>;

const titles: Readonly<Record<string, Localized>> = {
  name: both('Profile'),
  profile: both('Profile'),
  current: both('Current profile'),
  site: both('Site'),
  endpoint: both('Endpoint'),
  ak: both('AK'),
  source: both('Source of the AK/SK'),
  account: both('Account'),
  seller: both('Merchant'),
  verified: both('Verified now'),
  verifiedAt: both('Verified at'),
  secrets: both('Secrets stored in'),
  accessKeys: both('Access keys'),
  description: both('Description'),
};

/** Renders the properties of a profile, one per line. Unknown ones are omitted. */
export function renderFacts(facts: Readonly<Record<string, Value>>): string {
  const lines = Object.entries(facts).flatMap(([name, value]) => {
    const text = renderFact(value);
    return text === '' ? [] : [t('{title}: {text}', { title: titles[name] ?? name, text })];
  });
  return terminalSafe(lines.join('\n'));
}

function renderFact(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? t('yes') : t('no');
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return t('{names}', { names: value });
  const { name, id, store, place } = value as Readonly<Record<string, string>>;
  return t('{name} ({id})', { name: name ?? store ?? '', id: id ?? place ?? '' });
}
